// Carries out what the documents say about how long something is kept: record by record, each in one statement with its audit row,
// so that a run that is broken off may be run again. Only what a rule declares is touched.
import { emitBoolean } from '@shijian/kernel';
import type { SqlValue } from '../database/client.ts';
import type { Desk } from '../records/desk.ts';
import { envOf } from '../records/evaluation.ts';
import { baseOf, gateOf, literal } from '../records/names.ts';
import { columnSets } from '../records/plan_write.ts';
import { projectStored } from '../records/project.ts';
import { claimsOf, rowArgs, rowsOf, rowView, settleStored, type Stored } from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';
import { bindPlan, type Plan, type SqlBuilder } from '../records/sql_builder.ts';
import { entryOf } from '../revisions/tenants.ts';
import { cleared, nameOf, rulesOf, type Rule } from './rules.ts';

export interface Cleared {
  /** "food.operator.phone" */
  rule: string;
  for: string;
  then: Rule['retain']['then'];
  /** Records whose time is up and of which something is left to clear. */
  due: number;
  /** Records that were cleared; with a dry run none. */
  done: number;
}

/** Rows looked at in one statement. */
const PAGE = 200;

/**
 * One line a rule.
 * @param dry only says what would go
 */
export async function clearExpired(desk: Desk, scene: Scene, dry: boolean): Promise<Cleared[]> {
  const lines: Cleared[] = [];
  for (const rule of rulesOf(scene.state.model)) {
    const line: Cleared = { rule: nameOf(rule), for: rule.retain.for, then: rule.retain.then, due: 0, done: 0 };
    for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null;) {
      const rows = await duePage(desk, scene, rule, after);
      for (const row of rows) {
        const { due, done } = await clearOne(desk, scene, rule, row, dry);
        line.due += Number(due);
        line.done += Number(done);
      }
      after = rows.length < PAGE ? null : rows.at(-1)!.id;
    }
    lines.push(line);
  }
  return lines;
}

interface Due {
  id: string;
  version: string;
  image: Stored;
}

async function duePage(desk: Desk, scene: Scene, rule: Rule, after: string): Promise<Due[]> {
  const { entity, retain } = rule;
  const plan = desk.plan(scene, `due ${nameOf(rule)}`, (builder) =>
    builder.plan(
      `select t.id::text as id, t.version::text as version, (select row_to_json(s) from (select ${projectStored(builder, entity, 't')}) s)::text as image
       from ${gateOf(entity.name)} t where t.tenant_id = ${builder.tenantId} and t.id > ${builder.arg('after', 'uuid')}
         and (${emitBoolean(retain.due, builder.target({ record: 't' }, 'rule')).isTrue}) order by t.id limit ${PAGE}`,
    ),
  );
  const rows = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { after }));
  return rows.map((row) => ({
    id: row.id!,
    version: row.version!,
    image: rowsOf(scene.state, entity, JSON.parse(row.image!) as Stored, desk.seal),
  }));
}

async function clearOne(
  desk: Desk,
  scene: Scene,
  rule: Rule,
  row: Due,
  dry: boolean,
): Promise<{ due: boolean; done: boolean }> {
  const { entity, retain } = rule;
  if (retain.then === 'delete') {
    if (dry) return { due: true, done: false };
    const plan = desk.plan(scene, `expire ${entity.name}`, (builder) => planRemove(builder, rule));
    const args = { id: row.id, version: row.version, note: noteOf(rule, []) };
    const [gone] = await desk.database.write(entryOf(scene.state), bindPlan(plan, scene, args));
    return { due: true, done: gone!.length > 0 };
  }
  const image = cleared(rule, row.image);
  settleStored(scene.state, entity, image);
  const columns = scene.state.columns.get(entity.name)!;
  const changed = [...columns.keys()].filter((name) => !same(image[name], row.image[name]));
  if (changed.length === 0 || dry) return { due: changed.length > 0, done: false };
  const env = (of: Stored) => envOf(scene, { record: rowView(of) });
  const held = new Set(claimsOf(entity, image, env(image), desk.seal).map((claim) => `${claim.rule} ${claim.key}`));
  const dropped = claimsOf(entity, row.image, env(row.image), desk.seal).filter(
    (claim) => !held.has(`${claim.rule} ${claim.key}`),
  );
  const args: Record<string, SqlValue> = {
    ...rowArgs(scene.state, entity, image, changed, desk.seal),
    id: row.id,
    version: row.version,
    note: noteOf(
      rule,
      changed.map((name) => columns.get(name)!.field.uid),
    ),
    dropped_rules: dropped.map((claim) => claim.rule),
  };
  const plan = desk.plan(scene, `clear ${entity.name} ${changed.join(',')}`, (builder) =>
    planClear(builder, rule, changed),
  );
  const [written] = await desk.database.write(entryOf(scene.state), bindPlan(plan, scene, args));
  // Somebody wrote it at this moment: it is looked at again tomorrow.
  return { due: true, done: written!.length > 0 };
}

function planClear(builder: SqlBuilder, { entity }: Rule, changed: readonly string[]): Plan {
  const sets = columnSets(builder, entity.name, changed);
  return builder.plan(`with new as (update ${baseOf(entity.name)} t
      set ${[...sets, `search_text = ${builder.arg('search_text', 'text')}`].join(', ')}, version = t.version + 1, updated_at = now(), updated_by = null
      where t.tenant_id = $1::int4 and t.id = ${builder.arg('id', 'uuid')} and t.version = ${builder.arg('version', 'int8')} returning t.*),
    released as (delete from platform.claim c using new n
      where c.tenant_id = $1::int4 and c.record = n.id and c.rule = any (${builder.arg('dropped_rules', 'text[]')})),
    ${logged(builder, entity.name)}, ${queued(entity.name, 'changed', changed)} select id::text as id from new`);
}

function planRemove(builder: SqlBuilder, { entity }: Rule): Plan {
  return builder.plan(`with due as (select t.id, t.version, t.rev from ${baseOf(entity.name)} t
      where t.tenant_id = $1::int4 and t.id = ${builder.arg('id', 'uuid')} and t.version = ${builder.arg('version', 'int8')} for update of t),
    new as materialized (select d.* from due d cross join lateral platform.remove_expired(${literal(baseOf(entity.name))}::regclass, array[d.id]) as gone(id)),
    released as (delete from platform.claim c using new n where c.tenant_id = $1::int4 and c.record = n.id),
    ${logged(builder, entity.name)}, ${queued(entity.name, 'deleted', [])} select id::text as id from new`);
}

/** The audit says that something went, by which rule and from which fields; not what it was. */
function logged(builder: SqlBuilder, entity: string): string {
  return `logged as (
    insert into platform.audit (tenant_id, actor_name, action, entity, record, version, rev, after)
    select $1::int4, '系统', 'retain', ${literal(entity)}, n.id, n.version, n.rev, ${builder.arg('note', 'jsonb')} from new n)`;
}

function queued(entity: string, event: 'changed' | 'deleted', changed: readonly string[]): string {
  return `queued as (
    insert into platform.outbox (tenant_id, event, entity, record, version, rev, fields)
    select $1::int4, '${event}', ${literal(entity)}, n.id, n.version, n.rev, array[${changed.map(literal).join(', ')}]::text[] from new n)`;
}

function noteOf({ retain }: Rule, fields: string[]): string {
  return JSON.stringify({ _retain: { for: retain.for, then: retain.then, fields } });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null) || (isNothing(a) && isNothing(b));
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
