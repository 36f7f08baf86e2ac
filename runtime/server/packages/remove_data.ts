// Records of a package that a bureau gave up, when it asked for that: deleted after the switch, batch by batch, with their keys and files. Those of
// other bureaus, what is kept above the bureau, and the audit stay. Whoever takes it up again deletes what is left.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { EntityModel } from '@shijian/kernel';
import type { Database, Statement } from '../database/client.ts';
import type { Draft } from '../door/draft.ts';
import { Problem } from '../exceptions/problem.ts';
import type { JobHandler, JobRun } from '../jobs/runner.ts';
import { baseOf, literal } from '../records/names.ts';
import type { Scene } from '../records/scene.ts';
import { seedId } from '../records/seed_id.ts';
import { pastState } from '../revisions/past_state.ts';
import { entryOf, type TenantState } from '../revisions/tenants.ts';
import { changesPackage } from './carry_upgrade.ts';
import type { PackageChange } from './package_change.ts';

interface Order {
  package: string;
  /** Last revision with the package. */
  rev: number;
}

/** Records that go in one transaction. */
const BATCH = 500;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The package whose records a draft deletes; null of every other draft. */
export function deletedBy(draft: Pick<Draft, 'kind' | 'detail'>): string | null {
  if (!changesPackage(draft as Draft)) return null;
  const { act, data, package: name } = draft.detail as unknown as PackageChange;
  return act === 'remove' && data === 'delete' ? name : null;
}

/** True of an entity whose records are the bureau's own to delete. */
export function isDeletable(entity: EntityModel, name: string): boolean {
  return entity.package === name && entity.source === null && entity.kept === 'tenant';
}

/** The job, once for a draft however often it is asked for. */
export function enqueueRemoval({ state, actor }: Scene, draft: Draft, name: string): Statement {
  const input: Order = { package: name, rev: draft.base_rev };
  return {
    text: `insert into platform.job (tenant_id, id, kind, title, account, org, ip, input)
           values ($1::int4, $2::uuid, 'remove_data', $3::text, $4::uuid, $5::uuid, $6::text, $7::jsonb) on conflict do nothing`,
    values: [
      ...[
        state.id,
        seedId(state.name, 'remove_data', draft.id),
        `清除记录：${draft.title}`,
        actor.user,
        actor.org,
        actor.ip,
      ],
      JSON.stringify(input),
    ],
  };
}

export const runRemoval: JobHandler = async (run) => {
  const { package: name, rev } = run.input as Order;
  const entities = await run.inScene((scene) => goneEntities(run.desk.database, scene.state, name, rev));
  const { removed, left } = await removeAll(entities, (entity, after, so_far) =>
    batchOf(run, name, entity, after, so_far),
  );
  await run.inScene(async (scene) => {
    const { actor, state } = scene;
    await run.desk.database.write(
      entryOf(state),
      purged(state, name, removed, { id: actor.user, name: actor.name, ip: actor.ip }),
    );
  });
  return { message: wordsOf(removed, left), result: { records: removed, left } };
};

/** The same for a command, which has nobody's rights and no job. @returns how many went, and how many others hold */
export async function removeData(
  services: { database: Database; tenants: { refresh(id: number): Promise<TenantState | null> }; filesFolder: string },
  tenant: number,
  order: Order & { by: string },
): Promise<{ removed: number; left: number }> {
  const { database, tenants, filesFolder } = services;
  const state = (await tenants.refresh(tenant))!;
  const entities = await goneEntities(database, state, order.package, order.rev);
  const done = await removeAll(entities, (entity, after) =>
    removeBatch(database, state, { entity, after, filesFolder }),
  );
  await database.write(
    entryOf(state),
    purged(state, order.package, done.removed, { id: null, name: order.by, ip: '' }),
  );
  return done;
}

