// Stored values that a field's type would refuse as its options are now: every different value is read once, by the type itself.
import { valueType, type FieldModel } from '@shijian/kernel';
import { columnSql } from '../records/columns.ts';
import { gateOf } from '../records/names.ts';
import { fieldContext } from '../records/row_values.ts';
import type { Counted, Counting } from './count_rows.ts';
import { PlanBuilder } from './plan_builder.ts';

/** Different values that are looked at. */
const MOST_VALUES = 200_000;

export async function countUnfit(counting: Counting, entity: string, name: string): Promise<Counted | null> {
  const found = await unfitValues(counting, entity, name);
  return found && { count: found.count, ...(found.capped && { capped: true }) };
}

/** The values that do not fit as JSON of the wire; null where they are encrypted. */
export async function unfitValues(
  { client, states: { after }, scene }: Counting,
  entity: string,
  name: string,
): Promise<{ count: number; capped: boolean; values: string[] } | null> {
  const builder = new PlanBuilder(after);
  const column = builder.columnOf(entity, name, 'rule');
  if (!column || column.sealed) return null;
  const plan = builder.plan(
    `select v, count(*)::text as n from (select ${wireSql(column.field, columnSql(column, 't'))} as v from ${gateOf(entity)} t
       where t.tenant_id = ${builder.tenantId} and t.deleted_at is null) rows where v is not null group by v limit ${MOST_VALUES + 1}`,
  );
  const { rows } = await client.query<{ v: string; n: string }>(
    plan.text,
    plan.binders.map((binder) => binder(scene, {})) as unknown[],
  );
  const type = valueType(column.field);
  const context = fieldContext(after.state);
  const values: string[] = [];
  let count = 0;
  for (const { v, n } of rows) {
    const value = JSON.parse(v) as unknown;
    // What is retired may stay where it stands.
    if (type.read(value, column.field, { ...context, old: value }).ok) continue;
    count += Number(n);
    values.push(v);
  }
  return { count, values, capped: rows.length > MOST_VALUES };
}

/** SQL of a stored value as the JSON text of the wire. */
export function wireSql(field: FieldModel, value: string): string {
  return `to_json(${valueType(field).wireSql?.(value) ?? value})::text`;
}
