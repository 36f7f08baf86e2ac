// The closed list of functions and set macros: names, arguments and what they give. The checker reads it; nothing else may know more functions.
import type { ExprType, MacroName } from './tree.ts';

/** What an argument must be. `literal …` must be written out, so that the SQL text depends on the shape alone. */
export type Want =
  | 'any'
  | 'text'
  | 'number'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'datetime'
  | 'moment'
  | 'span'
  | 'code'
  | 'sized'
  | 'scale'
  | 'place';

export interface FunctionShape {
  args: Want[];
  /** How many of the last arguments may be left out. */
  optional?: number;
  /** The last argument may be repeated. */
  repeated?: boolean;
  /** null: depends on the arguments (checker). */
  gives: ExprType | null;
}

/** Functions of values. date, dec, money and span with literal text are literals and handled before this table. */
export const functions: Readonly<Record<string, FunctionShape>> = {
  has: { args: ['any'], gives: 'boolean' },
  under: { args: ['place', 'place'], gives: 'boolean' },
  level: { args: ['code'], gives: 'integer' },
  label: { args: ['code'], gives: 'text' },
  year: { args: ['date'], gives: 'integer' },
  month: { args: ['date'], gives: 'integer' },
  days: { args: ['date', 'date'], gives: 'integer' },
  workdays: { args: ['date', 'date'], gives: 'integer' },
  add: { args: ['moment', 'span'], gives: null },
  sub: { args: ['moment', 'span'], gives: null },
  date: { args: ['datetime'], gives: 'date' },
  dec: { args: ['number'], gives: 'decimal' },
  money: { args: ['number'], gives: 'decimal' },
  span: { args: ['any'], gives: 'span' },
  min: { args: ['any', 'any'], repeated: true, gives: null },
  max: { args: ['any', 'any'], repeated: true, gives: null },
  abs: { args: ['number'], gives: null },
  round: { args: ['number', 'scale'], optional: 1, gives: null },
  div: { args: ['number', 'number', 'scale'], gives: 'decimal' },
  ratio: { args: ['number', 'number', 'scale'], gives: 'decimal' },
  size: { args: ['sized'], gives: 'integer' },
  contains: { args: ['text', 'text'], gives: 'boolean' },
  starts: { args: ['text', 'text'], gives: 'boolean' },
  changed: { args: ['any'], gives: 'boolean' },
  previous: { args: ['any'], gives: null },
};

/** Set macros and whether they take (variable, body): always, never, or either way. */
export const macros: Readonly<Record<MacroName, { body: 'always' | 'either' }>> = {
  exists: { body: 'always' },
  all: { body: 'always' },
  filter: { body: 'always' },
  map: { body: 'always' },
  count: { body: 'either' },
  sum: { body: 'either' },
  min: { body: 'either' },
  max: { body: 'either' },
};

/** What people of other languages write, and what it is called here. */
export const instead: Readonly<Record<string, string>> = {
  startsWith: 'starts(text, start)',
  endsWith: 'contains(text, part)',
  matches: 'contains(text, part)',
  getFullYear: 'year(date)',
  getMonth: 'month(date)',
  length: 'size(x)',
  where: '.filter(x, …)',
  exists_one: '.count(x, …) == 1',
  timestamp: "date('2026-01-01')",
  duration: "span('90 days')",
  int: 'round(x)',
  double: "dec('8.0')",
  string: '{ } in a template',
  addDays: "add(date, span('1 day'))",
  minus: "sub(date, span('1 day'))",
  isNull: 'x == null',
  coalesce: 'has(x) ? x : other',
};

export type SpanUnit = 'days' | 'workdays' | 'months' | 'seconds';

/** Units of a span and what they are kept as. */
export const spanUnits: Readonly<Record<string, { unit: SpanUnit; times: number; most: number }>> = {
  day: { unit: 'days', times: 1, most: 3_660_000 },
  workday: { unit: 'workdays', times: 1, most: 5000 },
  week: { unit: 'days', times: 7, most: 500_000 },
  month: { unit: 'months', times: 1, most: 120_000 },
  year: { unit: 'months', times: 12, most: 10_000 },
  hour: { unit: 'seconds', times: 3600, most: 80_000_000 },
  minute: { unit: 'seconds', times: 60, most: 4_800_000_000 },
};

/** Reads '90 days', '2 months', '1 year', '3 hours' into a canonical span ('90 days', '2 months', '10800 seconds'); null when it is no span. */
export function readSpan(text: string): string | null {
  const found = /^(\d{1,10}) ?(day|workday|week|month|year|hour|minute)s?$/.exec(text.trim());
  const unit = found && spanUnits[found[2] ?? ''];
  if (!unit || Number(found[1]) > unit.most) return null;
  return `${Number(found[1]) * unit.times} ${unit.unit}`;
}

/** Count and unit of a canonical span. */
export function spanOf(span: string): { count: number; unit: SpanUnit } {
  const [count, unit] = span.split(' ');
  return { count: Number(count), unit: unit === 'months' || unit === 'seconds' || unit === 'workdays' ? unit : 'days' };
}
