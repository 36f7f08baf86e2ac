-- Running numbers: one row a sequence field and period of a bureau. A writer waits here for the one before it.
create table platform.sequence (
  tenant_id int4 not null references platform.tenant (id),
  -- entity#uid of the field
  name text collate "C" not null,
  -- '' for ever, '2026' for a year, '2026-11' for a month
  period text collate "C" not null,
  last int8 not null check (last > 0),
  primary key (tenant_id, name, period)
);
alter table platform.sequence enable row level security;
alter table platform.sequence force row level security;
create policy own on platform.sequence for all to shijian_app
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));
grant select, insert, update on platform.sequence to shijian_app;
