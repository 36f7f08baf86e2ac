// What the parts of the evaluator share: where an expression runs, and the way back (so that no file imports in a circle).
import { read } from './values.ts';
import type { Env, RowView } from './contract.ts';
import type { Expr } from './tree.ts';
import type { Element, Inner } from './values.ts';

/** The surroundings plus the elements of the macros around, innermost first. */
export interface Place {
  env: Env;
  outer: Binding | null;
}

export interface Binding {
  variable: string;
  element: Element;
  outer: Binding | null;
}

/** One node of an expression, ready to run. */
export type Run = (place: Place) => Inner;

/** Makes a node ready to run. */
export type Prepare = (expr: Expr) => Run;

/** What a variable stands for here. */
export function elementOf(place: Place, variable: string): Element | undefined {
  for (let at = place.outer; at !== null; at = at.outer) if (at.variable === variable) return at.element;
  return undefined;
}

/** A row of a set stands for its id. */
export function scalarOf(element: Element): Inner {
  return element.value !== undefined ? element.value : read(element.row.get('id'), 'text');
}

/** The row that a root stands for. */
export function rootRow(root: string, env: Env): RowView | undefined {
  switch (root) {
    case 'record':
    case 'old':
    case 'it':
    case 'row':
    case 'input':
      return env[root];
    default:
      return undefined;
  }
}
