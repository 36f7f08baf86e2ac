// The same place in two versions of a document: items are found again by their identity (the first name that they ever had), so that a
// renamed item is the same and one that took the name of a removed item is another.
import { findEntry } from '../overlay/address.ts';
import type { Entry, MapNode, Node } from '../parse/node.ts';
import { uidOf } from '../resolve/identity.ts';

export interface Followed {
  /** Segments with the names of the new version. */
  path: string[];
  /** Segments with the names of the old version. */
  from: string[];
  base: Entry | undefined;
  theirs: Entry | undefined;
  /** The new version lacks, or holds something else at, what the address goes through. */
  gone: boolean;
  /** The name belongs to another item now. */
  taken: boolean;
}

/** The item of a map with the identity of this one. */
export function counterpart(map: Node | undefined, entry: Entry): Entry | undefined {
  if (map?.kind !== 'map') return undefined;
  const uid = uidOf(entry);
  const found = map.entries.get(entry.key);
  if (found && uidOf(found) === uid) return found;
  for (const other of map.entries.values()) if (uidOf(other) === uid) return other;
  return undefined;
}

/** Walks an address of the old version through both. */
export function follow(before: MapNode, after: MapNode, segments: readonly string[]): Followed {
  let [base, theirs]: [Node | undefined, Node | undefined] = [before, after];
  const [path, from]: [string[], string[]] = [[], []];
  for (const [i, segment] of segments.entries()) {
    const entry: Entry | undefined = findEntry(base, segment);
    const other: Entry | undefined = entry ? counterpart(theirs, entry) : findEntry(theirs, segment);
    path.push(other?.key ?? entry?.key ?? segment);
    from.push(entry?.key ?? segment);
    if (i === segments.length - 1)
      return { path, from, base: entry, theirs: other, ...placeOf(theirs, entry, other, segment) };
    // A map of items that is left out holds none: what is put into it has a place all the same.
    const empty = i === 0 && !other && entry?.value.kind === 'map';
    if (entry && !empty && (!other || (entry.value.kind === 'map' && other.value.kind !== 'map'))) {
      const rest = segments.slice(i + 1);
      return {
        path: [...path, ...rest],
        from: [...from, ...rest],
        base: baseAt(entry, rest),
        theirs: undefined,
        gone: true,
        taken: findEntry(theirs, segment) !== undefined,
      };
    }
    base = entry?.value;
    theirs = other?.value;
  }
  return { path, from, base: undefined, theirs: undefined, gone: false, taken: false };
}

function placeOf(
  parent: Node | undefined,
  entry: Entry | undefined,
  other: Entry | undefined,
  segment: string,
): Pick<Followed, 'gone' | 'taken'> {
  return {
    gone: parent !== undefined && parent.kind !== 'map',
    taken: entry !== undefined && !other && findEntry(parent, segment) !== undefined,
  };
}

function baseAt(entry: Entry, rest: readonly string[]): Entry | undefined {
  let found: Entry | undefined = entry;
  for (const segment of rest) found = findEntry(found?.value, segment);
  return found;
}
