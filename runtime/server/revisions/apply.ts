// The one door: documents become a revision of a tenant. Boot, packages and patches all come through here.
// Additive DDL first (phase 0), then one metadata transaction behind the tenant's fence.
import type pg from 'pg';
import { compile, type Diagnostic, type Model, type PackageSource } from '@shijian/kernel';
import { baseOf, tableOf } from '../records/names.ts';
import { ApplyRefused } from './apply_refused.ts';
import { columnsOf, ddlOf, slotIndex, type IndexStep } from './ddl.ts';
import { keepDisk, type DiskFile } from './disk_files.ts';
import { fillStored } from './fill_stored.ts';
import { finishRows, prepareRows } from './prepare_rows.ts';
import { hasPages, runDdl } from './run_ddl.ts';
import { filesOf, revisionHash, type RevisionFile } from './revision_files.ts';
import { withChanges } from './stored_documents.ts';
import { writeRoles } from './write_roles.ts';

/** Which way a change came in. */
export type ChangeKind = 'files' | 'edit' | 'upgrade' | 'rollback' | 'role';

/** What a revision was judged by, where it was a draft. */
export interface Approval {
  draft: string | null;
  /** Hash of the plan. */
  plan: string;
  approver: { id: string; name: string } | null;
  fourEyes: boolean;
}

export interface ApplyRequest {
  /** The bureau's documents, whole, as they are to be. */
  tenant: PackageSource;
  packages: PackageSource[];
  /** Who and why, for the revision's row. */
  by: string;
  note: string;
  kind?: ChangeKind;
  /** Account of who made the change; null for files on disk. */
  author?: string | null;
  approval?: Approval;
  /** The bureau's id and the revision that the change was made over: refused when it is on another one. */
  over?: { tenant: number; rev: number };
  /** What is on disk, where that is what is applied. */
  disk?: readonly DiskFile[];
  /** May refuse the new model before anything is done. */
  check?: (model: Model) => Promise<void>;
  /** In the metadata transaction, behind the fence and after everything else. */
  within?: (rev: number) => Promise<void>;
  /** Told of each stage as it begins. */
  stage?: (stage: ApplyStage) => Promise<void>;
  /** DDL that this process has run already, for other bureaus on the same packages. */
  done?: Set<string>;
  /** Data folder, for the sealing key. */
  data?: string;
  /** Told of steps that take long. */
  say?: (line: string) => void;
}

export type ApplyStage = 'tables' | 'rows' | 'switch';

export type ApplyResult =
  | { ok: true; tenant: number; rev: number; changed: boolean; model: Model; diagnostics: Diagnostic[] }
  | { ok: false; diagnostics: Diagnostic[] };

/**
 * Applies a tenant's documents over an open connection of the migrator.
 * @returns the new revision, `changed: false` when the documents are those of the current one, or the diagnostics
 * @throws ApplyRefused E_SLOT_FULL, E_TABLE_BUSY, E_COLUMN_TYPE, E_LARGE_LIVE, E_KEY_DUPLICATES, E_PLAN_STALE, E_TENANT_RENAMED
 */
