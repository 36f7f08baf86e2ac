-- Of a queue that is said to be empty the planner would rather sort all rows than follow the index that has them in order, and takes any
-- index for a row by its key: the row that is chosen is changed where it stands.
drop index platform.plugin_call_record;
create index plugin_call_record on platform.plugin_call (record, seq) where dead_at is null;

create or replace function platform.next_plugin_call(last int4, lasts interval) returns table (tenant_id int4, seq int8)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_custom_plan as $$
declare
  bureau int4;
  place tid;
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
    select d.ctid into place from platform.plugin_call d
    where d.tenant_id = bureau and d.dead_at is null and d.due_at <= clock_timestamp()
      and not exists (
        select from platform.plugin_call e
        -- The sum leaves no other index but that of records.
        where e.record = d.record and e.seq < d.seq and e.tenant_id + 0 = d.tenant_id and e.dead_at is null offset 0)
    order by d.due_at limit 1 for update skip locked;
    if found then
      return query
        update platform.plugin_call c set tried = c.tried + 1, due_at = clock_timestamp() + next_plugin_call.lasts
        where c.ctid = place
        returning c.tenant_id, c.seq;
      return;
    end if;
  end loop;
end $$;

create or replace function platform.next_job(worker uuid, seconds int4) returns table (tenant_id int4, id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_custom_plan as $$
declare
  place tid;
begin
  select o.ctid into place from platform.job o
  where o.state in ('waiting', 'running') and (o.state = 'waiting' or o.lease_until < now())
  order by o.created_at limit 1 for update skip locked;
  return query
    update platform.job j
      set state = 'running', worker = next_job.worker, lease_until = now() + make_interval(secs => next_job.seconds),
        attempts = j.attempts + 1, started_at = coalesce(j.started_at, now()), rev = j.rev + 1
      where j.ctid = place
      returning j.tenant_id, j.id;
end $$;
