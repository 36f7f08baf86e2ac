-- Which formula filled a bureau's column is bookkeeping of apply: nobody else has a right on it, and like every table that names a bureau it is closed by rows too.
alter table platform.stored_formula enable row level security;
alter table platform.stored_formula force row level security;
create policy apply on platform.stored_formula for all to shijian_owner using (true) with check (true);
