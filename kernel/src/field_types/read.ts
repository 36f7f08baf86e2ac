// The two answers of a field type's `read`, and the text clean-up that every type shares.
import type { Read } from './contract.ts';

export function good(value: unknown): Read {
  return { ok: true, value };
}

export function bad(code: string, value: unknown, params: Record<string, string> = {}): Read {
  return { ok: false, faults: [{ code, at: '', value, params }] };
}

/** Faults of one record that are told: nobody reads more, and an answer must not be many times what was sent. */
export const mostFaults = 200;

/**
 * The first of many faults, and a last one that says how many more there are.
 * @param untold faults that were found and not even looked into
 */
export function toldFaults<T>(faults: readonly T[], more: (count: string) => T, untold = 0): T[] {
  const left = Math.max(0, faults.length - mostFaults) + untold;
  return left === 0 ? [...faults] : [...faults.slice(0, mostFaults), more(String(left))];
}

/** True for what counts as nothing: null, absent, empty text. */
export function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (typeof value === 'string' && value.trim() === '');
}

/**
 * Full-width letters, digits and signs to half-width (U+FF01–FF5E, the ideographic space), trimmed. For numbers and identifiers only:
 * in prose ，and （ are right as they are.
 */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00A0]/g, ' ')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .trim();
}

/** Excel turns an 18-digit number into 9.13E+17; the digits are lost and nobody may guess them. */
export function isExcelNumber(text: string): boolean {
  return /^\d(\.\d+)?[eE]\+?\d{1,2}$/.test(text.trim());
}

/** What PostgreSQL refuses in text or an officer cannot see: NUL and other control characters, halves of surrogate pairs. */
export function hasForbiddenCharacter(text: string, lines: boolean): boolean {
  // eslint would rather see escapes than a class of control characters; code points are compared instead.
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32 && !(lines && (c === 10 || c === 9))) return true;
    if (c === 127 || c === 0xfeff || c === 0xfffe) return true;
  }
  // A lone half of a surrogate pair; isWellFormed() would say it, but Chromium has that from 111 on.
  return /\p{Surrogate}/u.test(text);
}
