// Records that share a key with another one of the bureau: what apply would refuse.
import { emitBoolean, type KeyModel } from '@shijian/kernel';
import { columnSql } from '../records/columns.ts';
import { gateOf } from '../records/names.ts';
import type { Counted, Counting } from './count_rows.ts';
import { PlanBuilder } from './plan_builder.ts';

/** Null where a field of the key is encrypted: apply looks at the values themselves. */
export async function countTwins(
  { client, states, scene }: Counting,
  entity: string,
  key: KeyModel,
): Promise<Counted | null> {
  const builder = new PlanBuilder(states.after);
  const twins = twinsSql(builder, entity, key);
  if (twins === null) return null;
  const plan = builder.plan(`select coalesce(sum(n), 0)::text as n from (${twins}) twins`);
  const { rows } = await client.query<{ n: string }>(
    plan.text,
    plan.binders.map((binder) => binder(scene, {})) as unknown[],
  );
  return { count: Number(rows[0]!.n) };
}

/** Keys that more than one living record holds, `k0`…, and by how many. */
export function twinsSql(builder: PlanBuilder, entity: string, key: KeyModel): string | null {
  const columns = key.fields.map((field) => builder.columnOf(entity, field, 'rule'));
  const values = columns.flatMap((column) => (column && !column.sealed ? [columnSql(column, 't')] : []));
  if (values.length < key.fields.length) return null;
  const when = key.where ? ` and (${emitBoolean(key.where, builder.target({ record: 't' }, 'rule')).isTrue})` : '';
  return `select ${values.map((sql, i) => `${sql} as k${i}`).join(', ')}, count(*) as n from ${gateOf(entity)} t
    where t.tenant_id = ${builder.tenantId} and t.deleted_at is null ${values.map((sql) => `and ${sql} is not null`).join(' ')}${when}
    group by ${values.map((_, i) => i + 1).join(', ')} having count(*) > 1`;
}
