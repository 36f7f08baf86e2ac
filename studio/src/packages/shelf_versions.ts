// Which versions of a package stand before and behind the one that runs. The shelf has the newest first.
import type { ShelfItem } from '../client/types.ts';

export function olderThan(item: ShelfItem): string[] {
  const at = item.version === null ? -1 : item.available.indexOf(item.version);
  return at < 0 ? [] : item.available.slice(at + 1);
}

export function newerThan(item: ShelfItem): string[] {
  const at = item.version === null ? item.available.length : item.available.indexOf(item.version);
  return item.available.slice(0, Math.max(0, at));
}
