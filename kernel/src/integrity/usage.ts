// Who uses what: names that a model mentions outside of where they are declared, settings and fields that expressions read, words of the documents.
import type { Model } from '../model.ts';
import type { LoadedDocument } from '../parse/load_package.ts';
import type { Node } from '../parse/node.ts';

export interface Usage {
  /** Code lists by the fields, documents and lists that use them. */
  lists: ReadonlyMap<string, number>;
  /** Settings that some expression reads, with their package. */
  settings: ReadonlySet<string>;
  /** `entity field`, of fields that some expression reads. */
  fields: ReadonlySet<string>;
  /** Every text that stands in a part of the model that works on records: flows, checklists, rules and the like. */
  work: ReadonlySet<string>;
  /** Words of all values of all documents. */
  words: ReadonlySet<string>;
}

/** Keys of the model that are not work on records. */
const DATA = new Set([
  'tenant',
  'packages',
  'entities',
  'lists',
  'forms',
  'views',
  'menus',
  'roles',
  'records',
  'calendar',
]);

/** Walks the model and the documents once. */
export function usageOf(model: Model, documents: Iterable<LoadedDocument>): Usage {
  const lists = new Map<string, number>();
  const settings = new Set<string>();
  const fields = new Set<string>();
  const work = new Set<string>();
  const count = (name: string): void => {
    if (Object.hasOwn(model.lists, name)) lists.set(name, (lists.get(name) ?? 0) + 1);
  };
  const visit = (value: unknown, texts: Set<string> | null): void => {
    if (typeof value === 'string') {
      texts?.add(value);
      // As it stands, and as the type of an expression.
      count(value.replace(/^(set:)?code:/, ''));
    } else if (Array.isArray(value)) for (const item of value) visit(item, texts);
    else if (typeof value === 'object' && value !== null) {
      const node = value as Record<string, unknown>;
      if (node['op'] === 'path') readPath(node, settings, fields);
      for (const inner of Object.values(node)) visit(inner, texts);
    }
  };
  for (const [key, part] of Object.entries(model))
    if (key !== 'lists' && key !== 'records' && key !== 'calendar') visit(part, DATA.has(key) ? null : work);
  for (const list of Object.values(model.lists)) if (list.crosswalk !== undefined) count(list.crosswalk);
  const words = new Set<string>();
  for (const { node } of documents) collectWords(node, words);
  return { lists, settings, fields, work, words };
}

/** A path of an expression, as tree.ts has it. */
function readPath(node: Record<string, unknown>, settings: Set<string>, fields: Set<string>): void {
  const steps = (node['steps'] ?? []) as string[];
  const refs = (node['refs'] ?? []) as string[];
  if (node['root'] === 'settings') settings.add(steps[0] ?? '');
  steps.forEach((step, i) => fields.add(`${String(i === 0 ? node['entity'] : refs[i - 1])} ${step}`));
}

function collectWords(node: Node, words: Set<string>): void {
  if (node.kind === 'map') for (const { value } of node.entries.values()) collectWords(value, words);
  else if (node.kind === 'list') for (const item of node.items) collectWords(item, words);
  else if (typeof node.value === 'string')
    for (const word of node.value.match(/[a-z][a-z0-9_]*/g) ?? []) words.add(word);
}
