// Counts and sums of what a list shows, by group: the same rows under the same predicate, over the bureaus below as well where
// the actor reads them.
import { emitBoolean, emitValue, type CodeListModel } from '@shijian/kernel';
import type { TextRow } from '../database/client.ts';
import { accessOf, type Access } from './access.ts';
import type { Desk } from './desk.ts';
import { titlesOf } from './history.ts';
import { parseAggregate, type AggregateRequest, type Grain, type Group, type Measure } from './parse_aggregate.ts';
import type { Query } from './parse_list_request.ts';
import { partsOf, type Part } from './plan_across.ts';
import { matching, type ListShape } from './plan_list.ts';
import { instantSql, WHOLE } from './project.ts';
import { entryFor, reachArgs, sightOf } from './reach.ts';
import { readable } from './read_record.ts';
import type { Scene } from './scene.ts';
import { bindPlan, type Plan, type SqlBuilder } from './sql_builder.ts';

export interface AggregateItem {
  /** By the text of the group. The value of a code, a ref's id, a bureau's name, true or false, "2026-11"; null where there is none. */
  group: Record<string, { value: string | boolean | null; label: string | null }>;
  /** By the text of the measure: a count is a number, everything else a text; null where no row has a value. */
  measure: Record<string, number | string | null>;
}

/**
 * Groups in the order that was asked for, the largest first by default.
 * @returns `more` when there are further groups beyond the limit
 * @throws Problem 400 E_QUERY_INVALID with E_QUERY_GROUP, E_QUERY_MEASURE … for each fault; 404 E_ENTITY_NONE
 */
export async function aggregateRecords(
  desk: Desk,
  scene: Scene,
  entityName: string,
  query: Query,
): Promise<{ items: AggregateItem[]; more: boolean }> {
  const request = parseAggregate(scene, readable(scene, entityName), query);
  const { reach, limit, groups, measures } = request;
  const plan = desk.plan(scene, `aggregate ${request.key}`, (builder) => planAggregate(builder, request));
  const args = { limit: limit + 1, ...(reach && reachArgs(reach)) };
  // Planned with the bureaus that are asked for: how many they are decides how to go about it.
  const rows = await desk.database.read(entryFor(scene, reach), bindPlan(plan, scene, args), false);
  const shown = rows.slice(0, limit);
  const labels = await Promise.all(groups.map((group, i) => labelsOf(desk, scene, group, shown, i)));
  return {
    items: shown.map((row) => ({
      group: Object.fromEntries(groups.map((group, i) => [group.text, keyOf(row[`g${i}`]!, group, labels[i]!)])),
      measure: Object.fromEntries(measures.map((measure, i) => [measure.text, valueOf(row[`m${i}`]!, measure)])),
    })),
    more: rows.length > limit,
  };
}

/** Statement of the groups: `g0`… and `m0`… as text, and a bureau of each group. */
export function planAggregate(builder: SqlBuilder, request: AggregateRequest): Plan {
  const { access, filter, groups, measures, order, reach } = request;
  const shape: ListShape = { access, filter, words: [], sort: [], after: null, deleted: false, projection: WHOLE };
  const parts: Part[] = reach ? partsOf(builder, access, reach) : [{ access, ids: null, at: () => builder }];
  const rows = parts.map((part) => {
    const rows = part.at('t.tenant_id');
    const raw = [
      ...groups.map((group, i) => `${groupSql(rows, part.access, group)} as g${i}`),
      ...measures.map((measure, i) => `${fieldSql(rows, part.access, measure)} as m${i}`),
      't.tenant_id as home',
    ];
    const bureaus = part.ids === null ? '' : ` and t.tenant_id = any (${part.ids})`;
    return `select ${raw.join(', ')} ${matching(rows, { ...shape, access: part.access })}${bureaus}`;
  });
  const by = groups.map((_, i) => `r.g${i}`);
  const keys = groups.map((group, i) => `${shownSql(`r.g${i}`, group)} as g${i}`);
  const grouped = by.length > 0 ? ` group by ${by.join(', ')}` : '';
  // Each branch counts for itself, in the order of its index where that is one: a million rows are not all handed on to be sorted out.
  const each = [...by, ...measures.map(partSql), 'min(r.home) as home'].join(', ');
  const counted = rows.map((branch) => `(select ${each} from (${branch}) r${grouped})`);
  const values = measures.map(measureSql);
  const first = order.of === 'group' ? by[order.at]! : values[order.at]!.raw;
  return builder.plan(
    `select ${[...keys, ...values.map(({ shown }, i) => `${shown} as m${i}`), 'min(r.home)::text as home'].join(', ')}
     from (${counted.join(' union all ')}) r${grouped}
     order by ${[`${first}${order.desc ? ' desc' : ''} nulls last`, ...by].join(', ')} limit ${builder.arg('limit', 'int4')}`,
  );
}

