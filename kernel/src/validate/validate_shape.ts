// Holds a node against a shape and reports every difference: unknown keys, missing ones, wrong types, bad names.
import type { Sink } from '../diagnostics/diagnostic.ts';
import { nearest, suggest } from '../diagnostics/suggest.ts';
import { namedShape } from '../kinds/index.ts';
import type { MapKeys, Shape } from '../kinds/shape.ts';
import type { Entry, MapNode, Node, ScalarNode } from '../parse/node.ts';
import { isName } from './names.ts';
import { describe, foundWords } from './words.ts';

/** Reports what differs; the node is not changed. */
export function validateShape(node: Node, shape: Shape, at: string, sink: Sink): void {
  if (node.kind === 'scalar' && node.broken) return;
  switch (shape.is) {
    case 'object':
      return validateObject(node, shape.keys, shape, at, sink);
    case 'variant':
      return validateVariant(node, shape, at, sink);
    case 'map':
      return validateMap(node, shape, at, sink);
    case 'list':
      return validateList(node, shape, at, sink);
    case 'either':
      return validateEither(node, shape, at, sink);
    case 'named':
      return validateShape(node, namedShape(shape.name), at, sink);
    default:
      return validateScalar(node, shape, at, sink);
  }
}

function validateObject(node: Node, keys: Record<string, Shape>, shape: Shape, at: string, sink: Sink): void {
  if (node.kind !== 'map') return wrongType(node, shape, at, sink);
  for (const entry of node.entries.values()) {
    const known = Object.hasOwn(keys, entry.key) ? keys[entry.key] : undefined;
    if (known) validateShape(entry.value, known, join(at, entry.key), sink);
    else unknownKey(entry, Object.keys(keys), at, sink);
  }
  missingKeys(node, keys, at, sink);
}

function unknownKey(entry: Entry, known: string[], at: string, sink: Sink): void {
  sink.add('E_KEY_UNKNOWN', entry.source, entry.keyStart, at, entry.key, {
    known: known.join(', '),
    ...suggest(entry.key, known),
  });
}

function missingKeys(node: MapNode, keys: Record<string, Shape>, at: string, sink: Sink): void {
  for (const key of requiredOf(keys)) {
    if (node.entries.has(key)) continue;
    // A misspelt key has been reported as unknown with this very suggestion; saying it is missing as well would be noise.
    const misspelt = [...node.entries.keys()].some(
      (k) => !Object.hasOwn(keys, k) && nearest(k, Object.keys(keys)) === key,
    );
    if (!misspelt) sink.add('E_KEY_MISSING', node.source, node.start, at, '', { key });
  }
}

const required = new WeakMap<Record<string, Shape>, string[]>();

/** Keys that must be there, looked up once a shape. */
function requiredOf(keys: Record<string, Shape>): string[] {
  let found = required.get(keys);
  if (!found) {
    found = Object.keys(keys).filter((key) => keys[key]?.required);
    required.set(keys, found);
  }
  return found;
}

type Variant = Extract<Shape, { is: 'variant' }>;

function validateVariant(node: Node, shape: Variant, at: string, sink: Sink): void {
  if (node.kind !== 'map') return wrongType(node, shape, at, sink);
  const by = node.entries.get(shape.on)?.value;
  const chosen = by?.kind === 'scalar' && typeof by.value === 'string' ? by.value : null;
  const own = chosen !== null && Object.hasOwn(shape.cases, chosen) ? shape.cases[chosen] : undefined;
  if (by && !own) {
    const known = Object.keys(shape.cases);
    const written = by.kind === 'scalar' ? by.raw : '';
    sink.add(shape.unknownCode, by.source, by.start, join(at, shape.on), written, {
      known: known.join(', '),
      ...suggest(written, known),
    });
  }
  const keys = keysOfCase(shape, own ? chosen : null);
  for (const entry of node.entries.values()) {
    const known = Object.hasOwn(keys, entry.key) ? keys[entry.key] : undefined;
    if (entry.key === shape.on) continue;
    if (known) validateShape(entry.value, known, join(at, entry.key), sink);
    else {
      const types = Object.keys(shape.cases).filter((name) => Object.hasOwn(shape.cases[name] ?? {}, entry.key));
      if (types.length === 0 || chosen === null) unknownKey(entry, Object.keys(keys), at, sink);
      else
        sink.add('E_KEY_OTHER_TYPE', entry.source, entry.keyStart, at, entry.key, {
          type: chosen,
          types: types.join(', '),
        });
    }
  }
  missingKeys(node, own ? keys : shape.common, at, sink);
}

