// Two values at one address → the differences below it. Items of a map are met by their identity (uid, code or name), so that a
// renamed one is renamed and not removed; expressions, texts and lists of plain values are compared whole.
import { canonical } from '../overlay/address.ts';
import { sameMeaning } from './meaning.ts';
import type { ModelChange } from './model_change.ts';

/** Where a difference is: its document, the segments so far and the labels on the way. */
export interface Where extends Pick<ModelChange, 'kind' | 'name'> {
  path: string[];
  labels: string[];
}

type Item = Record<string, unknown>;

/** Members that say nothing of their own: the place in a file, and what follows from fields of other entities. */
const derived: ReadonlySet<string> = new Set(['origin', 'backs', 'uid']);

export function* diffValues(before: unknown, after: unknown, at: Where): Generator<ModelChange> {
  if (sameMeaning(before, after)) return;
  const [left, right] = [itemsOf(before), itemsOf(after)];
  if (left && right && left.length + right.length > 0) return yield* diffItems(left, right, at);
  if (!isMap(before) || !isMap(after)) return yield change('changed', at, before, after);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (derived.has(key)) continue;
    const inner = within(at, key, after[key] ?? before[key]);
    if (before[key] === undefined && after[key] !== undefined) yield change('added', inner, undefined, after[key]);
    else if (before[key] !== undefined && after[key] === undefined)
      yield change('removed', inner, before[key], undefined);
    else yield* diffValues(before[key], after[key], inner);
  }
}

function* diffItems(before: Item[], after: Item[], at: Where): Generator<ModelChange> {
  const old = new Map(before.map((item) => [identityOf(item), item]));
  const now = new Map(after.map((item) => [identityOf(item), item]));
  for (const [id, item] of old)
    if (!now.has(id)) yield change('removed', within(at, nameOf(item), item), item, undefined);
  for (const [id, item] of now) {
    const inner = within(at, nameOf(item), item);
    const was = old.get(id);
    if (!was) yield change('added', inner, undefined, item);
    else if (was !== item) {
      if (nameOf(was) !== nameOf(item)) yield change('renamed', inner, nameOf(was), nameOf(item));
      yield* diffValues({ ...was, name: undefined }, { ...item, name: undefined }, inner);
    }
  }
  yield* diffOrder(old, now, at);
}

/** Items that both have and that changed places: the fewest that explain the new order. */
function* diffOrder(before: Map<string, Item>, after: Map<string, Item>, at: Where): Generator<ModelChange> {
  const places = new Map([...before.keys()].map((id, i) => [id, i]));
  const common = [...after.keys()].filter((id) => places.has(id));
  const stays = longestRising(common.map((id) => places.get(id)!));
  const ahead = (items: Map<string, Item>, id: string): string | null => {
    const ids = [...items.keys()];
    const previous = ids[ids.indexOf(id) - 1];
    return previous === undefined ? null : nameOf(items.get(previous)!);
  };
  for (const [i, id] of common.entries()) {
    if (stays.has(i)) continue;
    const item = after.get(id)!;
    yield change('moved', within(at, nameOf(item), item), ahead(before, id), ahead(after, id));
  }
}

/** Places of one longest rising run in a list of different numbers. */
function longestRising(numbers: readonly number[]): Set<number> {
  const tails: number[] = [];
  const previous: number[] = [];
  numbers.forEach((n, i) => {
    let low = 0;
    for (let high = tails.length; low < high;) {
      const middle = (low + high) >> 1;
      if (numbers[tails[middle]!]! < n) low = middle + 1;
      else high = middle;
    }
    previous[i] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = i;
  });
  const run = new Set<number>();
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i]!) run.add(i);
  return run;
}

/** The value as items with an identity; null when it is no list of them. */
function itemsOf(value: unknown): Item[] | null {
  if (!Array.isArray(value)) return null;
  const items = value as unknown[];
  return items.every((item) => isMap(item) && identityOf(item) !== '') ? (items as Item[]) : null;
}

function identityOf(item: Item): string {
  for (const key of ['uid', 'code', 'name']) if (typeof item[key] === 'string') return item[key];
  return '';
}

function nameOf(item: Item): string {
  for (const key of ['name', 'code']) if (typeof item[key] === 'string') return item[key];
  return '';
}

/** A map of the model; an expression is one value. */
function isMap(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('op' in value && 'type' in value);
}

function within(at: Where, key: string, value: unknown): Where {
  const label = isMap(value) && typeof value['label'] === 'string' ? [value['label']] : [];
  return { ...at, path: [...at.path, key], labels: [...at.labels, ...label] };
}

export function change(does: ModelChange['does'], at: Where, before: unknown, after: unknown): ModelChange {
  return { does, kind: at.kind, name: at.name, address: canonical(at.path), labels: at.labels, before, after };
}
