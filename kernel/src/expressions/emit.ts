// The SQL emitter. A filter is two texts: T(e), true where e is definitely true, and F(e), where it is definitely false. NOT swaps them, F(a<b) is a>=b,
// so comparisons stay comparisons with a bare column and indexes serve. Inside values three-valued SQL does. Every value leaves through target.param().
import { emitCall, emitHas, emitUnderTrue } from './emit_call.ts';
import { emitPath, chainOf, columnOf } from './emit_path.ts';
import { emitIn, emitMacro, emitQuantified, sourceOf } from './emit_set.ts';
import { conditions, isNull, nullable, once, pgTypeOf, steady } from './emit_place.ts';
import { isSet } from './types.ts';
import type { EmittedBoolean, SqlTarget, Value } from './contract.ts';
import type { Binding, Emit } from './emit_place.ts';
import type { Expr } from './tree.ts';

type Compare = Extract<Expr, { op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'in' }>;

/**
 * SQL of a boolean expression. Each text is made when it is asked for, so that its parameters are added to the target only if it is used.
 * Neither text may be negated: where the answer is unknown both are false or null.
 */
export function emitBoolean(expr: Expr, target: SqlTarget): EmittedBoolean {
  const emit = emitterFor(target, new Map());
  const texts: { isTrue?: string; isFalse?: string } = {};
  return {
    get isTrue() {
      return (texts.isTrue ??= emit.isTrue(expr));
    },
    get isFalse() {
      return (texts.isFalse ??= emit.isFalse(expr));
    },
  };
}

/** SQL of the value, of type pgTypeOf(expr.type); null where it is unknown, or an integer outside ±2^53. */
export function emitValue(expr: Expr, target: SqlTarget): string {
  const emit = emitterFor(target, new Map());
  const sql = emit.value(expr);
  if (expr.type !== 'integer' || !widened(expr)) return sql;
  const most = Number.MAX_SAFE_INTEGER;
  return once(emit, [sql], ([x]) => `case when ${x} between -${most} and ${most} then (${x})::bigint end`);
}

/**
 * The rows of a set as a relation, to be read one by one: what to select from and under which conditions, the alias of the row and the
 * SQL of its id. `alias` is null for a set of plain values.
 */
export function emitRows(
  set: Expr,
  target: SqlTarget,
): { from: string; where: string[]; alias: string | null; id: string } {
  const { from, where, element } = sourceOf(emitterFor(target, new Map()), set);
  return { from, where, alias: element.alias, id: element.sql };
}

function emitterFor(target: SqlTarget, elements: Map<string, Binding>): Emit {
  const emit: Emit = {
    target,
    elements,
    value: (expr) => valueSql(emit, expr),
    isTrue: (expr) => trueSql(emit, expr),
    isFalse: (expr) => falseSql(emit, expr),
    within: (variable, binding) => emitterFor(target, new Map(elements).set(variable, binding)),
  };
  return emit;
}

function trueSql(emit: Emit, expr: Expr): string {
  switch (expr.op) {
    case 'not':
      return emit.isFalse(expr.of);
    case 'and':
    case 'or':
      return chain(expr, emit.isTrue, expr.op);
    case 'eq':
      return throughRef(emit, expr) ?? equalSql(emit, expr.left, expr.right);
    case 'ne':
      return differentSql(emit, expr.left, expr.right);
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return throughRef(emit, expr) ?? orderSql(emit, expr, signs[expr.op]);
    case 'in':
      return throughRef(emit, expr) ?? inSql(emit, expr);
    case 'macro':
      return expr.name === 'exists' || expr.name === 'all' ? emitQuantified(emit, expr, true) : emit.value(expr);
    case 'call':
      return (
        callThroughRef(emit, expr) ?? (expr.name === 'under' ? emitUnderTrue(emit, expr) : null) ?? emit.value(expr)
      );
    default:
      return emit.value(expr);
  }
}

function falseSql(emit: Emit, expr: Expr): string {
  switch (expr.op) {
    case 'literal':
      return expr.value === false ? 'true' : 'false';
    case 'not':
      return emit.isTrue(expr.of);
    case 'and':
    case 'or':
      return chain(expr, emit.isFalse, expr.op === 'and' ? 'or' : 'and');
    case 'eq':
      return differentSql(emit, expr.left, expr.right);
    case 'ne':
      return equalSql(emit, expr.left, expr.right);
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return orderSql(emit, expr, opposites[expr.op]);
    case 'in':
      return notInSql(emit, expr);
    case 'macro':
      return expr.name === 'exists' || expr.name === 'all'
        ? emitQuantified(emit, expr, false)
        : `not ${emit.value(expr)}`;
    case 'call':
      return `not ${expr.name === 'has' ? `(${emitHas(emit, expr.args[0] as Expr)})` : emit.value(expr)}`;
    default:
      return `not ${emit.value(expr)}`;
  }
}

