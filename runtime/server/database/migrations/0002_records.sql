-- What every entity's rows share: revisions of a tenant's model, the column map, audit, claims of unique keys, files.

alter table platform.tenant add column above int4[] not null default '{}';

-- Documents by content: a revision names the files it was compiled from. No tenant's data is in here.
create table platform.source (
  hash text collate "C" primary key,
  text text not null
);
create table platform.revision (
  tenant_id int4 not null references platform.tenant (id),
  rev int4 not null,
  hash text collate "C" not null,
  files jsonb not null,
  at timestamptz not null default now(),
  edition date not null,
  by_name text not null,
  note text not null default '',
  primary key (tenant_id, rev)
);

-- A field's column is given once and kept: renaming a field changes this map's reader, never the table.
create table platform.column_map (
  entity text collate "C" not null,
  uid text collate "C" not null,
  pg_type text collate "C" not null,
  primary key (entity, uid)
);
create table platform.slot_map (
  tenant_id int4 not null references platform.tenant (id),
  entity text collate "C" not null,
  uid text collate "C" not null,
  slot text collate "C" not null,
  primary key (tenant_id, entity, uid),
  unique (tenant_id, entity, slot)
);
grant select on platform.source, platform.revision, platform.column_map, platform.slot_map to shijian_app;

create table platform.audit (
  seq int8 generated always as identity,
  tenant_id int4 not null,
  at timestamptz not null default now(),
  actor uuid,
  actor_name text collate "C" not null,
  ip text collate "C" not null default '',
  action text collate "C" not null,
  entity text collate "C" not null,
  record uuid,
  version int8,
  rev int4 not null,
  before jsonb,
  after jsonb,
  xid xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, seq)
);
create index audit_record on platform.audit (tenant_id, entity, record, seq);
create index audit_actor on platform.audit (tenant_id, actor, seq);

-- Who holds a unique key. Kept apart from the rows so that packaged, tenant-own and conditional keys are one thing.
create table platform.claim (
  tenant_id int4 not null,
  rule text collate "C" not null,
  key text collate "C" not null,
  record uuid not null,
  primary key (tenant_id, rule, key)
);
create index claim_record on platform.claim (tenant_id, record);

create table platform.idempotency (
  tenant_id int4 not null,
  account uuid not null,
  key text collate "C" not null,
  body_hash text collate "C" not null,
  record uuid not null,
  at timestamptz not null default now(),
  primary key (tenant_id, account, key)
);

create table platform.file (
  tenant_id int4 not null,
  id uuid not null,
  name text collate "C" not null,
  type text collate "C" not null,
  size int8 not null,
  sha256 text collate "C" not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  -- The record and field that hold it; null until a record is saved with it.
  entity text collate "C",
  record uuid,
  field text collate "C",
  primary key (tenant_id, id)
);

do $$
declare name text;
begin
  foreach name in array array['audit', 'claim', 'idempotency', 'file'] loop
    execute format('alter table platform.%I enable row level security', name);
    execute format('alter table platform.%I force row level security', name);
    execute format(
      'create policy own on platform.%I for all to shijian_app using (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4)) with check (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4))',
      name);
  end loop;
end $$;
-- Append-only for the app: nobody who serves requests can alter or remove what was logged.
grant select, insert on platform.audit to shijian_app;
grant select, insert, delete on platform.claim to shijian_app;
grant select, insert on platform.idempotency to shijian_app;
grant select, insert, update on platform.file to shijian_app;

-- Two-character grams of already normalised text, for Chinese search; grams across a line break or space are left out.
create function platform.bigrams(text) returns text[] language sql immutable parallel safe strict
return array(
  select distinct substr($1, i, 2) collate "C"
  from generate_series(1, length($1) - 1) as i
  where substr($1, i, 2) !~ '\s'
);

-- Stops a statement whose written image is not allowed; the whole trip is rolled back. `faults` says what and where.
create function platform.refuse(faults text[]) returns boolean language plpgsql stable as $$
begin
  if cardinality(faults) > 0 then
    raise exception using errcode = 'SJ001', message = 'refused', detail = array_to_json(faults)::text;
  end if;
  return true;
end $$;

-- Total casts: another row's odd text must never fail my query.
create function platform.as_date(value text) returns date language plpgsql immutable parallel safe strict as $$
begin
  if value !~ '^\d{4}-\d{2}-\d{2}$' then return null; end if;
  return value::date;
exception when others then return null;
end $$;
create function platform.as_instant(value text) returns timestamptz language plpgsql immutable parallel safe strict as $$
begin
  if value !~ '^\d{4}-\d{2}-\d{2}T' then return null; end if;
  return value::timestamptz;
exception when others then return null;
end $$;
create function platform.as_number(value text) returns numeric language sql immutable parallel safe strict
return case when value ~ '^-?\d{1,40}(\.\d{1,20})?$' then value::numeric end;
create function platform.as_boolean(value text) returns boolean language sql immutable parallel safe strict
return case value when 'true' then true when 'false' then false end;

-- uuid text with a time in front (RFC 9562, version 7), for rows made in the database; the app makes its own.
grant execute on all functions in schema platform to shijian_app, shijian_reader;
