// Whether two values say the same.
import type { Node } from '../parse/node.ts';
import { counterpart } from './follow.ts';

const NAMES = new Set(['was', 'new']);

/** Deep equality of plain values; the order of maps does not count. */
export function samePlain(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => samePlain(item, b[i]));
  const [left, right] = [Object.entries(a), b as Record<string, unknown>];
  return (
    left.length === Object.keys(right).length &&
    left.every(([key, value]) => Object.hasOwn(right, key) && samePlain(value, right[key]))
  );
}

/**
 * Whether a new version says what the old one said, names aside: an item with another name, and what names it, is no change.
 * @param rename a text of the old version under the new names
 */
export function unchanged(base: Node, theirs: Node, rename: (text: string) => string): boolean {
  if (base.kind === 'scalar' && theirs.kind === 'scalar')
    return (
      Object.is(base.value, theirs.value) || (typeof base.value === 'string' && rename(base.value) === theirs.value)
    );
  if (base.kind === 'list' && theirs.kind === 'list')
    return (
      base.items.length === theirs.items.length &&
      base.items.every((item, i) => unchanged(item, theirs.items[i] as Node, rename))
    );
  if (base.kind !== 'map' || theirs.kind !== 'map') return false;
  const [left, right] = [base, theirs].map(({ entries }) => [...entries.values()].filter(({ key }) => !NAMES.has(key)));
  if (!left || left.length !== right?.length) return false;
  return left.every((entry) => {
    const other = counterpart(theirs, entry);
    return other !== undefined && unchanged(entry.value, other.value, rename);
  });
}
