// The table of the proof: every operator and function over every type it takes, and the null combinations that must have occurred.
import { evaluate } from '../../src/expressions/index.ts';
import { partsOf } from '../../src/expressions/measure.ts';
import { pairs } from './random_rows.ts';
import type { Env, Expr } from '../../src/expressions/index.ts';

/** One text of the table, and the keys of coverage that it must give. */
interface Line {
  text: string;
  keys: string[];
}

const KNOWN = ['--', 'n-', '-n', 'nn'];
const ONE = ['-', 'n'];

const ordered = ['integer', 'decimal', 'text', 'date', 'datetime'];
const left = (type: string): string => `record.${pairs[type]?.[0] ?? ''}`;
const right = (type: string): string => `record.${pairs[type]?.[1] ?? ''}`;
/** Code lists are one family, whatever the list. */
const family = (type: string): string => (type === 'place' ? 'code' : type);
const line = (text: string, key: string, nulls: string[]): Line => ({
  text,
  keys: nulls.map((found) => `${key} ${found}`),
});
/** A function or operator over a pair of fields. */
const two = (op: string, types: string[], write: (a: string, b: string) => string): Line[] =>
  types.map((type) => line(write(left(type), right(type)), `${op} ${family(type)}`, KNOWN));
const one = (op: string, types: string[], write: (a: string) => string): Line[] =>
  types.map((type) => line(write(left(type)), `${op} ${family(type)}`, ONE));

const numbers = ['integer', 'decimal'];
const lists: Record<string, string> = {
  integer: '[3, 10]',
  decimal: "[dec('2.5'), dec('8')]",
  boolean: '[true]',
  text: "['乙店', 'a']",
  code: "['B', 'C']",
  place: "['130102', '2']",
  date: "[date('2026-01-31'), date('2027-02-28')]",
  datetime: '[now, record.seen]',
  ref: "['01931000-0000-7000-8000-000000000003', '01931000-0000-7000-8000-000000000004']",
};
const sets: Record<string, string> = {
  rows: 'record.items',
  back: 'record.subject.things',
  refs: 'record.orgs',
  scalars: 'record.words',
  entity: 't.thing.where(o, o.until < record.until)',
};

const settingPairs: Record<string, string> = { integer: 'warn_days', decimal: 'limit', date: 'since', code: 'grade' };

const operators: Line[] = [
  ...[
    ['eq', '=='],
    ['ne', '!='],
  ].flatMap(([op, sign]) => two(op ?? '', Object.keys(pairs), (a, b) => `${a} ${sign} ${b}`)),
  ...Object.entries({ lt: '<', le: '<=', gt: '>', ge: '>=' }).flatMap(([op, sign]) =>
    two(op, ordered, (a, b) => `${a} ${sign} ${b}`),
  ),
  ...Object.entries({ add: '+', sub: '-', mul: '*' }).flatMap(([op, sign]) =>
    two(op, numbers, (a, b) => `${a} ${sign} ${b}`),
  ),
  ...two('add', ['text'], (a, b) => `${a} + ${b}`),
  ...Object.entries(lists).map(([type, items]) => line(`${left(type)} in ${items}`, `in ${family(type)}`, ONE)),
  line('record.name in record.words', 'in set:text', ONE),
  line('record.risk in record.risks', 'in set:code', ONE),
  line('record.org in record.orgs', 'in set:ref', ONE),
  ...Object.entries({ and: '&&', or: '||' }).map(([op, sign]) =>
    line(`record.open ${sign} record.shut`, op, ['tt', 'tf', 'tn', 'ft', 'ff', 'fn', 'nt', 'nf', 'nn']),
  ),
  line('!record.open', 'not', ['t', 'f', 'n']),
  ...Object.keys(pairs).map((type) => line(`changed(${left(type)})`, `ne ${family(type)}`, KNOWN)),
  ...Object.keys(settingPairs).map((type) =>
    line(`${left(type)} == settings.t.${settingPairs[type] ?? ''}`, `eq ${family(type)}`, ['--', 'n-']),
  ),
  ...one('neg', numbers, (a) => `-(${a})`),
  ...Object.keys(pairs).map((type) =>
    line(`record.shut ? ${left(type)} : ${right(type)}`, `if ${family(type)}`, ['t', 'f', 'n']),
  ),
];

const calls: Line[] = [
  ...one('has', Object.keys(pairs), (a) => `has(${a})`),
  ...two('under', ['place', 'ref'], (a, b) => `under(${a}, ${b})`),
  ...one('label', ['code'], (a) => `label(${a})`),
  ...one('level', ['place'], (a) => `level(${a})`),
  ...['year', 'month'].flatMap((name) => one(name, ['date'], (a) => `${name}(${a})`)),
  ...['days', 'workdays'].flatMap((name) => two(name, ['date'], (a, b) => `${name}(${a}, ${b})`)),
  ...['add', 'sub'].flatMap((name) => [
    ...['90 days', '13 months', '15 workdays'].flatMap((span) =>
      one(`${name}() ${span.split(' ')[1] ?? ''}`, ['date'], (a) => `${name}(${a}, span('${span}'))`),
    ),
    ...['90 days', '7 hours'].flatMap((span) =>
      one(
        `${name}() ${span === '7 hours' ? 'seconds' : 'days'}`,
        ['datetime'],
        (a) => `${name}(${a}, span('${span}'))`,
      ),
    ),
  ]),
  ...one('date', ['datetime'], (a) => `date(${a})`),
  ...one('dec', ['integer'], (a) => `dec(${a})`),
  ...['min', 'max'].flatMap((name) => two(name, [...numbers, 'date', 'datetime'], (a, b) => `${name}(${a}, ${b})`)),
  ...one('abs', numbers, (a) => `abs(${a})`),
  ...one('round', numbers, (a) => `round(${a}, 1)`),
  ...['div', 'ratio'].flatMap((name) => two(name, numbers, (a, b) => `${name}(${a}, ${b}, 2)`)),
  ...one('size', ['text'], (a) => `size(${a})`),
  ...['contains', 'starts'].flatMap((name) => two(name, ['text', 'code'], (a, b) => `${name}(${a}, ${b})`)),
];

