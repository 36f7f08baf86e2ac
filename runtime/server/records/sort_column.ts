// A sort key as SQL: a field or system member of the row, or of the row behind one ref.
import { emitValue, pgTypeOf, type ExprType, type SortKey } from '@shijian/kernel';
import { SYSTEM_COLUMNS } from './columns.ts';
import type { SqlBuilder } from './sql_builder.ts';

export interface SortColumn {
  sql: string;
  /** PostgreSQL type, for the cursor's parameter. */
  type: string;
  desc: boolean;
  nullable: boolean;
}

/** The path is already known to exist and to be readable in clear. */
export function sortColumn(builder: SqlBuilder, entity: string, key: SortKey, alias: string): SortColumn {
  const [first, second] = key.path.split('.') as [string, string | undefined];
  if (!second) {
    const system = Object.hasOwn(SYSTEM_COLUMNS, first) ? SYSTEM_COLUMNS[first] : undefined;
    if (system) return { sql: `${alias}.${first}`, type: system, desc: key.desc, nullable: first.endsWith('_by') };
    const stored = builder.storedType(entity, first);
    if (stored)
      return { sql: builder.column(entity, first, alias, 'actor'), type: stored, desc: key.desc, nullable: true };
    const computed = builder.state.model.entities[entity]!.fields.find((field) => field.name === first);
    const type = pgTypeOf((computed?.as ?? 'text') as ExprType);
    const sql = computed?.value ? emitValue(computed.value, builder.target({ record: alias }, 'actor')) : 'null::text';
    return { sql: `(${sql})`, type, desc: key.desc, nullable: true };
  }
  const target = builder.state.model.entities[entity]!.fields.find((field) => field.name === first)!.to[0]!;
  const row = builder.fresh();
  const inner = sortColumn(builder, target, { path: second, desc: key.desc }, row);
  return {
    sql: `(select ${inner.sql} from ${builder.relation(target, 'actor')} ${row} where ${row}.id = ${builder.column(entity, first, alias, 'actor')})`,
    type: inner.type,
    desc: key.desc,
    nullable: true,
  };
}
