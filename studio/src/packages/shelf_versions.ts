// What the shelf says of a package: versions before and behind the one that runs (the newest come first), and who stands on it.
import type { ShelfItem } from '../client/types.ts';

export function olderThan(item: ShelfItem): string[] {
  const at = item.version === null ? -1 : item.available.indexOf(item.version);
  return at < 0 ? [] : item.available.slice(at + 1);
}

export function newerThan(item: ShelfItem): string[] {
  const at = item.version === null ? item.available.length : item.available.indexOf(item.version);
  return item.available.slice(0, Math.max(0, at));
}

/** Packages in use that stand on this one: while there are any it cannot be taken out. */
export function neededBy(item: ShelfItem, all: readonly ShelfItem[]): ShelfItem[] {
  return all.filter(({ version, versions }) => {
    const manifest = version === null ? undefined : versions.find((one) => one.version === version)?.manifest;
    const needs = manifest?.['needs'];
    return typeof needs === 'object' && needs !== null && item.name in needs;
  });
}
