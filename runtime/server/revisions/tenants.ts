// What the process knows of each tenant: its counters and the model of its current revision. The truth is in platform.tenant;
// this is a cache that the entering statement proves or refutes at every request.
import { createHash } from 'node:crypto';
import { compile, type Model, type PackageSource } from '@shijian/kernel';
import type { Database, Entry } from '../database/client.ts';
import { mapColumns, type ColumnMap } from '../records/columns.ts';
import { RecentMap } from './recent_map.ts';

export interface TenantState {
  id: number;
  name: string;
  label: string;
  model_rev: number;
  access_rev: number;
  /** Apply date of the revision, what officers read as the edition. */
  edition: string;
  /** Keeps what is `kept: city`: a bureau with bureaus below it, or with none above; platform.keeps() says the same. */
  keepsCity: boolean;
  /** Hash of everything the model was compiled from and of its column map: key of compiled statements. */
  hash: string;
  model: Model;
  columns: ColumnMap;
}

interface RevisionFile {
  package: string;
  kind: 'package' | 'tenant';
  path: string;
  hash: string;
}

/** Bureaus whose models are kept at least, however many there are: more than any bureau has below it. */
const ROOM = 1_000;

/** Loads tenant states and keeps those of bureaus that somebody works in; one instance a process. */
export class Tenants {
  private readonly database: Database;
  private readonly states = new RecentMap<number, TenantState>(ROOM);
  private readonly loading = new Map<number, Promise<TenantState | null>>();
  /** Ids of the bureaus below a bureau, as of one of its access_revs: a new one below moves that counter. */
  private readonly below = new Map<number, { access_rev: number; ids: readonly number[] }>();

  constructor(database: Database) {
    this.database = database;
  }

  /** State as last seen; loaded when new. Null for a tenant that does not exist or has no revision. */
  async get(id: number): Promise<TenantState | null> {
    return this.states.get(id) ?? this.refresh(id);
  }

  /** State as last seen, where it is loaded. */
  known(id: number): TenantState | null {
    return this.states.get(id) ?? null;
  }

  /** Reads the counters again, and compiles when the model moved. Concurrent calls share one load. */
  refresh(id: number): Promise<TenantState | null> {
    let load = this.loading.get(id);
    if (!load) {
      load = this.reload(id).finally(() => this.loading.delete(id));
      this.loading.set(id, load);
    }
    return load;
  }

  /** The bureaus below a bureau, those with a revision, in order of their ids: those of its state's counters. */
  async statesBelow(state: TenantState): Promise<TenantState[]> {
    let known = this.below.get(state.id);
    if (known?.access_rev !== state.access_rev) {
      const rows = await this.idsBelow(state.id);
      known = { access_rev: state.access_rev, ids: rows.map(({ id }) => id) };
      this.below.set(state.id, known);
    }
    const states = await Promise.all(known.ids.map((id) => this.get(id)));
    return states.filter((below) => below !== null);
  }

  /** All tenants with a revision, and their models: a few bureaus only, see entries(). */
  async all(): Promise<TenantState[]> {
    const states = await Promise.all((await this.entries()).map(({ tenant }) => this.get(tenant)));
    return states.filter((state) => state !== null);
  }

  /** Counters of every tenant with a revision; nothing is loaded. */
  async entries(): Promise<Entry[]> {
    const rows = await this.database.platform({
      text: 'select id, model_rev, access_rev from platform.tenant where model_rev > 0 order by id',
      values: [],
    });
    return rows.map((row) => ({
      tenant: Number(row.id),
      model_rev: Number(row.model_rev),
      access_rev: Number(row.access_rev),
    }));
  }

  /** Loads the first of them, so that nobody waits for it. @returns how many there are */
  async warm(most: number): Promise<number> {
    const entries = await this.entries();
    await Promise.all(entries.slice(0, most).map(({ tenant }) => this.get(tenant)));
    return entries.length;
  }

  /** Null when there is none of that name, or it has no revision. */
  async named(name: string): Promise<TenantState | null> {
    const [row] = await this.database.platform({
      text: 'select id from platform.tenant where name = $1::text and model_rev > 0',
      values: [name],
    });
    return row ? this.get(Number(row.id)) : null;
  }

  /** Called now and then: forgets the models of bureaus that nobody asked for since the last call but one. */
  rest(): void {
    this.states.turn();
  }

