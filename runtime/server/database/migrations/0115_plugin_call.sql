-- Functions of packages that are called after a record was saved: queued from the outbox, called at least once, in order per record.

-- Packages whose functions made a write, so that none of them is called for what it did itself.
alter table platform.outbox add column made_by text collate "C" not null default coalesce(current_setting('app.made_by', true), '');

drop function platform.take_outbox(uuid, int4, interval);
create function platform.take_outbox(holder uuid, most int4, lasts interval) returns table (
  tenant_id int4, seq int8, at timestamptz, event text, entity text, record uuid, version int8, rev int4, fields text, made_by text, tried int4, taken text
)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not platform.take_lease('outbox', take_outbox.holder, take_outbox.lasts) then return; end if;
  return query
    select o.tenant_id, o.seq, o.at, o.event, o.entity, o.record, o.version, o.rev, to_json(o.fields)::text, o.made_by, o.tried, to_json(o.taken)::text
    from platform.outbox o
    where o.dead_at is null and (o.due_at is null or o.due_at <= clock_timestamp())
      and not exists (
        select from platform.outbox e
        where e.tried > 0 and e.tenant_id = o.tenant_id and e.record = o.record and e.seq < o.seq and e.dead_at is null)
    order by o.seq limit take_outbox.most;
end $$;
revoke execute on function platform.take_outbox(uuid, int4, interval) from public;
grant execute on function platform.take_outbox(uuid, int4, interval) to shijian_app;

create table platform.plugin_call (
  tenant_id int4 not null references platform.tenant (id),
  seq int8 generated always as identity,
  -- Of the outbox: the same at every try.
  event text collate "C" not null,
  what text collate "C" not null,
  package text collate "C" not null,
  name text collate "C" not null,
  entity text collate "C" not null,
  record uuid not null,
  version int8 not null,
  fields jsonb not null,
  made_by text collate "C" not null,
  -- Who saved it.
  account uuid not null,
  tried int4 not null default 0,
  -- While it is being called: until when its server is believed to be alive.
  due_at timestamptz not null default now(),
  error text collate "C",
  -- Given up: stays until an administrator replays or drops it.
  dead_at timestamptz,
  primary key (tenant_id, seq),
  unique (tenant_id, event, package, name)
);
create index plugin_call_due on platform.plugin_call (due_at) where dead_at is null;
create index plugin_call_record on platform.plugin_call (tenant_id, record, seq) where dead_at is null;

alter table platform.plugin_call enable row level security;
alter table platform.plugin_call force row level security;
create policy own on platform.plugin_call for all to shijian_app
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));
grant select, insert, update, delete on platform.plugin_call to shijian_app;
-- Taking the next call looks across bureaus; keys are all that comes back.
create policy take on platform.plugin_call for all to shijian_owner using (true) with check (true);

-- The call that is due longest and behind no other of its record; of another bureau than the last one where there is one.
create function platform.next_plugin_call(last int4, lasts interval) returns table (tenant_id int4, seq int8)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  -- Materialized: run once. Inside of a join it could be run for each row, and take as many.
  with n as materialized (
    select d.tenant_id, d.seq from platform.plugin_call d
    where d.dead_at is null and d.due_at <= clock_timestamp()
      and not exists (
        select from platform.plugin_call e
        where e.tenant_id = d.tenant_id and e.record = d.record and e.seq < d.seq and e.dead_at is null)
    order by (d.tenant_id = next_plugin_call.last), d.due_at limit 1 for update skip locked
  )
  update platform.plugin_call c set tried = c.tried + 1, due_at = clock_timestamp() + next_plugin_call.lasts
  from n
  where c.tenant_id = n.tenant_id and c.seq = n.seq
  returning c.tenant_id, c.seq
$$;
revoke execute on function platform.next_plugin_call(int4, interval) from public;
grant execute on function platform.next_plugin_call(int4, interval) to shijian_app;
