// The evaluator in JavaScript: Kleene logic over rows at hand. Answers exactly what the SQL of emit.ts answers (tests/expressions/agreement.spec.ts).
import { addDays, addMonths, clampInstant, dateIn, dayNumber, instantOf, partsOf } from './calendar.ts';
import { spanOf } from './functions.ts';
import { calculate, compare, divide, equal, exact, give, read, round } from './values.ts';
import type { Env, RowView, Value } from './contract.ts';
import type { Expr } from './tree.ts';
import type { Element, Inner, InnerSet } from './values.ts';

/** The value of an expression; null is unknown. Decimals come as canonical text, instants as ISO in UTC. Never throws on data. */
export function evaluate(expr: Expr, env: Env): Value {
  return give(valueOf(expr, { env, elements: new Map() }), expr.type);
}

/** Definitely true: what a filter, guard or `visible` asks. */
export const isTrue = (expr: Expr, env: Env): boolean => evaluate(expr, env) === true;

/** Definitely false: what makes a check refuse. */
export const isFalse = (expr: Expr, env: Env): boolean => evaluate(expr, env) === false;

/** The surroundings plus the elements of the macros around. */
interface Place {
  env: Env;
  elements: Map<string, Element>;
}

type Path = Extract<Expr, { op: 'path' }>;
type Macro = Extract<Expr, { op: 'macro' }>;
type Call = Extract<Expr, { op: 'call' }>;

function valueOf(expr: Expr, place: Place): Inner {
  switch (expr.op) {
    case 'literal':
      return expr.type === 'decimal' ? exact(String(expr.value)) : expr.value;
    case 'list':
      return expr.items.map((item) => ({ value: valueOf(item, place) }));
    case 'path':
      return pathOf(expr, place);
    case 'now':
      return nowOf(place);
    case 'today':
      return todayOf(place);
    case 'not':
      return not(valueOf(expr.of, place));
    case 'and':
    case 'or':
      return logic(expr, place);
    case 'if': {
      const test = valueOf(expr.test, place);
      return test === null ? null : valueOf(test === true ? expr.then : expr.else, place);
    }
    case 'eq':
      return equal(valueOf(expr.left, place), valueOf(expr.right, place));
    case 'ne':
      return !equal(valueOf(expr.left, place), valueOf(expr.right, place));
    case 'in':
      return isIn(valueOf(expr.left, place), valueOf(expr.right, place));
    case 'neg': {
      const of = valueOf(expr.of, place);
      return of === null ? null : calculate('sub', 0, of);
    }
    case 'call':
      return callOf(expr, place);
    case 'macro':
      return macroOf(expr, place);
    default: {
      const [left, right] = [valueOf(expr.left, place), valueOf(expr.right, place)];
      if (left === null || right === null) return null;
      if (expr.op === 'add' || expr.op === 'sub' || expr.op === 'mul')
        return expr.type === 'text' ? `${String(left)}${String(right)}` : calculate(expr.op, left, right);
      const order = compare(left, right);
      return expr.op === 'lt' ? order < 0 : expr.op === 'le' ? order <= 0 : expr.op === 'gt' ? order > 0 : order >= 0;
    }
  }
}

function logic(expr: Extract<Expr, { op: 'and' | 'or' }>, place: Place): Inner {
  const decides = expr.op === 'or';
  const left = valueOf(expr.left, place);
  if (left === decides) return decides;
  const right = valueOf(expr.right, place);
  if (right === decides) return decides;
  return left === null || right === null ? null : !decides;
}

const not = (value: Inner): Inner => (value === null ? null : !value);

function isIn(value: Inner, set: Inner): boolean {
  return (set as InnerSet).some((element) => equal(scalarOf(element), value));
}

/** A row of a set stands for its id. */
function scalarOf(element: Element): Inner {
  return element.value !== undefined ? element.value : read(element.row.get('id'), 'text');
}

function pathOf(path: Path, place: Place): Inner {
  const { env } = place;
  const [only] = path.steps;
  if (path.root === 'actor' || path.root === 'tenant') return read(env[path.root]?.[only ?? ''], path.type);
  if (path.root === 'params' && only !== undefined && path.steps.length === 1)
    return read(env.params?.[only], path.type);
  if (path.variable !== undefined && path.steps.length === 0) {
    const element = place.elements.get(path.variable);
    return element ? scalarOf(element) : null;
  }
  const row = rowAt(path, path.steps.length - 1, place);
  const last = path.steps.at(-1);
  if (!row) return read(null, path.type);
  if (last === undefined) return read(row.get('id'), path.type);
  return path.type.startsWith('set:') ? setAt(path, row, last) : read(row.get(last), path.type);
}

/** Children and backs are rows; refs are ids, each with its row where it is at hand; other sets are scalars. */
function setAt(path: Path, row: RowView, field: string): InnerSet {
  const rows = row.rows?.(field);
  if (path.via !== undefined || (rows && path.type.startsWith('set:row:')))
    return (rows ?? []).map((found) => ({ row: found }));
  const elements = read(row.get(field), path.type) as InnerSet;
  if (!rows) return elements;
  const byId = new Map(rows.map((found) => [found.get('id'), found]));
  return elements.map((element) => {
    const found = byId.get(element.value as string);
    return found ? { row: found, value: element.value as string } : element;
  });
}

/** The row that the first `hops` steps lead to. */
function rowAt(path: Path, hops: number, place: Place): RowView | undefined {
  let row = path.variable === undefined ? rootRow(path, place.env) : place.elements.get(path.variable)?.row;
  for (let step = 0; step < hops && row; step++) row = row.follow?.(path.steps[step] ?? '');
  return row;
}