const macros: Line[] = [
  ...Object.entries(sets).flatMap(([kind, over]) => [
    line(`has(${over})`, `has ${kind}`, ['empty', 'some']),
    line(`${over}.count()`, `count ${kind}`, ['empty', 'some']),
  ]),
  ...['exists', 'all'].flatMap((name) => [
    line(`record.items.${name}(x, x.done)`, `${name} rows`, ['t', 'f', 'n']),
    line(`record.subject.things.${name}(x, x.open)`, `${name} back`, ['t', 'f', 'n']),
    line(`record.orgs.${name}(x, x.name >= 'b')`, `${name} refs`, ['t', 'f', 'n']),
    line(`t.thing.where(o, o.id == record.id).${name}(x, x.open)`, `${name} entity`, ['t', 'f', 'n']),
    line(`record.words.${name}(x, x >= 'b')`, `${name} scalars`, ['t', 'f']),
  ]),
  line('record.items.count(x, x.done)', 'count rows', ['some']),
  line('record.items.filter(x, x.done).count()', 'filter rows', ['empty', 'some']),
  line('record.items.map(x, x.kind).count()', 'map rows', ['empty', 'some']),
  ...['sum', 'min', 'max'].flatMap((name) => [
    line(`record.items.${name}(x, x.count)`, `${name} rows`, ['empty', 'some']),
    line(`record.subject.things.${name}(x, x.fee)`, `${name} back`, ['empty', 'some']),
  ]),
  ...['min', 'max'].map((name) => line(`record.items.${name}(x, x.day)`, `${name} rows`, ['some'])),
];

const table = [...operators, ...calls, ...macros];

/** Expressions that are proved before any random one, boolean or not. */
export const tableTexts: readonly string[] = table.map(({ text }) => text);

/** Every combination that a proof must have met. */
export const wantedKeys = (): Set<string> => new Set(table.flatMap(({ keys }) => keys));

/** Strikes off what an expression shows over one row. Bodies of macros are not looked into: their nodes stand in the table by themselves. */
export function strike(missing: Set<string>, expr: Expr, env: Env): void {
  if (missing.size === 0) return;
  for (const key of keysOf(expr, env)) missing.delete(key);
  const parts = expr.op === 'macro' ? [expr.over] : partsOf(expr);
  for (const part of parts) strike(missing, part, env);
}

function keysOf(expr: Expr, env: Env): string[] {
  const nulls = (...parts: Expr[]): string => parts.map((part) => (evaluate(part, env) === null ? 'n' : '-')).join('');
  const truths = (...parts: Expr[]): string => parts.map((part) => String(evaluate(part, env))[0] ?? '').join('');
  switch (expr.op) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'add':
    case 'sub':
    case 'mul':
      return [`${expr.op} ${familyOf(expr.left)} ${nulls(expr.left, expr.right)}`];
    case 'in':
      return [`in ${expr.right.op === 'list' ? '' : 'set:'}${familyOf(expr.left)} ${nulls(expr.left)}`];
    case 'and':
    case 'or':
      return [`${expr.op} ${truths(expr.left, expr.right)}`];
    case 'not':
      return [`not ${truths(expr.of)}`];
    case 'neg':
      return [`neg ${familyOf(expr.of)} ${nulls(expr.of)}`];
    case 'if':
      return [`if ${familyOf(expr)} ${truths(expr.test)}`];
    case 'call':
      return [callKey(expr, nulls, env)];
    case 'macro':
      return [`${expr.name} ${setKind(expr.over)} ${fullness(expr, env, truths)}`];
    default:
      return [];
  }
}

function callKey(call: Extract<Expr, { op: 'call' }>, nulls: (...parts: Expr[]) => string, env: Env): string {
  const [first, second] = call.args as [Expr, Expr | undefined];
  if (call.name === 'has' && first.type.startsWith('set:')) return `has ${setKind(first)} ${filledness(first, env)}`;
  if ((call.name === 'add' || call.name === 'sub') && second?.op === 'literal')
    return `${call.name}() ${String(second.value).split(' ')[1] ?? ''} ${familyOf(first)} ${nulls(first)}`;
  const pair = KNOWN_PAIRS.has(call.name) && second ? nulls(first, second) : nulls(first);
  return `${call.name} ${familyOf(first)} ${pair}`;
}

const KNOWN_PAIRS = new Set(['under', 'days', 'workdays', 'min', 'max', 'div', 'ratio', 'contains', 'starts']);

function fullness(macro: Extract<Expr, { op: 'macro' }>, env: Env, truths: (...parts: Expr[]) => string): string {
  return macro.name === 'exists' || macro.name === 'all' ? truths(macro) : filledness(macro.over, env);
}

function filledness(set: Expr, env: Env): string {
  const found = evaluate(set, env);
  return Array.isArray(found) && found.length > 0 ? 'some' : 'empty';
}

function setKind(set: Expr): string {
  if (set.op !== 'path') return set.op === 'macro' ? setKind(set.over) : set.op;
  if (set.via !== undefined) return 'back';
  return set.type.startsWith('set:row:') ? 'rows' : set.type.startsWith('set:ref:') ? 'refs' : 'scalars';
}

function familyOf({ type }: Expr): string {
  return type.startsWith('code:') ? 'code' : type.startsWith('ref:') ? 'ref' : type;
}
