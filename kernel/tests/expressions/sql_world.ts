// The same world in PostgreSQL: tables, rows and the target that emitted SQL is written for.
import { pgTypeOf } from '../../src/expressions/index.ts';
import { NOW, TODAY, ZONE, ancestry, calendar, columns, settings, itemColumns, oldOf } from './world.ts';
import type { SqlTarget, Value } from '../../src/expressions/index.ts';
import type { Client } from 'pg';
import type { Row, Rows } from './world.ts';

/** Creates the tables of the world in a schema of their own and fills them. */
export async function fill(client: Client, schema: string, rows: Rows): Promise<void> {
  await client.query(`drop schema if exists ${schema} cascade; create schema ${schema}; set search_path to ${schema}`);
  for (const [entity, fields] of Object.entries(columns)) {
    const list = Object.entries(fields).map(([name, type]) => `"${name}" ${columnType(pgTypeOf(type))}`);
    await client.query(`create table ${tableOf(entity)} (${list.join(', ')})`);
    const names = Object.keys(fields).map((name) => `"${name}"`);
    for (const row of rows[entity as keyof Rows]) {
      const values = Object.entries(fields).map(([name, type]) =>
        type.startsWith('set:row:') ? JSON.stringify(row[name] ?? []) : (row[name] ?? null),
      );
      await client.query(
        `insert into ${tableOf(entity)} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
        values,
      );
    }
  }
  await client.query('create table old_of (id uuid, old uuid)');
  for (const [index, thing] of rows['t.thing'].entries())
    await client.query('insert into old_of values ($1, $2)', [thing.id, oldOf(rows['t.thing'], index)?.id ?? null]);
  await client.query('create table ancestry (list text, code text collate "C", ancestor text collate "C")');
  for (const [code, ancestor] of ancestry('region'))
    await client.query(`insert into ancestry values ('region', $1, $2)`, [code, ancestor]);
}

/** Every thing as the_record, beside what it was as the_old. */
export const THINGS =
  't_thing the_record left join old_of on old_of.id = the_record.id left join t_thing the_old on the_old.id = old_of.old';

export const tableOf = (entity: string): string => entity.replace('.', '_');

/** A target whose parameters pile up in `params`: many expressions may share one statement. */
export function targetOf(params: Value[], actor: Row, knowsNulls: boolean): SqlTarget {
  let aliases = 0;
  const param = (value: Value, type: string): string => {
    params.push(value);
    return `$${params.length}::${type}`;
  };
  return {
    column: (_entity, field, alias) => `${alias}."${field}"`,
    alias: (root) => `the_${root}`,
    relation: tableOf,
    tenantOf: () => '',
    param,
    actor: (member, type) => param(actor[member] ?? null, type),
    ...(knowsNulls ? { actorNull: (member: string) => (actor[member] ?? null) === null } : {}),
    tenant: (member, type) => param({ name: 'changan', region: '130102' }[member] ?? null, type),
    setting: (name, type) => param(settings[name]?.value ?? null, type),
    calendar: () => ({ off: param([...calendar.off], 'date[]'), on: param([...calendar.on], 'date[]') }),
    now: () => param(NOW, 'timestamptz'),
    today: () => param(TODAY, 'date'),
    zone: () => param(ZONE, 'text'),
    rows: (_entity, field, alias) => `(select ${itemSql()} from jsonb_array_elements(${alias}."${field}") e(j))`,
    fresh: () => `t${++aliases}`,
    descendants: (list, code) => ancestry(list).flatMap(([below, above]) => (above === code ? [below] : [])),
    ancestry: (list) => `(select code, ancestor from ancestry where list = '${list}')`,
    label: (_list, sql) => `case when ${sql} in ('A', 'B', 'C', 'D') then ${sql} || ' 级' end`,
    treeParent: (entity) => (entity === 't.org' ? 'parent' : null),
  };
}

function itemSql(): string {
  return Object.entries(itemColumns)
    .map(([name, type]) => `(e.j->>'${name}')::${pgTypeOf(type)} as "${name}"`)
    .join(', ');
}

function columnType(type: string): string {
  return type === 'text' ? 'text collate "C"' : type === 'text[]' ? 'text[] collate "C"' : type;
}
