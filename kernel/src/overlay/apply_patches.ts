// Overlays: patches of packages and of the bureau are applied to the documents before any reference is looked up.
// Order never decides: two documents that set one address are a fault.
import type { Sink } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { documentShape, isKindName, kinds } from '../kinds/index.ts';
import type { LoadedDocument, LoadedPackage } from '../parse/load_package.ts';
import { child, entriesAt, scalarAt, textAt, textsAt } from '../parse/node.ts';
import type { MapNode, Node, Source } from '../parse/node.ts';
import { qualified } from '../validate/names.ts';
import { validateShape } from '../validate/validate_shape.ts';
import { parseAddress, reach } from './address.ts';
import { applyOperation } from './apply_operation.ts';
import type { Operation, Target } from './apply_operation.ts';
import { checkClash } from './clash.ts';
import type { Claims } from './clash.ts';

export interface Overlaid {
  /** All documents as they are after the patches, by kind and qualified name: "Entity food.operator". */
  documents: Map<string, LoadedDocument>;
  /** Fields that a bureau withdrew, by entity. */
  withdrawn: Map<string, Set<string>>;
  /** Inverse sides that went with withdrawn refs: "market.subject food.operations", and with the bare name too. */
  withdrawnBacks: Set<string>;
}

/** One operation that changed a document, for who asks where a value comes from. */
export interface Change {
  /** Kind and name of the document: "Entity food.operator". */
  document: string;
  does: Operation['does'];
  /** Segments with today's names. */
  path: string[];
  before: Node | undefined;
  source: Source;
  offset: number;
}

/**
 * Puts the patches of the packages, in the order in which they stand on each other, and then the bureau's over the documents.
 * @param changes is filled with what was changed; left out, nothing is noted
 */
export function applyPatches(
  packages: LoadedPackage[],
  tenant: LoadedPackage | null,
  sink: Sink,
  changes?: Change[],
): Overlaid {
  const documents = new Map<string, LoadedDocument>();
  const layers = tenant ? [...packages, tenant] : packages;
  for (const layer of layers) for (const document of layer.documents) addDocument(document, documents, sink);
  const withdrawn = new Map<string, Set<string>>();
  const withdrawnBacks = new Set<string>();
  const patched = new Set<string>();
  const claims: Claims = new Map();
  for (const layer of layers)
    for (const patch of inOrder(layer.patches)) {
      const key = applyPatch(patch, layer, { documents, packages, claims, withdrawn, withdrawnBacks, sink, changes });
      if (key !== null) patched.add(key);
    }
  for (const key of patched) {
    const document = documents.get(key);
    if (document) validateShape(document.node, documentShape(document.kind), '', sink);
  }
  return { documents, withdrawn, withdrawnBacks };
}

/** By path, whatever the order in which the files were handed in: items that two files add come out the same. */
function inOrder(patches: LoadedDocument[]): LoadedDocument[] {
  return [...patches].sort((a, b) => (a.source.path < b.source.path ? -1 : 1));
}

export function keyOf(kind: string, packageName: string, name: string): string {
  return `${kind} ${packageName}.${name}`;
}

function addDocument(document: LoadedDocument, documents: Map<string, LoadedDocument>, sink: Sink): void {
  if (document.name === '') return;
  const key = keyOf(document.kind, document.package, document.name);
  const other = documents.get(key);
  if (!other) {
    documents.set(key, document);
    return;
  }
  const name = scalarAt(document.node, 'name');
  sink.add('E_NAME_TWICE', document.source, name?.start ?? 0, 'name', document.name, {
    kind: document.kind,
    other: other.source.path,
  });
}

/** Kind and name of the document that a patch is of; null where it does not say. */
export function patchedKey(patch: LoadedDocument): string | null {
  const of = scalarAt(patch.node, 'of');
  if (!of) return null;
  const [, kind = '', name = ''] = /^\s*(\w+)\s+(\S+)\s*$/.exec(of.raw) ?? [];
  return `${kind} ${name}`;
}

