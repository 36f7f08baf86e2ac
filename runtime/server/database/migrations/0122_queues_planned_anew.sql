-- A queue is empty most of the time, and that is when a session plans its statements for good. They are planned anew at each call, and what
-- they ask of each row is a lookup of its own, which no plan makes a walk through all rows.
create or replace function platform.take_outbox(holder uuid, most int4, lasts interval) returns table (
  tenant_id int4, seq int8, at timestamptz, event text, entity text, record uuid, version int8, rev int4, fields text, made_by text, tried int4, taken text
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off set plan_cache_mode = force_custom_plan as $$
begin
  if not platform.take_lease('outbox', take_outbox.holder, take_outbox.lasts) then return; end if;
  return query
    select o.tenant_id, o.seq, o.at, o.event, o.entity, o.record, o.version, o.rev, to_json(o.fields)::text, o.made_by, o.tried, to_json(o.taken)::text
    from platform.outbox o
    where o.dead_at is null and (o.due_at is null or o.due_at <= clock_timestamp())
      -- A fence: never a join.
      and not exists (
        select from platform.outbox e
        where e.tried > 0 and e.tenant_id = o.tenant_id and e.record = o.record and e.seq < o.seq and e.dead_at is null offset 0)
    order by o.seq limit take_outbox.most;
end $$;
alter function platform.finish_outbox(int8[]) set plan_cache_mode = force_custom_plan;
alter function platform.fail_outbox(int8, text[], text, interval) set plan_cache_mode = force_custom_plan;
alter function platform.next_job(uuid, int4) set plan_cache_mode = force_custom_plan;

-- What is due is gone through bureau by bureau, so that thousands of calls of one are no walk to the call of another.
drop index platform.plugin_call_due;
create index plugin_call_due on platform.plugin_call (tenant_id, due_at) where dead_at is null;

-- The call that is due longest and behind no other of its record; of another bureau than the last one where there is one.
create or replace function platform.next_plugin_call(last int4, lasts interval) returns table (tenant_id int4, seq int8)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off set plan_cache_mode = force_custom_plan as $$
declare
  bureau int4;
begin
  for bureau in
    with recursive waiting as (
      (select d.tenant_id, d.due_at from platform.plugin_call d where d.dead_at is null order by d.tenant_id, d.due_at limit 1)
      union all
      select n.tenant_id, n.due_at from waiting w cross join lateral (
        select d.tenant_id, d.due_at from platform.plugin_call d
        where d.dead_at is null and d.tenant_id > w.tenant_id order by d.tenant_id, d.due_at limit 1) n
    )
    select w.tenant_id from waiting w where w.due_at <= clock_timestamp()
    order by w.tenant_id = next_plugin_call.last, w.due_at
  loop
    return query
      with n as materialized (
        select d.tenant_id, d.seq from platform.plugin_call d
        where d.tenant_id = bureau and d.dead_at is null and d.due_at <= clock_timestamp()
          and not exists (
            select from platform.plugin_call e
            where e.tenant_id = d.tenant_id and e.record = d.record and e.seq < d.seq and e.dead_at is null offset 0)
        order by d.due_at limit 1 for update skip locked
      )
      update platform.plugin_call c set tried = c.tried + 1, due_at = clock_timestamp() + next_plugin_call.lasts
      from n
      where c.tenant_id = n.tenant_id and c.seq = n.seq
      returning c.tenant_id, c.seq;
    if found then return; end if;
  end loop;
end $$;
