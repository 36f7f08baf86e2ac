-- Who may: bureaus, accounts, dated assignments, sessions. Run by the migrator as shijian_owner; every name is qualified.

-- No secret is in here and no row security on it: a statement that enters a tenant reads it first.
create table platform.tenant (
  id int4 generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  name text collate "C" not null unique,
  label text collate "C" not null,
  parent int4 references platform.tenant (id),
  -- Moved by apply only; stamped on records.
  model_rev int4 not null default 0,
  -- Moved by users, assignments, revoked sessions and the org tree.
  access_rev int4 not null default 0
);
grant select on platform.tenant to shijian_app, shijian_reader;

-- Facts of the whole installation, such as that its data are made up.
create table platform.instance (
  key text collate "C" primary key,
  value jsonb not null
);
grant select on platform.instance to shijian_app;

create table platform.account (
  tenant_id int4 not null references platform.tenant (id),
  id uuid not null,
  -- Unique in the instance: the login page does not ask for the bureau.
  login text collate "C" not null unique check (login ~ '^[a-z0-9][a-z0-9._-]{1,62}$'),
  name text collate "C" not null,
  -- The person record this account belongs to, where the bureau keeps one.
  person uuid,
  -- scrypt$N$r$p$salt$hash
  password text collate "C" not null,
  must_change boolean not null default false,
  -- Made by `npm start`: never let in by a production server.
  demo boolean not null default false,
  -- A leaver is stopped, never deleted: what he did keeps his name.
  stopped_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
grant select, insert, update on platform.account to shijian_app;

create table platform.assignment (
  tenant_id int4 not null,
  id uuid not null,
  account uuid not null,
  role text collate "C" not null,
  org uuid,
  -- First and last day, both included, in the bureau's time zone.
  starts_on date not null,
  ends_on date check (ends_on >= starts_on),
  primary key (tenant_id, id),
  foreign key (tenant_id, account) references platform.account (tenant_id, id)
);
create index assignment_account on platform.assignment (tenant_id, account);
grant select, insert, update on platform.assignment to shijian_app;

create table platform.session (
  tenant_id int4 not null,
  id uuid not null,
  -- sha-256 of the cookie: who reads this table cannot log in with it.
  token_hash bytea not null unique,
  account uuid not null,
  -- The post chosen among the account's assignments.
  org uuid,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  ip text collate "C" not null,
  agent text collate "C" not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, account) references platform.account (tenant_id, id)
);
create index session_account on platform.session (tenant_id, account);
grant select, insert, update on platform.session to shijian_app;

create table platform.login_log (
  seq int8 generated always as identity primary key,
  at timestamptz not null default now(),
  login text collate "C" not null,
  ip text collate "C" not null,
  agent text collate "C" not null,
  outcome text collate "C" not null check (outcome in ('ok', 'wrong', 'locked', 'stopped', 'out')),
  -- Null when nobody has that login.
  tenant_id int4,
  account uuid
);
create index login_log_login on platform.login_log (login, at);
create index login_log_ip on platform.login_log (ip, at);
grant select on platform.login_log to shijian_app;

create table platform.preference (
  tenant_id int4 not null,
  account uuid not null,
  key text collate "C" not null check (key ~ '^[A-Za-z0-9._:-]{1,120}$'),
  value jsonb not null,
  primary key (tenant_id, account, key),
  foreign key (tenant_id, account) references platform.account (tenant_id, id)
);
grant select, insert, update, delete on platform.preference to shijian_app;

do $$
declare name text;
begin
  foreach name in array array['account', 'assignment', 'session', 'login_log', 'preference'] loop
    execute format('alter table platform.%I enable row level security', name);
    execute format('alter table platform.%I force row level security', name);
    execute format(
      'create policy own on platform.%I for all to shijian_app using (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4)) with check (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4))',
      name);
  end loop;
end $$;

-- The functions below run as the owner and are all that may look across bureaus: before login nobody has one.
create policy find on platform.account for select to shijian_owner using (true);
create policy find on platform.session for select to shijian_owner using (true);
create policy count on platform.login_log for select to shijian_owner using (true);
create policy add on platform.login_log for insert to shijian_owner with check (true);

create function platform.find_login(login text) returns table (tenant_id int4, account uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.tenant_id, a.id from platform.account a where a.login = lower(find_login.login)
$$;

create function platform.find_session(token_hash text) returns table (tenant_id int4, session uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.tenant_id, s.id from platform.session s where s.token_hash = decode(find_session.token_hash, 'hex')
$$;

-- Failures since the last success, of this login and from this address.
create function platform.login_failures(login text, ip text, since interval) returns table (by_login int8, by_ip int8)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select
    (select count(*) from platform.login_log l
      where l.login = login_failures.login and l.outcome in ('wrong', 'stopped') and l.at > now() - since
        and l.at > coalesce(
          (select max(o.at) from platform.login_log o where o.login = login_failures.login and o.outcome = 'ok'), '-infinity')),
    (select count(*) from platform.login_log l
      where l.ip = login_failures.ip and l.outcome in ('wrong', 'stopped') and l.at > now() - since)
$$;

create function platform.log_login(login text, ip text, agent text, outcome text, tenant_id int4, account uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into platform.login_log (login, ip, agent, outcome, tenant_id, account)
  values (left(log_login.login, 200), log_login.ip, left(log_login.agent, 300), log_login.outcome, log_login.tenant_id, log_login.account)
$$;

-- What is cached about who may do what is compared with this counter by every statement that enters the tenant.
-- Goes on any table with tenant_id whose rows decide about rights; the org tree's table among them.
create function platform.bump_access() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update platform.tenant set access_rev = access_rev + 1 where id = coalesce(new.tenant_id, old.tenant_id);
  return null;
end $$;
create trigger access after insert or update or delete on platform.account
  for each row execute function platform.bump_access();
create trigger access after insert or update or delete on platform.assignment
  for each row execute function platform.bump_access();
create trigger access after update of revoked_at, org on platform.session
  for each row when (old.revoked_at is distinct from new.revoked_at or old.org is distinct from new.org)
  execute function platform.bump_access();

revoke execute on all functions in schema platform from public;
grant execute on all functions in schema platform to shijian_app;
