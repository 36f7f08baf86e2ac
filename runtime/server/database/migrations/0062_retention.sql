-- Work that comes once a tick (a day of a bureau): who is first to write its row does it, on whichever instance. A run that was broken off is taken up again.
create table platform.job_run (
  tenant_id int4 not null references platform.tenant (id),
  job text collate "C" not null,
  -- '2026-11-21'
  tick text collate "C" not null,
  at timestamptz not null default now(),
  finished_at timestamptz,
  result jsonb,
  primary key (tenant_id, job, tick)
);
alter table platform.job_run enable row level security;
alter table platform.job_run force row level security;
create policy own on platform.job_run for all to shijian_app
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));
grant select, insert, update on platform.job_run to shijian_app;

-- Removes records for good whose time is up. The app itself may delete no row; it may ask for rows of its own bureau, one entity's at a
-- time, and those that others still point at stay.
create function platform.remove_expired(relation regclass, records uuid[]) returns setof uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own int4 := nullif(current_setting('app.tenant', true), '')::int4;
  one uuid;
begin
  if own is null or not exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.oid = relation and c.relkind in ('r', 'p') and c.relrowsecurity and n.nspname = 'records'
  ) then
    raise exception 'no rows of a bureau' using errcode = '42501';
  end if;
  foreach one in array records loop
    begin
      execute format('delete from %s where tenant_id = $1 and id = $2', relation) using own, one;
      if found then return next one; end if;
    exception when foreign_key_violation then null;
    end;
  end loop;
end $$;
revoke execute on function platform.remove_expired(regclass, uuid[]) from public;
grant execute on function platform.remove_expired(regclass, uuid[]) to shijian_app;