const cases = new WeakMap<Variant, Map<string | null, Record<string, Shape>>>();

/** Keys of one case with the common ones. With an unknown type (null) the keys of all types are let pass: one fault, not ten. */
function keysOfCase(shape: Variant, chosen: string | null): Record<string, Shape> {
  let known = cases.get(shape);
  if (!known) cases.set(shape, (known = new Map()));
  let keys = known.get(chosen);
  if (!keys) {
    keys =
      chosen === null
        ? (Object.assign({}, ...Object.values(shape.cases), shape.common) as Record<string, Shape>)
        : { ...shape.common, ...shape.cases[chosen] };
    known.set(chosen, keys);
  }
  return keys;
}

function validateMap(node: Node, shape: Extract<Shape, { is: 'map' }>, at: string, sink: Sink): void {
  if (node.kind !== 'map') return wrongType(node, shape, at, sink);
  if (node.entries.size === 0 && shape.required) sink.add('E_LIST_EMPTY', node.source, node.start, at, '');
  for (const entry of node.entries.values()) {
    const inside = join(at, entry.key);
    checkKey(entry, shape.keys, inside, sink);
    validateShape(entry.value, shape.of, inside, sink);
  }
}

function checkKey(entry: Entry, keys: MapKeys, at: string, sink: Sink): void {
  if (keys === 'name' && !isName(entry.key)) sink.add('E_NAME_FORM', entry.source, entry.keyStart, at, entry.key);
  if (keys === 'code' && (entry.key.length > 40 || entry.key.trim() !== entry.key || entry.key === ''))
    sink.add('E_LIST_CODE_FORM', entry.source, entry.keyStart, at, entry.key);
}

function validateList(node: Node, shape: Extract<Shape, { is: 'list' }>, at: string, sink: Sink): void {
  if (node.kind !== 'list') return wrongType(node, shape, at, sink);
  if (node.items.length === 0 && shape.required) sink.add('E_LIST_EMPTY', node.source, node.start, at, '');
  const seen = new Set<unknown>();
  node.items.forEach((item, i) => {
    validateShape(item, shape.of, `${at}[${i}]`, sink);
    if (item.kind !== 'scalar') return;
    if (seen.has(item.value)) sink.add('E_ITEM_TWICE', item.source, item.start, `${at}[${i}]`, item.raw);
    seen.add(item.value);
  });
}

function validateEither(node: Node, shape: Extract<Shape, { is: 'either' }>, at: string, sink: Sink): void {
  const found = shape.of.find((option) => fits(node, option));
  if (found) validateShape(node, found, at, sink);
  else wrongType(node, shape, at, sink);
}

/** True where the node is of the sort that the shape wants, whatever is wrong inside. */
export function fits(node: Node, shape: Shape): boolean {
  switch (shape.is) {
    case 'object':
      // { cel: … } is told from a literal map by its key.
      return node.kind === 'map' && (!('cel' in shape.keys) || node.entries.has('cel'));
    case 'map':
    case 'variant':
    case 'named':
      return node.kind === 'map';
    case 'list':
      return node.kind === 'list';
    case 'either':
      return shape.of.some((option) => fits(node, option));
    case 'value':
      return true;
    case 'boolean':
      return node.kind === 'scalar' && typeof node.value === 'boolean';
    case 'integer':
    case 'number':
      return node.kind === 'scalar' && typeof node.value === 'number';
    case 'choice':
      return node.kind === 'scalar' && shape.values.includes(node.value as string);
    default:
      return node.kind === 'scalar' && typeof node.value === 'string';
  }
}

