// One operation of a patch on one document: set, add, take, move, remove, and what each layer may do.
import type { Sink } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { viewCases } from '../kinds/view.ts';
import type { Kind } from '../kinds/kind.ts';
import type { LoadedDocument, LoadedPackage } from '../parse/load_package.ts';
import type { Entry, ListNode, MapNode, Node, Source } from '../parse/node.ts';
import { textAt } from '../parse/node.ts';
import { findEntry, reach, withEntry } from './address.ts';
import type { Reached } from './address.ts';

export interface Operation {
  does: 'set' | 'add' | 'take' | 'move' | 'remove';
  segments: string[];
  /** The address as written. */
  text: string;
  /** Place inside the patch, for messages. */
  at: string;
  source: Source;
  offset: number;
  entry: Entry | null;
}

export interface Target {
  key: string;
  document: LoadedDocument;
  kind: Kind;
  node: MapNode;
  layer: LoadedPackage;
  sink: Sink;
  /** Notes that a field of the package was removed. */
  withdraw(field: string): void;
}

/** The document's node after the operation; unchanged where it is refused (which is reported). */
export function applyOperation(target: Target, operation: Operation): MapNode {
  const [first] = operation.segments;
  if (first === 'kind' || first === 'name' || first === 'of' || (first === 'type' && target.kind.name === 'View')) {
    refuse(target, operation, 'E_PATCH_IDENTITY', first);
    return target.node;
  }
  const root = operation.does === 'set' || operation.does === 'add' ? withEmptyMap(target, operation) : target.node;
  const place = reach(root, operation.segments);
  if ('missing' in place) return gone(target, operation, place.missing, place.known);
  if (operation.does !== 'set' && !place.entry)
    return gone(target, operation, place.path.at(-1) ?? '', [...place.parent.entries.keys()]);
  if (!allowed(target, operation, place)) return target.node;
  switch (operation.does) {
    case 'set':
      return set(root, operation, place);
    case 'remove':
      if (place.path.length === 2 && place.path[0] === 'fields') target.withdraw(place.path[1] ?? '');
      return withEntry(root, place.path, (parent) => without(parent, place.path.at(-1) ?? ''));
    case 'move':
      return move(root, target, operation, place);
    default:
      return changeList(root, target, operation, place);
  }
}

function gone(target: Target, operation: Operation, missing: string, known: string[]): MapNode {
  const { document } = target;
  target.sink.add('E_PATCH_TARGET', operation.source, operation.offset, operation.at, operation.text, {
    missing,
    document: `${document.kind} ${document.package}.${document.name}`,
    ...suggest(missing, known),
  });
  return target.node;
}

function refuse(
  target: Target,
  operation: Operation,
  code: Parameters<Sink['add']>[0],
  value: string,
  params: Record<string, string> = {},
): void {
  target.sink.add(code, operation.source, operation.offset, operation.at, value, params);
}

/** A map or list of the document that was left out (no `checks:` yet) is begun empty, so that the first item can be set. */
function withEmptyMap(target: Target, operation: Operation): MapNode {
  const [first] = operation.segments;
  const { node, kind } = target;
  if (first === undefined || node.entries.has(first)) return node;
  const type = textAt(node, 'type');
  const keys = kind.name === 'View' && type !== undefined ? { ...kind.keys, ...viewCases[type] } : kind.keys;
  const shape = Object.hasOwn(keys, first) ? keys[first] : undefined;
  const at = { source: operation.source, start: operation.offset, end: operation.offset };
  const value: Node | null =
    shape?.is === 'map' && operation.segments.length > 1
      ? { kind: 'map', ...at, entries: new Map() }
      : shape?.is === 'list' && operation.does === 'add' && operation.segments.length === 1
        ? { kind: 'list', ...at, items: [] }
        : null;
  if (!value) return node;
  const entries = new Map(node.entries);
  entries.set(first, { key: first, source: operation.source, keyStart: operation.offset, value });
  return { ...node, entries };
}

