// SQL of workdays: what workdays.ts counts, over the two arrays of days that differ from Monday to Friday. Total: ends where the calendar ends.
import { FIRST_DATE, LAST_DATE } from './calendar.ts';
import { nullable, once } from './emit_place.ts';
import { spanOf } from './functions.ts';
import type { Emit } from './emit_place.ts';
import type { Expr } from './tree.ts';

/** Workdays after the first day up to and with the second; negative when it lies before. */
export function workdaysBetween(emit: Emit, from: string, until: string): string {
  const days = exceptions(emit);
  return once(emit, [from, until], ([a = '', b = '']) => `(${upTo(b, days)} - ${upTo(a, days)})::bigint`);
}

/** The n-th workday after or before a day. @param sql of the day, between the ends of the calendar */
export function shiftWorkdays(emit: Emit, moment: Expr, sql: string, span: Expr, sign: 1 | -1): string {
  const { count } = spanOf(String((span as { value: string }).value));
  if (count === 0) return sql;
  const { target } = emit;
  const days = exceptions(emit);
  const by = target.param(count, 'integer');
  const [step, found] = [target.fresh(), target.fresh()];
  // No workday comes sooner than a day; of so many days at least five in seven are no weekend, and no more than all the days off are missing.
  const steps = `generate_series(${by}, (${by} + cardinality(${days.off})) * 7 / 5 + 8) ${step}(i)`;
  const search = (from: string): string =>
    sign > 0
      ? `(select least(min(${found}.d), ${last}) from (select ${from} + ${step}.i as d from ${steps}) ${found} where ${upTo(`${found}.d`, days)} >= ${upTo(from, days)} + ${by})`
      : `(select greatest(max(${found}.d), ${first}) from (select ${from} - ${step}.i as d from ${steps}) ${found} where ${found}.d >= ${first} and ${upTo(`(${found}.d - 1)`, days)} <= ${upTo(`(${from} - 1)`, days)} - ${by})`;
  if (!nullable(moment, target)) return once(emit, [sql], ([x = '']) => search(x));
  return once(emit, [sql], ([x = '']) => `case when ${x} is not null then ${search(x)} end`);
}

interface Exceptions {
  off: string;
  on: string;
}

const first = `'${FIRST_DATE}'::date`;
const last = `'${LAST_DATE}'::date`;

const exceptions = ({ target }: Emit): Exceptions => target.calendar?.() ?? { off: `'{}'::date[]`, on: `'{}'::date[]` };

/** Workdays from the first date, which is a Monday, up to and with a day. */
function upTo(day: string, { off, on }: Exceptions): string {
  const since = `(${day} - ${first})`;
  return `(${since} / 7 * 5 + least(${since} % 7 + 1, 5) - width_bucket(${day}, ${off}) + width_bucket(${day}, ${on}))`;
}
