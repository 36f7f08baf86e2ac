// Nodes of a tree as closures: logic, comparison and arithmetic. Paths, calls and macros are in files of their own.
import { instantOf } from './calendar.ts';
import { runCall } from './run_call.ts';
import { runMacro } from './run_macro.ts';
import { runPath, todayOf } from './run_path.ts';
import { scalarOf } from './run_place.ts';
import { calculate, compare, equal, exact } from './values.ts';
import type { Place, Run } from './run_place.ts';
import type { Expr } from './tree.ts';
import type { Inner, InnerSet } from './values.ts';

type Compare = Extract<Expr, { op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'in' }>;
type Arithmetic = Extract<Expr, { op: 'add' | 'sub' | 'mul' }>;

/** The node and everything below it, ready to run any number of times. */
export function runOf(expr: Expr): Run {
  switch (expr.op) {
    case 'literal': {
      const value = expr.type === 'decimal' ? exact(String(expr.value)) : literalOf(expr);
      return () => value;
    }
    case 'list': {
      const items = expr.items.map(runOf);
      return (place) => items.map((item) => ({ value: item(place) }));
    }
    case 'path':
      // Computed anew: a form has no columns, and a written image none yet.
      return expr.stored ? runOf(expr.stored) : runPath(expr);
    case 'entity': {
      const { entity } = expr;
      return ({ env }) => (env.rows?.(entity) ?? []).map((row) => ({ row }));
    }
    case 'now':
      return ({ env }) => instantOf(env.now);
    case 'today':
      return todayOf;
    case 'not': {
      const of = runOf(expr.of);
      return (place) => {
        const value = of(place);
        return value === null ? null : !value;
      };
    }
    case 'and':
    case 'or':
      return logic(expr);
    case 'if': {
      const [test, yes, no] = [runOf(expr.test), runOf(expr.then), runOf(expr.else)];
      return (place) => {
        const value = test(place);
        return value === null ? null : value === true ? yes(place) : no(place);
      };
    }
    case 'eq':
    case 'ne': {
      const [left, right] = [runOf(expr.left), runOf(expr.right)];
      const wanted = expr.op === 'eq';
      return (place) => equal(left(place), right(place)) === wanted;
    }
    case 'in':
      return membership(expr);
    case 'neg': {
      const of = runOf(expr.of);
      return (place) => {
        const value = of(place);
        return value === null ? null : calculate('sub', 0, value);
      };
    }
    case 'call':
      return runCall(expr, runOf);
    case 'macro':
      return runMacro(expr, runOf);
    case 'add':
    case 'sub':
    case 'mul':
      return arithmetic(expr);
    default:
      return order(expr);
  }
}

/** An instant is a number inside; no literal of one can be written. */
const literalOf = (expr: Extract<Expr, { op: 'literal' }>): Inner =>
  expr.type === 'datetime' ? instantOf(String(expr.value)) : expr.value;

/** A chain of && or ||, flat: the first that decides ends it. */
function logic(expr: Extract<Expr, { op: 'and' | 'or' }>): Run {
  const parts: Run[] = [];
  let rest: Expr = expr;
  while (rest.op === expr.op && (rest.op === 'and' || rest.op === 'or')) {
    parts.unshift(runOf(rest.right));
    rest = rest.left;
  }
  parts.unshift(runOf(rest));
  const decides = expr.op === 'or';
  return (place) => {
    let unknown = false;
    for (const part of parts) {
      const value = part(place);
      if (value === decides) return decides;
      unknown ||= value === null;
    }
    return unknown ? null : !decides;
  };
}

function membership({ left, right }: Compare): Run {
  const value = runOf(left);
  const fixed = right.op === 'list' ? fixedItems(right.items) : null;
  if (fixed)
    return (place) => {
      const found = value(place);
      return found !== null && fixed.some((item) => equal(item, found));
    };
  const set = runOf(right);
  return (place) => {
    const found = value(place);
    return (set(place) as InnerSet).some((element) => equal(scalarOf(element), found));
  };
}

/** Items that are all literals, which a list never has null of. */
function fixedItems(items: Expr[]): Inner[] | null {
  if (!items.every((item) => item.op === 'literal')) return null;
  return items.map((item) => runOf(item)({ env: nowhere, outer: null }));
}

const nowhere = { now: '', time_zone: 'UTC', list: () => undefined };

function arithmetic(expr: Arithmetic): Run {
  const [left, right] = [runOf(expr.left), runOf(expr.right)];
  const { op } = expr;
  if (expr.type === 'text') return known(left, right, (a, b) => `${String(a)}${String(b)}`);
  return known(left, right, (a, b) => calculate(op, a, b));
}

function order(expr: Compare): Run {
  const [left, right] = [runOf(expr.left), runOf(expr.right)];
  const how = expr.left.type === 'date' ? compareDates : compare;
  switch (expr.op) {
    case 'lt':
      return known(left, right, (a, b) => how(a, b) < 0);
    case 'le':
      return known(left, right, (a, b) => how(a, b) <= 0);
    case 'gt':
      return known(left, right, (a, b) => how(a, b) > 0);
    default:
      return known(left, right, (a, b) => how(a, b) >= 0);
  }
}

/** Dates are written so that their text sorts as they do. */
const compareDates = (a: Inner, b: Inner): number => ((a as string) < (b as string) ? -1 : a === b ? 0 : 1);

/** Unknown where either side is. */
function known(left: Run, right: Run, build: (a: Inner, b: Inner) => Inner): Run {
  return (place: Place) => {
    const a = left(place);
    const b = right(place);
    return a === null || b === null ? null : build(a, b);
  };
}