function valueSql(emit: Emit, expr: Expr): string {
  if (expr.type === 'null') return 'null';
  switch (expr.op) {
    case 'literal':
      return typeof expr.value === 'boolean' ? String(expr.value) : emit.target.param(expr.value, pgTypeOf(expr.type));
    case 'list':
      return `array[${expr.items.map(emit.value).join(', ')}]::${pgTypeOf(expr.type)}`;
    case 'path':
      return emitPath(emit, expr);
    case 'entity':
      return emitMacro(emit, { op: 'macro', type: expr.type, name: 'filter', over: expr, variable: '', body: always });
    case 'now':
      return emit.target.now();
    case 'today':
      return emit.target.today();
    case 'not':
      return `(not ${emit.value(expr.of)})`;
    case 'and':
    case 'or':
      return chain(expr, emit.value, expr.op);
    case 'eq':
      return `(${emit.value(expr.left)} is not distinct from ${emit.value(expr.right)})`;
    case 'ne':
      return `(${emit.value(expr.left)} is distinct from ${emit.value(expr.right)})`;
    case 'in':
      return inSql(emit, expr, true);
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return `(${orderSql(emit, expr, signs[expr.op])})`;
    case 'if':
      return `(case ${emit.value(expr.test)} when true then ${emit.value(expr.then)} when false then ${emit.value(expr.else)} end)`;
    case 'neg':
      return `(- ${emit.value(expr.of)}::numeric)`;
    case 'call':
      return emitCall(emit, expr);
    case 'macro':
      return emitMacro(emit, expr);
    case 'add':
    case 'sub':
    case 'mul':
      return arithmeticSql(emit, expr);
  }
}

/** a && b && c as one flat text: deep parentheses would meet PostgreSQL's own stack. */
function chain(expr: Expr, part: (expr: Expr) => string, word: 'and' | 'or'): string {
  const parts: string[] = [];
  let rest: Expr = expr;
  while (rest.op === expr.op && (rest.op === 'and' || rest.op === 'or')) {
    parts.unshift(part(rest.right));
    rest = rest.left;
  }
  return `(${[part(rest), ...parts].map((sql) => `(${sql})`).join(` ${word} `)})`;
}

/** True where both are the same or both null. Null care only where null can be: `a = $1` is what an index serves. */
function equalSql(emit: Emit, left: Expr, right: Expr): string {
  const { target } = emit;
  if (isNull(left, target)) return isNull(right, target) ? 'true' : `${emit.value(right)} is null`;
  if (isNull(right, target)) return `${emit.value(left)} is null`;
  const truth = booleanLiteral(left) ?? booleanLiteral(right);
  if (truth !== null)
    return truth
      ? emit.isTrue(booleanLiteral(left) === null ? left : right)
      : emit.isFalse(booleanLiteral(left) === null ? left : right);
  const [a, b] = [emit.value(left), emit.value(right)];
  if (!nullable(left, target) || !nullable(right, target)) return `${a} = ${b}`;
  if (steady(left) || steady(right)) return `(${a} = ${b} or (${a} is null and ${b} is null))`;
  return `${a} is not distinct from ${b}`;
}

function differentSql(emit: Emit, left: Expr, right: Expr): string {
  const { target } = emit;
  if (isNull(left, target)) return isNull(right, target) ? 'false' : `${emit.value(right)} is not null`;
  if (isNull(right, target)) return `${emit.value(left)} is not null`;
  const [a, b] = [emit.value(left), emit.value(right)];
  const [x, y] = [nullable(left, target), nullable(right, target)];
  if (x && y) return `${a} is distinct from ${b}`;
  if (x || y) return `(${a} <> ${b} or ${x ? a : b} is null)`;
  return `${a} <> ${b}`;
}

/** Texts are compared by code point: the collation stands on the right, so that the left stays a bare column. */
function orderSql(emit: Emit, expr: Compare, sign: string): string {
  const text = expr.left.type === 'text' || expr.right.type === 'text';
  return `${emit.value(expr.left)} ${sign} ${emit.value(expr.right)}${text ? ' collate "C"' : ''}`;
}

