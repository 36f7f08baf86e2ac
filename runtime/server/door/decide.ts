// Whether a draft may be published: submitted by who wrote it, approved or rejected by whoever may. Approval is of one plan by its hash;
// where the bureau asks for a second pair of eyes, nobody who had a hand in the changes gives it.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import type { Plan } from '../plan/plan_change.ts';
import { inTenant } from '../records/in_tenant.ts';
import { needDecidedConflicts, noConflictOpen } from '../packages/conflicts.ts';
import { refuseWhen } from '../sources/source_writer.ts';
import { asksFourEyes, doorOf, draftsOf, needRight } from './door_access.ts';
import { readDraft, type Draft } from './draft.ts';
import { auditDraft, ownDraft, planStale, updateDraft } from './draft_statements.ts';
import { bodyOf, draftToWrite, idOf, needState, planOf, sendDraft, shownDraft, write } from './drafts.ts';

const LONGEST = 2000;

/** `POST /api/door/drafts/:id/submit`. @throws Problem 409 E_DRAFT_STATE, E_PLAN_STALE, 422 E_DRAFT_EMPTY, E_PLAN_REFUSED */
export async function submitDraft(ctx: HttpContext): Promise<void> {
  await inTenant(ctx, async (desk, scene) => {
    const { door, draft } = await draftToWrite(desk, scene, ctx);
    needState(draft, ['open', 'rejected']);
    needChanges(draft);
    await needDecidedConflicts(desk, scene, draft);
    if (draft.base_rev !== scene.state.model_rev) throw planStale();
    needSound(await planOf(ctx, scene, draft));
    const access = draftsOf(door);
    const update = updateDraft(
      scene,
      draft,
      ['open', 'rejected'],
      `state = 'submitted', submitted_at = now(), submitted_by = $4::uuid, plan_hash = null, decided_at = null, decided_by = null,
       decided_name = null, comment = null`,
      [],
    );
    const audit = auditDraft(scene, access, 'submit', next(draft), { state: draft.state }, { state: 'submitted' });
    await write(desk, scene, noConflictOpen(scene, draft), update, audit);
  });
  sendDraft(ctx, await shownDraft(ctx, idOf(ctx)));
}

/** `POST /api/door/drafts/:id/approve` `{hash, comment}`. @throws Problem 403 E_GRANT_APPROVE, E_DRAFT_OWN, 409 E_PLAN_STALE */
export async function approveDraft(ctx: HttpContext): Promise<void> {
  const body = bodyOf(ctx);
  const comment = commentOf(body, false);
  await inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    const access = draftsOf(door);
    const draft = await readDraft(desk, scene, access, idOf(ctx));
    needRight(door, 'approve');
    needState(draft, ['submitted']);
    const fourEyes = asksFourEyes(scene.state.model);
    if (fourEyes && draft.editors.includes(scene.actor.user)) throw ownDraft();
    if (draft.base_rev !== scene.state.model_rev) throw planStale();
    const plan = await planOf(ctx, scene, draft);
    needSound(plan);
    if (body.hash !== plan.hash) throw planStale();
    const own = refuseWhen(
      'E_DRAFT_OWN',
      `$3::boolean and exists (select from platform.draft where tenant_id = $1::int4 and id = $2::uuid and $4::uuid = any (editors))`,
      [scene.state.id, draft.id, fourEyes, scene.actor.user],
    );
    const update = updateDraft(
      scene,
      draft,
      ['submitted'],
      `plan_hash = $5::text, decided_at = now(), decided_by = $4::uuid, decided_name = $6::text, comment = $7::text`,
      [plan.hash, scene.actor.name, comment],
    );
    const after = { state: 'submitted', decided_name: scene.actor.name, comment };
    await write(
      desk,
      scene,
      own,
      update,
      auditDraft(scene, access, 'decide', next(draft), { state: draft.state }, after),
    );
  });
  sendDraft(ctx, await shownDraft(ctx, idOf(ctx)));
}

/** `POST /api/door/drafts/:id/reject` `{comment}`: says why. @throws Problem 422 E_DRAFT_INVALID without a comment */
export async function rejectDraft(ctx: HttpContext): Promise<void> {
  const comment = commentOf(bodyOf(ctx), true);
  await inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    const access = draftsOf(door);
    const draft = await readDraft(desk, scene, access, idOf(ctx));
    needRight(door, 'approve');
    needState(draft, ['submitted']);
    const update = updateDraft(
      scene,
      draft,
      ['submitted'],
      `state = 'rejected', plan_hash = null, decided_at = now(), decided_by = $4::uuid, decided_name = $5::text, comment = $6::text`,
      [scene.actor.name, comment],
    );
    const after = { state: 'rejected', decided_name: scene.actor.name, comment };
    await write(desk, scene, update, auditDraft(scene, access, 'decide', next(draft), { state: draft.state }, after));
  });
  sendDraft(ctx, await shownDraft(ctx, idOf(ctx)));
}

/** @throws Problem 422 E_DRAFT_EMPTY */
export function needChanges(draft: Draft): void {
  if (draft.changes!.length > 0) return;
  throw new Problem(422, 'E_DRAFT_EMPTY', '这份草稿没有任何改动，请先改动文档');
}

/** @throws Problem 422 E_PLAN_REFUSED with the diagnostics and the steps that are refused */
export function needSound(plan: Plan): void {
  if (plan.ok) return;
  const steps = plan.steps.filter(({ risk }) => risk === 'refused');
  const diagnostics = plan.diagnostics.filter(({ severity }) => severity === 'error');
  const n = steps.length + diagnostics.length;
  throw new Problem(422, 'E_PLAN_REFUSED', `计划里有 ${n} 处不能执行，请先改正`, { diagnostics, steps });
}

function commentOf(body: Record<string, unknown>, wanted: boolean): string | null {
  const { comment = null } = body;
  const text = typeof comment === 'string' ? comment.trim() : '';
  if ((comment !== null && typeof comment !== 'string') || text.length > LONGEST || (wanted && text === '')) {
    const message = wanted ? '请写明退回的原因，两千字以内' : '意见请写在两千字以内';
    throw new Problem(422, 'E_DRAFT_INVALID', message, {
      faults: [{ code: 'E_DRAFT_COMMENT', path: 'comment', value: null, message }],
    });
  }
  return text === '' ? null : text;
}

function next(draft: Draft): { id: string; version: string } {
  return { id: draft.id, version: String(Number(draft.version) + 1) };
}
