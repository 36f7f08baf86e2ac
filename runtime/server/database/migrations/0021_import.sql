-- Imports: one row a file, the faults of its lines, and which audit rows each of its batches wrote (what undo goes by).

create table platform.import (
  tenant_id int4 not null references platform.tenant (id),
  id uuid not null,
  entity text collate "C" not null,
  account uuid not null,
  account_name text not null,
  file_name text not null,
  format text collate "C" not null check (format in ('csv', 'xlsx')),
  size int8 not null,
  sha256 text collate "C" not null,
  -- Headings of the file, the first lines below them, and how many lines there are.
  headings jsonb not null,
  sample jsonb not null,
  lines int4 not null,
  -- { columns: (field name or null)[], mode, key }
  mapping jsonb,
  -- Hash of file, entity and mapping: the same file a second time is known by it.
  digest text collate "C",
  state text collate "C" not null default 'ready' check (state in ('ready', 'checking', 'checked', 'running', 'done', 'stopped', 'undoing', 'undone')),
  job uuid,
  -- Line up to which all are dealt with; moves in the transaction that writes them.
  at_line int4 not null default 0,
  checked jsonb,
  counts jsonb,
  undo jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account) references platform.account (tenant_id, id)
);
create index import_entity on platform.import (tenant_id, entity, created_at desc);
create index import_digest on platform.import (tenant_id, digest) where digest is not null;

create table platform.import_fault (
  tenant_id int4 not null,
  import uuid not null,
  run text collate "C" not null check (run in ('check', 'import')),
  line int4 not null,
  faults jsonb not null,
  primary key (tenant_id, import, run, line),
  foreign key (tenant_id, import) references platform.import (tenant_id, id) on delete cascade
);

create table platform.import_batch (
  tenant_id int4 not null,
  import uuid not null,
  first_line int4 not null,
  last_line int4 not null,
  xid xid8 not null default pg_current_xact_id(),
  first_seq int8 not null,
  last_seq int8 not null,
  primary key (tenant_id, import, first_seq),
  foreign key (tenant_id, import) references platform.import (tenant_id, id) on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['import', 'import_fault', 'import_batch'] loop
    execute format('alter table platform.%I enable row level security', name);
    execute format('alter table platform.%I force row level security', name);
    execute format(
      'create policy own on platform.%I for all to shijian_app using (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4)) with check (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4))',
      name);
  end loop;
end $$;
grant select, insert, update, delete on platform.import, platform.import_fault to shijian_app;
grant select, insert on platform.import_batch to shijian_app;
