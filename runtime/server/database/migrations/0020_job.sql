-- Work that outlives a request: imports, exports, their undoing. A job runs in its bureau and with the rights of who asked.

create table platform.job (
  tenant_id int4 not null references platform.tenant (id),
  id uuid not null,
  kind text collate "C" not null,
  -- What its owner reads in his list of jobs.
  title text not null,
  entity text collate "C",
  account uuid not null,
  -- The post from which it was asked, and the address.
  org uuid,
  -- How far the token reached by which it was asked; null for a person at a screen.
  scope text collate "C",
  ip text collate "C" not null default '',
  input jsonb not null,
  state text collate "C" not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  done int8 not null default 0,
  total int8,
  message text not null default '',
  result jsonb,
  error_code text collate "C",
  error text,
  -- { name, type, size } of what can be fetched when it is done.
  file jsonb,
  cancel boolean not null default false,
  attempts int4 not null default 0,
  -- Who works on it, and until when he is believed to be alive.
  worker uuid,
  lease_until timestamptz,
  -- Moves with every change that its owner is told of.
  rev int8 not null default 1,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account) references platform.account (tenant_id, id)
);
create index job_account on platform.job (tenant_id, account, created_at desc);
create index job_open on platform.job (created_at) where state in ('waiting', 'running');

alter table platform.job enable row level security;
alter table platform.job force row level security;
create policy own on platform.job for all to shijian_app
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));
grant select, insert, update, delete on platform.job to shijian_app;

-- Taking the next job looks across bureaus; keys are all that comes back.
create policy take on platform.job for select to shijian_owner using (true);
create policy hold on platform.job for update to shijian_owner using (true) with check (true);

-- The oldest job that waits, or whose worker has died. Two servers never take the same.
create function platform.next_job(worker uuid, seconds int4) returns table (tenant_id int4, id uuid)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update platform.job j
    set state = 'running', worker = next_job.worker, lease_until = now() + make_interval(secs => next_job.seconds),
      attempts = j.attempts + 1, started_at = coalesce(j.started_at, now()), rev = j.rev + 1
    from (
      select o.tenant_id, o.id from platform.job o
      where o.state = 'waiting' or (o.state = 'running' and o.lease_until < now())
      order by o.created_at limit 1 for update skip locked
    ) n
    where j.tenant_id = n.tenant_id and j.id = n.id
    returning j.tenant_id, j.id
$$;
revoke execute on function platform.next_job(uuid, int4) from public;
grant execute on function platform.next_job(uuid, int4) to shijian_app;
