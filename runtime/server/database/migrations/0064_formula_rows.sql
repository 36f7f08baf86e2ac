-- Which formula filled a bureau's rows is of one bureau, and asked only by apply.
alter table platform.stored_formula enable row level security;
alter table platform.stored_formula force row level security;
create policy apply on platform.stored_formula for all to shijian_owner, shijian_migrator using (true) with check (true);
