// Which acts of a history left a version of the record that can be looked at.
import type { HistoryItem } from '../client/index.ts';

/** @returns numbers of versions, newest first, each once */
export function versionsOf(items: readonly HistoryItem[]): number[] {
  return [...new Set(items.filter(leftVersion).map(({ version }) => version))];
}

/** True of what wrote the record; who only looked at it, or removed it, left nothing to be looked at. */
export function leftVersion(item: HistoryItem): boolean {
  return item.version > 0 && item.kept;
}
