// Rows of children that are copied from other records (`rows: { from … }`): taken in the database with the actor's eyes, for a
// form that asks beforehand and again when the record is written, so that nobody writes into a copy what its source has not.
import {
  checkRecord,
  emitBoolean,
  emitRows,
  emitValue,
  fieldsRead,
  fieldType,
  newRow,
  readsOf,
  recordFault,
  type EntityModel,
  type Expr,
  type FieldModel,
  type RowsModel,
} from '@shijian/kernel';
import type { SqlValue } from '../database/client.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import { accessOf, isMasked, type Access } from './access.ts';
import type { Desk } from './desk.ts';
import { envOf } from './evaluation.ts';
import { literal, quote } from './names.ts';
import { readable } from './read_record.ts';
import { fieldContext, rowArgs, rowView, type Stored } from './row_values.ts';
import type { Scene } from './scene.ts';
import { bindPlan, type Plan, type SqlBuilder } from './sql_builder.ts';

/** Most rows that a source gives; a children field holds no more. */
const MOST = 500;

interface Taken {
  body: Stored;
  faults: Fault[];
}

/**
 * What somebody sent, with the copied rows put right: taken from their source where none were sent, copies made again where some were.
 * @param old the stored record on an update; its rows keep what was copied once
 */
export async function takeRows(
  desk: Desk,
  scene: Scene,
  access: Access,
  body: Stored,
  old: Stored | null,
): Promise<Taken> {
  const taken: Taken = { body: { ...body }, faults: [] };
  const fields = copiedFields(access.entity).filter((field) => !access.hidden.has(field.name));
  if (fields.length === 0) return taken;
  const image = imageOf(scene, access, body, old);
  for (const field of fields) {
    const { rows } = field;
    const sent = Array.isArray(body[field.name]) ? (body[field.name] as Stored[]) : null;
    const moved = !old || sourceMoved(access.entity, rows, old, image);
    if (!moved && !sent) continue;
    const before = moved ? [] : ((old[field.name] ?? []) as Stored[]);
    const fresh = moved || sent!.some((row) => !find(rows, before, row));
    const source = fresh ? await sourceRows(desk, scene, access, field, image) : [];
    if (!sent || rows.key === null) {
      // Without a key nothing in them is filled in by hand.
      taken.body[field.name] = moved ? source : before;
      continue;
    }
    taken.body[field.name] = sent.map((row, index) => {
      const from = find(rows, before, row) ?? source.find((one) => one[rows.key!] === row?.[rows.key!]);
      if (from) return { ...row, ...copied(rows, from) };
      const { message, remedy } = recordFault({ code: 'E_ROWS_SOURCE', at: '', value: null, params: {} }, field, 'zh');
      taken.faults.push({ code: 'E_ROWS_SOURCE', path: `${field.name}[${index}]`, value: null, message, remedy });
      return row;
    });
  }
  return taken;
}

/** Rows that a form would get for what stands in it now. @throws Problem 403, 404 E_ROWS_NONE */
export async function previewRows(
  desk: Desk,
  scene: Scene,
  entityName: string,
  fieldName: string,
  body: unknown,
): Promise<{ rows: Stored[] }> {
  const access = readable(scene, entityName);
  if (!access.create && access.updates.length === 0)
    throw new Problem(403, 'E_GRANT_CREATE', `您没有填写${access.entity.label}的权限`);
  const field = copiedFields(access.entity).find(({ name }) => name === fieldName && !access.hidden.has(name));
  if (!field) throw new Problem(404, 'E_ROWS_NONE', '这里没有可以带入的明细');
  const record = typeof body === 'object' && body !== null && 'record' in body ? body.record : null;
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw new Problem(400, 'E_BODY_TYPE', '提交的内容应是 { record: { … } }');
  const image = imageOf(scene, access, record as Stored, null);
  const rows = await sourceRows(desk, scene, access, field, image);
  const masked = field.fields.filter(isMasked);
  return {
    rows: rows.map((row) => ({
      ...row,
      ...Object.fromEntries(masked.map((cell) => [cell.name, fieldType(cell.type).mask(row[cell.name], cell)])),
    })),
  };
}

interface Copied extends FieldModel {
  rows: RowsModel & { from: Expr };
}

/** Fields whose rows are taken when the record is made. */
function copiedFields(entity: EntityModel): Copied[] {
  return entity.fields.filter((field): field is Copied => field.rows?.from != null && field.rows.when === null);
}

