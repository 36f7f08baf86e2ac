// SQL of functions: three-valued (null in, null out) and total: dates clamped, no division by zero, no cast that can fail.
import { FIRST_DATE, FIRST_INSTANT, LAST_DATE, addDays, addMonths, clampInstant } from './calendar.ts';
import { emitHasElements, emitSize } from './emit_set.ts';
import { conditions, nullable, once, steady } from './emit_place.ts';
import { shiftWorkdays, workdaysBetween } from './emit_workdays.ts';
import { spanOf } from './functions.ts';
import type { Emit } from './emit_place.ts';
import type { Expr } from './tree.ts';

type Call = Extract<Expr, { op: 'call' }>;

export function emitCall(emit: Emit, call: Call): string {
  const [first, second, third] = call.args as [Expr, Expr, Expr];
  const a = (): string => emit.value(first);
  const b = (): string => emit.value(second);
  switch (call.name) {
    case 'has':
      return `(${emitHas(emit, first)})`;
    case 'under':
      return emitUnder(emit, call);
    case 'level':
      return levelSql(emit, first);
    case 'label':
      return labelSql(emit, first);
    case 'year':
    case 'month':
      return `extract(${call.name} from ${finite(emit, first)})::bigint`;
    case 'days':
      return `(${finite(emit, second)} - ${finite(emit, first)})::bigint`;
    case 'workdays':
      return workdaysBetween(emit, finite(emit, first), finite(emit, second));
    case 'add':
    case 'sub':
      if (spanOf(String((second as { value: string }).value)).unit === 'workdays')
        return shiftWorkdays(emit, first, finite(emit, first), second, call.name === 'add' ? 1 : -1);
      return shift(emit, first, second, call.name === 'add' ? 1 : -1);
    case 'date':
      return clamp(
        emit,
        `(${finite(emit, first)} at time zone ${emit.target.zone()})::date`,
        days,
        nullable(first, emit.target),
      );
    case 'dec':
      return `${a()}::numeric`;
    case 'min':
    case 'max':
      return least(emit, call);
    case 'abs':
      return `abs(${a()}::numeric)`;
    case 'round':
      return call.type === 'integer'
        ? a()
        : `round(${a()}, ${second ? Number((second as { value: number }).value) : 0})`;
    case 'div':
      return divide(emit, a(), b(), Number((third as { value: number }).value));
    case 'ratio':
      return divide(emit, `(${a()}::numeric * 100)`, b(), Number((third as { value: number }).value));
    case 'size':
      return first.type.startsWith('set:') ? emitSize(emit, first) : `char_length(${a()})::bigint`;
    case 'contains':
      return `(position(${b()} in ${a()}) > 0)`;
    case 'starts':
      return `starts_with(${a()}, ${b()})`;
    default:
      throw new Error(`no SQL for ${call.name}()`);
  }
}

/** has(x), two-valued. */
export function emitHas(emit: Emit, of: Expr): string {
  return of.type.startsWith('set:') ? emitHasElements(emit, of) : `${emit.value(of)} is not null`;
}

/** under(x, a) where a is the same for every row: one array, so that the index on x serves. null: no such form. */
export function emitUnderTrue(emit: Emit, call: Call): string | null {
  const [of, above, named] = call.args as [Expr, Expr, { value: string }];
  if (!steady(above)) return null;
  if (of.type.startsWith('ref:'))
    return `${emit.value(of)} = any(array(${below(emit, of.type.slice(4), named.value, emit.value(above))}))`;
  if (above.op === 'literal') return null;
  const ancestor = emit.value(above);
  const alias = emit.target.fresh();
  return `${emit.value(of)} = any(array(select ${alias}.code from ${ancestry(emit, named.value)} ${alias} where ${alias}.ancestor = ${ancestor}) || ${ancestor})`;
}

function emitUnder(emit: Emit, call: Call): string {
  const [of, above, named] = call.args as [Expr, Expr, { value: string }];
  if (of.type.startsWith('ref:')) return climb(emit, of, above, named.value);
  if (above.op === 'literal') {
    const codes = emit.target.descendants(named.value, String(above.value));
    return `(${emit.value(of)} = any(${emit.target.param(codes, 'text[]')}))`;
  }
  return once(emit, [emit.value(of), emit.value(above)], ([x, y]) => {
    const alias = emit.target.fresh();
    return `${x} = ${y} or exists (select 1 from ${ancestry(emit, named.value)} ${alias} where ${alias}.code = ${x} and ${alias}.ancestor = ${y})`;
  });
}

/** Records at or below one: UNION, not UNION ALL, so that a circle in the data ends. */
function below(emit: Emit, entity: string, parent: string, start: string): string {
  const { target } = emit;
  const [down, child] = [target.fresh(), target.fresh()];
  const on = conditions([`${target.column(entity, parent, child)} = ${down}.id`, target.tenantOf(child)]);
  return `with recursive ${down}(id) as (select ${start} union select ${target.column(entity, 'id', child)} from ${target.relation(entity)} ${child} join ${down} on ${on}) select ${down}.id from ${down}`;
}