  /** What made a reader of several bureaus stale may be any of them. */
  private async reload(id: number): Promise<TenantState | null> {
    if (this.below.has(id)) {
      const moved = (await this.idsBelow(id)).filter((row) => {
        const state = this.states.get(row.id);
        return state && state.model_rev !== row.model_rev;
      });
      await Promise.all(moved.map((row) => this.refresh(row.id)));
    }
    return this.load(id);
  }

  private async idsBelow(id: number): Promise<{ id: number; model_rev: number }[]> {
    const rows = await this.database.platform({
      text: 'select id, model_rev from platform.tenant where $1::int4 = any (above) and id <> $1::int4 and model_rev > 0 order by id',
      values: [id],
    });
    return rows.map((row) => ({ id: Number(row.id), model_rev: Number(row.model_rev) }));
  }

  private async load(id: number): Promise<TenantState | null> {
    const [row] = await this.database.platform({
      text: `select t.id, t.name, t.label, t.model_rev, t.access_rev, r.hash, r.edition::text as edition,
               t.parent is null or exists (select from platform.tenant c where c.parent = t.id) as keeps_city,
               (select coalesce(json_object_agg(s.entity || ' ' || s.uid, s.slot order by s.entity, s.uid), '{}')::text
                  from platform.slot_map s where s.tenant_id = t.id) as slots
             from platform.tenant t join platform.revision r on r.tenant_id = t.id and r.rev = t.model_rev
             where t.id = $1::int4`,
      values: [id],
    });
    if (!row) {
      this.states.delete(id);
      return null;
    }
    const hash = createHash('sha256').update(`${row.hash} ${row.slots}`).digest('hex').slice(0, 32);
    const before = this.states.get(id);
    const built = before?.hash === hash ? before : await this.build(id, Number(row.model_rev), row.slots!);
    const { model, columns } = built;
    const state: TenantState = {
      id,
      name: row.name!,
      label: row.label!,
      model_rev: Number(row.model_rev),
      access_rev: Number(row.access_rev),
      edition: row.edition!,
      keepsCity: row.keeps_city === 't',
      hash,
      model,
      columns,
    };
    this.states.set(id, state);
    return state;
  }

  private async build(id: number, rev: number, slots: string): Promise<{ model: Model; columns: ColumnMap }> {
    const { packages, tenant } = await readRevision(this.database, id, rev);
    const { model, diagnostics } = compile({ packages, tenant });
    if (!model)
      throw new Error(
        `revision ${rev} of tenant ${id} no longer compiles: ${diagnostics.map((d) => d.code).join(', ')}`,
      );
    const columns = mapColumns(model, new Map(Object.entries(JSON.parse(slots) as Record<string, string>)));
    return { model, columns };
  }
}

/** Counters for the entering statement. */
export function entryOf(state: TenantState): Entry {
  return { tenant: state.id, model_rev: state.model_rev, access_rev: state.access_rev };
}

/** Counters for a read that reaches bureaus below as well. */
export function reachEntry(state: TenantState, below: readonly TenantState[]): Entry {
  return { ...entryOf(state), reach: below.map(({ id, model_rev }) => ({ tenant: id, model_rev })) };
}

/** The documents that a revision was made of. */
export async function readRevision(
  database: Pick<Database, 'platform'>,
  tenant: number,
  rev: number,
): Promise<{ packages: PackageSource[]; tenant: PackageSource | null }> {
  const rows = await database.platform({
    text: `select f.file::text as file, s.text
           from platform.revision r
           cross join lateral jsonb_array_elements(r.files) with ordinality f(file, n)
           join platform.source s on s.hash = f.file ->> 'hash'
           where r.tenant_id = $1::int4 and r.rev = $2::int4 order by f.n`,
    values: [tenant, rev],
  });
  const sources = new Map<string, PackageSource>();
  for (const row of rows) {
    const file = JSON.parse(row.file!) as RevisionFile;
    const key = `${file.kind} ${file.package}`;
    let source = sources.get(key);
    if (!source) sources.set(key, (source = { kind: file.kind, name: file.package, files: [] }));
    source.files.push({ path: file.path, text: row.text! });
  }
  const all = [...sources.values()];
  return { packages: all.filter((s) => s.kind === 'package'), tenant: all.find((s) => s.kind === 'tenant') ?? null };
}
