-- Packages by version for the whole installation, and what an upgrade under a bureau's patches leaves to be decided.

-- Which version a bureau runs is what its tenant.yaml names: several are there at once. A version that was installed never changes; one
-- that is read from this server's own folders is as the folder is.
create table platform.package_version (
  name text collate "C" not null check (name ~ '^[a-z][a-z0-9]{0,19}$'),
  version text collate "C" not null,
  label text collate "C" not null,
  -- Of its files, whatever folder they came from.
  hash text collate "C" not null,
  -- [{ path, hash }]; texts are in platform.source.
  files jsonb not null check (jsonb_typeof(files) = 'array'),
  manifest jsonb not null,
  origin text collate "C" not null check (origin in ('disk', 'tarball', 'folder', 'registry')),
  installed_at timestamptz(3) not null default now(),
  installed_by text collate "C" not null,
  primary key (name, version)
);
-- No bureau's data are in here: like the texts of documents it is the same for all.
grant select on platform.package_version to shijian_app;

create function platform.keep_package_version() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.origin <> 'disk' and (old.hash, old.files) is distinct from (new.hash, new.files) then
    raise exception 'package % % was installed and does not change', old.name, old.version using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger immutable before update on platform.package_version
  for each row execute function platform.keep_package_version();

-- An upgrade of a package where the bureau and the vendor changed the same: three values, and what somebody decided.
create table platform.conflict (
  tenant_id int4 not null references platform.tenant (id),
  id uuid not null,
  draft uuid not null,
  -- The same whenever the same versions and documents are merged.
  key text collate "C" not null,
  reason text collate "C" not null check (reason in ('changed', 'removed', 'added', 'moved', 'reference')),
  -- Kind and name of the document, and the address in it; empty for the whole document.
  document text collate "C" not null,
  address text collate "C" not null,
  does text collate "C" not null,
  -- The bureau's file.
  path text collate "C" not null,
  -- { value, package, path, line }; null where there is nothing.
  base jsonb,
  theirs jsonb,
  ours jsonb,
  fault jsonb,
  choices text[] collate "C" not null,
  decision text collate "C" check (decision in ('theirs', 'ours', 'base', 'text')),
  decided_text text collate "C",
  decided_by uuid,
  decided_name text collate "C",
  decided_at timestamptz(3),
  primary key (tenant_id, id),
  unique (tenant_id, draft, key),
  foreign key (tenant_id, draft) references platform.draft (tenant_id, id),
  check ((decision is null) = (decided_at is null)),
  check ((decision = 'text') is not true or decided_text is not null)
);

alter table platform.conflict enable row level security;
alter table platform.conflict force row level security;
create policy own on platform.conflict for all to shijian_app
  using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4))
  with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::int4));
create policy apply on platform.conflict for all to shijian_owner using (true) with check (true);
grant select, insert, delete on platform.conflict to shijian_app;
grant update (reason, base, theirs, ours, fault, choices, decision, decided_text, decided_by, decided_name, decided_at)
  on platform.conflict to shijian_app;

-- Whatever the server thinks: nothing is submitted or applied while something is left to be decided.
create function platform.draft_decided() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from platform.conflict c where c.tenant_id = new.tenant_id and c.draft = new.id and c.decision is null) then
    raise exception 'E_CONFLICTS_OPEN' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger decided before update of state on platform.draft
  for each row when (new.state in ('submitted', 'applied') and new.state <> old.state) execute function platform.draft_decided();
