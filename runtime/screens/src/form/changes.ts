// Which fields of a form differ from the record it was opened on. Only those are sent.
import type { FieldModel } from '@shijian/kernel';

/** Values by field name, as on the wire. */
export type Values = Record<string, unknown>;

/** Absent, null and empty text are one thing; key order and absent keys inside objects do not count. */
export function sameValue(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/**
 * The body of a PATCH: fields that changed, null where one was cleared.
 * @param base the record as it was opened
 */
export function changedFields(fields: FieldModel[], base: Values, now: Values): Values {
  const changes: Values = {};
  for (const field of fields) {
    if (!sameValue(base[field.name], now[field.name])) changes[field.name] = toWire(now[field.name]);
  }
  return changes;
}

/** The body of a POST: what was filled in; nothing for what was left empty. */
export function filledFields(fields: FieldModel[], now: Values): Values {
  const body: Values = {};
  for (const field of fields) {
    const value = toWire(now[field.name]);
    if (value !== null && !(Array.isArray(value) && value.length === 0)) body[field.name] = value;
  }
  return body;
}

/** Empty is null; rows lose the `_`-members that the server put beside them. */
function toWire(value: unknown): unknown {
  if (value === undefined || value === '') return null;
  if (!Array.isArray(value)) return value;
  return value.map((row: unknown) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
    return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_')));
  });
}

function canonical(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'null' : `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value)
      .map(([key, item]) => [key, canonical(item)] as const)
      .filter(([, text]) => text !== 'null')
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
