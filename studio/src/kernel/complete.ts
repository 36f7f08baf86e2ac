// What may be written at a place of a document: keys and values by the shape of its kind, names by the bureau's own model.
import { documentShape, kindNames, namedShape, showDocuments } from '@shijian/kernel';
import type { CompileInput, KindName, Model, Shape } from '@shijian/kernel';
import { placeInText } from './place_in_text.ts';
import type { TextPlace } from './place_in_text.ts';

export interface Completion {
  label: string;
  /** What it is called, beside it. */
  detail?: string;
  /** Text that is put in, where it is not the label. */
  insert?: string;
  kind: 'key' | 'value' | 'name';
}

export interface Completions {
  from: number;
  options: Completion[];
}

interface Known {
  input: CompileInput;
  /** The last model that compiled. */
  model: Model | null;
}

/** @param offset of the cursor; null where nothing is to be offered */
export function complete(text: string, offset: number, known: Known): Completions | null {
  const place = placeInText(text, offset);
  if (!place) return null;
  const kind = place.seen['kind'] ?? '';
  if (place.path.join() === 'kind')
    return { from: place.from, options: kindNames.map((label) => ({ label, kind: 'value' as const })) };
  const root = kindNames.includes(kind) ? documentShape(kind as KindName) : null;
  if (!root) {
    const first = place.path.length === 0 && place.writes === 'key';
    return first ? { from: place.from, options: [keyOption('kind')] } : null;
  }
  if (kind === 'Patch') return completePatch(place, root, known);
  const shapes = shapesAt([root], place.path, (path) => place.seen[path.join('\n')]);
  return optionsOf(shapes, place, known, ownEntity(kind, place, known));
}

/** Shapes that the value at a path may have. @param value plain text at a path, where it is known */
function shapesAt(shapes: Shape[], path: string[], value: (path: string[]) => string | undefined): Shape[] {
  let now = shapes.flatMap((shape) => plainShapes(shape, [], value));
  for (const [i, segment] of path.entries()) {
    const here = path.slice(0, i + 1);
    now = now
      .flatMap((shape): Shape[] => {
        if (segment === '[]') return shape.is === 'list' ? [shape.of] : [];
        if (shape.is === 'map') return [shape.of];
        if (shape.is === 'object') return shape.keys[segment] ? [shape.keys[segment]] : [];
        return [];
      })
      .flatMap((shape) => plainShapes(shape, here, value));
  }
  return now;
}

/** Without names, choices of shapes and variants, which come to one or several plain ones. */
function plainShapes(shape: Shape, at: string[], value: (path: string[]) => string | undefined): Shape[] {
  if (shape.is === 'named') return plainShapes(namedShape(shape.name), at, value);
  if (shape.is === 'either') return shape.of.flatMap((one) => plainShapes(one, at, value));
  if (shape.is !== 'variant') return [shape];
  const chosen = value([...at, shape.on]);
  const cases = chosen !== undefined && shape.cases[chosen] ? [shape.cases[chosen]] : Object.values(shape.cases);
  const on: Shape = { is: 'choice', doc: '', values: Object.keys(shape.cases) };
  const keys = Object.assign({}, ...cases, shape.common) as Record<string, Shape>;
  return [{ is: 'object', doc: shape.doc, keys: { [shape.on]: on, ...keys } }];
}

function optionsOf(shapes: Shape[], place: TextPlace, known: Known, entity: string | null): Completions | null {
  const maps = place.writes === 'key' ? shapes.filter(({ is }) => is === 'object' || is === 'map') : [];
  const options =
    maps.length > 0
      ? maps.flatMap((shape) => keysOf(shape, place, known, entity))
      : shapes.flatMap((shape) => valuesOf(shape, known, entity));
  const unique = [...new Map(options.map((option) => [option.label, option])).values()];
  return unique.length > 0 ? { from: place.from, options: unique } : null;
}

function keysOf(shape: Shape, place: TextPlace, known: Known, entity: string | null): Completion[] {
  if (shape.is === 'object') {
    const prefix = place.path.length === 0 ? '' : `${place.path.join('\n')}\n`;
    return Object.keys(shape.keys)
      .filter((key) => place.seen[prefix + key] === undefined)
      .map(keyOption);
  }
  if (shape.is !== 'map') return [];
  const names =
    shape.keys === 'qualified'
      ? entitiesOf(known)
      : shape.keys === 'package'
        ? (known.model?.packages ?? []).map(({ name, label }) => named(name, label))
        : shape.keys === 'field'
          ? fieldsOf(known, entity)
          : [];
  return names.map((option) => ({ ...option, insert: `${option.label}: ` }));
}

function valuesOf(shape: Shape, known: Known, entity: string | null): Completion[] {
  switch (shape.is) {
    case 'boolean':
      return ['true', 'false'].map((label) => ({ label, kind: 'value' as const }));
    case 'choice':
      return shape.values.map((value) => ({ label: String(value), kind: 'value' as const }));
    case 'reference':
      return namesOf(shape.to, known, entity);
    case 'filter':
      return filtersOf(known, entity);
    case 'list':
      return plainShapes(shape.of, [], () => undefined).flatMap((one) => valuesOf(one, known, entity));
    default:
      return [];
  }
}

