// Query string of a list → a checked shape, or all its faults at once. Pure.
import {
  catalogue,
  checkExpression,
  sentences,
  systemMemberNames,
  type DiagnosticCode,
  type Expr,
  type ExprFault,
  type SortKey,
} from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { accessOf, isOverClear, isReadInClear, type Access } from './access.ts';
import { targetOf } from './columns.ts';
import { readCursor } from './cursor.ts';
import { pageWithin, SEARCH_CAP, type ListShape } from './plan_list.ts';
import type { Projection } from './project.ts';
import { reachOf, type Reach } from './reach.ts';
import { requestScope } from './request_scope.ts';
import type { Scene } from './scene.ts';
import type { Plan } from './sql_builder.ts';
import { normaliseSearch } from './search_text.ts';

export type Query = Readonly<Record<string, unknown>>;

export interface ListRequest {
  shape: ListShape;
  limit: number;
  count: 'none' | 'capped' | 'exact';
  /** Bureaus beside the actor's own; null for his own alone. */
  reach: Reach | null;
  /** Everything the text of the statement depends on. */
  key: string;
  /** The statements, once they are compiled: a request that comes again is not looked up twice. */
  plans: { list?: Plan; count?: Plan };
}

const KNOWN = ['filter', 'q', 'sort', 'limit', 'after', 'count', 'include', 'fields', 'deleted', 'columns', 'tenant'];
const WORDS = 4;

/** @throws Problem 400 E_QUERY_INVALID with every fault of the query string */
export function parseListRequest(scene: Scene, access: Access, query: Query): ListRequest {
  const faults: Fault[] = [];
  const text = (name: string): string | null => {
    const value = query[name];
    if (value === undefined || value === '') return null;
    if (typeof value === 'string') return value;
    faults.push({ code: 'E_QUERY_TYPE', path: name, value, message: `参数 ${name} 只能出现一次` });
    return null;
  };
  for (const name of Object.keys(query)) {
    if (!KNOWN.includes(name))
      faults.push({
        code: 'E_QUERY_UNKNOWN',
        path: name,
        value: query[name],
        message: `没有参数 ${name}`,
        remedy: `可用的参数：${KNOWN.join('、')}`,
      });
  }
  const sort = parseSort(scene, access, text('sort'), faults);
  const after = text('after');
  const cursor = after === null ? null : readCursor(after, sort);
  if (after !== null && !cursor)
    faults.push({ code: 'E_QUERY_CURSOR', path: 'after', value: after, message: '翻页位置无效，请从第一页看起' });
  const filterText = text('filter');
  const filter = filterText === null ? null : parseFilter(scene, access, filterText, faults);
  const deletedText = text('deleted');
  if (deletedText !== null && deletedText !== 'only')
    faults.push({ code: 'E_QUERY_VALUE', path: 'deleted', value: deletedText, message: 'deleted 只能是 only' });
  if (deletedText !== null && !access.restore) throw new Problem(403, 'E_GRANT_RESTORE', '您没有查看回收站的权限');
  const projection = parseProjection(scene, access, text('include'), text('fields'), faults);
  const count = oneOf('count', text('count') ?? 'none', ['none', 'capped', 'exact'] as const, faults);
  const limit = parseLimit(text('limit'), faults);
  const words = wordsOf(text('q') ?? '');
  const bureaus = text('tenant');
  if (faults.length > 0) throw new Problem(400, 'E_QUERY_INVALID', '查询条件有误', { faults });
  const deleted = deletedText !== null;
  // Nobody restores what is another bureau's, so nobody sees its recycle bin.
  const reach = deleted ? null : reachOf(scene, access, bureaus === null ? null : bureaus.split(','));
  const shape: ListShape = { access, filter, words, sort, after: cursor, deleted, projection };
  if (limit > 0) shape.within = pageWithin(limit + 1);
  if (reach) shape.candidates = candidatesOf(reach);
  const wordShape = words.map((word) => ([...word].length < 2 ? 's' : 'l')).join('');
  const key = JSON.stringify([
    access.entity.name,
    filterText,
    wordShape,
    sort,
    cursor && cursor.keys.map((k) => k === null),
    shape.deleted,
    projection,
    shape.within,
    reach && [reach.key, shape.candidates],
  ]);
  return { shape, limit, count, reach, key, plans: {} };
}

/** A search over many bureaus looks at fewer rows of each. */
function candidatesOf(reach: Reach): number {
  const bureaus = reach.branches.reduce((sum, { homes }) => sum + homes.length, Number(reach.own));
  return Math.max(25, Math.floor(SEARCH_CAP / bureaus));
}

/** Words of a search, normalised; what is too much is left off. */
export function wordsOf(q: string): string[] {
  return normaliseSearch(q.slice(0, 200)).split(' ').filter(Boolean).slice(0, WORDS);
}

