// What a reader without the right sees of a value. Every mask exists twice, in JavaScript and as SQL, and both give the same text.
import type { FieldModel } from '../model.ts';

export type Mask = 'all' | 'middle' | 'name' | 'tail' | 'citizen';

interface MaskRule {
  /** Masks a text that is not empty. */
  text(value: string): string;
  /** The same over an SQL text expression that is not null. */
  sql(column: string): string;
}

const points = (value: string): string[] => Array.from(value);

/** all: three stars, whatever the length · middle: 138****2046 · name: 李** · tail: the first six · citizen: four and two of an identity number. */
const rules: Record<Mask, MaskRule> = {
  all: { text: () => '***', sql: () => `'***'` },
  middle: {
    text(value) {
      const c = points(value);
      if (c.length >= 11) return c.slice(0, 3).join('') + '*'.repeat(c.length - 7) + c.slice(-4).join('');
      return (c[0] ?? '') + '*'.repeat(Math.max(c.length - 2, 1)) + (c.length > 2 ? (c.at(-1) ?? '') : '');
    },
    sql: (x) =>
      `case when length(${x}) >= 11 then left(${x}, 3) || repeat('*', length(${x}) - 7) || right(${x}, 4) ` +
      `else left(${x}, 1) || repeat('*', greatest(length(${x}) - 2, 1)) || case when length(${x}) > 2 then right(${x}, 1) else '' end end`,
  },
  name: {
    text(value) {
      const c = points(value);
      return c.length < 2 ? '*' : (c[0] ?? '') + '*'.repeat(Math.min(c.length - 1, 2));
    },
    sql: (x) => `case when length(${x}) < 2 then '*' else left(${x}, 1) || repeat('*', least(length(${x}) - 1, 2)) end`,
  },
  tail: {
    text(value) {
      const c = points(value);
      return c.slice(0, Math.min(6, Math.floor(c.length / 2))).join('') + '****';
    },
    sql: (x) => `left(${x}, least(6, length(${x}) / 2)) || '****'`,
  },
  citizen: {
    text(value) {
      const c = points(value);
      return c.length < 10 ? '***' : c.slice(0, 4).join('') + '*'.repeat(c.length - 6) + c.slice(-2).join('');
    },
    sql: (x) =>
      `case when length(${x}) < 10 then '***' else left(${x}, 4) || repeat('*', length(${x}) - 6) || right(${x}, 2) end`,
  },
};

/** The two mask functions of a text type, with the mask that holds where the field names none. */
export function textMask(usual: Mask): {
  mask(value: unknown, field: FieldModel): string | null;
  maskSql(column: string, field: FieldModel): string;
} {
  return {
    mask: (value, field) =>
      typeof value === 'string' && value !== '' ? rules[field.mask ?? usual].text(value) : value == null ? null : '***',
    maskSql: (column, field) => `case when ${column} is not null then ${rules[field.mask ?? usual].sql(column)} end`,
  };
}

/** For values of which any part would say too much: numbers, dates, codes, files. */
export const starMask = {
  mask: (value: unknown): string | null => (value === null || value === undefined ? null : '***'),
  maskSql: (column: string): string => `case when ${column} is not null then '***' end`,
};

/** What search may index of a masked value: the parts that the mask leaves. */
export function shownPart(masked: string | null): string | null {
  return masked === null ? null : masked.replace(/\*+/g, ' ').trim() || null;
}