export async function apply(migrator: pg.Client, request: ApplyRequest): Promise<ApplyResult> {
  const source = withChanges(request.tenant, []);
  const { model, diagnostics } = compile({ packages: request.packages, tenant: source });
  if (!model) return { ok: false, diagnostics };
  await request.check?.(model);
  const packages = request.packages.filter((source) => model.packages.some((p) => p.name === source.name));
  const files = filesOf(packages, source);
  const hash = revisionHash(files);
  const tenant = await ensureTenant(migrator, model, request.over?.tenant);
  const current = await migrator.query<{ hash: string; rev: number }>(
    `select r.hash, r.rev from platform.revision r join platform.tenant t on t.id = r.tenant_id and t.model_rev = r.rev where t.id = $1`,
    [tenant],
  );
  const over = current.rows[0]?.rev ?? 0;
  checkOver(request, over);
  if (current.rows[0]?.hash === hash) {
    await inTransaction(migrator, async () => {
      if (request.disk) await keepDisk(migrator, tenant, request.disk);
      await request.within?.(over);
    });
    return { ok: true, tenant, rev: over, changed: false, model, diagnostics };
  }
  await request.stage?.('tables');
  await makeLarge(migrator, model);
  await takeColumns(migrator, model);
  const done = request.done ?? new Set();
  const owed = await runDdl(migrator, ddlOf(model), done);
  await request.stage?.('rows');
  const prepared = await prepareRows(migrator, tenant, model, request);
  const taken = prepared.slots.map(({ entity, slot }) => slotIndex(entity, slot));
  owed.push(...(await runDdl(migrator, taken, done)));
  await request.stage?.('switch');
  const rev = await inTransaction(migrator, async () => {
    await migrator.query('select pg_advisory_xact_lock(7301, $1)', [tenant]);
    await finishRows(migrator, tenant, prepared);
    await fillStored(migrator, tenant, model);
    await writeRoles(migrator, tenant, model);
    await migrator.query(
      `insert into platform.source (hash, text) select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
      [files.map((f) => f.hash), files.map((f) => f.text)],
    );
    const moved = await migrator.query<{ model_rev: number }>(
      `update platform.tenant set model_rev = model_rev + 1, label = $2 where id = $1 and model_rev = $3 returning model_rev`,
      [tenant, model.tenant.label, over],
    );
    if (!moved.rows[0]) throw stale(model.tenant.name);
    const next = moved.rows[0].model_rev;
    await writeRevision(migrator, { tenant, next, over, hash, files, zone: model.tenant.time_zone, request });
    await oweIndexes(migrator, owed);
    if (request.disk) await keepDisk(migrator, tenant, request.disk);
    await request.within?.(next);
    return next;
  });
  return { ok: true, tenant, rev, changed: true, model, diagnostics };
}

function checkOver({ over, tenant }: ApplyRequest, rev: number): void {
  if (over && over.rev !== rev) throw stale(tenant.name);
}

function stale(name: string): ApplyRefused {
  return new ApplyRefused('E_PLAN_STALE', `${name} is on another revision than the one this was made over`);
}

interface NewRevision {
  tenant: number;
  next: number;
  over: number;
  hash: string;
  files: readonly RevisionFile[];
  zone: string;
  request: ApplyRequest;
}

async function writeRevision(migrator: pg.Client, made: NewRevision): Promise<void> {
  const { request } = made;
  const { approval } = request;
  await migrator.query(
    `insert into platform.revision (tenant_id, rev, hash, files, edition, by_name, note, parent, kind, author, plan_hash, approver, approved_by, draft, four_eyes)
     values ($1, $2, $3, $4, (now() at time zone $7)::date, $5, $6, nullif($8::int4, 0), $9, $10, $11, $12, $13, $14, $15)`,
    [
      made.tenant,
      made.next,
      made.hash,
      JSON.stringify(made.files.map(({ text: _text, ...file }) => file)),
      request.by,
      request.note,
      made.zone,
      made.over,
      request.kind ?? 'files',
      request.author ?? null,
      approval?.plan ?? null,
      approval?.approver?.id ?? null,
      approval?.approver?.name ?? null,
      approval?.draft ?? null,
      approval?.fourEyes ?? false,
    ],
  );
}

/** @param known the bureau that is meant, where it is there already */
async function ensureTenant(migrator: pg.Client, model: Model, known?: number): Promise<number> {
  const { name, label, parent } = model.tenant;
  const found = await migrator.query<{ id: number }>('select id from platform.tenant where name = $1', [name]);
  if (known !== undefined && found.rows[0]?.id !== known)
    throw new ApplyRefused('E_TENANT_RENAMED', `the name of a bureau stays what it is: ${name} is another one`);
  if (found.rows[0]) return found.rows[0].id;
  const above = parent
    ? await migrator.query<{ id: number; above: number[] }>('select id, above from platform.tenant where name = $1', [
        parent,
      ])
    : null;
  if (above && !above.rows[0])
    throw new ApplyRefused('E_TENANT_PARENT', `tenant ${name}: its parent ${parent} is not there yet`);
  const made = await migrator.query<{ id: number }>(
    `insert into platform.tenant (name, label, parent) values ($1, $2, $3) returning id`,
    [name, label, above?.rows[0]?.id ?? null],
  );
  const id = made.rows[0]!.id;
  await migrator.query('update platform.tenant set above = $2 where id = $1', [
    id,
    [...(above?.rows[0]?.above ?? []), id],
  ]);
  return id;
}

/** A table is made of parts from the start: one that has had rows stays as it is. @throws ApplyRefused E_LARGE_LIVE */
async function makeLarge(migrator: pg.Client, model: Model): Promise<void> {
  const large = Object.values(model.entities).filter((entity) => entity.large);
  if (large.length === 0) return;
  const { rows } = await migrator.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'records' and c.relkind = 'r' and c.relname = any ($1)`,
    [large.map((entity) => tableOf(entity.name))],
  );
  for (const entity of large.filter(({ name }) => rows.some((row) => row.name === tableOf(name)))) {
    const base = baseOf(entity.name);
    if (await hasPages(migrator, base))
      throw new ApplyRefused(
        'E_LARGE_LIVE',
        `${entity.name}: "large" is for a table without rows, and this one has had some: take it off, or give the rows to an entity of another name`,
      );
    await migrator.query('set role shijian_owner');
    await migrator.query(`drop table ${base} cascade`).finally(() => migrator.query('reset role'));
  }
}

/** A running server builds them (builds.ts). */
async function oweIndexes(migrator: pg.Client, owed: readonly IndexStep[]): Promise<void> {
  if (owed.length === 0) return;
  await migrator.query(
    `insert into platform.index_build (name, base, rest, large)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bool[]) on conflict (name) do nothing`,
    [owed.map((o) => o.name), owed.map((o) => o.base), owed.map((o) => o.rest), owed.map((o) => o.large)],
  );
}

async function takeColumns(migrator: pg.Client, model: Model): Promise<void> {
  const rows = columnsOf(model);
  const known = await migrator.query<{ entity: string; uid: string; pg_type: string }>(
    'select entity, uid, pg_type from platform.column_map',
  );
  const types = new Map(known.rows.map((row) => [`${row.entity} ${row.uid}`, row.pg_type]));
  for (const row of rows) {
    const before = types.get(`${row.entity} ${row.uid}`);
    if (before && before !== row.pg_type) {
      throw new ApplyRefused(
        'E_COLUMN_TYPE',
        `${row.entity}.${row.uid}: its column holds ${before}, the new type needs ${row.pg_type}`,
      );
    }
  }
  await migrator.query(
    `insert into platform.column_map select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
    [rows.map((r) => r.entity), rows.map((r) => r.uid), rows.map((r) => r.pg_type)],
  );
}

async function inTransaction<T>(client: pg.Client, body: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await body();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