/** What is known of the record so far; faults are told by the check that follows. */
function imageOf(scene: Scene, access: Access, body: Stored, old: Stored | null): Stored {
  const { entity } = access;
  const rows = new Set(copiedFields(entity).map(({ name }) => name));
  const sent = Object.fromEntries(Object.entries(body).filter(([name]) => !rows.has(name)));
  return checkRecord(entity, sent, {
    mode: old ? 'update' : 'create',
    ...(old ? { old } : {}),
    env: (image) => envOf(scene, { record: rowView(image) }),
    ctx: fieldContext(scene.state),
    mayWrite: (name) => !access.hidden.has(name),
  }).record;
}

function sourceMoved(entity: EntityModel, rows: Copied['rows'], old: Stored, image: Stored): boolean {
  const reads = [rows.from, ...(rows.where ? [rows.where] : [])].flatMap((expr) => fieldsRead(expr, entity.name));
  return reads.some((name) => JSON.stringify(old[name] ?? null) !== JSON.stringify(image[name] ?? null));
}

/** The row among these that a sent one stands for: the same id, and still the same source. */
function find(rows: RowsModel, among: Stored[], row: Stored | null): Stored | undefined {
  const found = among.find((one) => one.id !== undefined && one.id === row?.id);
  return found && (rows.key === null || found[rows.key] === row?.[rows.key]) ? found : undefined;
}

function copied(rows: RowsModel, from: Stored): Stored {
  return Object.fromEntries(Object.keys(rows.copy).map((name) => [name, from[name] ?? null]));
}

async function sourceRows(desk: Desk, scene: Scene, access: Access, field: Copied, image: Stored): Promise<Stored[]> {
  const { rows } = field;
  const args: Record<string, SqlValue> = rowArgs(scene.state, access.entity, image, null, desk.seal);
  const plan = desk.plan(scene, `rows ${access.entity.name} ${field.name}`, (builder) =>
    planRows(builder, access.entity, field),
  );
  const found = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, args));
  const env = envOf(scene, { record: rowView(image) });
  return found.map(({ cells }, index) => {
    const row = JSON.parse(cells!) as Stored;
    const { _id, ...copies } = row;
    return { ...newRow(field, index, env), ...copies, ...(rows.key ? { [rows.key]: _id } : {}) };
  });
}

/** One line a row: its copied cells by name, and `_id` of the source. The record is not there yet: its values are parameters. */
function planRows(builder: SqlBuilder, entity: EntityModel, field: Copied): Plan {
  const { rows } = field;
  const columns = [...builder.state.columns.get(entity.name)!.values()].filter(({ place }) => place !== 'ext');
  const values = columns.map(
    (column) =>
      `${builder.arg(`f.${column.field.name}`, column.type === 'uuid' && column.place === 'slot' ? 'text' : column.type)} as ${quote(column.name)}`,
  );
  const record = `(select ${['$1::int4 as tenant_id', 'null::uuid as id', `${builder.arg('ext', 'jsonb')} as ext`, ...values].join(', ')}) p`;
  const source = emitRows(rows.from, builder.target({ record: 'p' }, 'actor'));
  if (!source.alias || !sees(builder, rows.from))
    return builder.plan(`select '{}' as cells from ${record} where false`);
  const target = builder.target({ record: 'p', it: source.alias }, 'actor');
  const cells = Object.entries(rows.copy).flatMap(([name, expr]) => {
    const cell = field.fields.find((candidate) => candidate.name === name);
    if (!cell || !sees(builder, expr)) return [];
    const sql = emitValue(expr, target);
    return [`${literal(name)}, ${fieldType(cell.type).wireSql?.(sql) ?? sql}`];
  });
  const where = rows.where
    ? [emitBoolean(rows.where, builder.target({ record: 'p', it: source.alias }, 'rule')).isTrue]
    : [];
  const order = rows.from.type.startsWith('set:row:') ? `${source.alias}."index"` : source.id;
  return builder.plan(
    `select json_build_object(${[`'_id', ${source.id}`, ...cells].join(', ')})::text as cells
     from ${record}, ${source.from} where ${[...source.where, ...where, 'true'].filter((text) => text !== '').join(' and ')}
     order by ${order} limit ${MOST}`,
  );
}

/** True when the actor's roles hide nothing that the expression reads; what they mask is copied, and stays masked. */
function sees(builder: SqlBuilder, expr: Expr): boolean {
  return readsOf(expr).fields.every(({ entity, field }) => {
    const [, owner = entity, rows = field] = /^row:([^#]+)#(.+)$/.exec(entity) ?? [];
    return accessOf(builder.state, builder.roles, owner)?.hidden.has(rows) === false;
  });
}
