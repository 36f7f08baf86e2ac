// Functions as closures. Null in, null out, but for has and under; what hangs on the clock alone is worked out once a request.
import { Decimal } from './decimal.ts';
import { addDays, addMonths, clampInstant, dateIn, dayNumber, partsOf } from './calendar.ts';
import { spanOf } from './functions.ts';
import { rowAt } from './run_path.ts';
import { calculate, compare, divide, exact, round } from './values.ts';
import { addWorkdays, plainCalendar, workdaysBetween } from './workdays.ts';
import type { Env, RowView } from './contract.ts';
import type { Place, Prepare, Run } from './run_place.ts';
import type { Expr } from './tree.ts';
import type { Inner } from './values.ts';

type Call = Extract<Expr, { op: 'call' }>;
/** A function of known arguments. */
type Apply = (args: Inner[], env: Env) => Inner;

const HUNDRED = Decimal.of(100);

export function runCall(call: Call, prepare: Prepare): Run {
  const args = call.args.map(prepare);
  if (call.name === 'under') return runUnder(call, prepare);
  const [first, second, third] = args as [Run, Run, Run];
  if (call.name === 'has')
    return (place) => {
      const value = first(place);
      return Array.isArray(value) ? value.length > 0 : value !== null;
    };
  const apply = applied(call);
  const run = ((): Run => {
    switch (args.length) {
      case 1:
        return (place) => {
          const value = first(place);
          return value === null ? null : apply([value], place.env);
        };
      case 2:
        return (place) => {
          const [a, b] = [first(place), second(place)];
          return a === null || b === null ? null : apply([a, b], place.env);
        };
      case 3:
        return (place) => {
          const [a, b, c] = [first(place), second(place), third(place)];
          return a === null || b === null || c === null ? null : apply([a, b, c], place.env);
        };
      default:
        return (place) => {
          const values = args.map((arg) => arg(place));
          return values.includes(null) ? null : apply(values, place.env);
        };
    }
  })();
  return call.args.every(ofTheClock) ? onceARequest(run) : run;
}

/** True where nothing but the clock, the zone and the calendar decides. */
function ofTheClock(expr: Expr): boolean {
  if (expr.op === 'call') return expr.name !== 'label' && expr.name !== 'level' && expr.args.every(ofTheClock);
  return expr.op === 'literal' || expr.op === 'now' || expr.op === 'today';
}

function onceARequest(run: Run): Run {
  let last: { now: string; zone: string; calendar: Env['calendar']; value: Inner } | null = null;
  return (place) => {
    const { now, time_zone: zone, calendar } = place.env;
    if (last === null || last.now !== now || last.zone !== zone || last.calendar !== calendar)
      last = { now, zone, calendar, value: run(place) };
    return last.value;
  };
}

function applied(call: Call): Apply {
  const listName = call.args[0]?.type.slice('code:'.length) ?? '';
  switch (call.name) {
    case 'label':
      return ([code], env) => env.list(listName)?.label(String(code)) ?? null;
    case 'level':
      return ([code], env) => levelOf(String(code), listName, env);
    case 'year':
      return ([date]) => partsOf(String(date)).year;
    case 'month':
      return ([date]) => partsOf(String(date)).month;
    case 'days':
      return ([from, until]) => dayNumber(String(until)) - dayNumber(String(from));
    case 'workdays':
      return ([from, until], env) => workdaysBetween(String(from), String(until), env.calendar ?? plainCalendar);
    case 'add':
      return shift(call, 1);
    case 'sub':
      return shift(call, -1);
    case 'date':
      return ([instant], env) => dateIn(Number(instant), env.time_zone);
    case 'dec':
      return ([number = null]) => exact(number);
    case 'min':
      return (args) => args.reduce((least, arg) => (compare(arg, least) < 0 ? arg : least));
    case 'max':
      return (args) => args.reduce((most, arg) => (compare(arg, most) > 0 ? arg : most));
    case 'abs':
      return ([number = null]) => (compare(number, 0) < 0 ? calculate('sub', 0, number) : number);
    case 'round':
      return ([number = null, scale]) => round(number, Number(scale ?? 0));
    case 'div':
      return ([a = null, b = null, scale]) => divide(a, b, Number(scale));
    case 'ratio':
      return ([a = null, b = null, scale]) => divide(exact(a).times(HUNDRED), b, Number(scale));
    case 'size':
      return ([sized = null]) => (Array.isArray(sized) ? sized.length : [...String(sized)].length);
    case 'contains':
      return ([text, part]) => String(text).includes(String(part));
    case 'starts':
      return ([text, start]) => String(text).startsWith(String(start));
    default:
      return () => null;
  }
}

function shift(call: Call, sign: 1 | -1): Apply {
  const span = call.args[1] as Extract<Expr, { op: 'literal' }>;
  const { count, unit } = spanOf(String(span.value));
  const by = sign * count;
  if (call.type === 'datetime') {
    const ms = by * (unit === 'days' ? 86_400_000 : 1000);
    return ([instant]) => clampInstant(Number(instant) + ms);
  }
  if (unit === 'workdays') return ([date], env) => addWorkdays(String(date), by, env.calendar ?? plainCalendar);
  return unit === 'months' ? ([date]) => addMonths(String(date), by) : ([date]) => addDays(String(date), by);
}

/** 1 for a root; a code that is not on the list has no level. */
function levelOf(code: string, name: string, env: Env): Inner {
  const list = env.list(name);
  if (!list || list.label(code) === null) return null;
  const seen = new Set<string>();
  for (let at: string | null = code; at !== null && !seen.has(at); at = list.parent(at)) seen.add(at);
  return seen.size;
}

/** Climbs from the place to the root; a place on no list, and a row that is not at hand, is unknown. */
function runUnder(call: Call, prepare: Prepare): Run {
  const [of, above] = call.args as [Expr, Expr];
  const [start, ancestor] = [prepare(of), prepare(above)];
  return (place) => {
    const [from, goal] = [start(place), ancestor(place)];
    if (from === null || goal === null) return null;
    const parent = parentsOf(call, place);
    const seen = new Set<Inner>();
    for (let at: Inner | undefined = from; at !== null; at = parent(String(at))) {
      if (at === undefined) return null;
      if (at === goal) return true;
      if (seen.has(at)) return false;
      seen.add(at);
    }
    return false;
  };
}

function parentsOf(call: Call, place: Place): (id: string) => string | null | undefined {
  const { env } = place;
  const [of, , named] = call.args as [Expr, Expr, { value: string }];
  if (!of.type.startsWith('ref:')) {
    const list = env.list(named.value);
    return (code) => list?.parent(code) ?? null;
  }
  const entity = of.type.slice(4);
  let row: RowView | undefined =
    of.op === 'path' && of.root !== 'actor' ? rowAt(of, of.steps.length, place) : undefined;
  return (id) => {
    const parent = row ? row.get(named.value) : env.parent?.(entity, id);
    row = row?.follow?.(named.value);
    return parent === undefined || parent === null ? parent : String(parent);
  };
}
