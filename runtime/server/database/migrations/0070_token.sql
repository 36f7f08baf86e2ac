-- Tokens of programs: long-lived, narrower than their owner, and stopped with him.
create table platform.token (
  tenant_id int4 not null,
  id uuid not null,
  -- sha-256 of the token, which nobody sees a second time.
  token_hash bytea not null unique,
  account uuid not null,
  label text collate "C" not null check (length(label) between 1 and 60),
  -- The post whose roles it has.
  org uuid,
  -- Entities that it reaches; null for all that its owner reaches.
  entities text[] collate "C",
  writes boolean not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  used_ip text collate "C",
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account) references platform.account (tenant_id, id)
);
create index token_account on platform.token (tenant_id, account);
grant select, insert, update on platform.token to shijian_app;
alter table platform.token enable row level security;
alter table platform.token force row level security;
create policy own on platform.token for all to shijian_app
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));

-- Before the token is known nobody has a bureau: this runs as the owner and says no more than where to look.
create policy find on platform.token for select to shijian_owner using (true);
create function platform.find_token(token_hash text) returns table (tenant_id int4, token uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.tenant_id, t.id from platform.token t where t.token_hash = decode(find_token.token_hash, 'hex')
$$;
revoke execute on function platform.find_token(text) from public;
grant execute on function platform.find_token(text) to shijian_app;

create trigger access after update of revoked_at on platform.token
  for each row when (old.revoked_at is distinct from new.revoked_at) execute function platform.bump_access();
