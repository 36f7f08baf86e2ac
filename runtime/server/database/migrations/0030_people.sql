-- People in full: states of an account, posts that are withdrawn, where and from what somebody logged in, refused acts, roles of
-- the bureau by name, documents that the bureau wrote itself, and requests for an account.

alter table platform.account
  add column version int8 not null default 1,
  add column created_by uuid,
  add column updated_at timestamptz(3) not null default now(),
  add column updated_by uuid,
  -- Where the account is at home; what it may do follows from its assignments.
  add column org uuid,
  add column phone text collate "C",
  add column email text collate "C",
  add column note text collate "C",
  add column frozen_at timestamptz,
  add column last_login_at timestamptz(3),
  add column last_login_ip text collate "C",
  -- When the password was last given; past hashes, newest first.
  add column password_at timestamptz not null default now(),
  add column old_passwords text[] collate "C" not null default '{}';

-- Only what decides about rights moves the counter: being seen or a telephone number do not.
drop trigger access on platform.account;
create trigger access after update of login, name, person, stopped_at, frozen_at, must_change, password_at on platform.account
  for each row when ((old.login, old.name, old.person, old.stopped_at, old.frozen_at, old.must_change, old.password_at)
    is distinct from (new.login, new.name, new.person, new.stopped_at, new.frozen_at, new.must_change, new.password_at))
  execute function platform.bump_access();

alter table platform.assignment
  add column version int8 not null default 1,
  add column created_at timestamptz(3) not null default now(),
  add column created_by uuid,
  add column updated_at timestamptz(3) not null default now(),
  add column updated_by uuid,
  -- Withdrawn at once, whatever its dates say.
  add column deleted_at timestamptz(3),
  add column note text collate "C";

-- A process that keeps a session in memory writes itself down in the session's row first. A session that only the ending process
-- knew is dropped there; one that others know moves the counter, so that they read again.
alter table platform.session
  add column known_to uuid[] not null default '{}',
  add column moved_by uuid,
  add column device text collate "C" not null default '';
drop trigger access on platform.session;
create trigger access after update of revoked_at, org on platform.session
  for each row when ((old.revoked_at is distinct from new.revoked_at or old.org is distinct from new.org)
    and not (new.moved_by is not null and new.moved_by is distinct from old.moved_by and new.known_to <@ array[new.moved_by]))
  execute function platform.bump_access();

alter table platform.login_log
  add column place text collate "C" not null default '',
  add column device text collate "C" not null default '',
  -- What is unusual about it: new_device, new_place, many_failures, after_failures, odd_hour.
  add column signs text[] collate "C" not null default '{}';
create index login_log_account on platform.login_log (tenant_id, account, at);

create function platform.log_login(
  login text, ip text, agent text, outcome text, tenant_id int4, account uuid, place text, device text, signs text[]
) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into platform.login_log (login, ip, agent, outcome, tenant_id, account, place, device, signs)
  values (left(log_login.login, 200), log_login.ip, left(log_login.agent, 300), log_login.outcome, log_login.tenant_id,
    log_login.account, left(log_login.place, 100), left(log_login.device, 100), log_login.signs)
$$;

-- Rows of the logs by an id like every record has.
create function platform.seq_id(seq int8) returns uuid language sql immutable parallel safe strict
return ('00000000-0000-7000-8000-' || lpad(to_hex(seq), 12, '0'))::uuid;
create index login_log_id on platform.login_log (tenant_id, (platform.seq_id(seq)));

create index audit_id on platform.audit (tenant_id, (platform.seq_id(seq)));

-- The roles of a bureau's current revision, so that posts and screens can point at one. Written by apply.
create table platform.role (
  tenant_id int4 not null references platform.tenant (id),
  id uuid not null,
  name text collate "C" not null,
  label text collate "C" not null,
  package text collate "C" not null,
  own boolean not null,
  -- What it allows, in words.
  summary text collate "C" not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  -- No longer in the bureau's documents.
  deleted_at timestamptz(3),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
grant select on platform.role to shijian_app;

-- Documents that the bureau wrote on its screens; compiled together with its files. Written by apply.
create table platform.document (
  tenant_id int4 not null references platform.tenant (id),
  path text collate "C" not null,
  text text not null,
  by_name text collate "C" not null,
  at timestamptz not null default now(),
  primary key (tenant_id, path)
);
grant select on platform.document to shijian_app;

create table platform.registration (
  tenant_id int4 not null references platform.tenant (id),
  id uuid not null,
  version int8 not null default 1,
  -- sha-256 of the receipt: who reads this table cannot ask in the applicant's name.
  receipt bytea not null unique,
  login text collate "C" not null,
  name text collate "C" not null,
  phone text collate "C" not null,
  email text collate "C",
  unit text collate "C" not null,
  reason text collate "C",
  proof jsonb,
  password text collate "C" not null,
  state text collate "C" not null default 'asked' check (state in ('asked', 'supplement', 'approved', 'rejected')),
  reply text collate "C",
  asked_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  decided_at timestamptz(3),
  decided_by text collate "C",
  account uuid,
  ip text collate "C" not null,
  primary key (tenant_id, id)
);
create index registration_state on platform.registration (tenant_id, state, asked_at);
create index registration_ip on platform.registration (ip, asked_at);
grant select, insert, update on platform.registration to shijian_app;

do $$
declare name text;
begin
  foreach name in array array['role', 'document', 'registration'] loop
    execute format('alter table platform.%I enable row level security', name);
    execute format('alter table platform.%I force row level security', name);
    execute format(
      'create policy own on platform.%I for all to shijian_app using (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4)) with check (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4))',
      name);
  end loop;
  -- The views that entities stand over are the owner's; who reads them goes through a gate of his own bureau.
  foreach name in array array['assignment', 'audit', 'role', 'registration'] loop
    execute format('create policy find on platform.%I for select to shijian_owner using (true)', name);
  end loop;
  -- Apply writes these two, in the metadata transaction.
  foreach name in array array['role', 'document'] loop
    execute format('create policy apply on platform.%I for all to shijian_owner using (true) with check (true)', name);
  end loop;
end $$;

create function platform.find_registration(receipt text) returns table (tenant_id int4, registration uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.tenant_id, r.id from platform.registration r where r.receipt = decode(find_registration.receipt, 'hex')
$$;
create function platform.registrations_from(ip text, since interval) returns int8
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) from platform.registration r where r.ip = registrations_from.ip and r.asked_at > now() - since
$$;

do $$
declare signature text;
begin
  foreach signature in array array[
    'log_login(text, text, text, text, int4, uuid, text, text, text[])', 'seq_id(int8)', 'find_registration(text)',
    'registrations_from(text, interval)'
  ] loop
    execute format('revoke execute on function platform.%s from public', signature);
    execute format('grant execute on function platform.%s to shijian_app', signature);
  end loop;
end $$;
grant execute on function platform.seq_id(int8) to shijian_reader;