function parseSort(scene: Scene, access: Access, text: string | null, faults: Fault[]): SortKey[] {
  if (text === null) return [];
  const keys = text.split(',').map((part) => ({ path: part.replace(/^-/, ''), desc: part.startsWith('-') }));
  if (keys.length > 3) faults.push({ code: 'E_QUERY_SORT', path: 'sort', value: text, message: '最多按三列排序' });
  for (const key of keys) {
    if (!isSortable(scene, access, key.path))
      faults.push({ code: 'E_QUERY_SORT', path: 'sort', value: key.path, message: `不能按“${key.path}”排序` });
  }
  return keys;
}

/** A field the actor reads in clear, a member that he may filter by, or such a field behind one ref: the cursor of a page holds its value. */
export function isSortable(scene: Scene, access: Access, path: string): boolean {
  const [first, second, more] = path.split('.');
  if (!first || more !== undefined) return false;
  if (second === undefined) {
    if (systemMemberNames.includes(first)) return true;
    const field = access.fields.find((candidate) => candidate.name === first);
    return (
      field !== undefined &&
      field.fields.length === 0 &&
      isReadInClear(access, first) &&
      !['jsonb', 'text[]', 'uuid[]'].includes(scene.state.columns.get(access.entity.name)?.get(first)?.type ?? '')
    );
  }
  const ref = access.fields.find((field) => field.name === first);
  const to = ref && targetOf(ref);
  const target = to ? accessOf(scene.state, scene.actor.roles, to) : null;
  return target !== null && isReadInClear(access, first) && isSortable(scene, target, second);
}

/** @returns the checked filter, or null with its faults pushed */
export function parseFilter(scene: Scene, access: Access, text: string, faults: Fault[]): Expr | null {
  const checked = checkExpression(text, requestScope(scene.state, scene.actor.roles, access.entity.name), 'boolean');
  for (const fault of checked.faults) faults.push(filterFault(fault, text));
  // A named filter is inlined: what it reads must be the actor's to read as well.
  if (checked.expr && !isOverClear(scene.state, scene.actor.roles, checked.expr)) {
    faults.push({ code: 'E_EXPR_FIELD_FORBIDDEN', path: 'filter', value: text, message: '条件里有您看不到的内容' });
    return null;
  }
  return checked.expr;
}

function filterFault(fault: ExprFault, text: string): Fault {
  const value = fault.value || text.slice(fault.start, fault.end);
  const said = isDiagnosticCode(fault.code)
    ? sentences({ code: fault.code, value, params: fault.params }, 'zh')
    : '这里写得不对';
  return {
    code: fault.code,
    path: `filter:${fault.start}`,
    value: value.slice(0, 200),
    message: `条件第 ${fault.start + 1} 个字：${said}`,
  };
}

const isDiagnosticCode = (code: string): code is DiagnosticCode => Object.hasOwn(catalogue, code);

function parseProjection(
  scene: Scene,
  access: Access,
  include: string | null,
  fields: string | null,
  faults: Fault[],
): Projection {
  const names = include?.split(',').filter(Boolean) ?? [];
  for (const name of names) {
    const field = access.fields.find((candidate) => candidate.name === name);
    const target = field?.to.length === 1 ? accessOf(scene.state, scene.actor.roles, field.to[0]!) : null;
    if (!target)
      faults.push({ code: 'E_QUERY_INCLUDE', path: 'include', value: name, message: `“${name}”不是可以带出的关联` });
  }
  const wanted = fields?.split(',').filter(Boolean) ?? null;
  for (const name of wanted ?? []) {
    if (!access.fields.some((field) => field.name === name))
      faults.push({ code: 'E_QUERY_FIELD', path: 'fields', value: name, message: `没有字段 ${name}` });
  }
  return { include: names, fields: wanted };
}

/** The include and fields of a single read. */
export function parseReadRequest(scene: Scene, access: Access, query: Query): Projection {
  const faults: Fault[] = [];
  const text = (name: string) =>
    typeof query[name] === 'string' && query[name] !== '' ? (query[name] as string) : null;
  const projection = parseProjection(scene, access, text('include'), text('fields'), faults);
  if (faults.length > 0) throw new Problem(400, 'E_QUERY_INVALID', '查询条件有误', { faults });
  return projection;
}

function parseLimit(text: string | null, faults: Fault[]): number {
  if (text === null) return 20;
  const limit = Number(text);
  if (/^\d{1,3}$/.test(text) && limit <= 200) return limit;
  faults.push({ code: 'E_QUERY_LIMIT', path: 'limit', value: text, message: '每页 0 到 200 条' });
  return 20;
}

function oneOf<T extends string>(path: string, value: string, allowed: readonly T[], faults: Fault[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found) return found;
  faults.push({ code: 'E_QUERY_VALUE', path, value, message: `${path} 只能是 ${allowed.join('、')}` });
  return allowed[0]!;
}
