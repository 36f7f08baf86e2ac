// Values inside the evaluator: numbers that may be Decimal, instants in ms, and the comparisons that PostgreSQL gives too.
import { Decimal } from './decimal.ts';
import { instantOf, isDate } from './calendar.ts';
import { elementOf, isSet } from './types.ts';
import type { RowView, Value } from './contract.ts';
import type { ExprType } from './tree.ts';

/** null is unknown. Numbers are exact: integers stay numbers while they are safe. An instant is ms since 1970. A set never holds null. */
export type Inner = null | boolean | number | string | Decimal | InnerSet;
export type InnerSet = Element[];
/** An element of a set: a row, or a scalar. */
export type Element = { row: RowView; value?: undefined } | { row?: RowView | undefined; value: Inner };

/** Reads what a row or an actor holds as its type says; what is not of the type is unknown, and so is empty text. */
export function read(value: Value | undefined, type: ExprType): Inner {
  if (isSet(type)) return readSet(value, elementOf(type));
  if (value === null || value === undefined || value === '') return null;
  switch (type) {
    case 'integer':
      return readInteger(value);
    case 'decimal':
      return readDecimal(value);
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' && isDate(value) ? value : null;
    case 'datetime':
      return typeof value === 'string' ? instantOf(value) : null;
    default:
      if (typeof value === 'string') return value;
      // A ref to several entities says at which it points; a record's id is unique among all of them.
      if (type.startsWith('ref:') && typeof value === 'object' && 'id' in value) return read(value['id'], 'text');
      // A file or another object that is opaque to expressions: it is there, and no more can be asked of it.
      return type.startsWith('row:') && typeof value === 'object' ? true : null;
  }
}

/** What leaves the evaluator: decimals and instants as text; an integer outside ±2^53 is null, as no column could hold it. */
export function give(value: Inner, type: ExprType): Value {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value))
    return value.map((element) =>
      element.row && element.value === undefined ? element.row.get('id') : give(element.value ?? null, elementOf(type)),
    );
  if (type === 'integer') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : null;
  }
  if (type === 'decimal') return exact(value).plain();
  if (type === 'datetime') return new Date(Number(value)).toISOString();
  return value instanceof Decimal ? value.plain() : value;
}

export const exact = (value: Inner): Decimal =>
  value instanceof Decimal ? value : Decimal.of(value as number | string);

/** < 0, 0 or > 0. Texts by code point, dates as they are written, numbers exactly. */
export function compare(a: Inner, b: Inner): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' || typeof b === 'boolean') return Number(a) - Number(b);
  return exact(a).compare(exact(b));
}

/** Two-valued: null equals null and nothing else. */
export function equal(a: Inner, b: Inner): boolean {
  return a === null || b === null ? a === b : compare(a, b) === 0;
}

/** By code point, as COLLATE "C" of UTF-8; JavaScript's own < goes by UTF-16 units and puts 𠮷 before ｶ. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const [highX, highY] = [x >= 0xd800 && x <= 0xdfff, y >= 0xd800 && y <= 0xdfff];
    return highX === highY ? x - y : highX ? 1 : -1;
  }
  return a.length - b.length;
}

/** Exact sum, difference or product; stays a plain number while it is a safe integer. */
export function calculate(op: 'add' | 'sub' | 'mul', a: Inner, b: Inner): Inner {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = op === 'add' ? a + b : op === 'sub' ? a - b : a * b;
    if (Number.isSafeInteger(result)) return result === 0 ? 0 : result;
  }
  const [x, y] = [exact(a), exact(b)];
  return op === 'add' ? x.plus(y) : op === 'sub' ? x.minus(y) : x.times(y);
}

/** a / b to `scale` places, half away from zero, exact; null for b = 0. */
export function divide(a: Inner, b: Inner, scale: number): Inner {
  const [x, y] = [exact(a), exact(b)];
  return y.isZero() ? null : x.dividedBy(y, scale);
}

/** Rounds half away from zero; an integer stays one. */
export function round(value: Inner, scale: number): Inner {
  return typeof value === 'number' ? value : exact(value).round(scale);
}

function readInteger(value: Value): Inner {
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

function readDecimal(value: Value): Inner {
  if (typeof value === 'number' && Number.isFinite(value)) return Decimal.of(value);
  if (typeof value !== 'string' || !/^-?\d{1,100}(\.\d{0,100})?$/.test(value)) return null;
  return Decimal.of(value);
}

function readSet(value: Value | undefined, element: ExprType): InnerSet {
  if (!Array.isArray(value)) return [];
  const found: InnerSet = [];
  for (const [index, item] of value.entries()) {
    if (element.startsWith('row:')) {
      if (typeof item === 'object' && item !== null && !Array.isArray(item)) found.push({ row: plainRow(item, index) });
      continue;
    }
    const scalar = read(item, element);
    if (scalar !== null) found.push({ value: scalar });
  }
  return found;
}

/** A row of children that came as a plain object; `index` is its place, from 1. */
function plainRow(object: { [field: string]: Value }, index: number): RowView {
  return {
    get: (field) => (Object.hasOwn(object, field) ? (object[field] ?? null) : field === 'index' ? index + 1 : null),
  };
}