/** Two-valued. `exactly`: false instead of null for a null on the left, for use inside values. */
function inSql(emit: Emit, expr: Compare, exactly = false): string {
  const { left, right } = expr;
  if (right.op !== 'list') {
    const sql = emitIn(emit, left, right);
    return exactly ? `coalesce(${sql}, false)` : sql;
  }
  const values = literalItems(right);
  if (right.items.length === 0) return 'false';
  if (!values || right.items.length === 1 || isNull(left, emit.target))
    return `(${right.items.map((item) => (exactly ? emit.value({ op: 'eq', type: 'boolean', left, right: item }) : equalSql(emit, left, item))).join(' or ')})`;
  const sql = `${emit.value(left)} = any(${emit.target.param(values, pgTypeOf(right.type))})`;
  return exactly && nullable(left, emit.target) ? `coalesce(${sql}, false)` : `(${sql})`;
}

function notInSql(emit: Emit, expr: Compare): string {
  const { left, right } = expr;
  if (right.op !== 'list') return `(${emitIn(emit, left, right)}) is not true`;
  const values = literalItems(right);
  if (right.items.length === 0) return 'true';
  if (!values || right.items.length === 1 || isNull(left, emit.target))
    return `(${right.items.map((item) => differentSql(emit, left, item)).join(' and ')})`;
  const value = emit.value(left);
  const sql = `${value} <> all(${emit.target.param(values, pgTypeOf(right.type))})`;
  return nullable(left, emit.target) ? `(${sql} or ${value} is null)` : sql;
}

/**
 * record.subject.region == '130102' as EXISTS over the subject: PostgreSQL may turn it into a semi-join and begin at the subject's own index.
 * Only where a match is definite: the other side is never null, or the comparison is an order, or it is a function of the path.
 */
function throughRef(emit: Emit, expr: Compare): string | null {
  const { left, right } = expr;
  if (
    right.op === 'list' ? !literalItems(right) : isSet(right.type) || (expr.op === 'eq' && nullable(right, emit.target))
  )
    return null;
  return overTarget(emit, left, (column) => ({ ...expr, left: column }));
}

/** under(record.subject.region, '13'), contains(record.subject.name, '华') in the same way. */
function callThroughRef(emit: Emit, call: Extract<Expr, { op: 'call' }>): string | null {
  const [first, ...rest] = call.args;
  if (!first || !['under', 'contains', 'starts'].includes(call.name) || !rest.every(steady)) return null;
  return overTarget(emit, first, (column) => ({ ...call, args: [column, ...rest] }));
}

/** EXISTS over the row that a path leads to, of the same question asked of that row's column; null when the path leads nowhere else. */
function overTarget(emit: Emit, path: Expr, ask: (column: Expr) => Expr): string | null {
  if (path.op !== 'path' || path.refs.length === 0 || isSet(path.type)) return null;
  const rows = chainOf(emit, path);
  if (rows.alias === null) return null;
  const name = ' column';
  const sql = columnOf(emit, rows.entity, path.steps.at(-1) ?? 'id', rows.alias);
  const test = emit
    .within(name, { sql, alias: null })
    .isTrue(ask({ op: 'path', type: path.type, root: 'it', entity: null, steps: [], refs: [], variable: name }));
  const found = conditions([...rows.where, test]);
  return rows.from.length === 0 ? `(${found})` : `exists (select 1 from ${rows.from.join(', ')} where ${found})`;
}

/** Values of a list that is all literals: one array parameter. */
function literalItems(list: Extract<Expr, { op: 'list' }>): Value[] | null {
  const values = list.items.map((item) => (item.op === 'literal' ? item.value : null));
  return values.includes(null) ? null : values;
}

const booleanLiteral = (expr: Expr): boolean | null =>
  expr.op === 'literal' && typeof expr.value === 'boolean' ? expr.value : null;

/** numeric in between: exact, and no bigint to overflow. */
function arithmeticSql(emit: Emit, expr: Extract<Expr, { op: 'add' | 'sub' | 'mul' }>): string {
  if (expr.type === 'text') return `(${emit.value(expr.left)} || ${emit.value(expr.right)})`;
  const sign = { add: '+', sub: '-', mul: '*' }[expr.op];
  return `(${emit.value(expr.left)}::numeric ${sign} ${emit.value(expr.right)}::numeric)`;
}

/** Integers that PostgreSQL holds as numeric until they leave. */
function widened(expr: Expr): boolean {
  switch (expr.op) {
    case 'literal':
    case 'path':
      return false;
    case 'macro':
      return expr.name !== 'count';
    case 'call':
      return ['min', 'max', 'abs', 'round'].includes(expr.name);
    default:
      return true;
  }
}

const always: Expr = { op: 'literal', type: 'boolean', value: true };
const signs = { lt: '<', le: '<=', gt: '>', ge: '>=' } as const;
const opposites = { lt: '>=', le: '>', gt: '<=', ge: '<' } as const;
