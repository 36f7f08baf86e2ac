// A list request → SQL that is good under a generic plan: equality first, row comparison for the keyset, a UNION ALL phase
// for rows without a sort key, fields and refs projected after the limit.
import { emitBoolean, type Expr, type SortKey } from '@shijian/kernel';
import { accessOf, isAlways, isMasked, type Access } from './access.ts';
import { columnsNamed, columnSql, targetOf } from './columns.ts';
import type { Cursor } from './cursor.ts';
import { gateOf, quote } from './names.ts';
import { bodySql, maskedSql, type Projection } from './project.ts';
import { gramsOf } from './search_text.ts';
import type { Plan, SqlBuilder } from './sql_builder.ts';
import type { Args } from './statement_target.ts';
import { sortColumn, type SortColumn } from './sort_column.ts';

export interface ListShape {
  access: Access;
  filter: Expr | null;
  /** Words of the normalised search. */
  words: readonly string[];
  /** Which of them a good part of the rows hold. */
  common?: readonly boolean[];
  sort: readonly SortKey[];
  after: Cursor | null;
  deleted: boolean;
  projection: Projection;
  /** Rows that a page has at most, as a number in the statement: by a bound one the planner reckons with a tenth of all rows. */
  within?: number;
  /** Candidates that a search takes from one bureau, where it goes through several. */
  candidates?: number;
  /** A condition that no request can write, on the row of that alias. */
  further?: (alias: string) => string;
}

/** Candidates a search looks at before it sorts. */
export const SEARCH_CAP = 500;
/** How many of the newest rows are looked at for words that are common, for each candidate that is wanted. */
const NEAR = 12;
/** A capped count stops here. */
export const COUNT_CAP = 10_000;

/** Statement of a page: a row a record (`body`, `id`, `k0`…), one more than `limit` when there is a next page. */
export function planList(builder: SqlBuilder, shape: ListShape): Plan {
  const columns = builder.state.columns.get(shape.access.entity.name)!;
  builder.hold('p', shape.access.entity.name, shape.access.read);
  const body = bodySql(builder, shape.access, 'p', shape.projection);
  const joins = builder.joins(body.columns);
  const page = pageOf(builder, shape, columnsNamed(columns, 'p', `${body.columns} ${joins} p.id`));
  // The order is named at every step, or the planner forgets that it is there and sorts the page once more.
  const rows = shape.within
    ? `select * from (${page.rows}) u order by ${page.order('u')} limit ${builder.arg('limit', 'int4')}`
    : page.rows;
  return builder.plan(
    `select ${body.columns}, p.id${page.keys} from (${rows}) p${joins} order by ${page.order('p')}`,
    body.shape,
  );
}

/** The number that stands in the statement for pages of so many rows: few numbers, so that few statements are planned. */
export function pageWithin(rows: number): number {
  return 2 ** Math.max(5, Math.ceil(Math.log2(rows)));
}

/** Rows of a page in the builder's bureau. */
export interface PageRows {
  /** Relation with the columns that were asked for and the sort keys as `k0`…. */
  rows: string;
  /** What is selected of the keys where the rows stand under the alias `p`. */
  keys: string;
  /** The order of the rows where they stand under an alias. */
  order: (alias: string) => string;
}

/** @param handed columns of the entity's table that are wanted of the rows */
export function pageOf(builder: SqlBuilder, shape: ListShape, handed: readonly string[]): PageRows {
  const alias = 't';
  const entity = shape.access.entity.name;
  const keys = shape.sort.map((key) => sortColumn(builder, entity, key, alias));
  const conditions = shape.words.length > 0 ? [] : baseConditions(builder, shape, alias);
  const select = [
    ...handed.map((name) => `${alias}.${quote(name)}`),
    ...keys.map((key, i) => `${key.sql} as k${i}`),
  ].join(', ');
  const from =
    shape.words.length > 0
      ? candidates(builder, shape, columnsNamed(builder.state.columns.get(entity)!, alias, `${select} ${alias}.id`))
      : `${gateOf(entity)} ${alias}`;
  const limit = limitOf(builder, shape);
  const page = (more: string[], order: string) =>
    `select ${select} from ${from} where ${[...conditions, ...more].join(' and ') || 'true'} order by ${order} limit ${limit}`;
  return {
    rows: rowsOf(builder, shape, keys, page),
    keys: keys.map((_, i) => `, p.k${i}::text as k${i}`).join(''),
    order: (of) => (keys.length === 0 ? `${of}.id desc` : finalOrder(keys, of)),
  };
}

