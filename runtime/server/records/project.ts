// A record as SQL builds it: what the actor may see of a row, under the keys of the wire. Masks are applied here, in the
// database, so that a clear value never leaves it by this way.
import {
  emitBoolean,
  emitTemplate,
  emitValue,
  fieldType,
  valueType,
  type EntityModel,
  type FieldModel,
  type SqlTarget,
} from '@shijian/kernel';
import type { RecordPart, RecordShape } from '../database/record_json.ts';
import { accessOf, isMasked, toldTo, type Access } from './access.ts';
import { pgTypeOfField, columnSql, jsonMember, kindSql, type Column } from './columns.ts';
import { literal, quote } from './names.ts';
import type { SqlBuilder } from './sql_builder.ts';

export interface Projection {
  /** Refs whose target's fields are wanted beside its title. */
  include: readonly string[];
  /** Fields wanted; null for all. */
  fields: readonly string[] | null;
}

export const WHOLE: Projection = { include: [], fields: null };

/** ISO instant in UTC with milliseconds. */
export function instantSql(sql: string): string {
  return `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** A record for the wire, as columns of a statement. */
export interface Body {
  /** Select list; these are the first columns of their statement, which takes builder.joins(columns) behind the row's relation. */
  columns: string;
  /** What JSON they make: goes into builder.plan(). */
  shape: RecordShape;
}

/** Columns of a record as this actor sees it; the row is `alias`. */
export function bodySql(builder: SqlBuilder, access: Access, alias: string, projection: Projection): Body {
  const { members, refs } = toldOf(builder, access, alias, projection);
  const told = [...members, ...(refs?.flat() ?? [])];
  return {
    columns: told.map(({ sql }, i) => `${sql} as b${i}`).join(', '),
    shape: { parts: told.map(({ part }) => part), refs: refs !== null },
  };
}

/** The same as one SQL expression, JSON text: for statements whose rows are not all told alike. */
export function bodyJson(builder: SqlBuilder, access: Access, alias: string, projection: Projection): string {
  const { members, refs } = toldOf(builder, access, alias, projection);
  const columns = named(members);
  if (refs) {
    const pairs = refs.map((parts) => `${literal(`${JSON.stringify(parts[0]!.part.name)}:`)} || ${refJson(parts)}`);
    // A ref that is not there or not to be seen is null and leaves its name out.
    columns.push(
      pairs.length === 0 ? `'{}'::json as _refs` : `('{' || concat_ws(',', ${pairs.join(', ')}) || '}')::json as _refs`,
    );
  }
  return `(select row_to_json(x) from (select ${columns.join(', ')}) x)::text`;
}

function refJson([first, ...inner]: Told[]): string {
  if (first!.part.kind !== 'ref') return first!.sql;
  const columns = [`${first!.sql} as id`, ...named(inner)];
  columns.splice(2, 0, `${literal(first!.part.entity)} as entity`);
  return `(select row_to_json(x)::text from (select ${columns.join(', ')} where ${first!.sql} is not null) x)`;
}

/** Members that are bare instants: the wire's encoder writes them as JSON does, SQL has to be told. */
const INSTANTS = ['created_at', 'updated_at', '_deleted_at'];

const named = (told: readonly Told[]): string[] =>
  told.map(({ part, sql }) =>
    part.kind === 'member' && INSTANTS.includes(part.name)
      ? `${instantSql(sql)} as ${quote(part.name)}`
      : `${sql} as ${quote(part.name)}`,
  );

/** What is told of a record: its members, and each of its refs; null where it has none that could be told of. */
function toldOf(
  builder: SqlBuilder,
  access: Access,
  alias: string,
  projection: Projection,
): { members: Told[]; refs: Told[][] | null } {
  const eyes = builder.shown(alias);
  const wanted = access.fields.filter((field) => !projection.fields || projection.fields.includes(field.name));
  const members: [string, string][] = [
    ['id', `${alias}.id`],
    ['version', `${alias}.version`],
    ['created_at', `${alias}.created_at`],
    ['updated_at', `${alias}.updated_at`],
    ['_title', titleSql(builder, access, alias, eyes)],
  ];
  if (showsTenant(access)) members.push(['_tenant', tenantSql(alias)]);
  if (access.entity.checks.some(({ level }) => level === 'quarantine'))
    members.push(['_quarantined', `nullif(${alias}.quarantined, false)`]);
  members.push(
    ['_deleted_at', `${alias}.deleted_at`],
    ...wanted.map((field): [string, string] => [field.name, wireOf(builder, access.entity, field, alias, eyes)]),
  );
  const labels = addedLabels(builder, access, wanted, alias);
  if (labels) members.push(['_labels', labels]);
  const refs = wanted.filter((field) => field.to.length > 0 && !isMasked(field));
  const told = refs.map((field) =>
    refColumns(builder, access.entity, field, alias, projection.include.includes(field.name)),
  );
  return {
    members: members.map(([name, sql]) => ({ part: { kind: 'member', name }, sql })),
    refs: refs.length > 0 ? told.filter((parts) => parts.length > 0) : null,
  };
}

interface Told {
  part: RecordPart;
  sql: string;
}

/** Labels of codes that the bureau added to lists of the reader, by field and code; null for a field that holds none. */
function addedLabels(builder: SqlBuilder, access: Access, fields: readonly FieldModel[], alias: string): string | null {
  const members = fields.flatMap((field) => {
    const codes = field.list === null || isMasked(field) ? undefined : builder.addedCodes(field.list);
    const column = codes && builder.state.columns.get(access.entity.name)?.get(field.name);
    if (!column) return [];
    const held = columnSql(column, alias);
    const list = column.type === 'text[]' ? held : `array[${held}]`;
    const known = builder.constant(JSON.stringify(codes), 'jsonb');
    return [
      `${literal(field.name)}, (select json_object_agg(c, ${known} ->> c) from unnest(${list}) c where ${known} ? c)`,
    ];
  });
  return members.length > 0 ? `json_strip_nulls(json_build_object(${members.join(', ')}))` : null;
}

/** A row that may be another bureau's says whose it is. */
function showsTenant(access: Access): boolean {
  return access.across || access.entity.kept !== 'tenant';
}

function tenantSql(alias: string): string {
  return `(select json_build_object('name', bureau.name, 'label', bureau.label) from platform.tenant bureau where bureau.id = ${alias}.tenant_id)`;
}

/** Select list of a row as it is stored, unmasked and by field name, for the server's own checks. Never sent. */
export function projectStored(builder: SqlBuilder, entity: EntityModel, alias: string): string {
  const columns = builder.state.columns.get(entity.name)!;
  const fields = entity.fields.flatMap((field) => {
    const column = columns.get(field.name);
    return column ? [`${storedWire(column, alias, false)} as ${quote(field.name)}`] : [];
  });
  return [`${alias}.id`, ...fields].join(', ');
}

/**
 * What a record is called, as this actor may read it: a title made of a masked or hidden field falls back to the entity's label.
 * @param target gives the refs that a title walks; builder.shown(alias) joins them
 */
export function titleSql(
  builder: SqlBuilder,
  access: Access,
  alias: string,
  target: SqlTarget = builder.target({ record: alias }, 'actor'),
): string {
  const text = emitTemplate(toldTo(builder.state, builder.roles, access.entity.title), target);
  return `coalesce(nullif(${text}, ''), ${literal(access.entity.label)})`;
}

function wireOf(builder: SqlBuilder, entity: EntityModel, field: FieldModel, alias: string, eyes: SqlTarget): string {
  const column = builder.state.columns.get(entity.name)?.get(field.name);
  if (!column) return computedSql(field, eyes);
  if (!isMasked(field)) return storedWire(column, alias, true);
  return maskedSql(column, alias);
}

/** SQL of what a masked reader sees of a column. */
export function maskedSql(column: Column, alias: string): string {
  const sql = columnSql(column, alias);
  // A sealed column is "seal:<hash>:<mask>:<cipher>"; the mask was made when it was written.
  if (column.sealed) return `nullif(split_part(${sql}, ':', 3), '')`;
  return fieldType(column.field.type).maskSql(sql, column.field);
}

function storedWire(column: Column, alias: string, masked: boolean): string {
  const sql = columnSql(column, alias);
  if (column.field.fields.length > 0) return rowsWire(column, sql, masked);
  if (column.kinds)
    return `case when ${sql} is not null then json_build_object('entity', ${kindSql(column, alias)}, 'id', ${sql}) end`;
  const wire = valueType(column.field).wireSql?.(sql) ?? sql;
  return column.type.endsWith('[]') ? `array_to_json(${wire})` : wire;
}

/** Children as an array of rows by field name; for a reader their personal values are masked. */
function rowsWire(column: Column, sql: string, masked: boolean): string {
  const members = column.field.fields.flatMap((child) => {
    const type = pgTypeOfField(child);
    if (!type) return [];
    const value = jsonMember('e', child.uid, type);
    const wire =
      masked && isMasked(child)
        ? fieldType(child.type).maskSql(value, child)
        : (fieldType(child.type).wireSql?.(value) ?? value);
    return [`${literal(child.name)}, ${wire}`];
  });
  return `(select coalesce(json_agg(json_build_object('id', e -> 'id'${members.map((m) => `, ${m}`).join('')}) order by n), '[]')
    from jsonb_array_elements(case when jsonb_typeof(${sql}) = 'array' then ${sql} else '[]' end) with ordinality as elements(e, n))`;
}

function computedSql(field: FieldModel, target: SqlTarget): string {
  if (!field.value) return 'null';
  if (field.as === 'boolean') {
    const { isTrue, isFalse } = emitBoolean(field.value, target);
    return `case when ${isTrue} then true when ${isFalse} then false end`;
  }
  const sql = emitValue(field.value, target);
  if (field.as === 'decimal') return `(${sql})::text`;
  return field.as === 'datetime' ? instantSql(sql) : sql;
}

/** What is told of the records that a ref leads to; nothing of those that the actor does not see. */
function refColumns(
  builder: SqlBuilder,
  entity: EntityModel,
  field: FieldModel,
  alias: string,
  whole: boolean,
): Told[] {
  const column = builder.state.columns.get(entity.name)?.get(field.name);
  const targets = field.to.flatMap((name) => accessOf(builder.state, builder.roles, name) ?? []);
  const [target] = targets;
  if (!target || !column) return [];
  const row = builder.join(entity.name, field.name, alias);
  if (row === null) {
    const found = targets.map((one) => madeSql(builder, one, column, alias, whole));
    const sql = found.length === 1 ? found[0]! : `coalesce(${found.join(', ')})`;
    return [{ part: { kind: 'made', name: field.name }, sql }];
  }
  const eyes = builder.shown(row);
  const inner: Told[] = [
    ['title', titleSql(builder, target, row, eyes)] as const,
    ...includedOf(target, whole).map((one) => [one.name, wireOf(builder, target.entity, one, row, eyes)] as const),
  ].map(([name, sql]) => ({ part: { kind: 'inner', name }, sql }));
  const { name } = target.entity;
  return [
    { part: { kind: 'ref', name: field.name, columns: inner.length + 1, entity: name }, sql: `${row}.id` },
    ...inner,
  ];
}

/** JSON text of the records of a set of refs, or of the one of several entities; null when there is none that the actor sees. */
function madeSql(builder: SqlBuilder, target: Access, column: Column, alias: string, whole: boolean): string {
  const row = builder.fresh();
  // Only rows that stand in the statement's own FROM can have others joined to them.
  const eyes = builder.target({ record: row }, 'actor');
  const wide = [
    `${row}.id`,
    `${titleSql(builder, target, row, eyes)} as title`,
    `${literal(target.entity.name)} as entity`,
    ...includedOf(target, whole).map(
      (inner) => `${wireOf(builder, target.entity, inner, row, eyes)} as ${quote(inner.name)}`,
    ),
  ].join(', ');
  const rows = `${builder.relation(target.entity.name, 'actor')} ${row}`;
  const held = columnSql(column, alias);
  if (column.type === 'uuid[]')
    return `(select '[' || string_agg(row_to_json(x)::text, ',' order by x.title, x.id) || ']' from (select ${wide} from ${rows} where ${row}.id = any (${held})) x)`;
  return `(select row_to_json(x)::text from (select ${wide} from ${rows} where ${row}.id = ${held}) x)`;
}

/** Fields of a ref's target that stand beside its id, title and entity. */
function includedOf(target: Access, whole: boolean): FieldModel[] {
  return whole ? target.fields.filter(({ name }) => !['id', 'title', 'entity'].includes(name)) : [];
}
