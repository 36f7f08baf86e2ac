// The one door: documents become a revision of a tenant. Boot, packages and patches all come through here.
// Additive DDL first (phase 0), then one metadata transaction behind the tenant's fence.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { compile, type Diagnostic, type Model, type PackageSource } from '@shijian/kernel';
import { baseOf, tableOf } from '../records/names.ts';
import { ApplyRefused } from './apply_refused.ts';
import { columnsOf, ddlOf } from './ddl.ts';
import { fillStored } from './fill_stored.ts';
import { finishRows, prepareRows } from './prepare_rows.ts';
import { hasPages, runDdl } from './run_ddl.ts';
import { keepDocuments, withStoredDocuments, type DocumentChange } from './stored_documents.ts';
import { writeRoles } from './write_roles.ts';

export interface ApplyRequest {
  tenant: PackageSource;
  packages: PackageSource[];
  /** Who and why, for the revision's row. */
  by: string;
  note: string;
  /** What the bureau changes on its screens; kept with the revision, or not at all. */
  documents?: readonly DocumentChange[];
  /** DDL that this process has run already, for other bureaus on the same packages. */
  done?: Set<string>;
  /** Data folder, for the sealing key. */
  data?: string;
  /** Told of steps that take long. */
  say?: (line: string) => void;
}

export type ApplyResult =
  | { ok: true; tenant: number; rev: number; changed: boolean; model: Model; diagnostics: Diagnostic[] }
  | { ok: false; diagnostics: Diagnostic[] };

/**
 * Applies a tenant's documents over an open connection of the migrator.
 * @returns the new revision, `changed: false` when the documents are those of the current one, or the diagnostics
 * @throws ApplyRefused E_SLOT_FULL, E_COLUMN_TYPE, E_LARGE_LIVE, E_KEY_DUPLICATES
 */
export async function apply(migrator: pg.Client, request: ApplyRequest): Promise<ApplyResult> {
  const documents = request.documents ?? [];
  const source = await withStoredDocuments(migrator, request.tenant, documents);
  const { model, diagnostics } = compile({ packages: request.packages, tenant: source });
  if (!model) return { ok: false, diagnostics };
  const packages = request.packages.filter((source) => model.packages.some((p) => p.name === source.name));
  const files = [...packages, source].flatMap((source) =>
    source.files.map((file) => ({
      package: source.name,
      kind: source.kind,
      path: file.path,
      hash: sha256(file.text),
      text: file.text,
    })),
  );
  const hash = sha256(files.map((file) => `${file.path} ${file.hash}`).join('\n'));
  const tenant = await ensureTenant(migrator, model);
  const current = await migrator.query<{ hash: string; rev: number }>(
    `select r.hash, r.rev from platform.revision r join platform.tenant t on t.id = r.tenant_id and t.model_rev = r.rev where t.id = $1`,
    [tenant],
  );
  if (current.rows[0]?.hash === hash) {
    return { ok: true, tenant, rev: current.rows[0].rev, changed: false, model, diagnostics };
  }
  await makeLarge(migrator, model);
  await takeColumns(migrator, model);
  await runDdl(migrator, ddlOf(model), request.done ?? new Set(), request.say);
  const prepared = await prepareRows(migrator, tenant, model, request);
  const rev = await inTransaction(migrator, async () => {
    await migrator.query('select pg_advisory_xact_lock(7301, $1)', [tenant]);
    await finishRows(migrator, tenant, prepared);
    await fillStored(migrator, tenant, model);
    await keepDocuments(migrator, tenant, documents, request.by);
    await writeRoles(migrator, tenant, model);
    await migrator.query(
      `insert into platform.source (hash, text) select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
      [files.map((f) => f.hash), files.map((f) => f.text)],
    );
    const moved = await migrator.query<{ model_rev: number }>(
      `update platform.tenant set model_rev = model_rev + 1, label = $2 where id = $1 returning model_rev`,
      [tenant, model.tenant.label],
    );
    const next = moved.rows[0]!.model_rev;
    await migrator.query(
      `insert into platform.revision (tenant_id, rev, hash, files, edition, by_name, note)
       values ($1, $2, $3, $4, (now() at time zone $7)::date, $5, $6)`,
      [
        tenant,
        next,
        hash,
        JSON.stringify(files.map(({ text: _text, ...file }) => file)),
        request.by,
        request.note,
        model.tenant.time_zone,
      ],
    );
    return next;
  });
  return { ok: true, tenant, rev, changed: true, model, diagnostics };
}

async function ensureTenant(migrator: pg.Client, model: Model): Promise<number> {
  const { name, label, parent } = model.tenant;
  const found = await migrator.query<{ id: number }>('select id from platform.tenant where name = $1', [name]);
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
