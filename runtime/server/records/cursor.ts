// Keyset cursors: the sort keys and id of a page's last row, tied to the sort they were made for.
import type { SortKey } from '@shijian/kernel';

export interface Cursor {
  /** Sort keys as text, null where the row has none, then the id. */
  keys: (string | null)[];
  id: string;
}

const signature = (sort: readonly SortKey[]) => sort.map((key) => `${key.desc ? '-' : ''}${key.path}`).join(',');

export function writeCursor(sort: readonly SortKey[], cursor: Cursor): string {
  return Buffer.from(JSON.stringify([signature(sort), cursor.id, ...cursor.keys])).toString('base64url');
}

/** @returns null when it is no cursor, or one of another sort */
export function readCursor(text: string, sort: readonly SortKey[]): Cursor | null {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length !== sort.length + 2 || parts[0] !== signature(sort)) return null;
  const [, id, ...keys] = parts as unknown[];
  if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) return null;
  if (!keys.every((key) => key === null || typeof key === 'string')) return null;
  return { keys: keys as (string | null)[], id };
}
