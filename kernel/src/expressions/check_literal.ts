// Literals: texts that PostgreSQL can hold, integers within ±2^53, decimals from their source text.
import { Decimal } from './decimal.ts';
import { isDate } from './calendar.ts';
import { readSpan } from './functions.ts';
import type { Check } from './check_context.ts';
import type { Expr } from './tree.ts';

type Place = { start: number; end: number };

/** A text literal; E_EXPR_TEXT_CHARACTER for what no database text can hold (NUL, half a surrogate pair). */
export function checkText(check: Check, node: Place & { value: string }): Expr | null {
  if (/[\0\p{Surrogate}]/u.test(node.value)) return check.fault('E_EXPR_TEXT_CHARACTER', node);
  return { op: 'literal', type: 'text', value: node.value };
}

/** `12` is an integer, `12.0` and `1e3` are decimals. E_EXPR_INTEGER_RANGE, E_EXPR_DECIMAL_LITERAL, E_EXPR_FEATURE for hexadecimal. */
export function checkNumber(check: Check, node: Place, source: string): Expr | null {
  if (/^-?0[xX]/.test(source)) return check.fault('E_EXPR_FEATURE', node, { name: '0x', instead: '' });
  if (!/^-?\d+$/.test(source)) return checkDecimal(check, node, source);
  const value = Number(source);
  if (!Number.isSafeInteger(value)) return check.fault('E_EXPR_INTEGER_RANGE', node);
  return { op: 'literal', type: 'integer', value: value === 0 ? 0 : value };
}

/** A decimal from its text, up to 20 digits before and after the point. */
export function checkDecimal(check: Check, node: Place, source: string): Expr | null {
  const value = canonicalDecimal(source);
  if (value === null) return check.fault('E_EXPR_DECIMAL_LITERAL', node);
  return { op: 'literal', type: 'decimal', value };
}

/** '2026-01-01' of date('…'). */
export function checkDate(check: Check, node: Place, source: string): Expr | null {
  if (!isDate(source)) return check.fault('E_EXPR_DATE_LITERAL', node);
  return { op: 'literal', type: 'date', value: source };
}

/** '90 days' of span('…'). */
export function checkSpan(check: Check, node: Place, source: string): Expr | null {
  const value = readSpan(source);
  if (value === null) return check.fault('E_EXPR_SPAN_LITERAL', node);
  return { op: 'literal', type: 'span', value };
}

const LIMIT = Decimal.of('1e20');

/** The one way a decimal is written ('8.0' and '08' are '8'), or null. */
export function canonicalDecimal(source: string): string | null {
  if (!/^-?\d{0,40}(\.\d{0,40})?([eE][+-]?\d{1,3})?$/.test(source) || !/\d/.test(source)) return null;
  const value = Decimal.of(source);
  return value.places() > 20 || value.magnitude().compare(LIMIT) >= 0 ? null : value.plain();
}
