// Walks a document of the later kinds along its shape: references become qualified names, expressions checked trees, inputs fields.
// What is left out stays out. Maps of items become lists with `name`, because JSON does not keep their order.
import type { Expr } from '../../expressions/tree.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Gives, Shape } from '../../kinds/shape.ts';
import { plain } from '../../parse/node.ts';
import type { Entry, Node } from '../../parse/node.ts';
import { fits, join } from '../../validate/validate_shape.ts';
import { expressionOf, templateOf } from '../check_text.ts';
import { uidOf } from '../identity.ts';
import { referenceOf } from './names.ts';
import { targetShape } from './place.ts';
import type { Place } from './place.ts';

/** What changes on the way down: by address with `*` for names and numbers. */
export type Enter = Record<string, (node: Node, place: Place, at: string) => Place>;

/**
 * @param pattern address with `*` for names and numbers, which `enter` is looked up by
 * @returns plain JSON with trees and names in it, undefined where there is nothing
 */
export function walkShape(node: Node, shape: Shape, at: string, pattern: string, around: Place, enter: Enter): unknown {
  const place = Object.hasOwn(enter, pattern) ? (enter[pattern]?.(node, around, at) ?? around) : around;
  const down = (entry: Entry, of: Shape, name: string): unknown =>
    walkShape(entry.value, of, join(at, entry.key), pattern === '' ? name : `${pattern}.${name}`, place, enter);
  switch (shape.is) {
    case 'object':
    case 'variant':
      return objectOf(node, keysOf(node, shape), down);
    case 'map':
      return mapOf(node, shape, at, place, down);
    case 'list':
      return listOf(node, shape.of, (item, i) =>
        walkShape(item, shape.of, `${at}[${i}]`, `${pattern}.*`, place, enter),
      );
    case 'either': {
      const option = shape.of.find((candidate) => fits(node, candidate));
      // It is the same place of the document: what changes on the way in changes once.
      return option && walkShape(node, option, at, pattern, around, enter);
    }
    case 'expression':
      return expressionAt(node, shape.gives, at, place);
    case 'filter':
      return expressionOf(node, 'boolean', { ...place.scope, bareFilters: true }, at, place.ctx);
    case 'template':
      return templateOf(node, place.scope, at, place.ctx);
    case 'reference':
      return referenceOf(node, shape.to, at, place);
    default:
      return plain(node);
  }
}

/** A name that leads nowhere (told, or a field that the bureau withdrew) is no item of the list. */
function listOf(node: Node, of: Shape, down: (item: Node, i: number) => unknown): unknown[] {
  const items = node.kind === 'list' ? node.items.map(down) : [];
  return of.is === 'reference' ? items.filter((item) => item !== null) : items;
}

function keysOf(node: Node, shape: Extract<Shape, { is: 'object' | 'variant' }>): Record<string, Shape> {
  if (shape.is === 'object') return shape.keys;
  const by = node.kind === 'map' ? node.entries.get(shape.on)?.value : undefined;
  const chosen = by?.kind === 'scalar' ? String(by.value) : '';
  return { ...shape.common, ...(Object.hasOwn(shape.cases, chosen) && shape.cases[chosen]) };
}

/** Keys of the identity and of the envelope are no part of what runs. */
const aside = new Set(['kind', 'was', 'new']);

function objectOf(
  node: Node,
  keys: Record<string, Shape>,
  down: (entry: Entry, of: Shape, name: string) => unknown,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  if (node.kind !== 'map') return out;
  for (const entry of node.entries.values()) {
    const shape = Object.hasOwn(keys, entry.key) ? keys[entry.key] : undefined;
    if (shape && !aside.has(entry.key)) out[entry.key] = down(entry, shape, entry.key);
  }
  return out;
}

type MapShape = Extract<Shape, { is: 'map' }>;

function mapOf(
  node: Node,
  shape: MapShape,
  at: string,
  place: Place,
  down: (entry: Entry, of: Shape, name: string) => unknown,
): unknown {
  if (node.kind !== 'map') return [];
  const entries = [...node.entries.values()];
  if (shape.of.is === 'named') return shape.of.name === 'input' ? (place.inputs.get(node) ?? []) : [];
  if (shape.keys === 'field') return fieldsOf(entries, shape, at, place, down);
  const of = shape.of;
  if (of.is === 'object')
    return entries.map((entry) => ({ name: entry.key, uid: uidOf(entry), ...(down(entry, of, '*') as object) })); // an object shape gives an object
  return Object.fromEntries(entries.map((entry) => [entry.key, down(entry, of, '*')]));
}

/** Fields of the target and the expressions that fill them, each of the field's own type. */
function fieldsOf(
  entries: Entry[],
  shape: MapShape,
  at: string,
  place: Place,
  down: (entry: Entry, of: Shape, name: string) => unknown,
): Record<string, unknown> {
  const target = targetShape(place);
  return Object.fromEntries(
    entries.map((entry) => {
      const member = target?.member(entry.key);
      if (target && (member?.kind !== 'field' || member.inline)) {
        const known = target.memberNames().filter((name) => target.member(name)?.kind === 'field');
        place.ctx.sink.add('E_REFERENCE_FIELD', entry.source, entry.keyStart, at, entry.key, {
          entity: target.name,
          known: known.join(', '),
          ...suggest(entry.key, known),
        });
        return [entry.key, null];
      }
      if (shape.of.is !== 'expression') return [entry.key, down(entry, shape.of, '*')];
      return [entry.key, expressionOf(entry.value, member?.type ?? null, place.scope, join(at, entry.key), place.ctx)];
    }),
  );
}

function expressionAt(node: Node, gives: Gives | undefined, at: string, place: Place): Expr | null {
  const { ctx, scope } = place;
  if (gives === 'any') return expressionOf(node, null, scope, at, ctx);
  if (gives === 'number') return expressionOf(node, 'decimal', scope, at, ctx);
  if (gives === undefined) return expressionOf(node, 'boolean', scope, at, ctx);
  const found = expressionOf(node, null, scope, at, ctx);
  if (!found || (gives === 'person' ? isPerson(found.type, ctx) : found.type.startsWith('set:'))) return found;
  const written = node.kind === 'scalar' ? node.raw : '';
  ctx.sink.add('E_EXPR_TYPE', node.source, node.start, at, written, { expected: gives, found: found.type });
  return null;
}

/** One or several of those who can be told; where nobody plays that part, anything may stand for them. */
function isPerson(type: string, ctx: Place['ctx']): boolean {
  const person = Object.values(ctx.model.entities).find(({ plays }) => plays === 'person')?.name;
  return person === undefined || type === `ref:${person}` || type === `set:ref:${person}` || type === 'null';
}
