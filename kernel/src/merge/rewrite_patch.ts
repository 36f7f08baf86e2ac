// The text of a patch after a merge: its operations as they came out of it, over the new version as base.
import type { LoadedDocument } from '../parse/load_package.ts';
import { child, entriesAt, plain, scalarAt, textsAt } from '../parse/node.ts';
import type { MapNode, Node } from '../parse/node.ts';
import { editedText, removeEntry, replaceKey, replaceValue, replaceWithin } from './edit_text.ts';
import type { TextEdit } from './edit_text.ts';
import { plainWith } from './merge_operation.ts';
import type { Outcome } from './merge_operation.ts';
import { samePlain } from './same_value.ts';
import type { RenamedScalar } from './field_names.ts';

const SECTIONS = ['set', 'add', 'take', 'move'] as const;

/**
 * @param base `food@2.0.0`, or null to leave what stands there
 * @returns null where no operation is left
 */
export function rewritePatch(patch: LoadedDocument, outcomes: readonly Outcome[], base: string | null): string | null {
  if (outcomes.length === 0) return null;
  const before = plain(patch.node) as Record<string, unknown>; // the top of a document is a map
  const wanted: Record<string, unknown> = {};
  const sections = sectionsOf(outcomes);
  for (const [key, value] of Object.entries(before)) {
    if (key === 'base' && base !== null) wanted[key] = base;
    else if (!(key in sections)) wanted[key] = value;
    else if (sections[key] !== undefined) wanted[key] = sections[key];
  }
  for (const [key, value] of Object.entries(sections)) if (value !== undefined && !(key in wanted)) wanted[key] = value;
  return editedText(patch.source, editsOf(patch, outcomes, base), wanted);
}

/** Values by section; undefined where a section is empty. */
function sectionsOf(outcomes: readonly Outcome[]): Record<string, unknown> {
  const sections: Record<string, unknown> = { set: undefined, add: undefined, take: undefined, move: undefined };
  for (const does of SECTIONS) {
    const own = outcomes.filter((outcome) => outcome.does === does);
    if (own.length > 0) sections[does] = Object.fromEntries(own.map(({ address, value }) => [address, value]));
  }
  const removed = outcomes.filter(({ does }) => does === 'remove').map(({ address }) => address);
  sections['remove'] = removed.length > 0 ? removed : undefined;
  return sections;
}

/** null where some operation moved to another section. */
function editsOf(patch: LoadedDocument, outcomes: readonly Outcome[], base: string | null): TextEdit[] | null {
  const edits: TextEdit[] = [];
  const baseNode = scalarAt(patch.node, 'base');
  if (base !== null && baseNode && baseNode.raw !== base)
    edits.push(replaceWithin(patch.source, baseNode, (all) => all.replace(baseNode.raw, base)));
  if (outcomes.some(({ does, operation }) => does !== operation.does)) return null;
  for (const does of SECTIONS) {
    const map = child(patch.node, does);
    if (map?.kind !== 'map') continue;
    const own = new Map(outcomes.filter((one) => one.does === does).map((one) => [one.operation.text, one]));
    if (own.size === 0) {
      if (!takeOut(patch.node, does, edits)) return null;
      continue;
    }
    for (const entry of entriesAt(patch.node, does)) {
      const outcome = own.get(entry.key);
      const edit = outcome ? [] : [removeEntry(map, entry)];
      if (outcome && outcome.address !== entry.key) edit.push(replaceKey(entry, outcome.address));
      if (edit.includes(null)) return null;
      edits.push(...edit.flatMap((one) => one ?? []));
      if (outcome) edits.push(...valueEdits(entry.value, outcome));
    }
  }
  return removeEdits(patch, outcomes, edits) ? edits : null;
}

function removeEdits(patch: LoadedDocument, outcomes: readonly Outcome[], edits: TextEdit[]): boolean {
  const now = new Map(outcomes.filter(({ does }) => does === 'remove').map((one) => [one.operation.text, one.address]));
  const list = child(patch.node, 'remove');
  if (!list) return true;
  if (now.size === 0) return takeOut(patch.node, 'remove', edits);
  const texts = textsAt(patch.node, 'remove');
  if (texts.every(({ text }) => now.get(text) === text)) return true;
  if (texts.every(({ text }) => now.has(text)))
    for (const { text, node } of texts) {
      const address = now.get(text);
      if (address !== undefined && address !== text) edits.push(replaceValue(node, address));
    }
  else
    edits.push({
      start: list.start,
      end: list.end,
      text: `[${[...now.values()].map((one) => JSON.stringify(one)).join(', ')}]`,
    });
  return true;
}

/** A key of the document taken out with its lines. */
function takeOut(root: MapNode, key: string, edits: TextEdit[]): boolean {
  const entry = root.entries.get(key);
  const edit = entry ? removeEntry(root, entry) : null;
  if (edit) edits.push(edit);
  return edit !== null;
}

/** Where only names changed the rest of the value keeps its spelling. */
function valueEdits(node: Node, outcome: Outcome): TextEdit[] {
  if (samePlain(plain(node), outcome.value)) return [];
  const named = scalarEdits(outcome.renamed);
  return named && samePlain(plainWith(node, outcome.renamed), outcome.value)
    ? named
    : [replaceValue(node, outcome.value)];
}

/** Scalars under their new names; null where one is not written as it reads. */
export function scalarEdits(renamed: readonly RenamedScalar[]): TextEdit[] | null {
  const edits = renamed.map(({ node, text }) =>
    typeof node.value === 'string' && node.source.text.slice(node.start, node.end).includes(node.value)
      ? replaceWithin(node.source, node, (all) => all.replace(String(node.value), () => text))
      : null,
  );
  return edits.every((edit) => edit !== null) ? edits : null;
}
