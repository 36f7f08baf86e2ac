// Where a field's value lives for one tenant: a column of its own (packaged), ext jsonb (tenant's own) or a slot
// (tenant's own and indexed). Nothing outside this file knows which.
import { columnName, findFieldType, valueType, type EntityModel, type FieldModel, type Model } from '@shijian/kernel';
import { literal, quote } from './names.ts';

export type PgType =
  'text' | 'bigint' | 'numeric' | 'boolean' | 'date' | 'timestamptz' | 'uuid' | 'jsonb' | 'text[]' | 'uuid[]';

export interface Column {
  field: FieldModel;
  /** Type of the value in SQL. */
  type: PgType;
  place: 'column' | 'ext' | 'slot';
  /** Column, slot or ext key. */
  name: string;
  /** A ref to several entities: which one stands in ext beside the id (kindSql). */
  kinds: boolean;
  /** Encrypted text: hash, mask and cipher in one column. */
  sealed: boolean;
}

/** entity name → field name → column; computed fields have one only when they are stored. */
export type ColumnMap = Map<string, Map<string, Column>>;

/** Slots of a tenant: "entity uid" → slot. */
export type SlotMap = ReadonlyMap<string, string>;

/** Spare typed columns of every entity table, in the order in which they are given. */
export const SLOTS: Record<string, readonly string[]> = {
  text: ['x_text_1', 'x_text_2', 'x_text_3', 'x_text_4'],
  numeric: ['x_num_1', 'x_num_2'],
  date: ['x_date_1', 'x_date_2'],
};

/** Columns that every entity table has beside its fields. */
export const SYSTEM_COLUMNS: Record<string, PgType> = {
  id: 'uuid',
  version: 'bigint',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  created_by: 'uuid',
  updated_by: 'uuid',
  quarantined: 'boolean',
};

/** Further columns of every entity table, which no request may name. */
const FURTHER_COLUMNS = ['tenant_id', 'rev', 'deleted_at', 'search_text', 'ext'];

/** Family of slots that can hold a type; undefined where none can. */
export function slotFamily(type: PgType): string | undefined {
  if (type === 'text' || type === 'uuid') return 'text';
  if (type === 'numeric' || type === 'bigint') return 'numeric';
  return type === 'date' ? 'date' : undefined;
}

/** SQL type of a field's stored value; null when it stores nothing. */
export function pgTypeOfField(field: FieldModel): PgType | null {
  return (findFieldType(field.type) ? valueType(field).column : null) as PgType | null;
}

/** Of entities without slots: bureaus on the same packages share their entities, and so these. */
const shared = new WeakMap<EntityModel, Map<string, Column>>();

/** Column map of a model for a tenant with these slots; not to be changed. */
export function mapColumns(model: Model, slots: SlotMap): ColumnMap {
  const slotted = new Set([...slots.keys()].map((key) => key.split(' ')[0]!));
  const map: ColumnMap = new Map();
  for (const entity of Object.values(model.entities)) {
    const plain = !slotted.has(entity.name);
    const known = plain ? shared.get(entity) : undefined;
    const columns = known ?? mapEntity(entity, slots);
    if (plain && !known) shared.set(entity, columns);
    map.set(entity.name, columns);
  }
  return map;
}

function mapEntity(entity: EntityModel, slots: SlotMap): Map<string, Column> {
  const columns = new Map<string, Column>();
  for (const field of entity.fields) {
    const type = pgTypeOfField(field);
    if (!type) continue;
    const own = columnName(field);
    const slot = slots.get(`${entity.name} ${own}`);
    columns.set(field.name, {
      field,
      type,
      place: !field.own ? 'column' : slot ? 'slot' : 'ext',
      name: slot && field.own ? slot : own,
      kinds: type === 'uuid' && field.to.length > 1,
      sealed: field.personal === 'sensitive',
    });
  }
  return columns;
}

