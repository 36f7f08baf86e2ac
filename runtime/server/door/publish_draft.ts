// Publishing a draft by the hash of its plan: asked for over HTTP, done by a job that may be killed at any instant. What was decided is
// judged once more inside the transaction that makes the revision.
import type { HttpContext } from '@adonisjs/core/http';
import type pg from 'pg';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { sentences, type Diagnostic, type Model } from '@shijian/kernel';
import { enqueue, queueProblem } from '../jobs/job.ts';
import type { JobHandler, JobOutcome, JobRun } from '../jobs/runner.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { Scene } from '../records/scene.ts';
import { ApplyRefused } from '../revisions/apply_refused.ts';
import type { ApplyStage } from '../revisions/apply.ts';
import { entryOf } from '../revisions/tenants.ts';
import { decidingRoles, ruleProblem } from '../sources/people_rules.ts';
import { needDecidedConflicts } from '../packages/conflicts.ts';
import { deletedBy, enqueueRemoval } from '../packages/remove_data.ts';
import { judgePlan } from '../plan/plan_change.ts';
import { asksFourEyes, doorOf, draftsOf, needRight } from './door_access.ts';
import { needChanges, needSound } from './decide.ts';
import { readDraft, type Draft } from './draft.ts';
import { planStale, updateDraft } from './draft_statements.ts';
import { bodyOf, idOf, needState, noRevision, write } from './drafts.ts';
import { publish } from './publish.ts';

interface Input {
  draft: string;
  hash: string;
}

/** `POST /api/door/drafts/:id/apply` `{hash}` → 202 `{job}`. @throws Problem 403, 409 E_PLAN_STALE, E_PLAN_NOT_APPROVED, E_DRAFT_STATE */
export async function applyDraft(ctx: HttpContext): Promise<void> {
  const { hash } = bodyOf(ctx);
  const job = await inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    const draft = await readDraft(desk, scene, draftsOf(door), idOf(ctx));
    needRight(door, 'publish');
    needDecided(scene, draft, hash);
    await needDecidedConflicts(desk, scene, draft);
    const input: Input = { draft: draft.id, hash: String(hash) };
    const queued = enqueue(scene, { kind: 'publish', title: `发布：${draft.title}`, entity: null, input });
    const noted = updateDraft(scene, draft, ['open', 'submitted'], 'job = $5::uuid', [queued.id]);
    await write(desk, scene, ...queued.statements, noted).catch((error: unknown) => {
      throw queueProblem(error);
    });
    return queued.id;
  });
  ctx.services.jobs.kick();
  ctx.response.status(202).send({ job });
}

/** What the draft itself says about being published. @throws Problem 409, 422 E_DRAFT_EMPTY */
function needDecided(scene: Scene, draft: Draft, hash: unknown): void {
  needState(draft, ['open', 'submitted']);
  needChanges(draft);
  if (typeof hash !== 'string' || draft.base_rev !== scene.state.model_rev) throw planStale();
  if (asksFourEyes(scene.state.model) && (draft.state !== 'submitted' || !draft.plan_hash)) throw notApproved();
  if (draft.plan_hash && draft.plan_hash !== hash) throw planStale();
}

const STAGES: Record<ApplyStage, string> = {
  tables: '正在准备数据表',
  rows: '正在处理已有数据',
  switch: '正在切换到新版本',
};

/** The job. Taken up again after a kill it finds the draft open still, or applied. */
export const runPublish: JobHandler = async (run) => {
  const { draft: id, hash } = run.input as Input;
  const asked = await run.inScene(async (scene) => {
    const door = doorOf(scene);
    needRight(door, 'publish');
    const draft = await readDraft(run.desk, scene, draftsOf(door), id);
    if (draft.state !== 'applied') {
      needDecided(scene, draft, hash);
      await needDecidedConflicts(run.desk, scene, draft);
    }
    return { scene, draft, entity: draftsOf(door).entity.name };
  });
  const { draft } = asked;
  if (draft.state === 'applied') return finished(run, draft, draft.applied_rev!);
  await run.tell({ done: 0, total: 4, message: '正在核对计划' });
  const plan = await judgePlan(run.services, run.tenant, draft.changes!, draft.base_rev, deletedBy(draft));
  if (!plan) throw noRevision();
  if (plan.hash !== hash) throw planStale();
  needSound(plan);
  const rev = await publishDraft(run, asked, hash);
  return finished(run, draft, rev);
};

/** What follows a revision is asked for before its job ends, so that a job taken up after a kill asks for it too. */
async function finished(run: JobRun, draft: Draft, rev: number): Promise<JobOutcome> {
  const name = deletedBy(draft);
  if (name !== null)
    await run.inScene((scene) => run.desk.database.write(entryOf(scene.state), enqueueRemoval(scene, draft, name)));
  return outcomeOf(rev);
}