function groupSql(builder: SqlBuilder, access: Access, group: Group): string {
  if (group.field === null) return 't.tenant_id';
  const sql = fieldSql(builder, access, group);
  if (!group.grain) return sql;
  const day =
    group.type === 'date'
      ? `${sql}::timestamp`
      : `(${sql} at time zone ${builder.target({ record: 't' }, 'actor').zone()})`;
  return `(case when isfinite(${sql}) then date_trunc('${group.grain}', ${day}) end)`;
}

/** The value of a row that is grouped or measured; a null of its type where a bureau shows less, or nothing is measured. */
function fieldSql(builder: SqlBuilder, access: Access, { field: name, type }: Pick<Measure, 'field' | 'type'>): string {
  if (name === null) return `null::${type}`;
  const field = access.entity.fields.find((candidate) => candidate.name === name);
  if (!field?.value) return builder.column(access.entity.name, name, 't', 'actor');
  if (!access.fields.includes(field)) return `null::${type}`;
  const target = builder.target({ record: 't' }, 'actor');
  if (field.as !== 'boolean') return `(${emitValue(field.value, target)})::${type}`;
  const { isTrue, isFalse } = emitBoolean(field.value, target);
  return `(case when ${isTrue} then true when ${isFalse} then false end)`;
}

const FORMATS: Readonly<Record<Grain, string>> = {
  day: 'YYYY-MM-DD',
  // The Monday that it begins with.
  week: 'YYYY-MM-DD',
  month: 'YYYY-MM',
  quarter: 'YYYY-"Q"Q',
  year: 'YYYY',
};

function shownSql(sql: string, group: Group): string {
  return group.grain ? `to_char(${sql}, '${FORMATS[group.grain]}')` : `${sql}::text`;
}

/** What a branch tells of its rows, so that measureSql() can put the branches together. */
function partSql(measure: Measure, index: number): string {
  if (measure.function === null) return `count(*) as m${index}`;
  if (measure.function === 'avg') return `sum(r.m${index}) as m${index}, count(r.m${index}) as n${index}`;
  return `${measure.function}(r.m${index}) as m${index}`;
}

function measureSql(measure: Measure, index: number): { raw: string; shown: string } {
  if (measure.function === null) return { raw: `sum(r.m${index})`, shown: `sum(r.m${index})::text` };
  if (measure.function === 'avg') {
    const raw = `(sum(r.m${index})::numeric / nullif(sum(r.n${index}), 0))`;
    return { raw, shown: `trim_scale(round(${raw}, 6))::text` };
  }
  const raw = `${measure.function}(r.m${index})`;
  return { raw, shown: measure.type === 'timestamptz' ? instantSql(raw) : `${raw}::text` };
}

function keyOf(
  text: string | null,
  group: Group,
  labels: ReadonlyMap<string, { value: string; label: string | null }>,
): AggregateItem['group'][string] {
  if (text === null) return { value: null, label: null };
  if (group.type === 'boolean') return { value: text === 'true', label: text === 'true' ? '是' : '否' };
  return labels.get(text) ?? { value: text, label: group.grain ? text : null };
}

function valueOf(text: string | null, measure: Measure): number | string | null {
  return measure.function === null ? Number(text) : text;
}

/** What the values of a group are called, for those that have a name. */
async function labelsOf(
  desk: Desk,
  scene: Scene,
  group: Group,
  rows: readonly TextRow[],
  index: number,
): Promise<Map<string, { value: string; label: string | null }>> {
  const named = new Map<string, { value: string; label: string | null }>();
  const values = new Set(rows.flatMap((row) => row[`g${index}`] ?? []));
  const bureaus = [scene.state, ...scene.below];
  if (group.field === null) {
    for (const { id, name, label } of bureaus) named.set(String(id), { value: name, label });
  } else if (group.list !== null) {
    const lists = bureaus.flatMap(({ model }) => model.lists[group.list!] ?? []);
    for (const value of values) named.set(value, { value, label: labelIn(lists, value) });
  } else if (group.target !== null) {
    const target = accessOf(scene.state, scene.actor.roles, group.target);
    const byHome = Map.groupBy(rows, (row) => Number(row.home));
    for (const [home, of] of byHome) {
      const sight = target && sightOf(scene, target, home);
      const ids = of.flatMap((row) => row[`g${index}`] ?? []);
      const titles = sight ? await titlesOf(desk, scene, group.target, ids, { sight }) : new Map<string, string>();
      for (const value of ids) named.set(value, { value, label: titles.get(value) ?? null });
    }
  }
  return named;
}

/** The reader's own label first, then that of a bureau which added the code. */
function labelIn(lists: readonly CodeListModel[], code: string): string | null {
  for (const list of lists) {
    const found = list.codes.find((candidate) => candidate.code === code);
    if (found) return found.label;
  }
  return null;
}