/** Member of ext that says at which of several entities a ref points. */
export function kindKey(column: Column): string {
  return `${column.field.uid}#kind`;
}

/** SQL of the entity that a ref to several points at. */
export function kindSql(column: Column, alias: string): string {
  return `(${alias}.ext ->> ${literal(kindKey(column))})`;
}

/** The one entity that a ref field points at; null for other fields, for sets of refs and for refs to several. */
export function targetOf(field: FieldModel): string | null {
  return field.to.length === 1 && pgTypeOfField(field) === 'uuid' ? field.to[0]! : null;
}

const UUID = '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$';

/** SQL of the stored value on a row with this alias; total: odd data gives null. */
export function columnSql(column: Column, alias: string): string {
  if (column.place === 'column') return `${alias}.${quote(column.name)}`;
  if (column.place === 'slot') {
    const raw = `${alias}.${quote(column.name)}`;
    if (column.type === 'uuid') return `(case when ${raw} ~ '${UUID}' then ${raw}::uuid end)`;
    return column.type === 'bigint' ? `(${raw})::bigint` : raw;
  }
  return jsonMember(`${alias}.ext`, column.name, column.type);
}

/** SQL of a member of a json object as a typed value; total: what is no such value gives null. */
export function jsonMember(json: string, member: string, type: PgType): string {
  const key = literal(member);
  const text = `(${json} ->> ${key})`;
  switch (type) {
    case 'text':
      return text;
    case 'jsonb':
      return `(${json} -> ${key})`;
    case 'date':
      return `platform.as_date${text}`;
    case 'timestamptz':
      return `platform.as_instant${text}`;
    case 'numeric':
      return `platform.as_number${text}`;
    case 'bigint':
      return `trunc(platform.as_number${text})::bigint`;
    case 'boolean':
      return `platform.as_boolean${text}`;
    case 'uuid':
      return `(case when ${text} ~ '${UUID}' then ${text}::uuid end)`;
    case 'uuid[]':
      return `(case when jsonb_typeof(${json} -> ${key}) = 'array' then array(select i::uuid from jsonb_array_elements_text(${json} -> ${key}) i where i ~ '${UUID}') end)`;
    case 'text[]':
      return `(case when jsonb_typeof(${json} -> ${key}) = 'array' then array(select jsonb_array_elements_text(${json} -> ${key})) end)`;
  }
}

/**
 * Columns of an entity's table that a text of SQL names on a row with this alias: what a sub-select has to hand on. A name inside
 * a literal may be among them, which costs a column and nothing else.
 */
export function columnsNamed(columns: ReadonlyMap<string, Column>, alias: string, text: string): string[] {
  const named = new Set<string>();
  for (const [, quoted, bare] of text.matchAll(new RegExp(`\\b${alias}\\.(?:"([^"]+)"|(\\w+))`, 'g')))
    named.add(quoted ?? bare!);
  const own = [...columns.values()].flatMap((column) => (column.place === 'column' ? [column.name] : []));
  const all = [...Object.keys(SYSTEM_COLUMNS), ...FURTHER_COLUMNS, ...Object.values(SLOTS).flat(), ...own];
  return all.filter((name) => named.has(name));
}

/** Rows of a children column as a relation (id, fields by name), in their order. */
export function rowsSql(column: Column, alias: string): string {
  const raw = columnSql(column, alias);
  const members = column.field.fields.flatMap((child) => {
    const type = pgTypeOfField(child);
    return type ? [`${jsonMember('e', child.uid, type)} as ${quote(child.name)}`] : [];
  });
  // Their place, from 1; a cell of that name is what the name means.
  const index = column.field.fields.some((child) => child.name === 'index') ? [] : ['n as index'];
  return `(select ${[`${jsonMember('e', 'id', 'uuid')} as id`, ...index, ...members].join(', ')} from jsonb_array_elements(case when jsonb_typeof(${raw}) = 'array' then ${raw} else '[]' end) with ordinality as elements(e, n))`;
}
