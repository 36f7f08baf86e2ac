-- One door for metadata: a change of a bureau's documents is a draft first, and a revision says over which one it was made, by whom, by
-- which plan and with whose consent.

alter table platform.revision
  -- The revision that it was made over; null of the first.
  add column parent int4,
  -- Which way the change came in.
  add column kind text collate "C" not null default 'files' check (kind in ('files', 'edit', 'upgrade', 'rollback', 'role')),
  add column author uuid,
  -- What was approved, or confirmed where nobody has to approve; null of documents on disk.
  add column plan_hash text collate "C",
  add column approver uuid,
  add column approved_by text collate "C",
  add column draft uuid,
  -- The bureau asked for a second pair of eyes when it was applied.
  add column four_eyes boolean not null default false,
  add constraint second_pair check (not four_eyes or (approver is not null and plan_hash is not null and approver is distinct from author));
update platform.revision set parent = nullif(rev - 1, 0), kind = case when by_name = 'boot' then 'files' else 'role' end;

-- What of the disk was applied, or looked at, last: a file that is as it was then says nothing new.
create table platform.disk_file (
  tenant_id int4 not null references platform.tenant (id),
  path text collate "C" not null,
  hash text collate "C" not null,
  primary key (tenant_id, path)
);
insert into platform.disk_file (tenant_id, path, hash)
select t.id, f.file ->> 'path', f.file ->> 'hash'
from platform.tenant t
join platform.revision r on r.tenant_id = t.id and r.rev = t.model_rev
cross join lateral jsonb_array_elements(r.files) as f(file)
where f.file ->> 'kind' = 'tenant'
  and not exists (select from platform.document d where d.tenant_id = t.id and d.path = f.file ->> 'path')
on conflict do nothing;

-- What a bureau wrote on its screens stands in its revisions from now on, beside what came from files.
drop table platform.document;

create table platform.draft (
  tenant_id int4 not null references platform.tenant (id),
  id uuid not null,
  version int8 not null default 1,
  title text collate "C" not null check (length(title) between 1 and 200),
  message text collate "C" not null default '',
  kind text collate "C" not null check (kind in ('files', 'edit', 'upgrade', 'rollback', 'role')),
  state text collate "C" not null default 'open' check (state in ('open', 'submitted', 'rejected', 'applied', 'dropped')),
  -- The revision that the changes are made over.
  base_rev int4 not null,
  -- [{ path, text | null }]
  changes jsonb not null default '[]' check (jsonb_typeof(changes) = 'array'),
  -- What its kind knows besides: the package and its versions, the revision gone back to.
  detail jsonb not null default '{}',
  -- Null of documents on disk.
  author uuid,
  author_name text collate "C" not null,
  -- Everybody who had a hand in the changes; none of them approves.
  editors uuid[] not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  submitted_at timestamptz(3),
  submitted_by uuid,
  decided_at timestamptz(3),
  decided_by uuid,
  decided_name text collate "C",
  comment text collate "C",
  -- The plan that was approved.
  plan_hash text collate "C",
  four_eyes boolean not null default false,
  applied_at timestamptz(3),
  applied_rev int4,
  -- The job that publishes it.
  job uuid,
  primary key (tenant_id, id),
  check ((state = 'applied') = (applied_rev is not null)),
  check (not four_eyes or applied_rev is null
    or (decided_by is not null and plan_hash is not null and not decided_by = any (editors)))
);
create index draft_state on platform.draft (tenant_id, state, updated_at desc);

do $$
declare name text;
begin
  foreach name in array array['draft', 'disk_file'] loop
    execute format('alter table platform.%I enable row level security', name);
    execute format('alter table platform.%I force row level security', name);
    execute format(
      'create policy own on platform.%I for all to shijian_app using (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4)) with check (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::int4))',
      name);
    execute format('create policy apply on platform.%I for all to shijian_owner using (true) with check (true)', name);
  end loop;
end $$;
-- That a draft was applied is written by apply alone, in the transaction that makes the revision.
grant select on platform.draft to shijian_app;
grant insert (tenant_id, id, title, message, kind, base_rev, changes, detail, author, author_name, editors, updated_by)
  on platform.draft to shijian_app;
grant update (version, title, message, state, base_rev, changes, detail, editors, updated_at, updated_by, submitted_at, submitted_by,
    decided_at, decided_by, decided_name, comment, plan_hash, job)
  on platform.draft to shijian_app;

-- A publication is logged in the transaction that makes the revision.
create policy apply on platform.audit for insert to shijian_owner with check (true);
