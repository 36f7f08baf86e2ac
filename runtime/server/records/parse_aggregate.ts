// Query string of an aggregate → a checked shape, or all its faults at once. Pure. The grammar is closed: names of groups and
// measures are those below, fields are what the actor reads in clear, as in a list.
import type { Expr } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { isReadInClear, type Access } from './access.ts';
import { pgTypeOfField, SYSTEM_COLUMNS, targetOf, type PgType } from './columns.ts';
import { parseFilter, type Query } from './parse_list_request.ts';
import { reachOf, type Reach } from './reach.ts';
import type { Scene } from './scene.ts';

export const GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Grain = (typeof GRAINS)[number];
export const FUNCTIONS = ['sum', 'avg', 'min', 'max'] as const;
export type MeasureFunction = (typeof FUNCTIONS)[number];

export interface Group {
  /** As it was asked for: "risk", "valid_until:month", "_tenant". */
  text: string;
  /** Null for the bureau. */
  field: string | null;
  grain: Grain | null;
  /** Type of the field's value in SQL. */
  type: PgType;
  list: string | null;
  /** Entity that a ref points at. */
  target: string | null;
}

export interface Measure {
  text: string;
  /** Null counts. */
  function: MeasureFunction | null;
  field: string | null;
  type: PgType;
}

export interface AggregateRequest {
  access: Access;
  filter: Expr | null;
  groups: Group[];
  measures: Measure[];
  /** Index of what the groups are ordered by. */
  order: { of: 'group' | 'measure'; at: number; desc: boolean };
  limit: number;
  reach: Reach | null;
  key: string;
}

const KNOWN = ['group', 'measure', 'filter', 'tenant', 'sort', 'limit'];
const MOST_GROUPS = 3;
const MOST_MEASURES = 6;
const MOST_ITEMS = 1_000;

/** @throws Problem 400 E_QUERY_INVALID with every fault of the query string */
export function parseAggregate(scene: Scene, access: Access, query: Query): AggregateRequest {
  const faults: Fault[] = [];
  const fault = (code: string, path: string, value: unknown, message: string, remedy?: string): void => {
    faults.push({ code, path, value, message, ...(remedy ? { remedy } : {}) });
  };
  const text = (name: string): string => {
    const value = query[name] ?? '';
    if (typeof value === 'string') return value;
    fault('E_QUERY_TYPE', name, value, `参数 ${name} 只能出现一次`);
    return '';
  };
  for (const name of Object.keys(query))
    if (!KNOWN.includes(name))
      fault('E_QUERY_UNKNOWN', name, query[name], `没有参数 ${name}`, `可用的参数：${KNOWN.join('、')}`);
  const groups = parts(text('group')).flatMap((part) => {
    const group = groupOf(access, part);
    if (!group)
      fault('E_QUERY_GROUP', 'group', part, `不能按“${part}”分组`, '可以按代码、关联、是否和带粒度的日期分组');
    return group ?? [];
  });
  const measures = parts(text('measure') || 'count').flatMap((part) => {
    const measure = measureOf(access, part);
    if (!measure)
      fault('E_QUERY_MEASURE', 'measure', part, `不能统计“${part}”`, 'count，或数值字段的 sum、avg、min、max');
    return measure ?? [];
  });
  if (groups.length > MOST_GROUPS) fault('E_QUERY_GROUP', 'group', text('group'), `最多按 ${MOST_GROUPS} 项分组`);
  if (measures.length > MOST_MEASURES)
    fault('E_QUERY_MEASURE', 'measure', text('measure'), `最多统计 ${MOST_MEASURES} 项`);
  const filterText = text('filter');
  const filter = filterText === '' ? null : parseFilter(scene, access, filterText, faults);
  const order = orderOf(text('sort'), groups, measures);
  if (!order)
    fault('E_QUERY_SORT', 'sort', text('sort'), `不能按“${text('sort')}”排序`, '可以按其中一个分组或统计项排序');
  const limitText = text('limit') || '200';
  const limit = /^\d{1,4}$/.test(limitText) ? Number(limitText) : 0;
  if (limit < 1 || limit > MOST_ITEMS) fault('E_QUERY_LIMIT', 'limit', limitText, `分组数 1 到 ${MOST_ITEMS}`);
  const tenants = text('tenant');
  if (faults.length > 0 || !order) throw new Problem(400, 'E_QUERY_INVALID', '统计条件有误', { faults });
  const reach = reachOf(scene, access, tenants === '' ? null : tenants.split(','));
  const key = JSON.stringify([
    access.entity.name,
    groups.map((group) => group.text),
    measures.map((measure) => measure.text),
    filterText,
    order,
    reach?.key,
  ]);
  return { access, filter, groups, measures, order, limit, reach, key };
}

