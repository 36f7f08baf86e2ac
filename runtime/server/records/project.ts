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
import { accessOf, isMasked, isOverClear, type Access } from './access.ts';
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

/**
 * JSON text of a record for the wire as the column `body`; the row is `alias`. The statement takes builder.joins(body) behind the
 * relation of the row.
 */
export function bodySql(builder: SqlBuilder, access: Access, alias: string, projection: Projection): string {
  return `(select row_to_json(x) from (select ${projectRecord(builder, access, alias, projection)}) x)::text as body`;
}

/** Select list of a record for the wire. */
function projectRecord(builder: SqlBuilder, access: Access, alias: string, projection: Projection): string {
  const eyes = builder.shown(alias);
  const wanted = access.fields.filter((field) => !projection.fields || projection.fields.includes(field.name));
  const columns = [
    `${alias}.id`,
    `${alias}.version`,
    `${instantSql(`${alias}.created_at`)} as created_at`,
    `${instantSql(`${alias}.updated_at`)} as updated_at`,
    `${titleSql(builder, access, alias, eyes)} as _title`,
    ...(showsTenant(access) ? [`${tenantSql(alias)} as _tenant`] : []),
    ...(access.entity.checks.some(({ level }) => level === 'quarantine')
      ? [`nullif(${alias}.quarantined, false) as _quarantined`]
      : []),
    `case when ${alias}.deleted_at is not null then ${instantSql(`${alias}.deleted_at`)} end as _deleted_at`,
    ...wanted.map((field) => `${wireOf(builder, access.entity, field, alias, eyes)} as ${quote(field.name)}`),
  ];
  const labels = addedLabels(builder, access, wanted, alias);
  if (labels) columns.push(`${labels} as _labels`);
  const refs = wanted.filter((field) => field.to.length > 0 && !isMasked(field));
  if (refs.length > 0) columns.push(`${refsSql(builder, access.entity, refs, alias, projection.include)} as _refs`);
  return columns.join(', ');
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
  const title = access.entity.title.filter(
    (part) => 'text' in part || isOverClear(builder.state, builder.roles, part.expr),
  );
  const text = emitTemplate(title, target);
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
  return valueType(column.field).wireSql?.(sql) ?? sql;
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

/** JSON text of the record that a ref leads to, of all of them for a set; null when there is none that the actor sees. */
function refSql(
  builder: SqlBuilder,
  entity: EntityModel,
  target: Access,
  column: Column,
  alias: string,
  whole: boolean,
): string {
  const joined = builder.join(entity.name, column.field.name, alias);
  const row = joined ?? builder.fresh();
  // Only rows that stand in the statement's own FROM can have others joined to them.
  const eyes = joined ? builder.shown(row) : builder.target({ record: row }, 'actor');
  const wanted = whole ? target.fields : [];
  const members = wanted.map((inner) => `${wireOf(builder, target.entity, inner, row, eyes)} as ${quote(inner.name)}`);
  const wide = [
    `${row}.id`,
    `${titleSql(builder, target, row, eyes)} as title`,
    `${literal(target.entity.name)} as entity`,
    ...members.filter((_, i) => !['id', 'title', 'entity'].includes(wanted[i]!.name)),
  ].join(', ');
  if (joined) return `(select row_to_json(x)::text from (select ${wide} where ${row}.id is not null) x)`;
  const rows = `${builder.relation(target.entity.name, 'actor')} ${row}`;
  const held = columnSql(column, alias);
  if (column.type === 'uuid[]')
    return `(select '[' || string_agg(row_to_json(x)::text, ',' order by x.title, x.id) || ']' from (select ${wide} from ${rows} where ${row}.id = any (${held})) x)`;
  return `(select row_to_json(x)::text from (select ${wide} from ${rows} where ${row}.id = ${held}) x)`;
}

function refsSql(
  builder: SqlBuilder,
  entity: EntityModel,
  refs: FieldModel[],
  alias: string,
  include: readonly string[],
): string {
  const pairs = refs.flatMap((field) => {
    const column = builder.state.columns.get(entity.name)?.get(field.name);
    const targets = field.to.flatMap((name) => accessOf(builder.state, builder.roles, name) ?? []);
    if (targets.length === 0 || !column) return [];
    const found = targets.map((target) => refSql(builder, entity, target, column, alias, include.includes(field.name)));
    return [`${literal(`"${field.name}":`)} || ${found.length === 1 ? found[0]! : `coalesce(${found.join(', ')})`}`];
  });
  if (pairs.length === 0) return `'{}'::json`;
  // Put together as text: a ref that is not there or not to be seen is null and leaves its name out; half the cost of an aggregate.
  return `('{' || concat_ws(',', ${pairs.join(', ')}) || '}')::json`;
}