/** @throws Problem 409 E_PURGE_MOVED when the bureau runs the package again */
async function goneEntities(
  database: Pick<Database, 'platform'>,
  state: TenantState,
  name: string,
  rev: number,
): Promise<EntityModel[]> {
  needGone(state, name);
  const past = await pastState(database, state, rev);
  return Object.values(past?.model.entities ?? {}).filter((entity) => isDeletable(entity, name));
}

function needGone({ model }: TenantState, name: string): void {
  if (model.packages.some((one) => one.name === name))
    throw new Problem(409, 'E_PURGE_MOVED', '这个业务包又启用了，已停止清除');
}

interface Batch {
  removed: number;
  looked: number;
  last: string;
}

/** Records that others point at wait until those are gone: again and again, as long as some go. */
async function removeAll(
  entities: readonly EntityModel[],
  batch: (entity: EntityModel, after: string, removed: number) => Promise<Batch>,
): Promise<{ removed: number; left: number }> {
  let removed = 0;
  for (;;) {
    let [gone, left] = [0, 0];
    for (const entity of entities)
      for (let after = NOBODY, more = true; more;) {
        const done = await batch(entity, after, removed + gone);
        gone += done.removed;
        left += done.looked - done.removed;
        more = done.looked === BATCH;
        after = done.last;
      }
    removed += gone;
    if (gone === 0 || left === 0) return { removed, left };
  }
}

function batchOf(run: JobRun, name: string, entity: EntityModel, after: string, removed: number): Promise<Batch> {
  return run.inScene(async ({ state }) => {
    needGone(state, name);
    const held = run.hold({ done: removed, message: `正在清除${entity.label}` });
    return removeBatch(run.desk.database, state, { entity, after, filesFolder: run.desk.filesFolder }, held);
  });
}

async function removeBatch(
  database: Database,
  state: TenantState,
  { entity, after, filesFolder }: { entity: EntityModel; after: string; filesFolder: string },
  ...further: Statement[]
): Promise<Batch> {
  const base = baseOf(entity.name);
  const [rows] = await database.write(
    entryOf(state),
    {
      text: `with due as materialized (
          select t.id from ${base} t where t.tenant_id = $1::int4 and t.id > $2::uuid order by t.id limit ${BATCH}),
        gone as materialized (
          select g.id from platform.remove_expired(${literal(base)}::regclass, array(select d.id from due d order by d.id)) as g(id)),
        released as (delete from platform.claim c using gone g where c.tenant_id = $1::int4 and c.record = g.id),
        files as (delete from platform.file f using gone g where f.tenant_id = $1::int4 and f.record = g.id returning f.id)
        select (select count(*) from due)::text as looked, (select count(*) from gone)::text as removed,
          (select d.id::text from due d order by d.id desc limit 1) as last, (select json_agg(f.id) from files f)::text as files`,
      values: [state.id, after],
    },
    ...further,
  );
  const [row] = rows!;
  const files = JSON.parse(row!.files ?? '[]') as string[] | null;
  // After the rows: a file without a row is found by nobody.
  for (const id of files ?? []) await rm(path.join(filesFolder, state.name, id), { force: true });
  return { looked: Number(row!.looked), removed: Number(row!.removed), last: row!.last ?? NOBODY };
}

function purged(
  state: TenantState,
  name: string,
  removed: number,
  by: { id: string | null; name: string; ip: string },
): Statement {
  return {
    text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, rev, after)
           values ($1::int4, $2::uuid, $3::text, $4::text, 'purge', $5::text, $6::int4, $7::jsonb)`,
    values: [state.id, by.id, by.name, by.ip, name, state.model_rev, JSON.stringify({ package: name, count: removed })],
  };
}

function wordsOf(removed: number, left: number): string {
  const words = `已清除 ${removed.toLocaleString('zh-CN')} 条记录`;
  return left > 0 ? `${words}，另有 ${left.toLocaleString('zh-CN')} 条被其他记录引用，没有清除` : words;
}
