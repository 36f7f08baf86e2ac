// Many rows at once, for seeds and demo data: COPY into a staging table, then one INSERT … SELECT a batch under the app's role,
// with claims and search text as every other write makes them. The rows are trusted to be checked already.
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityModel } from '@shijian/kernel';
import { StaleTenant, type Database, type Entry } from '../database/client.ts';
import { entryOf, Tenants, type TenantState } from '../revisions/tenants.ts';
import { envOf } from './evaluation.ts';
import { baseOf, quote } from './names.ts';
import { claimsOf, rowArgs, rowView, type Stored } from './row_values.ts';
import type { Scene } from './scene.ts';
import { Seal } from './seal.ts';
import { systemScene } from './system_scene.ts';
import { uuidV7 } from './uuid_v7.ts';

export interface BulkOptions {
  /** Name in the audit row. */
  by?: string;
  /** Rows a transaction. */
  batch?: number;
  /** What happens to a row whose id is there already. */
  onConflict?: 'error' | 'keep' | 'update';
  /** Folder of the sealing key; needed where the entity has sensitive fields. */
  data?: string;
  /** Called after each batch with the rows so far. */
  onBatch?: (rows: number) => void;
}

const knownTenants = new WeakMap<Database, Tenants>();

/**
 * Loads rows of one entity into one tenant.
 * @param rows wire form, refs as ids; an `id` of their own or a new one. One audit row is written for all of them.
 * @returns how many rows were written
 * @throws the database's error; batches before it stay
 */
