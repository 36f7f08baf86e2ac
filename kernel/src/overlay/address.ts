// Addresses of patches: seg(.seg)*, and […] for keys that hold other characters: grants[food.operator].update, codes["0111"].label
import type { Entry, MapNode, Node } from '../parse/node.ts';
import { textsAt } from '../parse/node.ts';

/** Segments of an address, or null where it is none. */
export function parseAddress(text: string): string[] | null {
  const segments: string[] = [];
  const pattern = /(?:^|\.)([A-Za-z_][A-Za-z0-9_]*)|\["([^"\]]+)"\]|\[([^"\]]+)\]/y;
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text);
    if (!found) return null;
    segments.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return segments.length > 0 && segments.length <= 12 ? segments : null;
}

/** Segments as one text, the same for all spellings of an address. */
export function canonical(segments: string[]): string {
  return segments
    .map((segment, i) => (/^[A-Za-z_]\w*$/.test(segment) ? (i === 0 ? segment : `.${segment}`) : `[${segment}]`))
    .join('');
}

/** The entry of that name, or the one that once had it (`was`). */
export function findEntry(node: Node | undefined, segment: string): Entry | undefined {
  if (node?.kind !== 'map') return undefined;
  const found = node.entries.get(segment);
  if (found) return found;
  for (const entry of node.entries.values())
    if (textsAt(entry.value, 'was').some(({ text }) => text === segment)) return entry;
  return undefined;
}

export interface Reached {
  /** Segments with today's names. */
  path: string[];
  /** The last map on the way, in which the last segment is looked up. */
  parent: MapNode;
  entry: Entry | undefined;
}

/** Walks to the place of an address. `missing` is the segment that is not there and what stands beside it. */
export function reach(
  root: MapNode,
  segments: string[],
): Reached | { missing: string; known: string[]; depth: number } {
  let node: Node = root;
  const path: string[] = [];
  for (const [i, segment] of segments.entries()) {
    if (node.kind !== 'map') return { missing: segment, known: [], depth: i };
    const entry = findEntry(node, segment);
    const last = i === segments.length - 1;
    path.push(entry?.key ?? segment);
    if (last) return { path, parent: node, entry };
    if (!entry) return { missing: segment, known: [...node.entries.keys()], depth: i };
    node = entry.value;
  }
  return { missing: '', known: [], depth: 0 };
}

/** The map with another entry at the path; nothing that existed is changed. */
export function withEntry(root: MapNode, path: string[], change: (parent: MapNode) => Map<string, Entry>): MapNode {
  const [first, ...rest] = path;
  if (first === undefined || rest.length === 0) return { ...root, entries: change(root) };
  const entry = root.entries.get(first);
  if (entry?.value.kind !== 'map') return root;
  const entries = new Map(root.entries);
  entries.set(first, { ...entry, value: withEntry(entry.value, rest, change) });
  return { ...root, entries };
}