function rootRow(path: Path, env: Env): RowView | undefined {
  switch (path.root) {
    case 'record':
    case 'old':
    case 'it':
    case 'row':
    case 'input':
      return env[path.root];
    default:
      return undefined;
  }
}

const nowOf = ({ env }: Place): number | null => instantOf(env.now);

/** The last day that was asked for: a request has one now, and asks for today a thousand times. */
let lastToday: { now: string; zone: string; today: Inner } = { now: '', zone: '', today: null };

function todayOf(place: Place): Inner {
  const { now, time_zone: zone } = place.env;
  if (lastToday.now !== now || lastToday.zone !== zone) {
    const instant = nowOf(place);
    lastToday = { now, zone, today: instant === null ? null : dateIn(instant, zone) };
  }
  return lastToday.today;
}

function callOf(call: Call, place: Place): Inner {
  if (call.name === 'under') return isUnder(call, place);
  const args = call.args.map((arg) => valueOf(arg, place));
  const [first, second, third] = args as [Inner, Inner, Inner];
  if (call.name === 'has') return Array.isArray(first) ? first.length > 0 : first !== null;
  if (args.includes(null)) return null;
  switch (call.name) {
    case 'label':
      return place.env.list(call.args[0]?.type.slice(5) ?? '')?.label(String(first)) ?? null;
    case 'year':
      return partsOf(String(first)).year;
    case 'month':
      return partsOf(String(first)).month;
    case 'days':
      return dayNumber(String(second)) - dayNumber(String(first));
    case 'add':
      return shift(first, String(second), 1);
    case 'sub':
      return shift(first, String(second), -1);
    case 'date':
      return dateIn(Number(first), place.env.time_zone);
    case 'dec':
      return exact(first);
    case 'min':
      return args.reduce((least, arg) => (compare(arg, least) < 0 ? arg : least));
    case 'max':
      return args.reduce((most, arg) => (compare(arg, most) > 0 ? arg : most));
    case 'abs':
      return compare(first, 0) < 0 ? calculate('sub', 0, first) : first;
    case 'round':
      return round(first, Number(second ?? 0));
    case 'div':
      return divide(first, second, Number(third));
    case 'size':
      return Array.isArray(first) ? first.length : [...String(first)].length;
    case 'contains':
      return String(first).includes(String(second));
    case 'starts':
      return String(first).startsWith(String(second));
    default:
      return null;
  }
}

function shift(moment: Inner, span: string, sign: 1 | -1): Inner {
  const { count, unit } = spanOf(span);
  if (typeof moment === 'number') return clampInstant(moment + sign * count * (unit === 'days' ? 86_400_000 : 1000));
  return unit === 'months' ? addMonths(String(moment), sign * count) : addDays(String(moment), sign * count);
}

/** Climbs from the place to the root; a place on no list, and a row that is not at hand, is unknown. */
function isUnder(call: Call, place: Place): Inner {
  const [of, above] = call.args as [Expr, Expr, Expr];
  const [start, ancestor] = [valueOf(of, place), valueOf(above, place)];
  if (start === null || ancestor === null) return null;
  const parent = parentsOf(call, place);
  const seen = new Set<Inner>();
  for (let at: Inner | undefined = start; at !== null; at = parent(String(at))) {
    if (at === undefined) return null;
    if (at === ancestor) return true;
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return false;
}

function parentsOf(call: Call, { env, ...place }: Place): (id: string) => string | null | undefined {
  const [of, , named] = call.args as [Expr, Expr, { value: string }];
  if (!of.type.startsWith('ref:')) {
    const list = env.list(named.value);
    return (code) => list?.parent(code) ?? null;
  }
  const entity = of.type.slice(4);
  let row: RowView | undefined =
    of.op === 'path' && of.root !== 'actor' ? rowAt(of, of.steps.length, { env, ...place }) : undefined;
  return (id) => {
    const parent = row ? row.get(named.value) : env.parent?.(entity, id);
    row = row?.follow?.(named.value);
    return parent === undefined || parent === null ? parent : String(parent);
  };
}

function macroOf(macro: Macro, place: Place): Inner {
  const set = valueOf(macro.over, place) as InnerSet;
  const each = (element: Element): Inner => {
    if (!macro.body) return scalarOf(element);
    return valueOf(macro.body, { env: place.env, elements: new Map(place.elements).set(macro.variable, element) });
  };
  switch (macro.name) {
    case 'exists':
      return quantified(set, each, true);
    case 'all':
      return quantified(set, each, false);
    case 'filter':
      return set.filter((element) => each(element) === true);
    case 'count':
      return macro.body ? set.filter((element) => each(element) === true).length : set.length;
    default: {
      const values = set.map(each).filter((value) => value !== null);
      if (macro.name === 'map') return values.map((value) => ({ value }));
      if (macro.name === 'sum')
        return values.reduce<Inner>(
          (sum, value) => calculate('add', sum, value),
          macro.type === 'decimal' ? exact(0) : 0,
        );
      const sign = macro.name === 'min' ? 1 : -1;
      return values.reduce<Inner>(
        (best, value) => (best === null || sign * compare(value, best) < 0 ? value : best),
        null,
      );
    }
  }
}

/** exists is the Kleene or of all elements, all the Kleene and. */
function quantified(set: InnerSet, each: (element: Element) => Inner, decides: boolean): Inner {
  let unknown = false;
  for (const element of set) {
    const found = each(element);
    if (found === decides) return decides;
    unknown ||= found === null;
  }
  return unknown ? null : !decides;
}