/** Bureaus add under x_; packages add under their own prefix and change nothing. */
function allowed(target: Target, operation: Operation, place: Reached): boolean {
  const { layer, kind } = target;
  const name = place.path.at(-1) ?? '';
  const group = place.path.at(-2) ?? '';
  const isItem = kind.ownItems.includes(group) || group === 'fields';
  const adds = operation.does === 'set' && !place.entry;
  if (layer.kind === 'tenant') {
    if (!adds || !isItem || name.startsWith('x_')) return true;
    refuse(target, operation, 'E_NAME_OWN', name);
    return false;
  }
  const ownItem = isOwnItem(target, place);
  const ownGrant = group === 'grants' && name.startsWith(`${layer.name}.`);
  if (ownItem || (adds && ownGrant)) return true;
  if (adds && isItem) refuse(target, operation, 'E_PATCH_PREFIX', name, { prefix: `${layer.name}_` });
  else refuse(target, operation, 'E_PATCH_FORBIDDEN', operation.text);
  return false;
}

/** Inside an item with the prefix of the package that it adds, or has added: another's may be spelt the same. */
function isOwnItem({ layer, node }: Target, place: Reached): boolean {
  const at = place.path.findIndex((segment) => segment.startsWith(`${layer.name}_`));
  if (at === -1) return false;
  const item = reach(node, place.path.slice(0, at + 1));
  return 'missing' in item || !item.entry || item.entry.source.package === layer.name;
}

function set(root: MapNode, operation: Operation, place: Reached): MapNode {
  const value = operation.entry?.value;
  if (!value) return root;
  const key = place.path.at(-1) ?? '';
  return withEntry(root, place.path, (parent) => {
    const entries = new Map(parent.entries);
    // A changed value keeps the place of its key: the item is still declared where it was.
    entries.set(
      key,
      place.entry ? { ...place.entry, value } : { key, source: operation.source, keyStart: operation.offset, value },
    );
    return entries;
  });
}

function without(parent: MapNode, key: string): Map<string, Entry> {
  const entries = new Map(parent.entries);
  entries.delete(key);
  return entries;
}

function move(root: MapNode, target: Target, operation: Operation, place: Reached): MapNode {
  const value = operation.entry?.value;
  const after = textAt(value, 'after');
  const neighbour = after ?? textAt(value, 'before');
  const beside = neighbour === undefined ? undefined : findEntry(place.parent, neighbour);
  const key = place.path.at(-1) ?? '';
  if (!beside || beside.key === key || !place.entry) {
    target.sink.add('E_PATCH_MOVE', operation.source, value?.start ?? operation.offset, operation.at, neighbour ?? '', {
      ...suggest(neighbour ?? '', place.parent.entries.keys()),
    });
    return target.node;
  }
  const moved = place.entry;
  return withEntry(root, place.path, (parent) => {
    const entries = new Map<string, Entry>();
    for (const entry of parent.entries.values()) {
      if (entry.key === key) continue;
      if (entry.key === beside.key && after === undefined) entries.set(key, moved);
      entries.set(entry.key, entry);
      if (entry.key === beside.key && after !== undefined) entries.set(key, moved);
    }
    return entries;
  });
}

function changeList(root: MapNode, target: Target, operation: Operation, place: Reached): MapNode {
  const now = place.entry?.value;
  const given = operation.entry?.value;
  if (now?.kind !== 'list' || given?.kind !== 'list' || !place.entry) {
    refuse(target, operation, 'E_PATCH_LIST', operation.text);
    return target.node;
  }
  const items = operation.does === 'add' ? added(now, given) : taken(now, given, target, operation);
  const key = place.path.at(-1) ?? '';
  const entry: Entry = { ...place.entry, value: { ...now, items } };
  return withEntry(root, place.path, (parent) => new Map(parent.entries).set(key, entry));
}

const same = (a: Node, b: Node): boolean => a.kind === 'scalar' && b.kind === 'scalar' && a.value === b.value;

/** Sets merge by element: what is there already is not added again. */
function added(now: ListNode, given: ListNode): Node[] {
  return [...now.items, ...given.items.filter((item) => !now.items.some((known) => same(known, item)))];
}

function taken(now: ListNode, given: ListNode, target: Target, operation: Operation): Node[] {
  for (const item of given.items)
    if (!now.items.some((known) => same(known, item)))
      target.sink.add('E_PATCH_ITEM', item.source, item.start, operation.at, item.kind === 'scalar' ? item.raw : '');
  return now.items.filter((item) => !given.items.some((out) => same(out, item)));
}
