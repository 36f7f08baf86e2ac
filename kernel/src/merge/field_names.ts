// Names of fields inside a document or a value, found along the shapes of the kinds: what has to follow when a new version of a package
// renames a field. In lists and keys that name one, and as `record.<name>` in expressions and templates.
import { documentShape, namedShape } from '../kinds/index.ts';
import type { KindName } from '../kinds/index.ts';
import type { Shape } from '../kinds/shape.ts';
import type { LoadedDocument } from '../parse/load_package.ts';
import type { Node, ScalarNode } from '../parse/node.ts';
import { entriesAt, textAt } from '../parse/node.ts';
import { qualified } from '../validate/names.ts';
import { counterpart } from './follow.ts';

/** Old name → new name. */
export type Renames = ReadonlyMap<string, string>;
/** Of every entity that had a field renamed. */
export type RenamedFields = ReadonlyMap<string, Renames>;

type Documents = ReadonlyMap<string, LoadedDocument>;

/** Fields that one version of the documents calls otherwise than the one before. */
export function renamedFields(before: Documents, after: Documents): RenamedFields {
  const found = new Map<string, Map<string, string>>();
  for (const [key, document] of before) {
    const other = document.kind === 'Entity' ? after.get(key)?.node.entries.get('fields')?.value : undefined;
    if (!other) continue;
    const names = entriesAt(document.node, 'fields').flatMap((entry): [string, string][] => {
      const now = counterpart(other, entry);
      return now && now.key !== entry.key ? [[entry.key, now.key]] : [];
    });
    if (names.length > 0) found.set(key.slice('Entity '.length), new Map(names));
  }
  return found;
}

/** A text with the new names, as a reference to a field or as an expression. */
export function renameText(text: string, renames: Renames): string {
  const [, sign = '', first = '', rest = ''] = /^(-?)([a-z][a-z0-9_]*)((?:\.[a-z][a-z0-9_]*)*)$/.exec(text) ?? [];
  const now = renames.get(first);
  if (now !== undefined) return `${sign}${now}${rest}`;
  return renameExpression(text, renames);
}

export function renameExpression(text: string, renames: Renames): string {
  return text.replace(/\b(record|old)\.([a-z][a-z0-9_]*)/g, (all, root: string, name: string) => {
    const now = renames.get(name);
    return now === undefined ? all : `${root}.${now}`;
  });
}

/** A scalar of a text that says otherwise under the new names. */
export interface RenamedScalar {
  node: ScalarNode;
  text: string;
}

/** The scalars of a value at an address of a document that name renamed fields. */
export function renamedIn(
  value: Node,
  document: { kind: KindName; entity: string | null },
  segments: readonly string[],
  fields: RenamedFields,
): RenamedScalar[] {
  let shape: Shape | undefined = documentShape(document.kind);
  let entity = document.entity;
  for (const [i, segment] of segments.entries()) {
    shape = shapeUnder(shape, segment);
    entity = entityUnder(document.kind, segments[i - 1], segment, entity);
  }
  const found: RenamedScalar[] = [];
  if (shape) walk(value, shape, { kind: document.kind, fields, found }, entity, segments.at(-1));
  return found;
}

/** What a document of that kind is about: its own fields, those of its `of`, or (roles) of the entity that each grant names. */
export function entityOf(document: LoadedDocument): string | null {
  if (document.kind === 'Entity') return qualified(document.name, document.package);
  const of = textAt(document.node, 'of');
  return of === undefined ? null : qualified(of, document.package);
}

interface Round {
  kind: KindName;
  fields: RenamedFields;
  found: RenamedScalar[];
}

function walk(node: Node, shape: Shape, round: Round, entity: string | null, key: string | undefined): void {
  if (node.kind === 'map') {
    for (const entry of node.entries.values()) {
      const below = shapeUnder(shape, entry.key);
      if (below) walk(entry.value, below, round, entityUnder(round.kind, key, entry.key, entity), entry.key);
    }
    return;
  }
  const real = plainShape(shape);
  if (node.kind === 'list') {
    const item = real.find((one) => one.is === 'list');
    if (item?.is === 'list') for (const each of node.items) walk(each, item.of, round, entity, key);
    return;
  }
  const renames = entity === null ? undefined : round.fields.get(entity);
  if (!renames || typeof node.value !== 'string') return;
  const names = real.some((one) => one.is === 'reference' && (one.to === 'field' || one.to === 'fields_path'));
  const reads = real.some((one) => one.is === 'expression' || one.is === 'filter' || one.is === 'template');
  const text = names ? renameText(node.value, renames) : reads ? renameExpression(node.value, renames) : node.value;
  if (text !== node.value) round.found.push({ node, text });
}

/** A role's grants and the tabs of a view speak of other entities than the document. */
function entityUnder(kind: KindName, parent: string | undefined, key: string, entity: string | null): string | null {
  if (kind === 'Role') return parent === 'grants' ? key : entity;
  if (kind === 'View' && (key === 'tabs' || key === 'edges')) return null;
  return entity;
}

function shapeUnder(shape: Shape | undefined, key: string): Shape | undefined {
  if (!shape) return undefined;
  for (const one of plainShape(shape)) {
    if (one.is === 'map') return one.of;
    if (one.is === 'object' && Object.hasOwn(one.keys, key)) return one.keys[key];
    if (one.is === 'variant') {
      if (Object.hasOwn(one.common, key)) return one.common[key];
      for (const keys of Object.values(one.cases)) if (Object.hasOwn(keys, key)) return keys[key];
    }
  }
  return undefined;
}

function plainShape(shape: Shape): Shape[] {
  if (shape.is === 'named') return plainShape(namedShape(shape.name));
  return shape.is === 'either' ? shape.of.flatMap(plainShape) : [shape];
}
