// One operation of a bureau's patch carried over to a new version of the document: as it is, under new names, or as a conflict.
import { createSink } from '../diagnostics/diagnostic.ts';
import { kinds } from '../kinds/index.ts';
import type { KindName } from '../kinds/index.ts';
import { canonical, findEntry } from '../overlay/address.ts';
import { applyOperation } from '../overlay/apply_operation.ts';
import type { Operation } from '../overlay/apply_operation.ts';
import type { LoadedDocument, LoadedPackage } from '../parse/load_package.ts';
import { child, placeOf, plain, sourceOf, textAt } from '../parse/node.ts';
import type { Entry, MapNode, Node } from '../parse/node.ts';
import type { Choice, Decision, MergeConflict, MergeSide } from './contract.ts';
import { entityOf, renamedIn, renameText } from './field_names.ts';
import type { RenamedFields, RenamedScalar } from './field_names.ts';
import { follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { movedItems, neighbourOf } from './moved_items.ts';
import { readValue } from './read_value.ts';
import { samePlain, unchanged } from './same_value.ts';

/** What becomes of an operation; `renamed` are the scalars of its value that only took new names. */
export interface Outcome {
  operation: Operation;
  does: Operation['does'];
  address: string;
  value: unknown;
  renamed: RenamedScalar[];
}

export interface Given {
  /** The bureau's patch file. */
  path: string;
  /** `Entity food.operator` */
  key: string;
  before: LoadedDocument;
  after: LoadedDocument;
  fields: RenamedFields;
  tenant: LoadedPackage;
  decided(id: string): Decision | undefined;
  conflicts: MergeConflict[];
}

/** @returns null where nothing is left to do: the new version has done it, or the conflict was decided so (or not yet) */
export function mergeOperation(operation: Operation, given: Given): Outcome | null {
  const found = follow(given.before.node, given.after.node, operation.segments);
  const round: Round = { operation, given, found, entity: entityOf(given.before) };
  switch (operation.does) {
    case 'set':
      return mergeSet(round);
    case 'remove':
      return mergeRemove(round);
    case 'move':
      return mergeMove(round);
    case 'add':
      return mergeAdd(round);
    default:
      return mergeTake(round);
  }
}

interface Round {
  operation: Operation;
  given: Given;
  found: Followed;
  entity: string | null;
}

function mergeSet(round: Round): Outcome | null {
  const { found, operation } = round;
  const { base, theirs, gone } = found;
  const kept = outcomeOf(round);
  if (theirs && base && theirs.key !== base.key) kept.value = withFormerNames(kept.value, theirs);
  const same = theirs !== undefined && samePlain(plain(theirs.value), kept.value);
  const moved = base ? !theirs || !unchanged(base.value, theirs.value, renamer(round)) : theirs !== undefined;
  if (!gone && (!moved || same)) return kept;
  const ours = operation.entry ? sideOf(operation.entry.value, operation.entry.value) : null;
  return settle(round, kept, { ours });
}

/** An item that was set anew as a whole: without the former names of the renamed one it would be another. */
function withFormerNames(value: unknown, theirs: Entry): unknown {
  if (!isMap(value)) return value;
  const { was: _was, ...rest } = value;
  const names = child(theirs.value, 'was');
  return names ? { ...rest, was: plain(names) } : rest;
}

function mergeRemove(round: Round): Outcome | null {
  const { base, theirs, gone } = round.found;
  // The same on both sides.
  if (gone || !theirs) return null;
  const kept = outcomeOf(round);
  if (!base || unchanged(base.value, theirs.value, renamer(round))) return kept;
  return settle(round, kept, { ours: null });
}

function mergeMove(round: Round): Outcome | null {
  const { found, given, operation } = round;
  const kept = outcomeOf(round);
  const value = operation.entry?.value;
  const ours = value ? sideOf(value, value) : null;
  const [before, after] = [parentAt(given.before.node, found.from), parentAt(given.after.node, found.path)];
  if (found.gone || (found.base && !found.theirs)) return settle(round, kept, { ours });
  const where = textAt(value, 'after') === undefined ? 'before' : 'after';
  const name = textAt(value, where) ?? '';
  const neighbour = findEntry(before, name);
  const now = neighbour && after ? follow(before ?? after, after, [name]) : null;
  const [baseSide, theirSide] = [placeSide(before, found.base), placeSide(after, found.theirs)];
  const lost = now !== null && !now.theirs;
  if (now?.theirs) kept.value = { [where]: now.theirs.key };
  const there = after && found.theirs ? neighbourOf(after, found.theirs.key, where) : undefined;
  const same = !lost && there === (now?.theirs?.key ?? name);
  const movedToo = before && after && found.theirs && movedItems(before, after).has(found.theirs.key);
  if (!lost && (!movedToo || same)) return kept;
  return settle(round, kept, { ours, base: baseSide, theirs: theirSide, reason: 'moved' });
}

function mergeAdd(round: Round): Outcome | null {
  const { found } = round;
  const kept = outcomeOf(round);
  if (found.gone || (found.base && found.theirs?.value.kind !== 'list')) {
    const value = round.operation.entry?.value;
    return settle(round, kept, { ours: value ? sideOf(value, value) : null });
  }
  return keepItems(round, kept, (item, now) => {
    if (!holds(found.base, plain(item)) || holds(found.theirs, now)) return true;
    const gone = { theirs: null, reason: 'removed' } as const;
    // It stood there, the new version took it out, and the bureau says that it belongs there.
    return settle(round, kept, { ours: sideOf(item, item), ...gone, item: String(plain(item)) }) !== null;
  });
}

function mergeTake(round: Round): Outcome | null {
  const { found } = round;
  // What the new version took out itself is the same on both sides.
  if (found.gone || found.theirs?.value.kind !== 'list') return null;
  return keepItems(round, outcomeOf(round), (_item, now) => holds(found.theirs, now));
}

/** @param keeps is asked for each item as written and under the new names */
function keepItems(round: Round, kept: Outcome, keeps: (item: Node, now: unknown) => boolean): Outcome | null {
  const list = round.operation.entry?.value;
  if (list?.kind !== 'list' || !Array.isArray(kept.value)) return kept;
  const values = kept.value as unknown[];
  const items = values.filter((now, i) => keeps(list.items[i] as Node, now));
  return items.length === 0 ? null : { ...kept, value: items };
}

function holds(entry: Entry | undefined, wanted: unknown): boolean {
  return entry?.value.kind === 'list' && entry.value.items.some((each) => samePlain(plain(each), wanted));
}

/** The operation under the new names. */
function outcomeOf({ operation, given, found }: Round): Outcome {
  const value = operation.entry?.value;
  const document = { kind: given.before.kind, entity: entityOf(given.before) };
  const renamed = value && operation.does !== 'move' ? renamedIn(value, document, found.from, given.fields) : [];
  return {
    operation,
    does: operation.does,
    address: canonical(found.path) === canonical(operation.segments) ? operation.text : canonical(found.path),
    value: value && plainWith(value, renamed),
    renamed,
  };
}

/** Plain value with some scalars replaced. */
export function plainWith(node: Node, renamed: readonly RenamedScalar[]): unknown {
  if (renamed.length === 0) return plain(node);
  if (node.kind === 'scalar') return renamed.find((one) => one.node === node)?.text ?? node.value;
  if (node.kind === 'list') return node.items.map((item) => plainWith(item, renamed));
  return Object.fromEntries([...node.entries.values()].map((entry) => [entry.key, plainWith(entry.value, renamed)]));
}

interface Told {
  ours: MergeSide | null;
  base?: MergeSide | null;
  theirs?: MergeSide | null;
  reason?: MergeConflict['reason'];
  /** One item of a list. */
  item?: string;
}

/** Notes a conflict. @returns the operation as it was decided; null while it is not, and where the new version is to stand */
function settle(round: Round, kept: Outcome, told: Told): Outcome | null {
  const { operation, given, found } = round;
  const address = canonical(found.from);
  const id = [given.path, operation.does, address, ...(told.item === undefined ? [] : [told.item])].join(' ');
  const decision = given.decided(id) ?? null;
  const base = told.base !== undefined ? told.base : found.base ? sideOf(found.base.value, found.base.value) : null;
  const theirs =
    told.theirs !== undefined ? told.theirs : found.theirs ? sideOf(found.theirs.value, found.theirs.value) : null;
  const choices: Choice[] = ['theirs'];
  const setting = operation.does === 'set' || operation.does === 'remove';
  if (applies(round, kept)) choices.push('ours');
  if (setting && base && applies(round, { ...kept, does: 'set', value: base.value })) choices.push('base');
  // A value can be written wherever one of the others would have a place.
  const place = !found.gone && !found.taken && (found.theirs !== undefined || !found.base || choices.length > 1);
  if (told.item === undefined && place) choices.push('text');
  given.conflicts.push({
    id,
    reason: told.reason ?? (found.gone || !found.theirs ? 'removed' : !found.base ? 'added' : 'changed'),
    path: given.path,
    document: given.key,
    address,
    does: operation.does,
    base,
    theirs,
    ours: told.ours,
    fault: null,
    choices,
    decision,
  });
  if (!decision || !choices.includes(decision.choice)) return null;
  if (decision.choice === 'ours') return kept;
  if (decision.choice === 'theirs') return null;
  const does = operation.does === 'remove' ? 'set' : operation.does;
  if (decision.choice === 'base') return { ...kept, does, value: base?.value, renamed: [] };
  const read = readValue(decision.text ?? '');
  return read ? { ...kept, does, value: read.value, renamed: [] } : null;
}

/** True where the operation would be taken by the new version of the document. */
function applies({ operation, given }: Round, outcome: Outcome): boolean {
  const { after, key, tenant } = given;
  const found = follow(given.before.node, after.node, operation.segments);
  // What was meant for one item is not put upon another of its name.
  if (found.taken) return false;
  const sink = createSink();
  const entry = outcome.does === 'remove' ? null : nodeEntry(outcome.value);
  const document = { ...after };
  applyOperation(
    { key, document, kind: kinds[after.kind as KindName], node: after.node, layer: tenant, sink, withdraw: () => {} },
    { ...operation, does: outcome.does, segments: found.path, entry },
  );
  return !sink.hasErrors();
}

function nodeEntry(value: unknown): Entry {
  const source = sourceOf('', '', '');
  return { key: '', source, keyStart: 0, value: nodeOf(value) };
}

function nodeOf(value: unknown): Node {
  const at = { source: sourceOf('', '', ''), start: 0, end: 0 };
  if (Array.isArray(value)) return { kind: 'list', ...at, items: value.map(nodeOf) };
  if (isMap(value)) {
    const entries = Object.entries(value).map(([key, each]): [string, Entry] => [
      key,
      { key, source: at.source, keyStart: 0, value: nodeOf(each) },
    ]);
    return { kind: 'map', ...at, entries: new Map(entries) };
  }
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return { kind: 'scalar', ...at, value: scalar, raw: String(scalar), textStart: null };
}

function renamer({ given, entity }: Round): (text: string) => string {
  const names = entity === null ? undefined : given.fields.get(entity);
  // Roles speak of several entities: any of their renames may explain a difference.
  const all = names ? [names] : [...given.fields.values()];
  return (text) => all.reduce((out, renames) => renameText(out, renames), text);
}

function parentAt(root: MapNode, path: readonly string[]): MapNode | undefined {
  let node: Node | undefined = root;
  for (const segment of path.slice(0, -1)) node = findEntry(node, segment)?.value;
  return node?.kind === 'map' ? node : undefined;
}

function placeSide(parent: MapNode | undefined, entry: Entry | undefined): MergeSide | null {
  if (!parent || !entry) return null;
  return { ...sideOf(entry.value, entry.value), value: { after: neighbourOf(parent, entry.key, 'after') ?? null } };
}

export function sideOf(node: Node, at: { source: Node['source']; start: number }): MergeSide {
  const { source, start } = at;
  return { value: plain(node), package: source.package, path: source.path, line: placeOf(source, start).line };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
