// The tree that a document is read into: values that remember where they stand. Overlays build new maps out of the same nodes,
// so every value of the resolved model still knows the file that set it.

export interface Source {
  /** Package or tenant that the file belongs to. */
  package: string;
  path: string;
  text: string;
  /** Offsets of line starts, filled when a place is first asked for. */
  lines: number[] | null;
}

interface At {
  source: Source;
  /** Offsets of the value in source.text. */
  start: number;
  end: number;
}

export interface ScalarNode extends At {
  kind: 'scalar';
  value: string | number | boolean | null;
  /** As written, without quotes. */
  raw: string;
  /** Offset at which the characters of a one-line text begin (after a quote), or null where they cannot be mapped one to one. */
  textStart: number | null;
  /** What stands there has been reported and is nothing: no more is said of it. */
  broken?: true;
}

export interface Entry {
  key: string;
  source: Source;
  keyStart: number;
  value: Node;
}

export interface MapNode extends At {
  kind: 'map';
  entries: Map<string, Entry>;
}

export interface ListNode extends At {
  kind: 'list';
  items: Node[];
}

export type Node = ScalarNode | MapNode | ListNode;

export function sourceOf(packageName: string, path: string, text: string): Source {
  return { package: packageName, path, text, lines: null };
}

/** Line and column, both from 1, of an offset. */
export function placeOf(source: Source, offset: number): { line: number; col: number } {
  if (source.lines === null) {
    source.lines = [0];
    for (let at = source.text.indexOf('\n'); at !== -1; at = source.text.indexOf('\n', at + 1))
      source.lines.push(at + 1);
  }
  let low = 0;
  let high = source.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, col: offset - (source.lines[low] ?? 0) + 1 };
}

export function lineOf(node: { source: Source; start: number }): number {
  return placeOf(node.source, node.start).line;
}

export function child(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** Text of a key, or undefined where it is absent or no text (which validation has reported). */
export function textAt(node: Node | undefined, key: string): string | undefined {
  const found = child(node, key);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}

export function booleanAt(node: Node | undefined, key: string): boolean | undefined {
  const found = child(node, key);
  return found?.kind === 'scalar' && typeof found.value === 'boolean' ? found.value : undefined;
}

export function scalarAt(node: Node | undefined, key: string): ScalarNode | undefined {
  const found = child(node, key);
  return found?.kind === 'scalar' ? found : undefined;
}

export function entriesAt(node: Node | undefined, key: string): Entry[] {
  const found = child(node, key);
  return found?.kind === 'map' ? [...found.entries.values()] : [];
}

/** Items of a list that are texts, each with its node. */
export function textsAt(node: Node | undefined, key: string): { text: string; node: ScalarNode }[] {
  const found = child(node, key);
  return found === undefined ? [] : textsOf(found);
}

export function textsOf(node: Node): { text: string; node: ScalarNode }[] {
  if (node.kind !== 'list') return [];
  return node.items.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [{ text: item.value, node: item }] : [],
  );
}

/** The plain JSON value of a node. */
export function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries.values()].map((entry) => [entry.key, plain(entry.value)]));
}