export async function bulkLoad(
  database: Database,
  tenantName: string,
  entityName: string,
  rows: Iterable<Record<string, unknown>>,
  options: BulkOptions = {},
): Promise<number> {
  const state = await stateOf(database, tenantName);
  const entity = state.model.entities[entityName];
  if (!entity) throw new Error(`tenant ${tenantName} has no entity ${entityName}`);
  const loader = new Loader(database, state, entity, options);
  let batch: Record<string, unknown>[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length >= (options.batch ?? 20_000)) {
      await loader.load(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await loader.load(batch);
  return loader.finish();
}

async function stateOf(database: Database, tenantName: string): Promise<TenantState> {
  let tenants = knownTenants.get(database);
  if (!tenants) knownTenants.set(database, (tenants = new Tenants(database)));
  const [row] = await database.platform({
    text: 'select id from platform.tenant where name = $1::text',
    values: [tenantName],
  });
  const state = row ? await tenants.refresh(Number(row.id)) : null;
  if (!state) throw new Error(`there is no tenant ${tenantName}`);
  return state;
}

class Loader {
  private readonly database: Database;
  private readonly state: TenantState;
  private readonly entity: EntityModel;
  private readonly options: BulkOptions;
  private readonly scene: Scene;
  private readonly seal: Seal;
  private readonly columns: { name: string; arg: string }[];
  private total = 0;
  private entry: Entry;

  constructor(database: Database, state: TenantState, entity: EntityModel, options: BulkOptions) {
    this.database = database;
    this.state = state;
    this.entity = entity;
    this.options = options;
    this.entry = entryOf(state);
    this.scene = systemScene(state);
    const stored = [...state.columns.get(entity.name)!.values()];
    const seals = stored.some((column) => column.sealed);
    if (seals && !options.data && !process.env.SHIJIAN_KEY)
      throw new Error(`${entity.name} has sensitive fields: give the data folder`);
    this.seal = seals ? Seal.open(options.data ?? '.') : new Seal(Buffer.alloc(32));
    this.columns = stored.filter((c) => c.place !== 'ext').map((c) => ({ name: c.name, arg: `f.${c.field.name}` }));
  }

  async load(batch: readonly Record<string, unknown>[]): Promise<void> {
    const claims: string[] = [];
    const lines = batch.map((row) => this.line(row, claims));
    const names = ['id', 'search_text', 'ext', ...this.columns.map((column) => column.name)].map(quote).join(', ');
    const base = baseOf(this.entity.name);
    const written = await this.entered((entry) =>
      this.database.transaction(entry, async (client) => {
        await client.query(`create temp table stage (like ${base} including defaults) on commit drop`);
        await client.query(`alter table pg_temp.stage alter tenant_id drop not null, alter rev drop not null`);
        await client.query('create temp table stage_claim (rule text, key text, record uuid) on commit drop');
        await copy(client, `copy pg_temp.stage (${names}) from stdin`, lines);
        await copy(client, 'copy pg_temp.stage_claim from stdin', claims);
        const inserted = await client.query(
          `insert into ${base} (tenant_id, rev, ${names}) select $1, $2, ${names} from pg_temp.stage ${this.conflict()}`,
          [this.state.id, this.state.model_rev],
        );
        const strict = this.options.onConflict === 'error' || !this.options.onConflict;
        const claimed = await client.query(
          `insert into platform.claim (tenant_id, rule, key, record) select $1, c.rule, c.key, c.record from pg_temp.stage_claim c
         ${strict ? '' : 'on conflict do nothing'}`,
          [this.state.id],
        );
        // A key across bureaus that another one holds is left out by its trigger, without an error.
        if (strict && claimed.rowCount !== claims.length)
          throw new Error(`${this.entity.name}: another bureau holds a key of these rows`);
        return inserted.rowCount ?? 0;
      }),
    );
    this.total += written;
    this.options.onBatch?.(this.total);
  }

  async finish(): Promise<number> {
    if (this.total > 0) {
      await this.entered((entry) =>
        this.database.write(entry, {
          text: `insert into platform.audit (tenant_id, actor_name, action, entity, rev, after)
               values ($1::int4, $2::text, 'import', $3::text, $4::int4, jsonb_build_object('rows', $5::int8))`,
          values: [this.state.id, this.options.by ?? '系统', this.entity.name, this.state.model_rev, this.total],
        }),
      );
    }
    return this.total;
  }

  /** The loader's rights are nobody's: when only the counter of rights moved (rows of the org tree move it), it goes on. */
  private async entered<T>(body: (entry: Entry) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await body(this.entry);
      } catch (error) {
        if (!(error instanceof StaleTenant) || attempt === 5) throw error;
        const [row] = await this.database.platform({
          text: 'select access_rev from platform.tenant where id = $1::int4 and model_rev = $2::int4',
          values: [this.entry.tenant, this.entry.model_rev],
        });
        if (!row) throw error;
        this.entry = { ...this.entry, access_rev: Number(row.access_rev) };
      }
    }
  }

  private line(row: Record<string, unknown>, claims: string[]): string {
    const id = typeof row.id === 'string' ? row.id : uuidV7();
    const image: Stored = row;
    const args = rowArgs(this.state, this.entity, image, null, this.seal);
    if (this.entity.keys.length > 0) {
      for (const claim of claimsOf(this.entity, image, envOf(this.scene, { record: rowView(image) }), this.seal)) {
        claims.push(`${escape(claim.rule)}\t${escape(claim.key)}\t${id}\n`);
      }
    }
    const cells = [id, escape(String(args.search_text)), escape(String(args.ext))];
    for (const column of this.columns) cells.push(cellOf(args[column.arg]));
    return `${cells.join('\t')}\n`;
  }

  private conflict(): string {
    const { onConflict } = this.options;
    if (onConflict === 'keep') return 'on conflict (tenant_id, id) do nothing';
    if (onConflict !== 'update') return '';
    const names = ['search_text', ...this.columns.map((column) => column.name)].map(quote);
    const target = baseOf(this.entity.name);
    return `on conflict (tenant_id, id) do update set ${names.map((n) => `${n} = excluded.${n}`).join(', ')},
      version = ${target}.version + 1, updated_at = now()
      where (${names.map((n) => `${target}.${n}`).join(', ')}) is distinct from (${names.map((n) => `excluded.${n}`).join(', ')})`;
  }
}

async function copy(client: pg.PoolClient, text: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const stream = client.query(copyFrom(text));
  for (let at = 0; at < lines.length; at += 500) {
    if (!stream.write(lines.slice(at, at + 500).join(''))) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (Array.isArray(value)) {
    return escape(
      `{${value.map((item) => `"${String(item).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`,
    );
  }
  return escape(String(value));
}

/** Text of a COPY cell. */
function escape(text: string): string {
  return /[\\\t\n\r]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text;
}
