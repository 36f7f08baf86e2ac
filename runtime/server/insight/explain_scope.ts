// A row scope taken apart: its conditions in words, each with what it comes to for one person and one record. The database judges, by the same
// SQL as every read, so that what is told is what happens.
import { emitBoolean, inWords, type EntityModel, type Expr, type Model } from '@shijian/kernel';
import { isAlways } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import { gateOf } from '../records/names.ts';
import type { Scene } from '../records/scene.ts';
import { bindPlan } from '../records/sql_builder.ts';
import { entryOf } from '../revisions/tenants.ts';

/** `withheld`: it reads what whoever asks may not read in clear. Null: no record was named. */
export type Truth = 'true' | 'false' | 'unknown' | 'withheld' | null;

export interface ScopePart {
  op: 'and' | 'or' | 'not' | 'is';
  words: string;
  value: Truth;
  parts: ScopePart[];
}

/** What conditions come to, by the condition. */
export type Truths = (expr: Expr) => Truth;

/** The scope as parts; a condition that is a named filter of the entity goes by its label. */
export function scopeParts(model: Model, entity: EntityModel, expr: Expr, truths: Truths): ScopePart {
  const value = truths(expr);
  if (isAlways(expr)) return { op: 'is', words: '全部记录', value, parts: [] };
  const named = filterOf(entity, expr);
  const words = inWords(expr, model);
  const said = named === null ? words : `${named}（${words}）`;
  const below = conditionsOf(expr);
  if (below.length === 0) return { op: 'is', words: said, value, parts: [] };
  const op = expr.op === 'not' ? 'not' : expr.op === 'or' ? 'or' : 'and';
  return { op, words: said, value, parts: below.map((part) => scopeParts(model, entity, part, truths)) };
}

/** Conditions that a condition is put together from; a chain of the same sort is one row of them. */
function conditionsOf(expr: Expr): Expr[] {
  if (expr.op === 'not') return [expr.of];
  if (expr.op !== 'and' && expr.op !== 'or') return [];
  return [expr.left, expr.right].flatMap((side) => (side.op === expr.op ? conditionsOf(side) : [side]));
}

function filterOf(entity: EntityModel, expr: Expr): string | null {
  const text = JSON.stringify(expr);
  const found = Object.entries(entity.filters).find(([, filter]) => JSON.stringify(filter.expr) === text);
  return found ? (found[1].label ?? found[0]) : null;
}

/** Every condition in these scopes, the scopes themselves first. */
export function allConditions(scopes: readonly Expr[]): Expr[] {
  return scopes.flatMap((scope) => [scope, ...allConditions(conditionsOf(scope))]);
}

/**
 * Judges conditions on one record, live or in the recycle bin, as the person of a scene.
 * @param withheld true of a condition whose answer would tell too much to whoever asks
 */
export async function judgeConditions(
  desk: Desk,
  scene: Scene,
  entity: string,
  id: string,
  scopes: readonly Expr[],
  withheld: (expr: Expr) => boolean,
): Promise<Truths> {
  const conditions = new Map(allConditions(scopes).map((expr) => [JSON.stringify(expr), expr]));
  const asked = [...conditions].filter(([, expr]) => !withheld(expr));
  const plan = desk.plan(scene, `explain ${entity} ${[...asked.map(([text]) => text)].join(' ')}`, (builder) => {
    const columns = asked.map(([, expr], i) => {
      const { isTrue, isFalse } = emitBoolean(expr, builder.target({ record: 't' }, 'rule'));
      return `case when ${isTrue} then 'true' when ${isFalse} then 'false' else 'unknown' end as c${i}`;
    });
    return builder.plan(
      `select ${['1 as one', ...columns].join(', ')} from ${gateOf(entity)} t where t.tenant_id = $1::int4 and t.id = ${builder.arg('id', 'uuid')}`,
    );
  });
  const [row] = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { id }));
  const answers = new Map(asked.map(([text], i) => [text, (row?.[`c${i}`] ?? 'unknown') as Truth]));
  return (expr) => answers.get(JSON.stringify(expr)) ?? 'withheld';
}
