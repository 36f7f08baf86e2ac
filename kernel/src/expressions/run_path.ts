// Paths as closures: a field of the row at hand, or of the row that its refs lead to. A row that is not there gives unknown, a set of it nothing.
import { dateIn, instantOf } from './calendar.ts';
import { elementOf, rootRow, scalarOf } from './run_place.ts';
import { read } from './values.ts';
import type { RowView } from './contract.ts';
import type { Place, Run } from './run_place.ts';
import type { Expr } from './tree.ts';
import type { Inner, InnerSet } from './values.ts';

type Path = Extract<Expr, { op: 'path' }>;

export function runPath(path: Path): Run {
  const { type, root, variable, steps } = path;
  const [only = ''] = steps;
  if (root === 'actor' || root === 'tenant' || root === 'settings') return ({ env }) => read(env[root]?.[only], type);
  if (root === 'params' && steps.length === 1) return ({ env }) => read(env.params?.[only], type);
  if (variable !== undefined && steps.length === 0)
    return (place) => {
      const element = elementOf(place, variable);
      return element ? scalarOf(element) : null;
    };
  const last = steps.at(-1) ?? 'id';
  const empty = read(null, type);
  const take =
    steps.length > 0 && type.startsWith('set:')
      ? (row: RowView): Inner => setAt(path, row, last)
      : (row: RowView): Inner => read(row.get(last), type);
  if (root === 'record' && variable === undefined && steps.length === 1)
    return ({ env }) => (env.record ? take(env.record) : empty);
  const hops = steps.length - 1;
  return (place) => {
    const row = rowAt(path, hops, place);
    return row ? take(row) : empty;
  };
}

/** The row that the first `hops` steps lead to. */
export function rowAt(path: Path, hops: number, place: Place): RowView | undefined {
  let row = path.variable === undefined ? rootRow(path.root, place.env) : elementOf(place, path.variable)?.row;
  for (let step = 0; step < hops && row; step++) row = row.follow?.(path.steps[step] ?? '');
  return row;
}

/** The last day that was asked for: a request has one now, and asks for today a thousand times. */
let lastToday: { now: string; zone: string; quarter: number; today: Inner } = {
  now: '',
  zone: '',
  quarter: 0,
  today: null,
};

export function todayOf({ env: { now, time_zone: zone } }: Place): Inner {
  if (lastToday.now === now && lastToday.zone === zone) return lastToday.today;
  const instant = instantOf(now);
  // Since 1970 no zone changes its day but at a quarter of an hour; finding the day is a hundred times dearer than knowing it.
  const quarter = instant === null || instant < 0 ? NaN : Math.floor(instant / 900_000);
  if (lastToday.quarter === quarter && lastToday.zone === zone) return lastToday.today;
  lastToday = { now, zone, quarter, today: instant === null ? null : dateIn(instant, zone) };
  return lastToday.today;
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