interface Round extends Overlaid {
  packages: LoadedPackage[];
  claims: Claims;
  sink: Sink;
  changes: Change[] | undefined;
}

/** Applies one patch document; the key of what it patched, or null where it found nothing. */
function applyPatch(patch: LoadedDocument, layer: LoadedPackage, round: Round): string | null {
  const { sink, documents } = round;
  const of = scalarAt(patch.node, 'of');
  const key = patchedKey(patch);
  if (!of || key === null) return null;
  const [kind = '', name = ''] = key.split(' ');
  const document = documents.get(key);
  if (!isKindName(kind) || !document) {
    sink.add('E_PATCH_OF', of.source, of.start, 'of', of.raw, suggest(key, documents.keys()));
    return null;
  }
  if (document.package === layer.name) {
    sink.add('E_PATCH_OWN', of.source, of.start, 'of', of.raw);
    return null;
  }
  checkBase(patch, document, round);
  const target: Target = {
    key,
    document,
    kind: kinds[kind],
    node: document.node,
    layer,
    sink,
    withdraw: () => undefined,
  };
  target.withdraw = (field) => {
    if (kind === 'Entity') withdraw(document, name, field, round);
  };
  for (const operation of operationsOf(patch, sink)) {
    const before = target.node;
    const place = reach(before, operation.segments);
    const path = 'missing' in place ? operation.segments : place.path;
    if (!checkClash(operation, path, key, layer, round.claims, sink)) continue;
    target.node = applyOperation(target, operation);
    if (round.changes && target.node !== before) round.changes.push(changeOf(key, operation, before));
  }
  documents.set(key, { ...document, node: target.node });
  return key;
}

function changeOf(document: string, { does, segments, source, offset }: Operation, before: MapNode): Change {
  const place = reach(before, segments);
  return 'missing' in place
    ? { document, does, path: segments, before: undefined, source, offset }
    : { document, does, path: place.path, before: place.entry?.value, source, offset };
}

function withdraw(document: LoadedDocument, entity: string, field: string, round: Round): void {
  const fields = round.withdrawn.get(entity) ?? new Set();
  round.withdrawn.set(entity, fields.add(field));
  const node = child(child(document.node, 'fields'), field);
  const [to, back] = [textAt(node, 'to'), textAt(node, 'back')];
  if (to === undefined || back === undefined) return;
  const target = qualified(to, document.package);
  for (const name of [back, `${document.package}.${back}`]) round.withdrawnBacks.add(`${target} ${name}`);
}

function checkBase(patch: LoadedDocument, document: LoadedDocument, round: Round): void {
  const base = scalarAt(patch.node, 'base');
  const found = round.packages.find((p) => p.name === document.package)?.version;
  if (base && found !== undefined && base.raw !== `${document.package}@${found}`)
    round.sink.add('E_PATCH_BASE', base.source, base.start, 'base', base.raw, {
      found: `${document.package}@${found}`,
    });
}

/** The operations of a patch in the order in which they act: set, add, take, move, remove. */
export function operationsOf(patch: LoadedDocument, sink: Sink): Operation[] {
  const found: Operation[] = [];
  for (const does of ['set', 'add', 'take', 'move'] as const)
    for (const entry of entriesAt(patch.node, does)) {
      const segments = parseAddress(entry.key);
      const at = `${does}[${entry.key}]`;
      if (segments)
        found.push({ does, segments, text: entry.key, at, source: entry.source, offset: entry.keyStart, entry });
      else sink.add('E_PATCH_ADDRESS', entry.source, entry.keyStart, at, entry.key);
    }
  for (const { text, node } of textsAt(patch.node, 'remove')) {
    const segments = parseAddress(text);
    const at = `remove[${text}]`;
    if (segments)
      found.push({ does: 'remove', segments, text, at, source: node.source, offset: node.start, entry: null });
    else sink.add('E_PATCH_ADDRESS', node.source, node.start, at, text);
  }
  return found;
}
