// Drafts over HTTP: written, planned, carried over to a newer revision, dropped. What a draft changes is the bureau's own documents.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import type { Statement } from '../database/client.ts';
import { deletedBy } from '../packages/remove_data.ts';
import { planChange, type Plan } from '../plan/plan_change.ts';
import { entryOf } from '../revisions/tenants.ts';
import { inTenant } from '../records/in_tenant.ts';
import { matchedVersion } from '../records/routes.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { sourcesOf, type Sources } from '../revisions/sources_over.ts';
import { effectiveChanges, type DocumentChange } from '../revisions/stored_documents.ts';
import { doorOf, draftsOf, needRight, needScope, type Door } from './door_access.ts';
import { entered } from './entered.ts';
import { imageOf, listDrafts, readDraft, type Draft } from './draft.ts';
import { auditDraft, draftRefusal, insertDraft, updateDraft, type NewDraft } from './draft_statements.ts';
import { presentDraft, type ShownDraft } from './present_draft.ts';
import { readChanges, readDraftText } from './read_changes.ts';

/** States in which the changes may still be edited. */
export const EDITABLE = ['open', 'submitted', 'rejected'] as const;

/** `GET /api/door/drafts?state=`. */
export async function indexDrafts(ctx: HttpContext): Promise<{ items: ShownDraft[] }> {
  return inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    const state = ctx.request.qs().state;
    const drafts = await listDrafts(desk, scene, draftsOf(door), typeof state === 'string' ? state : null);
    return { items: drafts.map((draft) => presentDraft(scene, door, draft)) };
  });
}

/** `POST /api/door/drafts` `{title, message, changes?}`. */
export async function createDraft(ctx: HttpContext): Promise<void> {
  const body = bodyOf(ctx);
  const id = await inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    const base = await currentSources(desk, scene);
    const changes = effectiveChanges(base.tenant, readChanges(body.changes ?? [], base.tenant));
    return addDraft(desk, scene, door, {
      ...readDraftText(body),
      kind: 'edit',
      base_rev: scene.state.model_rev,
      changes,
    });
  });
  sendDraft(ctx, await shownDraft(ctx, id), 201);
}

/**
 * Adds a draft of this actor over the current revision; what upgrades and rollbacks come in by, too.
 * @param further statements of the same transaction
 * @returns its id
 * @throws Problem 403
 */
export async function addDraft(
  desk: Desk,
  scene: Scene,
  door: Door,
  draft: NewDraft,
  further: (id: string) => Statement[] = () => [],
): Promise<string> {
  const access = draftsOf(door);
  needRight(door, 'write');
  const { actor } = scene;
  needScope(scene, access, 'create', {
    ...{ title: draft.title, message: draft.message || null, kind: draft.kind, state: 'open', base: draft.base_rev },
    ...{ author: actor.user, author_name: actor.name, documents: draft.changes.length },
  });
  const { id, statements } = insertDraft(scene, access, draft);
  await desk.database.write(entryOf(scene.state), ...statements, ...further(id));
  return id;
}

/** `GET /api/door/drafts/:id`. */
export async function showDraft(ctx: HttpContext): Promise<void> {
  sendDraft(ctx, await shownDraft(ctx, idOf(ctx)));
}

/** A draft as the actor sees it; of one just written, read behind the write (in_tenant.ts). */
export async function shownDraft(ctx: HttpContext, id: string): Promise<ShownDraft> {
  return inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    return presentDraft(scene, door, await readDraft(desk, scene, draftsOf(door), id));
  });
}

/** `PUT /api/door/drafts/:id` with If-Match: title, message, changes. What was submitted or approved is open again. */
export async function saveDraft(ctx: HttpContext): Promise<void> {
  const version = matchedVersion(ctx);
  const body = bodyOf(ctx);
  await inTenant(ctx, async (desk, scene) => {
    const { door, draft: old } = await draftToWrite(desk, scene, ctx);
    const text = readDraftText(body, old);
    let changes = old.changes!;
    if ('changes' in body) {
      const base = await baseOf(desk, scene, old);
      changes = effectiveChanges(base.tenant, readChanges(body.changes, base.tenant));
    }
    await writeChanges(desk, scene, door, { ...old, version }, { ...text, changes, base_rev: old.base_rev });
  });
  sendDraft(ctx, await shownDraft(ctx, idOf(ctx)));
}

