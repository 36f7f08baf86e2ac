-- The oldest job that waits, taken once: as a part of the join the choice could be made for each row of a small table, and more jobs than the
-- one that was handed out were then held until their lease ran out.
create or replace function platform.next_job(worker uuid, seconds int4) returns table (tenant_id int4, id uuid)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with n as materialized (
    select o.tenant_id, o.id from platform.job o
    where o.state = 'waiting' or (o.state = 'running' and o.lease_until < now())
    order by o.created_at limit 1 for update skip locked
  )
  update platform.job j
    set state = 'running', worker = next_job.worker, lease_until = now() + make_interval(secs => next_job.seconds),
      attempts = j.attempts + 1, started_at = coalesce(j.started_at, now()), rev = j.rev + 1
    from n
    where j.tenant_id = n.tenant_id and j.id = n.id
    returning j.tenant_id, j.id
$$;