async function publishDraft(
  run: JobRun,
  { scene, draft, entity }: { scene: Scene; draft: Draft; entity: string },
  hash: string,
): Promise<number> {
  const fourEyes = asksFourEyes(scene.state.model);
  const approver =
    draft.decided_by && draft.plan_hash ? { id: draft.decided_by, name: draft.decided_name ?? '' } : null;
  let stage = 0;
  try {
    const published = await publish(run.services, {
      ...{ tenant: run.tenant, base: draft.base_rev, changes: draft.changes!, kind: draft.kind },
      by: { id: draft.author ?? scene.actor.user, name: draft.author_name },
      note: [draft.title, draft.message].filter(Boolean).join('\n'),
      approval: { draft: draft.id, plan: hash, approver, fourEyes },
      stage: (name) => run.tell({ done: (stage += 1), total: 4, message: STAGES[name] }),
      check: (migrator, model) => keepsAdmin(migrator, scene, model),
      within: (migrator, rev) => markApplied(migrator, { scene, draft, hash, fourEyes, rev, entity }),
    });
    if (!published.ok) throw faulty(published.diagnostics);
    return published.rev;
  } catch (error) {
    throw refusedProblem(error);
  } finally {
    await run.services.tenants.refresh(run.tenant);
  }
}

interface Applied {
  scene: Scene;
  draft: Draft;
  hash: string;
  fourEyes: boolean;
  rev: number;
  /** Name of the entity over drafts, for the audit. */
  entity: string;
}

/** Together with the revision, or not at all: the draft as it was judged, approved where the bureau asks for it. */
async function markApplied(migrator: pg.Client, applied: Applied): Promise<void> {
  const { scene, draft, hash, fourEyes, rev, entity } = applied;
  const { rows } = await migrator.query<{ version: string; changed: boolean; approved: boolean }>(
    `select version::text as version, state not in ('open', 'submitted') as changed,
       state = 'submitted' and plan_hash = $3 and decided_by is not null and not decided_by = any (editors) as approved
     from platform.draft where tenant_id = $1 and id = $2 for update`,
    [scene.state.id, draft.id, hash],
  );
  const [now] = rows;
  if (!now || now.changed || now.version !== draft.version) throw planStale();
  if (fourEyes && !now.approved) throw notApproved();
  await migrator.query(
    `update platform.draft set state = 'applied', applied_at = now(), applied_rev = $3, plan_hash = $4, four_eyes = $5,
       version = version + 1, updated_at = now(), updated_by = $6 where tenant_id = $1 and id = $2`,
    [scene.state.id, draft.id, rev, hash, fourEyes, scene.actor.user],
  );
  const { actor } = scene;
  await migrator.query(
    `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
     values ($1, $2, $3, $4, 'publish', $5, $6, $7::int8 + 1, $8, $9, $10)`,
    [
      ...[scene.state.id, actor.user, actor.name, actor.ip, entity, draft.id, draft.version, rev],
      ...[JSON.stringify({ state: draft.state }), JSON.stringify({ state: 'applied', number: rev })],
    ],
  );
}

/** Somebody has to be left who may decide about posts under the new documents too. @throws Problem 409 E_ADMIN_LAST */
export async function keepsAdmin(migrator: pg.Client, scene: Scene, model: Model): Promise<void> {
  const { rows } = await migrator.query(
    `select 1 from platform.assignment s join platform.account a on a.tenant_id = s.tenant_id and a.id = s.account
     where s.tenant_id = $1 and s.role = any ($2::text[]) and s.deleted_at is null and s.starts_on <= $3
       and (s.ends_on is null or s.ends_on >= $3) and a.stopped_at is null and a.frozen_at is null limit 1`,
    [scene.state.id, decidingRoles(model), scene.today],
  );
  if (rows.length === 0) throw ruleProblem('E_ADMIN_LAST');
}

/** What a database does not take, as a problem; other errors come back as they are. */
export function refusedProblem(error: unknown): unknown {
  if (!(error instanceof ApplyRefused)) return error;
  if (error.code === 'E_PLAN_STALE') return planStale();
  const words: Record<string, string> = {
    E_KEY_DUPLICATES: '已有记录重复，不能设成不可重复。请先改正这些记录',
    E_SLOT_FULL: '这类记录可建索引的自定字段已经用完，请先去掉一个索引',
    E_COLUMN_TYPE: '字段的类型不能这样改，已有数据装不进去',
    E_TABLE_BUSY: '有查询或导出一直在用这张表，暂时改不了。请等它结束后再发布',
    E_LARGE_LIVE: '这类记录已有数据，不能再改成大表',
    E_TENANT_RENAMED: '本局的 name 不能改，请改回原来的',
  };
  return new Problem(409, error.code, words[error.code] ?? '数据库暂时接受不了这个改动，请联系运维人员', {
    detail: error.message,
  });
}

/** Diagnostics of documents as faults. */
export function faulty(diagnostics: readonly Diagnostic[]): Problem {
  const faults = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((found): Fault => ({
      ...{ code: found.code, path: found.at, value: found.value, message: sentences(found, 'zh') },
    }));
  return new Problem(422, 'E_PLAN_REFUSED', `文档有 ${faults.length} 处需要修改`, { faults, diagnostics });
}

export function notApproved(): Problem {
  return new Problem(409, 'E_PLAN_NOT_APPROVED', '本局要求双人复核：这份计划还没有另一位同事审批，不能发布');
}

function outcomeOf(rev: number): JobOutcome {
  return { message: `已发布为第 ${rev} 版`, result: { rev } };
}
