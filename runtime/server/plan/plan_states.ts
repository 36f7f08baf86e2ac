// The bureau's state before and after a change, over the tables as they are now.
import type { Model } from '@shijian/kernel';
import type pg from 'pg';
import { mapColumns, type ColumnMap } from '../records/columns.ts';
import { tableOf } from '../records/names.ts';
import type { TenantState } from '../revisions/tenants.ts';

export interface PlanState {
  key: 'before' | 'after' | 'asker';
  state: TenantState;
  tables: ReadonlyMap<string, TableFacts>;
}

export interface TableFacts {
  columns: ReadonlySet<string>;
  /** Rows of all bureaus, as the database estimates them. */
  rows: number;
}

export interface PlanStates {
  before: PlanState;
  after: PlanState;
  /** Spare columns of the bureau's own fields: "entity uid" → slot. */
  slots: ReadonlyMap<string, string>;
}

/** Reads which tables and columns there are, and puts both models over them. */
export async function planStates(
  client: pg.ClientBase,
  current: TenantState,
  before: Model,
  after: Model,
): Promise<PlanStates> {
  const tables = await readTables(client);
  const slots = await readSlots(client, current.id);
  const over = (key: PlanState['key'], model: Model): PlanState => ({
    key,
    tables,
    state: { ...current, model, columns: overTables(mapColumns(model, slots), tables) },
  });
  return { before: over('before', before), after: over('after', after), slots };
}

/** A column that is still to be added reads like a member of ext that no row has. */
function overTables(columns: ColumnMap, tables: ReadonlyMap<string, TableFacts>): ColumnMap {
  return new Map(
    [...columns].map(([entity, fields]) => {
      const known = tables.get(tableOf(entity))?.columns;
      const placed = [...fields].map(([name, column]): [string, typeof column] =>
        column.place === 'column' && !known?.has(column.name) ? [name, { ...column, place: 'ext' }] : [name, column],
      );
      return [entity, new Map(placed)];
    }),
  );
}

/** Tables of records with their columns. */
export async function readTables(client: pg.ClientBase): Promise<Map<string, TableFacts>> {
  const { rows } = await client.query<{ name: string; columns: string[]; rows: string }>(
    `select c.relname as name, array_agg(a.attname::text) as columns,
       (select coalesce(sum(greatest(p.reltuples, 0)), 0) from pg_partition_tree(c.oid) t join pg_class p on p.oid = t.relid where t.isleaf)
         + case when c.relkind = 'r' then greatest(c.reltuples, 0) else 0 end as rows
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname = 'records' and c.relkind in ('r', 'p', 'v') and not c.relispartition
     group by c.oid, c.relname, c.relkind, c.reltuples`,
  );
  return new Map(
    rows.map(({ name, columns, rows: estimate }) => [name, { columns: new Set(columns), rows: Number(estimate) }]),
  );
}

async function readSlots(client: pg.ClientBase, tenant: number): Promise<Map<string, string>> {
  const { rows } = await client.query<{ entity: string; uid: string; slot: string }>(
    'select entity, uid, slot from platform.slot_map where tenant_id = $1',
    [tenant],
  );
  return new Map(rows.map(({ entity, uid, slot }) => [`${entity} ${uid}`, slot]));
}
