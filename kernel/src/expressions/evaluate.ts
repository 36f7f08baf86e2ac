// The evaluator in JavaScript: Kleene logic over rows at hand. Answers exactly what the SQL of emit.ts answers (tests/expressions/agreement.spec.ts).
// A tree is turned into closures once, the first time it is asked for; they go when the tree goes.
import { runOf } from './run.ts';
import { give } from './values.ts';
import type { Env, Value } from './contract.ts';
import type { Run } from './run_place.ts';
import type { Expr } from './tree.ts';

/** The value of an expression; null is unknown. Decimals come as canonical text, instants as ISO in UTC. Never throws on data. */
export function evaluate(expr: Expr, env: Env): Value {
  return give(prepared(expr)({ env, outer: null }), expr.type);
}

/** Definitely true: what a filter, guard or `visible` asks. */
export const isTrue = (expr: Expr, env: Env): boolean => prepared(expr)({ env, outer: null }) === true;

/** Definitely false: what makes a check refuse. */
export const isFalse = (expr: Expr, env: Env): boolean => prepared(expr)({ env, outer: null }) === false;

const known = new WeakMap<Expr, Run>();

function prepared(expr: Expr): Run {
  let run = known.get(expr);
  if (!run) known.set(expr, (run = runOf(expr)));
  return run;
}
