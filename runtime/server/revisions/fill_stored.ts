// Computed fields that have a column: rows that were written before the field was, or by another formula, are filled by apply,
// behind the tenant's fence, so that no statement of the new revision reads a column that is not filled yet.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import {
  emitValue,
  isStored,
  valueType,
  walk,
  type EntityModel,
  type Expr,
  type FieldModel,
  type Model,
} from '@shijian/kernel';
import { columnSql, mapColumns } from '../records/columns.ts';
import { baseOf, literal, quote } from '../records/names.ts';
import { SqlBuilder } from '../records/sql_builder.ts';
import type { Scene } from '../records/scene.ts';
import type { TenantState } from './tenants.ts';

/** Fills the columns of computed fields whose formula this bureau's rows were not filled by. Runs inside the metadata transaction. */
export async function fillStored(migrator: pg.Client, tenant: number, model: Model): Promise<void> {
  const fields = Object.values(model.entities).flatMap((entity) =>
    entity.fields.flatMap((field) =>
      isStored(field) && field.value ? [{ entity, field, formula: field.value, hash: hashOf(model, field.value) }] : [],
    ),
  );
  if (fields.length === 0) return;
  const known = await migrator.query<{ entity: string; uid: string; hash: string }>(
    'select entity, uid, hash from platform.stored_formula where tenant_id = $1',
    [tenant],
  );
  const filled = new Map(known.rows.map((row) => [`${row.entity} ${row.uid}`, row.hash]));
  const state = await stateOf(migrator, tenant, model);
  for (const { entity, field, formula, hash } of fields) {
    if (filled.get(`${entity.name} ${field.uid}`) === hash) continue;
    await fill(migrator, state, entity, field, formula);
    await migrator.query(
      `insert into platform.stored_formula (tenant_id, entity, uid, hash) values ($1, $2, $3, $4)
       on conflict (tenant_id, entity, uid) do update set hash = excluded.hash`,
      [tenant, entity.name, field.uid, hash],
    );
  }
}

async function fill(
  migrator: pg.Client,
  state: TenantState,
  entity: EntityModel,
  field: FieldModel,
  formula: Expr,
): Promise<void> {
  const column = state.columns.get(entity.name)!.get(field.name)!;
  const builder = new SqlBuilder(state, []);
  const value = emitValue(formula, builder.target({ record: 't' }, 'rule'));
  const key = literal(column.name);
  const set =
    column.place === 'ext'
      ? `ext = (t.ext - ${key}) || jsonb_strip_nulls(jsonb_build_object(${key}, ${valueType(field).wireSql?.(value) ?? value}))`
      : `${quote(column.name)} = ${value}`;
  const text = `update ${baseOf(entity.name)} t set ${set}
    where t.tenant_id = $1::int4 and ${columnSql(column, 't')} is distinct from ${value}`;
  // The formula reads its own row and constants: of the scene only the bureau is asked for.
  const scene = { state, actor: { tenant: { id: state.id } } } as Scene;
  await migrator.query('set local role shijian_owner');
  await migrator.query(`select set_config('app.tenant', $1, true)`, [String(state.id)]);
  await migrator.query(
    text,
    builder.binders.map((binder) => binder(scene, {})),
  );
  await migrator.query('reset role');
}

/** As much of a tenant's state as emitting needs. */
async function stateOf(migrator: pg.Client, tenant: number, model: Model): Promise<TenantState> {
  const { rows } = await migrator.query<{ entity: string; uid: string; slot: string }>(
    'select entity, uid, slot from platform.slot_map where tenant_id = $1',
    [tenant],
  );
  const slots = new Map(rows.map((row) => [`${row.entity} ${row.uid}`, row.slot]));
  const { name, label } = model.tenant;
  const counters = { model_rev: 0, access_rev: 0, edition: '', hash: '', keepsCity: false };
  return { id: tenant, name, label, ...counters, model, columns: mapColumns(model, slots) };
}

/** Changes with the formula, and with the code lists whose labels and levels it reads. */
function hashOf(model: Model, formula: Expr): string {
  const lists = new Set<string>();
  walk(formula, ({ type }) => {
    const list = /^(?:set:)?code:(.+)$/.exec(type)?.[1];
    if (list) lists.add(list);
  });
  const read = [...lists].sort().map((name) => model.lists[name]);
  return createHash('sha256')
    .update(JSON.stringify([formula, read]).replaceAll(/~\d+/g, '~'))
    .digest('hex');
}
