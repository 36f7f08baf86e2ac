-- What a new revision still owes to rows that were there before it: filled in batches, each of which remembers how far it came.
create table platform.backfill (
  tenant_id int4 not null references platform.tenant (id),
  -- 'keys ENTITY HASH', 'search ENTITY', 'tidy ENTITY FIELD', 'seeds'
  task text collate "C" not null,
  -- The last row that is done.
  cursor uuid,
  done int8 not null default 0,
  -- Rows that stand in the way, and what a few of them are called.
  found int8 not null default 0,
  examples text[] collate "C" not null default '{}',
  started_at timestamptz not null default clock_timestamp(),
  -- True when the revision that owes it is the current one: then the running server does it.
  open boolean not null default false,
  primary key (tenant_id, task)
);
alter table platform.backfill enable row level security;
alter table platform.backfill force row level security;
create policy own on platform.backfill for all to shijian_app
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));
create policy apply on platform.backfill for all to shijian_owner using (true) with check (true);
grant select, update, delete on platform.backfill to shijian_app;

-- Apply claims keys for rows that were there before the key, one bureau at a time.
create policy fill on platform.claim for all to shijian_owner
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));

create function platform.open_backfills() returns table (tenant_id int4, task text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select b.tenant_id, b.task from platform.backfill b where b.open order by b.tenant_id, b.task
$$;
revoke execute on function platform.open_backfills() from public;
grant execute on function platform.open_backfills() to shijian_app;