/** Climbs from one record to the root: unknown when a row on the way is not in the gate. */
function climb(emit: Emit, of: Expr, above: Expr, parent: string): string {
  const { target } = emit;
  const entity = of.type.slice(4);
  const [up, row, seen, goal] = [target.fresh(), target.fresh(), target.fresh(), target.fresh()];
  const on = conditions([`${target.column(entity, 'id', row)} = ${up}.id`, target.tenantOf(row)]);
  const rows = `${up}(id) as (select ${emit.value(of)} union select ${target.column(entity, parent, row)} from ${target.relation(entity)} ${row} join ${up} on ${on})`;
  const missing = `not exists (select 1 from ${target.relation(entity)} ${seen} where ${conditions([`${target.column(entity, 'id', seen)} = ${up}.id`, target.tenantOf(seen)])})`;
  const answer = `case when count(*) = 0 or bool_or(${goal}.id is null) then null when bool_or(${up}.id = ${goal}.id) then true when bool_or(${missing}) then null else false end`;
  return `(with recursive ${rows} select ${answer} from ${up} cross join (select ${emit.value(above)} as id) ${goal} where ${up}.id is not null)`;
}

function ancestry(emit: Emit, list: string): string {
  if (!emit.target.ancestry) throw new Error(`under() over ${list} cannot be emitted as SQL here`);
  return emit.target.ancestry(list);
}

/** Codes above and itself; a code that is not on the list has no level. */
function levelSql(emit: Emit, of: Expr): string {
  const alias = emit.target.fresh();
  return `(select nullif(count(*), 0) from ${ancestry(emit, of.type.slice('code:'.length))} ${alias} where ${alias}.code = ${emit.value(of)})`;
}

function labelSql(emit: Emit, of: Expr): string {
  if (!emit.target.label) throw new Error('label() cannot be emitted as SQL here');
  return `(${emit.target.label(of.type.slice('code:'.length), emit.value(of))})`;
}

/**
 * Months clamp to the last day of the month in PostgreSQL too. Its calendar begins in 4713 BC, so what would fall below the first date is lifted
 * before it is moved; its other end is far beyond ours.
 */
function shift(emit: Emit, moment: Expr, span: Expr, sign: 1 | -1): string {
  const { target } = emit;
  const { count, unit } = spanOf(String((span as { value: string }).value));
  const dated = moment.type === 'date';
  const { first, last } = dated ? days : instants;
  const seconds = count * (unit === 'days' ? 86_400 : 1);
  const by = dated ? target.param(sign * count, 'integer') : target.param(sign * seconds, 'double precision');
  const move = (from: string): string => {
    if (!dated) return `${from} + make_interval(secs => ${by})`;
    return unit === 'days' ? `${from} + ${by}` : `(${from} + make_interval(months => ${by}))::date`;
  };
  const below = (from: string): string => (steady(moment) ? from : `least(${from}, ${last})`);
  const forward = (from: string): string =>
    `least(${move(steady(moment) ? from : `greatest(${below(from)}, ${first})`)}, ${last})`;
  const lowest =
    sign > 0
      ? ''
      : dated
        ? target.param(lowestDate(count, unit), 'date')
        : target.param(lowestInstant(seconds), 'timestamptz');
  const back = (from: string): string => `greatest(${move(`greatest(${below(from)}, ${lowest})`)}, ${first})`;
  const kept = sign > 0 ? forward : back;
  if (!nullable(moment, target)) return kept(emit.value(moment));
  return once(emit, [emit.value(moment)], ([x]) => `case when ${x} is not null then ${kept(x ?? '')} end`);
}

/** The earliest date that may be moved back by so much. */
function lowestDate(count: number, unit: string): string {
  return unit === 'days' ? addDays(FIRST_DATE, count) : addMonths(FIRST_DATE, count);
}

function lowestInstant(seconds: number): string {
  return new Date(clampInstant(FIRST_INSTANT + seconds * 1000)).toISOString();
}

const days = { first: `'${FIRST_DATE}'::date`, last: `'${LAST_DATE}'::date` };
const instants = { first: `'${FIRST_DATE}T00:00:00Z'::timestamptz`, last: `'${LAST_DATE}T23:59:59.999Z'::timestamptz` };

/** A date or an instant that may be calculated with: a column may hold infinity, which PostgreSQL would refuse to subtract. */
function finite(emit: Emit, moment: Expr): string {
  const sql = emit.value(moment);
  if (steady(moment) || (moment.op === 'call' && ['add', 'sub', 'date'].includes(moment.name))) return sql;
  return clamp(emit, sql, moment.type === 'date' ? days : instants, nullable(moment, emit.target));
}

/** Keeps a value between the ends. greatest and least pass over null, so what may be null is asked first. */
function clamp(emit: Emit, sql: string, { first, last }: { first: string; last: string }, loose: boolean): string {
  if (!loose) return `greatest(least(${sql}, ${last}), ${first})`;
  return once(emit, [sql], ([x]) => `case when ${x} is not null then greatest(least(${x}, ${last}), ${first}) end`);
}

function least(emit: Emit, call: Call): string {
  const name = call.name === 'min' ? 'least' : 'greatest';
  return once(
    emit,
    call.args.map(emit.value),
    (names) =>
      `case when ${names.map((sql) => `${sql} is null`).join(' or ')} then null else ${name}(${names.join(', ')}) end`,
  );
}

/** Exact, half away from zero: numeric division rounds once more than asked, so whole numbers are divided. */
function divide(emit: Emit, a: string, b: string, scale: number): string {
  const tenfold = `1${'0'.repeat(scale)}`;
  const places = scale === 0 ? '1' : `0.${'0'.repeat(scale - 1)}1`;
  return once(
    emit,
    [`${a}::numeric`, `${b}::numeric`],
    ([x, y]) =>
      `case when ${y} <> 0 then sign(${x}) * sign(${y}) * div(abs(${x}) * ${tenfold} * 2 + abs(${y}), abs(${y}) * 2) * ${places} end`,
  );
}
