// Questions about expression types, which are strings ("code:core.region", "set:ref:core.org"). Rejects nothing itself.
import type { Expr, ExprType } from './tree.ts';

export const isSet = (type: ExprType): boolean => type.startsWith('set:');
export const isRef = (type: ExprType): boolean => type.startsWith('ref:');
export const isCode = (type: ExprType): boolean => type.startsWith('code:');
export const isRow = (type: ExprType): boolean => type.startsWith('row:');
export const isNumber = (type: ExprType): boolean => type === 'integer' || type === 'decimal';
/** Text of some sort: what SQL keeps as text and JavaScript as string, compared by code point. */
export const isTextual = (type: ExprType): boolean => type === 'text' || isCode(type);

/** Element type of a set. */
export const elementOf = (type: ExprType): ExprType => type.slice(4) as ExprType;
export const setOf = (type: ExprType): ExprType => `set:${type}`;
/** Code list of a code type. */
export const listOf = (type: ExprType): string => type.slice(5);
/** Entities of a ref type; a ref to several is written `ref:a|b`. */
export const entitiesOf = (type: ExprType): string[] => type.slice(4).split('|');

/** True where the two refs may point at one and the same record. */
export function refsMeet(a: ExprType, b: ExprType): boolean {
  const others = new Set(entitiesOf(b));
  return entitiesOf(a).some((entity) => others.has(entity));
}

/** True where a value of `found` may stand where `wanted` is asked, without looking at literals. */
export function fits(found: ExprType, wanted: ExprType): boolean {
  if (found === wanted || found === 'null') return true;
  if (found === 'integer' && wanted === 'decimal') return true;
  if (isCode(found) && wanted === 'text') return true;
  if (isRef(found) && isRef(wanted)) return refsMeet(found, wanted);
  if (isSet(found) && isSet(wanted)) return found === 'set:null' || fits(elementOf(found), elementOf(wanted));
  return false;
}

/** The type that both branches of a ?: have, or null. */
export function joined(a: ExprType, b: ExprType): ExprType | null {
  if (fits(a, b)) return b;
  if (fits(b, a)) return a;
  if (isTextual(a) && isTextual(b)) return 'text';
  return null;
}

/** True for a literal of text that has not yet been read as a code or a ref. */
export const isTextLiteral = (expr: Expr): expr is Extract<Expr, { op: 'literal' }> =>
  expr.op === 'literal' && expr.type === 'text';
