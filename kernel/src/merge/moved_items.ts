// Order of the items of a map in two versions: which of them were moved, and beside what one stands.
import type { MapNode } from '../parse/node.ts';
import { counterpart } from './follow.ts';

/** The neighbour of an item: the one it stands after, or before. */
export function neighbourOf(map: MapNode, key: string, where: 'after' | 'before'): string | undefined {
  const keys = [...map.entries.keys()];
  return keys[keys.indexOf(key) + (where === 'after' ? -1 : 1)];
}

/** Items (by their name in the new version) that left the longest run of items that kept their order. */
export function movedItems(before: MapNode, after: MapNode): Set<string> {
  const place = new Map([...after.entries.keys()].map((key, i) => [key, i]));
  const order = [...before.entries.values()].flatMap((entry) => {
    const now = counterpart(after, entry);
    return now ? [{ key: now.key, at: place.get(now.key) ?? 0 }] : [];
  });
  const kept = longestRun(order.map(({ at }) => at));
  return new Set(order.filter((_, i) => !kept.has(i)).map(({ key }) => key));
}

/** Indexes of a longest rising run. */
function longestRun(values: readonly number[]): Set<number> {
  const length: number[] = [];
  const previous: number[] = [];
  let last = -1;
  for (const [i, value] of values.entries()) {
    length[i] = 1;
    previous[i] = -1;
    for (let j = 0; j < i; j++)
      if ((values[j] ?? 0) < value && (length[j] ?? 0) + 1 > (length[i] ?? 0)) {
        length[i] = (length[j] ?? 0) + 1;
        previous[i] = j;
      }
    if (last === -1 || (length[i] ?? 0) > (length[last] ?? 0)) last = i;
  }
  const run = new Set<number>();
  for (let i = last; i !== -1; i = previous[i] ?? -1) run.add(i);
  return run;
}