function namesOf(to: string, known: Known, entity: string | null): Completion[] {
  const { model } = known;
  if (!model) return [];
  const labelled = (items: Record<string, { label: string }>): Completion[] =>
    Object.entries(items).map(([name, { label }]) => named(name, label));
  switch (to) {
    case 'entity':
      return entitiesOf(known);
    case 'list':
      return labelled(model.lists);
    case 'view':
      return labelled(model.views);
    case 'form':
      return labelled(model.forms);
    case 'role':
      return labelled(model.roles);
    case 'package':
      return model.packages.map(({ name, label }) => named(name, label));
    case 'field':
    case 'fields_path':
      return fieldsOf(known, entity);
    default:
      return [];
  }
}

function entitiesOf({ model }: Known): Completion[] {
  return Object.values(model?.entities ?? {}).map(({ name, label }) => named(name, label));
}

function fieldsOf({ model }: Known, entity: string | null): Completion[] {
  return (model?.entities[entity ?? '']?.fields ?? []).map(({ name, label }) => named(name, label));
}

function filtersOf({ model }: Known, entity: string | null): Completion[] {
  return Object.entries(model?.entities[entity ?? '']?.filters ?? {}).map(([name, { label }]) =>
    named(name, label ?? ''),
  );
}

/** The entity that the document is about: `of` names it, bare where it is of the same package. */
function ownEntity(kind: string, place: TextPlace, { model }: Known): string | null {
  const name = (kind === 'Entity' ? place.seen['name'] : place.seen['of']) ?? '';
  const all = Object.keys(model?.entities ?? {});
  return all.find((one) => one === name) ?? all.find((one) => one.endsWith(`.${name}`)) ?? null;
}

const ADDRESS_KEYS = new Set(['set', 'add', 'take', 'move']);

/** In a patch the addresses and values are those of the document that it changes. */
function completePatch(place: TextPlace, root: Shape, known: Known): Completions | null {
  const of = place.seen['of'] ?? '';
  const [part, address, ...rest] = place.path;
  if (part === 'of')
    return { from: place.from, options: documentsOf(known).map((label) => ({ label, kind: 'name' as const })) };
  if (part === 'base') {
    const packages = known.model?.packages ?? [];
    return {
      from: place.from,
      options: packages.map(({ name, version, label }) => named(`${name}@${version}`, label)),
    };
  }
  const [kind = '', name = ''] = of.split(/\s+/);
  const target = kindNames.includes(kind) ? showDocuments(known.input, of).documents[0] : undefined;
  if (part === undefined || !target || (!ADDRESS_KEYS.has(part) && part !== 'remove'))
    return optionsOf(
      shapesAt([root], place.path, () => undefined),
      place,
      known,
      null,
    );
  const at = (path: string[]): unknown =>
    path.reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      target.document,
    );
  const entity = kind === 'Entity' ? name : String(at(['of']) ?? '');
  const text = (path: string[]): string | undefined => {
    const value = at(path);
    return typeof value === 'string' ? value : undefined;
  };
  if (address === undefined || part === 'remove') return addresses(place, documentShape(kind as KindName), at, text);
  const segments = address.split('.');
  const inner = part === 'set' || part === 'move' ? rest : rest.slice(0, 1);
  const written = (path: string[]): string | undefined =>
    place.seen[['set', address, ...path.slice(segments.length)].join('\n')] ?? text(path);
  const shapes =
    part === 'move'
      ? shapesAt([root], [part, address, ...rest], () => undefined)
      : shapesAt([documentShape(kind as KindName)], [...segments, ...inner], written);
  return optionsOf(shapes, place, known, qualifiedEntity(entity, known));
}

/** Addresses that go on from what is written: keys of the shape and names that are there. */
function addresses(
  place: TextPlace,
  shape: Shape,
  at: (path: string[]) => unknown,
  text: (path: string[]) => string | undefined,
): Completions | null {
  const dot = place.word.lastIndexOf('.');
  const path = dot < 0 ? [] : place.word.slice(0, dot).split('.');
  const value = at(path);
  const present = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const allowed = shapesAt([shape], path, text).flatMap((one) => (one.is === 'object' ? Object.keys(one.keys) : []));
  const keys = [...new Set([...present, ...allowed])].filter((key) => /^[A-Za-z_]\w*$/.test(key));
  const options = keys.map((label): Completion => {
    const child = at([...path, label]);
    const called = typeof child === 'object' && child !== null ? (child as { label?: unknown }).label : undefined;
    return { label, kind: 'key', ...(typeof called === 'string' ? { detail: called } : {}) };
  });
  return options.length > 0 ? { from: place.from + dot + 1, options } : null;
}

function documentsOf({ input }: Known): string[] {
  return input.packages.flatMap(({ name, files }) =>
    files.flatMap(({ text }) => {
      const kind = /^kind:\s*(\w+)/m.exec(text)?.[1];
      const own = /^name:\s*([\w.]+)/m.exec(text)?.[1];
      return kind && own && kind !== 'Patch' && kind !== 'Plugin' ? [`${kind} ${name}.${own}`] : [];
    }),
  );
}

function qualifiedEntity(name: string, { model }: Known): string | null {
  const all = Object.keys(model?.entities ?? {});
  return all.find((one) => one === name) ?? all.find((one) => one.endsWith(`.${name}`)) ?? null;
}

const keyOption = (label: string): Completion => ({ label, insert: `${label}: `, kind: 'key' });
const named = (label: string, detail: string): Completion => ({ label, detail, kind: 'name' });
