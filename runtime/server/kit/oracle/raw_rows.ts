// All rows of all bureaus as the tables hold them, read by the superuser past row security: what the oracle judges from.
import pg from 'pg';
import type { Value } from '@shijian/kernel';
import { columnSql, type Column } from '../../records/columns.ts';
import { baseOf, quote } from '../../records/names.ts';
import type { TenantState } from '../../revisions/tenants.ts';

export interface RawRow {
  tenant: number;
  entity: string;
  id: string;
  version: number;
  deleted: boolean;
  /** By field name; ref: id, decimal: text, children: objects by field name. */
  values: Readonly<Record<string, Value>>;
}

/** A row as an act left it, as the audit kept it: by column. */
export interface RawImage {
  action: string;
  values: Readonly<Record<string, Value>>;
}

interface Written {
  entity: string;
  id: string;
}

export class RawRows {
  private readonly rows = new Map<string, Map<string, RawRow>>();
  private readonly names = new Map<number, string>();
  /** "tenant entity id" → images, the latest last. */
  private readonly kept = new Map<string, RawImage[]>();
  /** "tenant account" → what it wrote, the latest first. */
  private readonly written = new Map<string, Written[]>();

  /** Reads every table once a bureau, each by the bureau's own column map. */
  static async read(superuser: string, states: readonly TenantState[]): Promise<RawRows> {
    const raw = new RawRows();
    const client = new pg.Client({ connectionString: superuser });
    await client.connect();
    try {
      await client.query(`set timezone to 'UTC'`);
      for (const { id, name } of states) raw.names.set(id, name);
      for (const state of states)
        for (const entity of Object.keys(state.model.entities))
          raw.rows.set(`${state.id} ${entity}`, await readTable(client, state, entity));
      for (const { id } of states) await raw.readAudit(client, id);
    } finally {
      await client.end();
    }
    return raw;
  }

  nameOf(tenant: number): string {
    return this.names.get(tenant) ?? '';
  }

  of(tenant: number, entity: string): RawRow[] {
    return [...(this.rows.get(`${tenant} ${entity}`)?.values() ?? [])];
  }

  find(tenant: number, entity: string, id: string): RawRow | undefined {
    return this.rows.get(`${tenant} ${entity}`)?.get(id);
  }

  /** Whole images of a row that the audit keeps, the latest last. */
  images({ tenant, entity, id }: RawRow): readonly RawImage[] {
    return this.kept.get(`${tenant} ${entity} ${id}`) ?? [];
  }

  /** Records that an account wrote, each once, the latest first; of its last 1,000 acts the last 40 records that it did not delete. */
  writtenBy(tenant: number, account: string): readonly Written[] {
    return this.written.get(`${tenant} ${account}`) ?? [];
  }

  private async readAudit(client: pg.Client, tenant: number): Promise<void> {
    const found = await client.query<{ actor: string; action: string; after: RawImage['values'] | null } & Written>(
      `select actor::text as actor, action, entity, record::text as id, after from platform.audit
       where tenant_id = $1 and record is not null and action <> 'refused' order by seq`,
      [tenant],
    );
    for (const { action, entity, id, after } of found.rows) {
      if (!after || !('id' in after)) continue;
      const key = `${tenant} ${entity} ${id}`;
      this.kept.set(key, [...(this.kept.get(key) ?? []), { action, values: after }]);
    }
    const writes = found.rows.filter(({ action }) => WRITES.includes(action));
    for (const [account, acts] of Map.groupBy(writes, ({ actor }) => actor)) {
      const latest = new Map<string, Written & { action: string }>();
      for (const act of acts.slice(-1000).reverse())
        if (!latest.has(`${act.entity} ${act.id}`)) latest.set(`${act.entity} ${act.id}`, act);
      const kept = [...latest.values()].filter(({ action }) => action !== 'delete');
      this.written.set(
        `${tenant} ${account}`,
        kept.slice(0, 40).map(({ entity, id }) => ({ entity, id })),
      );
    }
  }
}

const WRITES = ['create', 'update', 'delete', 'restore', 'import'];

async function readTable(client: pg.Client, state: TenantState, entity: string): Promise<Map<string, RawRow>> {
  const columns = state.columns.get(entity)!;
  const fields = [...columns].map(([name, column]) => `${plainSql(column)} as ${quote(name)}`);
  const found = await client.query<{ id: string; version: string; deleted: boolean; row: Record<string, Value> }>(
    `select t.id::text as id, t.version::text as version, t.deleted_at is not null as deleted,
       (select row_to_json(x) from (select t.created_at, t.updated_at, t.created_by, t.updated_by${fields.map((field) => `, ${field}`).join('')}) x) as row
     from ${baseOf(entity)} t where t.tenant_id = $1`,
    [state.id],
  );
  return new Map(
    found.rows.map(({ id, version, deleted, row }) => [
      id,
      {
        tenant: state.id,
        entity,
        id,
        version: Number(version),
        deleted,
        values: { ...rowsByName(columns, row), id, version: Number(version) },
      },
    ]),
  );
}

/** Decimals keep their digits as text; everything else is what row_to_json makes of it. */
function plainSql(column: Column): string {
  const sql = columnSql(column, 't');
  return column.type === 'numeric' ? `(${sql})::text` : sql;
}

/** Cells of children are stored by uid and named by name. */
function rowsByName(columns: ReadonlyMap<string, Column>, row: Record<string, Value>): Record<string, Value> {
  const named = { ...row };
  for (const [name, { field }] of columns) {
    const value = row[name];
    if (field.fields.length === 0 || !Array.isArray(value)) continue;
    named[name] = value.map((cells) => {
      const byUid = cells as Record<string, Value>;
      const byName = field.fields.map((cell): [string, Value] => [cell.name, byUid[cell.uid] ?? null]);
      return Object.fromEntries([['id', byUid.id ?? null], ...byName]);
    });
  }
  return named;
}