function validateScalar(node: Node, shape: Shape, at: string, sink: Sink): void {
  if (shape.is === 'value') {
    if (node.kind === 'scalar' && node.value === null && node.raw === '') wrongType(node, shape, at, sink);
    return;
  }
  if (node.kind !== 'scalar' || node.value === null) return wrongType(node, shape, at, sink);
  const add = (code: Parameters<Sink['add']>[0], params: Record<string, string> = {}): void =>
    sink.add(code, node.source, node.start, at, node.raw, params);
  switch (shape.is) {
    case 'boolean':
      return typeof node.value === 'boolean' ? undefined : wrongType(node, shape, at, sink);
    case 'integer':
    case 'number': {
      const value = typeof node.value === 'string' && shape.is === 'number' ? decimalOf(node) : node.value;
      if (typeof value !== 'number' || (shape.is === 'integer' && !Number.isSafeInteger(value)))
        return wrongType(node, shape, at, sink);
      const [min, max] =
        shape.is === 'integer' ? [shape.min ?? -Infinity, shape.max ?? Infinity] : [-Infinity, Infinity];
      if (value < min || value > max) add('E_VALUE_RANGE', { min: String(min), max: String(max) });
      return;
    }
    case 'choice': {
      if (shape.values.includes(node.value)) return;
      const known = shape.values.map(String);
      return add('E_VALUE_CHOICE', { known: known.join(', '), ...suggest(node.raw, known) });
    }
    case 'text':
      if (typeof node.value !== 'string') return wrongType(node, shape, at, sink);
      if (node.value.trim() === '') return add('E_VALUE_EMPTY', describe(shape));
      if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(node.value))
        return add('E_VALUE_PATTERN', { example: shape.example });
      if (shape.max !== undefined && shownLength(node.value) > shape.max)
        return add('E_VALUE_LENGTH', { length: String(shownLength(node.value)), max: String(shape.max) });
      return;
    case 'name':
      if (typeof node.value !== 'string') return wrongType(node, shape, at, sink);
      return isName(node.value) ? undefined : add('E_NAME_FORM');
    default:
      if (typeof node.value !== 'string') return wrongType(node, shape, at, sink);
      if (node.value.trim() === '') add('E_VALUE_EMPTY', describe(shape));
  }
}

function decimalOf(node: ScalarNode): number | null {
  return typeof node.value === 'string' && /^-?\d+(\.\d+)?$/.test(node.value) ? Number(node.value) : null;
}

function wrongType(node: Node, shape: Shape, at: string, sink: Sink): void {
  const wanted = describe(shape);
  const textWanted = ['text', 'template', 'expression', 'filter', 'reference', 'name'].includes(shape.is);
  const formula = shape.is === 'expression' || shape.is === 'filter';
  if (node.kind === 'scalar' && node.value === null && !(formula && node.raw !== ''))
    return sink.add('E_VALUE_EMPTY', node.source, node.start, at, '', wanted);
  const found = foundWords(node);
  const raw =
    node.kind === 'scalar' ? node.raw : node.source.text.slice(node.start, Math.min(node.end, node.start + 40)).trim();
  if (textWanted && node.kind === 'scalar') return sink.add('E_VALUE_QUOTES', node.source, node.start, at, raw, found);
  sink.add('E_VALUE_TYPE', node.source, node.start, at, raw, { ...wanted, ...found });
}

/** Address of a key below another. */
export function join(at: string, key: string): string {
  const segment = /^[A-Za-z_]\w*$/.test(key) ? key : `[${key}]`;
  return at === '' || segment.startsWith('[') ? at + segment : `${at}.${segment}`;
}

/** Characters that are read: what stands in braces becomes something else. */
function shownLength(text: string): number {
  return text.replace(/\{[^{}]*\}/g, '').length;
}
