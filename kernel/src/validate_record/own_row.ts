// Which rules can be answered from the record alone, and which of its fields they read.
import { readsOf } from '../expressions/index.ts';
import type { Expr } from '../expressions/tree.ts';

const readings = new WeakMap<object, ReturnType<typeof readsOf>>();

function reading(expr: Expr): ReturnType<typeof readsOf> {
  let reads = readings.get(expr);
  if (!reads) {
    reads = readsOf(expr);
    readings.set(expr, reads);
  }
  return reads;
}

/** True where a rule walks through refs or inverse sets: only the server, with the database, can answer it. */
export function readsOtherRows(expr: Expr): boolean {
  return reading(expr).refs;
}

/** Fields of the record that a rule reads; rows of children count as the field that holds them. */
export function fieldsRead(expr: Expr, entity: string): string[] {
  return reading(expr)
    .fields.filter((read) => read.entity === entity)
    .map((read) => read.field);
}