/** The rows of the page, with their sort keys, before anything is told of them. */
function rowsOf(
  builder: SqlBuilder,
  shape: ListShape,
  keys: SortColumn[],
  page: (more: string[], order: string) => string,
): string {
  const direction = (desc: boolean) => (desc ? ' desc' : '');
  const idAfter = (desc: boolean) => `t.id ${desc ? '<' : '>'} ${builder.arg('after_id', 'uuid')}`;
  const only = keys.length === 1 ? keys[0]! : null;
  if (keys.length === 0) return page(shape.after ? [idAfter(true)] : [], 't.id desc');
  if (!only) {
    const order = [...keys.map((key) => `${key.sql}${direction(key.desc)} nulls last`), 't.id'].join(', ');
    return page(shape.after ? [lexicographic(builder, keys, shape.after, 't')] : [], order);
  }
  const { desc, sql } = only;
  const order = `${sql}${direction(desc)}, t.id${direction(desc)}`;
  // An ascending index has the rows without a key at its end, where the first page wants them.
  if (!shape.after && !desc) return page([], order);
  // Parameters are taken where their text is used: PostgreSQL refuses one that nothing uses.
  const compare = () =>
    `(${sql}, t.id) ${desc ? '<' : '>'} (${builder.arg('after_0', only.type)}, ${builder.arg('after_id', 'uuid')})`;
  const inKeys = shape.after !== null && shape.after.keys[0] !== null;
  const inNulls = shape.after !== null && !inKeys;
  const keyed = () => page([...(only.nullable ? [`${sql} is not null`] : []), ...(inKeys ? [compare()] : [])], order);
  const keyless = () => page([`${sql} is null`, ...(inNulls ? [idAfter(desc)] : [])], `t.id${direction(desc)}`);
  if (!only.nullable) return keyed();
  if (inNulls) return keyless();
  // The rows without a key are only looked for when the others do not fill the page: the branches run in their order and stop
  // at the limit.
  return `select * from ((${keyed()}) union all (${keyless()})) u limit ${limitOf(builder, shape)}`;
}

function limitOf(builder: SqlBuilder, shape: ListShape): string {
  return shape.within ? String(shape.within) : builder.arg('limit', 'int4');
}

/** Statement of a total: `n`, at most COUNT_CAP + 1 when capped. */
export function planCount(builder: SqlBuilder, shape: ListShape, capped: boolean): Plan {
  const rows = matching(builder, shape);
  return builder.plan(
    capped
      ? `select count(*)::text as n from (select 1 ${rows} limit ${COUNT_CAP + 1}) c`
      : `select count(*)::text as n ${rows}`,
  );
}

/** From and where of all rows that fit, as `t`. */
export function matching(builder: SqlBuilder, shape: ListShape): string {
  if (shape.words.length > 0) return `from ${candidates(builder, shape, ['id'])}`;
  return `from ${gateOf(shape.access.entity.name)} t where ${baseConditions(builder, shape, 't').join(' and ')}`;
}

/** Arguments that bind a list plan. */
export function listArgs(shape: ListShape, limit: number): Args {
  const args: Record<string, string | number | null | string[]> = { limit };
  if (shape.after) {
    args.after_id = shape.after.id;
    shape.after.keys.forEach((key, i) => (args[`after_${i}`] = key));
  }
  shape.words.forEach((word, i) => {
    args[`word_${i}`] = word;
    args[`grams_${i}`] = gramsOf(word);
  });
  return args;
}

function baseConditions(builder: SqlBuilder, shape: ListShape, alias: string): string[] {
  const conditions = [`${alias}.deleted_at is ${shape.deleted ? 'not null' : 'null'}`];
  if (shape.access.entity.kept === 'tenant') conditions.unshift(`${alias}.tenant_id = ${builder.tenantId}`);
  const scopes =
    shape.deleted && shape.access.restore ? [shape.access.read, shape.access.restore] : [shape.access.read];
  for (const scope of scopes) {
    if (!isAlways(scope)) conditions.push(`(${emitBoolean(scope, builder.target({ record: alias }, 'rule')).isTrue})`);
  }
  if (shape.filter)
    conditions.push(`(${emitBoolean(shape.filter, builder.target({ record: alias }, 'actor')).isTrue})`);
  if (shape.further) conditions.push(`(${shape.further(alias)})`);
  return conditions;
}

/** The first rows that a search finds, unsorted: everything that decides whether a row may be seen stands inside the cap. */
function candidates(builder: SqlBuilder, shape: ListShape, columns: readonly string[]): string {
  const gate = gateOf(shape.access.entity.name);
  const cap = shape.candidates ?? SEARCH_CAP;
  const handed = columns.map((name) => `c.${quote(name)}`).join(', ');
  const base = baseConditions(builder, shape, 'c').join(' and ');
  const match = (scanned: (index: number) => boolean) =>
    shape.words.map((word, i) => found(builder, shape.access, { word, index: i, scanned: scanned(i) })).join(' and ');
  const nothingRare = shape.common?.every(Boolean) === true;
  // Of several words the rare ones name the rows, and the common ones are looked for in those.
  const matching = match((i) => !nothingRare && shape.common?.[i] === true);
  const indexed = (unless = '') =>
    `select ${handed} from ${gate} c where ${base} and ${matching}${unless} limit ${cap}`;
  if (!nothingRare) return `(${indexed()}) t`;
  // The index would name a good part of all rows before the first is seen: the newest are looked at, and it is asked only when they
  // do not hold enough.
  return `(with near as materialized (
      select ${handed} from (select * from ${gate} c where ${base} order by c.id desc limit ${NEAR * cap}) c where ${match(() => true)} limit ${cap})
    select * from near where (select count(*) from near) = ${cap}
    union all (${indexed(` and (select count(*) from near) < ${cap}`)})) t`;
}

