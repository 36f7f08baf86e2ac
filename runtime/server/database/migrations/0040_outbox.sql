-- What happened to records, for whoever works on after a write: put here by the statement of the write, handed on by the relay and
-- then removed. Names of fields only, never a value.
create table platform.outbox (
  tenant_id int4 not null,
  seq int8 generated always as identity,
  at timestamptz not null default now(),
  event text collate "C" not null check (event in ('created', 'changed', 'deleted', 'restored')),
  entity text collate "C" not null,
  record uuid not null,
  version int8 not null,
  -- Revision whose names `fields` are.
  rev int4 not null,
  fields text[] collate "C" not null default '{}',
  -- Of an event that a subscriber failed at: how often, until when it rests, who has taken it already, and why.
  tried int4 not null default 0,
  due_at timestamptz,
  taken text[] collate "C" not null default '{}',
  error text collate "C",
  -- Given up: stays until an administrator replays or drops it.
  dead_at timestamptz,
  primary key (seq, tenant_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
-- Later events of a record wait behind one that failed.
create index outbox_failed on platform.outbox (tenant_id, record, seq) where tried > 0;

alter table platform.outbox enable row level security;
alter table platform.outbox force row level security;
create policy own on platform.outbox for all to shijian_app
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));
-- The functions below look across bureaus, as the owner.
create policy relay on platform.outbox for all to shijian_owner using (true) with check (true);
-- The app puts in; taking out is the relay's, by the functions.
grant insert on platform.outbox to shijian_app;

-- Work that one process at a time may do; who holds it has to say so again before `until`.
create table platform.lease (
  name text collate "C" primary key,
  holder uuid not null,
  until timestamptz not null
);

create function platform.take_lease(name text, holder uuid, lasts interval) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into platform.lease as l (name, holder, until)
  values (take_lease.name, take_lease.holder, clock_timestamp() + take_lease.lasts)
  on conflict on constraint lease_pkey do update set holder = excluded.holder, until = excluded.until
    where l.holder = excluded.holder or l.until < clock_timestamp();
  return found;
end $$;

create function platform.drop_lease(name text, holder uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from platform.lease l where l.name = drop_lease.name and l.holder = drop_lease.holder
$$;

-- The next events in order, for the process that holds the lease; nothing for any other.
create function platform.take_outbox(holder uuid, most int4, lasts interval) returns table (
  tenant_id int4, seq int8, at timestamptz, event text, entity text, record uuid, version int8, rev int4, fields text, tried int4, taken text
)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not platform.take_lease('outbox', take_outbox.holder, take_outbox.lasts) then return; end if;
  return query
    select o.tenant_id, o.seq, o.at, o.event, o.entity, o.record, o.version, o.rev, to_json(o.fields)::text, o.tried, to_json(o.taken)::text
    from platform.outbox o
    where o.dead_at is null and (o.due_at is null or o.due_at <= clock_timestamp())
      and not exists (
        select from platform.outbox e
        where e.tried > 0 and e.tenant_id = o.tenant_id and e.record = o.record and e.seq < o.seq and e.dead_at is null)
    order by o.seq limit take_outbox.most;
end $$;

create function platform.finish_outbox(seqs int8[]) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from platform.outbox o where o.seq = any (finish_outbox.seqs)
$$;

-- `rest` null: given up.
create function platform.fail_outbox(seq int8, taken text[], error text, rest interval) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update platform.outbox o set tried = o.tried + 1, taken = fail_outbox.taken, error = left(fail_outbox.error, 300),
    due_at = clock_timestamp() + fail_outbox.rest,
    dead_at = case when fail_outbox.rest is null then clock_timestamp() end
  where o.seq = fail_outbox.seq
$$;

revoke execute on all functions in schema platform from public;
grant execute on function platform.take_lease, platform.drop_lease, platform.take_outbox, platform.finish_outbox, platform.fail_outbox
  to shijian_app;
