// Size limits of trees after inlining: named filters of named filters could grow without end in a few lines.
import type { Expr } from './tree.ts';

export const SIZE_LIMIT = 4000;
/** Nesting after inlining, a chain of && or || counting once: deeper than one text may be, shallow enough for every stack. */
export const DEPTH_AFTER_INLINING = 240;
/** Multiplications in one tree: keeps exact products within what numeric holds. */
export const PRODUCTS_LIMIT = 40;
/** Set macros inside set macros, named filters included. */
export const NESTING_AFTER_INLINING = 5;

export interface Measure {
  size: number;
  depth: number;
  products: number;
  nesting: number;
}

/** Nodes, nesting and multiplications of a tree. Measured once for every tree that is inlined in many places. */
export function measure(expr: Expr): Measure {
  let found = known.get(expr);
  if (!found) known.set(expr, (found = take(expr)));
  return found;
}

/** The direct parts of a node, in reading order. */
export function partsOf(expr: Expr): Expr[] {
  switch (expr.op) {
    case 'literal':
    case 'entity':
    case 'now':
    case 'today':
      return [];
    case 'path':
      return expr.stored ? [expr.stored] : [];
    case 'list':
      return expr.items;
    case 'not':
    case 'neg':
      return [expr.of];
    case 'if':
      return [expr.test, expr.then, expr.else];
    case 'call':
      return expr.args;
    case 'macro':
      return expr.body ? [expr.over, expr.body] : [expr.over];
    default:
      return [expr.left, expr.right];
  }
}

const known = new WeakMap<Expr, Measure>();

function take(expr: Expr): Measure {
  const total: Measure = { size: 1, depth: 0, products: expr.op === 'mul' ? 1 : 0, nesting: 0 };
  const parts = partsOf(expr);
  parts.forEach((part, index) => {
    const found = measure(part);
    total.size += found.size;
    total.products += found.products;
    total.nesting = Math.max(total.nesting, found.nesting + (expr.op === 'macro' ? 1 : 0));
    const chained = index === 0 && (expr.op === 'and' || expr.op === 'or') && part.op === expr.op;
    total.depth = Math.max(total.depth, found.depth + (chained ? 0 : 1));
  });
  return total;
}
