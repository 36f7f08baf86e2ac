// Stored values that a field would not take: every different value is read once, by the type itself as its options are now, or by the
// conversion to its new type.
import { convertValue, valueType, type FieldModel } from '@shijian/kernel';
import { columnSql } from '../records/columns.ts';
import { gateOf } from '../records/names.ts';
import { fieldContext } from '../records/row_values.ts';
import type { Counted, Counting } from './count_rows.ts';
import { PlanBuilder } from './plan_builder.ts';
import type { PlanState } from './plan_states.ts';

/** Different values that are looked at. */
const MOST_VALUES = 200_000;

/** Values as JSON of the wire, in the field that holds them now. */
export interface Unfit {
  holder: PlanState;
  field: string;
  count: number;
  capped: boolean;
  values: string[];
}

export async function countUnfit(counting: Counting, ask: UnfitAsk): Promise<Counted | null> {
  const found = await unfitValues(counting, ask);
  return found && { count: found.count, ...(found.capped && { capped: true }) };
}

export interface UnfitAsk {
  entity: string;
  field: string;
  rows: 'unfit' | 'unconverted';
}

/** Null where the values are encrypted. */
export async function unfitValues({ client, states, scene }: Counting, ask: UnfitAsk): Promise<Unfit | null> {
  const { entity } = ask;
  const to = fieldOf(states.after, entity, ({ name }) => name === ask.field)!;
  const from = ask.rows === 'unfit' ? to : fieldOf(states.before, entity, ({ uid }) => uid === to.uid)!;
  const holder = ask.rows === 'unfit' ? states.after : states.before;
  const builder = new PlanBuilder(holder);
  const column = builder.columnOf(entity, from.name, 'rule');
  if (!column || column.sealed) return null;
  const plan = builder.plan(
    `select v, count(*)::text as n from (select ${wireSql(column.field, columnSql(column, 't'))} as v from ${gateOf(entity)} t
       where t.tenant_id = ${builder.tenantId} and t.deleted_at is null) rows where v is not null group by v limit ${MOST_VALUES + 1}`,
  );
  const { rows } = await client.query<{ v: string; n: string }>(
    plan.text,
    plan.binders.map((binder) => binder(scene, {})) as unknown[],
  );
  const fits = ask.rows === 'unfit' ? fitting(states.after, to) : converting(states.before, states.after, from, to);
  const bad = rows.filter(({ v }) => !fits(JSON.parse(v)));
  const count = bad.reduce((sum, { n }) => sum + Number(n), 0);
  return { holder, field: from.name, count, values: bad.map(({ v }) => v), capped: rows.length > MOST_VALUES };
}

/** What is retired may stay where it stands. */
function fitting({ state }: PlanState, field: FieldModel): (value: unknown) => boolean {
  const context = fieldContext(state);
  return (value) => valueType(field).read(value, field, { ...context, old: value }).ok;
}

function converting(
  before: PlanState,
  after: PlanState,
  from: FieldModel,
  to: FieldModel,
): (value: unknown) => boolean {
  const context = ({ state }: PlanState) => ({ ...fieldContext(state), time_zone: state.model.tenant.time_zone });
  const contexts = { from: context(before), to: context(after) };
  return (value) => convertValue(value, from, to, contexts).ok;
}

function fieldOf({ state }: PlanState, entity: string, test: (field: FieldModel) => boolean): FieldModel | undefined {
  return state.model.entities[entity]?.fields.find(test);
}

/** SQL of a stored value as the JSON text of the wire. */
export function wireSql(field: FieldModel, value: string): string {
  return `to_json(${valueType(field).wireSql?.(value) ?? value})::text`;
}