/** What a draft says from now on; nobody has approved that yet. */
export async function writeChanges(
  desk: Desk,
  scene: Scene,
  door: Door,
  old: Draft,
  now: { title: string; message: string; changes: readonly DocumentChange[]; base_rev: number },
  further: readonly Statement[] = [],
): Promise<void> {
  const access = draftsOf(door);
  const next = {
    title: now.title,
    message: now.message || null,
    state: 'open',
    base: now.base_rev,
    documents: now.changes.length,
  };
  needScope(scene, access, 'update', { ...imageOf(old), ...next });
  const update = updateDraft(
    scene,
    old,
    EDITABLE,
    `title = $5::text, message = $6::text, changes = $7::jsonb, base_rev = $8::int4, state = 'open', plan_hash = null, decided_at = null,
     decided_by = null, decided_name = null, submitted_at = null, submitted_by = null,
     editors = (select array_agg(distinct e) from unnest(editors || $4::uuid) e)`,
    [now.title, now.message, JSON.stringify(now.changes), now.base_rev],
  );
  const version = String(Number(old.version) + 1);
  const { title, message, state, base_rev: base, documents } = old;
  const audit = auditDraft(
    scene,
    access,
    'update',
    { id: old.id, version },
    { title, message: message || null, state, base, documents },
    next,
  );
  await write(desk, scene, update, audit, ...further);
}

/** `DELETE /api/door/drafts/:id`: dropped, and still to be read. */
export async function dropDraft(ctx: HttpContext): Promise<void> {
  await inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    const access = draftsOf(door);
    const draft = await readDraft(desk, scene, access, idOf(ctx));
    needRight(door, 'drop');
    needScope(scene, access, 'delete', imageOf(draft));
    needState(draft, EDITABLE);
    const gone = { id: draft.id, version: String(Number(draft.version) + 1) };
    const audit = auditDraft(scene, access, 'delete', gone, { state: draft.state }, { state: 'dropped' });
    await write(desk, scene, updateDraft(scene, draft, EDITABLE, `state = 'dropped', plan_hash = null`, []), audit);
  });
  ctx.response.status(204).send(null);
}

/** `POST /api/door/drafts/:id/plan`. */
export async function planDraft(ctx: HttpContext): Promise<Plan> {
  return inTenant(ctx, async (desk, scene) => {
    const draft = await readDraft(desk, scene, draftsOf(doorOf(scene)), idOf(ctx));
    return planOf(ctx, scene, draft);
  });
}

/** The plan of a draft as of now. @throws Problem 404 E_REVISION_NONE */
export async function planOf(ctx: HttpContext, scene: Scene, draft: Draft): Promise<Plan> {
  const plan = await planChange(ctx.services, scene.state.id, draft.changes!, draft.base_rev, deletedBy(draft));
  if (!plan) throw noRevision();
  return plan;
}

/** A draft that this actor may change. @throws Problem 403, 404, 409 E_DRAFT_STATE */
export async function draftToWrite(desk: Desk, scene: Scene, ctx: HttpContext): Promise<{ door: Door; draft: Draft }> {
  const door = doorOf(scene);
  const access = draftsOf(door);
  const draft = await readDraft(desk, scene, access, idOf(ctx));
  needRight(door, 'write');
  needScope(scene, access, 'update', imageOf(draft));
  needState(draft, EDITABLE);
  return { door, draft };
}

/** @throws Problem 409 E_DRAFT_STATE */
export function needState(draft: Draft, states: readonly Draft['state'][]): void {
  if (states.includes(draft.state)) return;
  const words = {
    open: '还没有送审',
    submitted: '正在等待审批',
    rejected: '已被退回',
    applied: '已经发布',
    dropped: '已被放弃',
  };
  throw new Problem(409, 'E_DRAFT_STATE', `这份草稿${words[draft.state]}，不能这样做`);
}

/** Statements on drafts, whole or not at all. @throws Problem 412 E_MATCH_STALE, 409 E_PLAN_STALE, 403 E_DRAFT_OWN */
export async function write(
  desk: Desk,
  scene: Scene,
  ...statements: Parameters<Desk['database']['write']>[1][]
): Promise<void> {
  await desk.database.write(entryOf(scene.state), ...statements).catch((error: unknown) => {
    throw draftRefusal(error);
  });
}

/** The documents of the bureau's current revision. */
export async function currentSources(desk: Desk, scene: Scene): Promise<Sources> {
  const sources = await sourcesOf(entered(desk, scene), scene.state.id, scene.state.model_rev);
  if (!sources) throw noRevision();
  return sources;
}

/** The documents that a draft was made over. */
export async function baseOf(desk: Desk, scene: Scene, draft: Draft): Promise<Sources> {
  const sources = await sourcesOf(entered(desk, scene), scene.state.id, draft.base_rev);
  if (!sources) throw noRevision();
  return sources;
}

export function noRevision(): Problem {
  return new Problem(404, 'E_REVISION_NONE', '没有这个版本');
}

export function sendDraft(ctx: HttpContext, draft: ShownDraft, status = 200): void {
  ctx.response.header('ETag', `"${draft.version}"`);
  ctx.response.status(status).send(draft);
}

export function idOf(ctx: HttpContext): string {
  return String(ctx.params.id);
}

/** The JSON object that was sent. @throws Problem 400 E_BODY_TYPE */
export function bodyOf(ctx: HttpContext): Record<string, unknown> {
  const body: unknown = ctx.request.body() ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Problem(400, 'E_BODY_TYPE', '提交的内容应是 JSON 对象');
  return body as Record<string, unknown>;
}