/** @param scanned whether the rows are looked at one by one, without the index */
function found(
  builder: SqlBuilder,
  access: Access,
  { word, index, scanned }: { word: string; index: number; scanned: boolean },
): string {
  const short = scanned || [...word].length < 2;
  const pattern = builder.bind(`like_${index}`, (_scene, args) => likeOf(String(args[`word_${index}`])), 'text');
  const match = (alias: string, of: Access) => {
    const text = `${alias}.search_text like ${pattern}${unseen(builder, of, alias, pattern)}`;
    return short
      ? text
      : `platform.bigrams(${alias}.search_text) @> ${builder.arg(`grams_${index}`, 'text[]')} and ${text}`;
  };
  const own = `(${match('c', access)})`;
  const hops = searchHops(builder, access).map(({ column, target }) => {
    const row = builder.fresh();
    const all = builder.relation(target.entity.name, 'actor');
    const rows = scanned ? `(select * from ${all} r order by r.id desc limit ${NEAR * SEARCH_CAP})` : all;
    return `${column} = any (array(select ${row}.id from ${rows} ${row} where ${match(row, target)} and ${row}.deleted_at is null limit ${SEARCH_CAP}))`;
  });
  return hops.length === 0 ? own : `(${[own, ...hops].join(' or ')})`;
}

/** Where the search text holds fields that the actor does not see, the word must stand in one that he does. */
function unseen(builder: SqlBuilder, access: Access, alias: string, pattern: string): string {
  if (!access.entity.fields.some((field) => field.searchable && access.hidden.has(field.name))) return '';
  const columns = builder.state.columns.get(access.entity.name)!;
  const seen = access.fields.flatMap((field) => {
    const column = field.searchable ? columns.get(field.name) : undefined;
    if (column?.type !== 'text') return [];
    const shown = isMasked(field) ? maskedSql(column, alias) : columnSql(column, alias);
    return [`lower(normalize(${shown}, NFKC)) like ${pattern}`];
  });
  return ` and (${seen.join(' or ') || 'false'})`;
}

/** Refs through which a list view of the entity searches ("subject.name"): rows are found by their target, too. */
function searchHops(builder: SqlBuilder, access: Access): { column: string; target: Access }[] {
  const { model } = builder.state;
  const paths = Object.values(model.views).flatMap((view) =>
    view.type === 'list' && view.of === access.entity.name ? view.search : [],
  );
  const refs = new Set(paths.filter((path) => path.includes('.')).map((path) => path.split('.')[0]!));
  return access.fields.flatMap((field) => {
    const to = refs.has(field.name) ? targetOf(field) : null;
    const target = to === null ? null : accessOf(builder.state, builder.roles, to);
    return target ? [{ column: builder.column(access.entity.name, field.name, 'c'), target }] : [];
  });
}

function likeOf(word: string): string {
  return `%${word.replaceAll('\\', '\\\\').replaceAll('%', '\\%').replaceAll('_', '\\_')}%`;
}

/** Rows after the cursor in the order of several keys, those without a key last. */
function lexicographic(builder: SqlBuilder, keys: SortColumn[], after: Cursor, alias: string): string {
  const branches: string[] = [];
  const equal: string[] = [];
  keys.forEach((key, i) => {
    if (after.keys[i] !== null) {
      const value = builder.arg(`after_${i}`, key.type);
      branches.push([...equal, `(${key.sql} ${key.desc ? '<' : '>'} ${value} or ${key.sql} is null)`].join(' and '));
      equal.push(`${key.sql} = ${value}`);
    } else equal.push(`${key.sql} is null`);
  });
  branches.push([...equal, `${alias}.id > ${builder.arg('after_id', 'uuid')}`].join(' and '));
  return `(${branches.map((branch) => `(${branch})`).join(' or ')})`;
}

function finalOrder(keys: SortColumn[], alias: string): string {
  const [first] = keys;
  // As its index is read backwards: with nulls, which there are none of, in front.
  if (keys.length === 1 && first!.desc && !first!.nullable) return `${alias}.k0 desc, ${alias}.id desc`;
  const last = keys.length === 1 && first!.desc ? `${alias}.id desc` : `${alias}.id`;
  return [...keys.map((key, i) => `${alias}.k${i}${key.desc ? ' desc' : ''} nulls last`), last].join(', ');
}