const parts = (text: string): string[] => [...new Set(text.split(',').filter(Boolean))];

function groupOf(access: Access, text: string): Group | null {
  // Rows that are kept above all belong to one.
  if (text === '_tenant' && access.entity.kept !== 'tenant') return null;
  if (text === '_tenant') return { text, field: null, grain: null, type: 'text', list: null, target: null };
  const [name = '', grainText, more] = text.split(':');
  const grain = GRAINS.find((known) => known === grainText) ?? null;
  if (more !== undefined || (grainText !== undefined && !grain)) return null;
  const known = clearField(access, name);
  if (!known) return null;
  const { type, list, target } = known;
  const dated = type === 'date' || type === 'timestamptz';
  if (dated !== (grain !== null)) return null;
  const kind =
    dated || type === 'boolean' || (type === 'text' && list !== null) || (type === 'uuid' && target !== null);
  return kind ? { text, field: name, grain, type, list, target } : null;
}

function measureOf(access: Access, text: string): Measure | null {
  if (text === 'count') return { text, function: null, field: null, type: 'bigint' };
  const [, name = '', field = ''] = /^([a-z]+)\(([a-z0-9_]+)\)$/.exec(text) ?? [];
  const known = FUNCTIONS.find((candidate) => candidate === name);
  const found = known && clearField(access, field);
  if (!known || !found) return null;
  const number = found.type === 'bigint' || found.type === 'numeric';
  const ordered = number || found.type === 'date' || found.type === 'timestamptz';
  const fits = known === 'min' || known === 'max' ? ordered : number;
  return fits ? { text, function: known, field, type: found.type } : null;
}

/** A single-valued field that the actor reads in clear, or one of the instants that every record has. */
function clearField(access: Access, name: string): { type: PgType; list: string | null; target: string | null } | null {
  const system = name === 'created_at' || name === 'updated_at' ? SYSTEM_COLUMNS[name] : undefined;
  if (system) return { type: system, list: null, target: null };
  const field = access.fields.find((candidate) => candidate.name === name);
  if (!field || field.fields.length > 0 || !isReadInClear(access, name)) return null;
  const type = field.value ? COMPUTED[field.as ?? ''] : pgTypeOfField(field);
  return type ? { type, list: field.list, target: targetOf(field) } : null;
}

const COMPUTED: Readonly<Record<string, PgType>> = {
  boolean: 'boolean',
  integer: 'bigint',
  decimal: 'numeric',
  date: 'date',
  datetime: 'timestamptz',
};

function orderOf(
  text: string,
  groups: readonly Group[],
  measures: readonly Measure[],
): AggregateRequest['order'] | null {
  if (text === '') return { of: 'measure', at: 0, desc: true };
  const desc = text.startsWith('-');
  const name = desc ? text.slice(1) : text;
  const measure = measures.findIndex((candidate) => candidate.text === name);
  if (measure >= 0) return { of: 'measure', at: measure, desc };
  const group = groups.findIndex((candidate) => candidate.text === name);
  return group >= 0 ? { of: 'group', at: group, desc } : null;
}
