// Values that a revision left behind: of fields that went, or that have another type now. They stay until somebody purges them, which is an
// act of its own, on record and not to be taken back.
import type { HttpContext } from '@adonisjs/core/http';
import { columnName, type EntityModel } from '@shijian/kernel';
import type pg from 'pg';
import { doorOf, needRight } from '../door/door_access.ts';
import { bodyOf } from '../door/drafts.ts';
import { Problem } from '../exceptions/problem.ts';
import { scopeAmong } from '../identity/token_scope.ts';
import { enqueue, queueProblem } from '../jobs/job.ts';
import type { JobHandler } from '../jobs/runner.ts';
import { inTenant } from '../records/in_tenant.ts';
import { kindKey, SLOTS, SYSTEM_COLUMNS } from '../records/columns.ts';
import { baseOf, gateOf, quote, tableOf } from '../records/names.ts';
import type { Scene } from '../records/scene.ts';
import { entryOf, type TenantState } from '../revisions/tenants.ts';
import { readTables } from './plan_states.ts';

/** Where values without a field are. */
export interface Retired {
  place: 'column' | 'slot' | 'ext';
  name: string;
  /** Records of the bureau, those in the recycle bin too. */
  count: number;
}

interface Order extends Retired {
  entity: string;
}

const PATIENCE = 60;
/** Rows that are cleared in one transaction. */
const BATCH = 5_000;

/** `GET /api/door/retired?entity=food.operator`. @throws Problem 404 E_ENTITY_NONE, 403 */
export async function showRetired(ctx: HttpContext): Promise<{ items: Retired[] }> {
  return inTenant(ctx, async (desk, scene) => {
    const entity = entityFor(scene, ctx.request.input('entity'));
    const items = await desk.database.snapshot(entryOf(scene.state), PATIENCE, (client) =>
      retiredOf(client, scene.state, entity),
    );
    return { items };
  });
}

/** `POST /api/door/retired/purge` `{entity, place, name, count}` → 202 `{job}`. @throws Problem 403 E_TOKEN_PATH; 409 E_PURGE_MOVED when there is another number of values by now */
export async function purgeRetired(ctx: HttpContext): Promise<void> {
  // Values that go for good are a person's to clear.
  if (scopeAmong(ctx.actor.roles)) throw new Problem(403, 'E_TOKEN_PATH', '令牌不能用于这个地址');
  const { entity: entityName, place, name, count } = bodyOf(ctx);
  const job = await inTenant(ctx, async (desk, scene) => {
    const entity = entityFor(scene, entityName);
    const found = await desk.database.snapshot(entryOf(scene.state), PATIENCE, (client) =>
      retiredOf(client, scene.state, entity),
    );
    const retired = found.find((one) => one.place === place && one.name === name);
    if (!retired || retired.count !== count)
      throw new Problem(409, 'E_PURGE_MOVED', '要清除的数据已有变化。请重新查看条数，确认后再清除');
    const input: Order = { entity: entity.name, ...retired };
    const queued = enqueue(scene, {
      kind: 'purge',
      title: `清除${entity.label}的停用字段 ${retired.name}`,
      entity: null,
      input,
    });
    const { actor, state } = scene;
    await desk.database
      .write(entryOf(state), ...queued.statements, {
        text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, rev, after)
               values ($1::int4, $2::uuid, $3::text, $4::text, 'purge', $5::text, $6::int4, $7::jsonb)`,
        values: [state.id, actor.user, actor.name, actor.ip, entity.name, state.model_rev, JSON.stringify(retired)],
      })
      .catch((error: unknown) => {
        throw queueProblem(error);
      });
    return queued.id;
  });
  ctx.services.jobs.kick();
  ctx.response.status(202).send({ job });
}

/** Batch by batch, each only while no field of the current revision is in that place. Taken up again it clears what is left. */
export const runPurge: JobHandler = async (run) => {
  const { entity: name, ...retired } = run.input as Order;
  let done = 0;
  for (let more = true; more;) {
    const cleared = await run.inScene(async (scene) => {
      const entity = entityFor(scene, name);
      if (isUsed(scene.state, entity, retired)) throw new Problem(409, 'E_PURGE_MOVED', '这个字段又启用了，已停止清除');
      return run.desk.database.transaction(entryOf(scene.state), (client) =>
        clear(client, scene.state, entity, retired),
      );
    });
    done += cleared;
    more = cleared === BATCH;
    await run.tell({ done, total: retired.count, message: '正在清除' });
  }
  return { message: `已清除 ${done.toLocaleString('zh-CN')} 条`, result: { records: done } };
};

async function clear(
  client: pg.ClientBase,
  state: TenantState,
  entity: EntityModel,
  { place, name }: Pick<Retired, 'place' | 'name'>,
): Promise<number> {
  const base = baseOf(entity.name);
  const [set, there] =
    place === 'ext'
      ? ['ext = t.ext - $2::text', 't.ext ? $2::text']
      : [`${quote(name)} = null`, `t.${quote(name)} is not null and $2::text is not null`];
  const { rowCount } = await client.query(
    `update ${base} t set ${set} where t.tenant_id = $1::int4 and t.id in (
       select t.id from ${base} t where t.tenant_id = $1::int4 and ${there} limit ${BATCH})`,
    [state.id, name],
  );
  return rowCount ?? 0;
}

/** Who may publish may purge. */
function entityFor(scene: Scene, name: unknown): EntityModel {
  needRight(doorOf(scene), 'publish');
  const { entities } = scene.state.model;
  const entity = typeof name === 'string' && Object.hasOwn(entities, name) ? entities[name] : undefined;
  if (!entity || entity.source !== null) throw new Problem(404, 'E_ENTITY_NONE', '没有这类数据，请检查名称');
  return entity;
}

async function retiredOf(client: pg.ClientBase, state: TenantState, entity: EntityModel): Promise<Retired[]> {
  const columns = (await readTables(client)).get(tableOf(entity.name))?.columns ?? new Set<string>();
  const slots = await client.query<{ slot: string }>(
    'select slot from platform.slot_map where tenant_id = $1 and entity = $2',
    [state.id, entity.name],
  );
  const held: Pick<Retired, 'place' | 'name'>[] = [
    ...[...columns].flatMap((name) => (OWN.has(name) ? [] : [{ place: 'column' as const, name }])),
    ...slots.rows.map(({ slot }) => ({ place: 'slot' as const, name: slot })),
  ];
  const unused = held.filter((one) => !isUsed(state, entity, one));
  const counts = unused.map(({ name }, i) => `, count(t.${quote(name)})::text as c${i}`).join('');
  const from = `from ${gateOf(entity.name)} t where t.tenant_id = $1::int4`;
  const { rows } = await client.query<Record<string, string>>(`select count(*)::text as n${counts} ${from}`, [
    state.id,
  ]);
  const ext = await client.query<{ name: string; n: string }>(
    `select k as name, count(*)::text as n from ${gateOf(entity.name)} t cross join lateral jsonb_object_keys(t.ext) k
     where t.tenant_id = $1::int4 and t.ext <> '{}' group by k order by k`,
    [state.id],
  );
  const found: Retired[] = [
    ...unused.map((one, i): Retired => ({ ...one, count: Number(rows[0]![`c${i}`]) })),
    ...ext.rows.map(({ name, n }): Retired => ({ place: 'ext', name, count: Number(n) })),
  ];
  return found.filter((one) => one.count > 0 && !isUsed(state, entity, one));
}

/** Columns that belong to no field. */
const OWN: ReadonlySet<string> = new Set([
  ...Object.keys(SYSTEM_COLUMNS),
  ...Object.values(SLOTS).flat(),
  ...['tenant_id', 'rev', 'deleted_at', 'search_text', 'ext'],
]);

/** A field of the current revision has its values there: a slot's, too, while they are still being moved out of ext. */
function isUsed(state: TenantState, entity: EntityModel, { place, name }: Pick<Retired, 'place' | 'name'>): boolean {
  const columns = [...(state.columns.get(entity.name)?.values() ?? [])];
  if (place !== 'ext') return columns.some((column) => column.place === place && column.name === name);
  return columns.some(
    (column) => (column.place !== 'column' && columnName(column.field) === name) || kindKey(column) === name,
  );
}
