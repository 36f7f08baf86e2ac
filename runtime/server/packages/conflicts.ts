// The desk of conflicts: three values each, decided in any order by whoever may write the draft. Until all are decided the bureau runs on what
// it had: neither the server nor the database lets such a draft be submitted or applied.
import type { HttpContext } from '@adonisjs/core/http';
import { parseDocument, readValue, type Decision } from '@shijian/kernel';
import type { Statement } from '../database/client.ts';
import { doorOf, draftsOf, needRight, needScope } from '../door/door_access.ts';
import { imageOf, readDraft, type Draft } from '../door/draft.ts';
import { auditDraft, updateDraft } from '../door/draft_statements.ts';
import { baseOf, bodyOf, EDITABLE, idOf, needState, write } from '../door/drafts.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import type { Desk } from '../records/desk.ts';
import { inTenant } from '../records/in_tenant.ts';
import { checkedId } from '../records/read_record.ts';
import type { Scene } from '../records/scene.ts';
import {
  conflictsOf,
  decideConflict,
  decisionsOf,
  draftOfConflict,
  keepConflicts,
  type Conflict,
} from './conflict_store.ts';
import type { DocumentChange } from '../revisions/stored_documents.ts';
import { mergeChange, withMerged, type PackageChange } from './package_change.ts';

const LONGEST = 100_000;
const MOST_TRIES = 5;

/** `GET /api/door/conflicts?draft=`. @throws Problem 404 for a draft that the actor does not see */
export async function listConflicts(ctx: HttpContext): Promise<{ items: Conflict[]; open: number }> {
  return inTenant(ctx, async (desk, scene) => {
    const draft = await readDraft(desk, scene, draftsOf(doorOf(scene)), String(ctx.request.qs().draft ?? ''));
    const items = await conflictsOf(desk, scene, draft.id);
    return { items, open: items.filter(({ decision }) => !decision).length };
  });
}

/** `POST /api/door/conflicts/:id/decide` `{choice, text?}`. @throws Problem 404 E_CONFLICT_NONE, 422 E_CONFLICT_CHOICE, E_CONFLICT_TEXT */
export async function decide(ctx: HttpContext): Promise<object> {
  const body = bodyOf(ctx);
  const { draft, changes } = await inTenant(ctx, async (desk, scene) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await decideOnce(desk, scene, idOf(ctx), body);
      } catch (error) {
        // Somebody decided another one at the same moment: this one is put on top of it.
        if (!(error instanceof Problem) || error.code !== 'E_MATCH_STALE' || tries >= MOST_TRIES) throw error;
      }
    }
  });
  const items = await inTenant(ctx, (desk, scene) => conflictsOf(desk, scene, draft));
  const conflict = items.find(({ id }) => id === idOf(ctx)) ?? null;
  return { conflict, open: items.filter(({ decision }) => !decision).length, changes };
}

async function decideOnce(
  desk: Desk,
  scene: Scene,
  id: string,
  body: Record<string, unknown>,
): Promise<{ draft: string; changes: DocumentChange[] }> {
  const door = doorOf(scene);
  const access = draftsOf(door);
  const of = await draftOfConflict(desk, scene, checkedId(id));
  if (!of) throw none();
  const draft = await readDraft(desk, scene, access, of);
  needRight(door, 'write');
  needScope(scene, access, 'update', imageOf(draft));
  needState(draft, EDITABLE);
  const known = await conflictsOf(desk, scene, draft.id);
  const conflict = known.find((one) => one.id === id);
  if (!conflict) throw none();
  const decision = readDecision(body, conflict);
  const before = decisionsOf(known);
  const after = new Map(before).set(conflict.key, decision);
  const base = await baseOf(desk, scene, draft);
  const change = draft.detail as unknown as PackageChange; // written by whoever made the draft of this kind
  const old = await mergeChange(desk.database, base, change, before);
  const merged = await mergeChange(desk.database, base, change, after);
  const changes = withMerged(draft.changes!, old, merged);
  const next = { id: draft.id, version: String(Number(draft.version) + 1) };
  const said = {
    conflict: conflict.key,
    choice: decision.choice,
    ...(decision.text !== undefined && { text: decision.text }),
  };
  await write(
    desk,
    scene,
    updateDraft(scene, draft, EDITABLE, CHANGED, [JSON.stringify(changes)]),
    decideConflict(scene, conflict.id, decision),
    ...keepConflicts(scene.state.id, draft.id, known, merged.conflicts),
    auditDraft(scene, access, 'decide', next, { documents: draft.documents }, { documents: changes.length, ...said }),
  );
  return { draft: draft.id, changes };
}

/** Whatever was submitted or approved said something else. */
const CHANGED = `changes = $5::jsonb, state = 'open', plan_hash = null, decided_at = null, decided_by = null, decided_name = null,
  submitted_at = null, submitted_by = null, editors = (select array_agg(distinct e) from unnest(editors || $4::uuid) e)`;

function readDecision(body: Record<string, unknown>, conflict: Conflict): Decision {
  const { choice, text } = body;
  const fault = (code: string, path: string, value: unknown, message: string): Problem =>
    new Problem(422, code, message, { faults: [{ code, path, value, message } satisfies Fault] });
  if (!conflict.choices.some((one) => one === choice))
    throw fault('E_CONFLICT_CHOICE', 'choice', choice ?? null, `这一处可以选：${conflict.choices.join('、')}`);
  if (choice !== 'text') return { choice: choice as Decision['choice'] };
  const isDocument = conflict.does === 'document';
  const sound =
    typeof text === 'string' &&
    text.length <= LONGEST &&
    (isDocument ? parseDocument({ path: conflict.path, text }).value !== null : readValue(text) !== null);
  if (!sound) throw fault('E_CONFLICT_TEXT', 'text', null, '请按 YAML 写出新的值，例如 300 或 [name, grade]');
  return { choice: 'text', text };
}

/** Refuses inside a transaction while something is left to be decided; `write` tells it as E_CONFLICTS_OPEN. */
export function noConflictOpen(scene: Scene, draft: Pick<Draft, 'id'>): Statement {
  return {
    text: `select platform.refuse(case when exists (select from platform.conflict where tenant_id = $1::int4 and draft = $2::uuid and decision is null)
             then array['rule:E_CONFLICTS_OPEN'] else '{}' end) as ok`,
    values: [scene.state.id, draft.id],
  };
}

/** @throws Problem 409 E_CONFLICTS_OPEN with what is left */
export async function needDecidedConflicts(desk: Desk, scene: Scene, draft: Pick<Draft, 'id'>): Promise<void> {
  const open = (await conflictsOf(desk, scene, draft.id)).filter(({ decision }) => !decision);
  if (open.length > 0) throw conflictsOpen(open);
}

export function conflictsOpen(open: readonly Conflict[] = []): Problem {
  const n = open.length > 0 ? ` ${open.length} ` : '';
  return new Problem(409, 'E_CONFLICTS_OPEN', `还有${n}处冲突没有决定，请先在冲突台逐处决定`, {
    conflicts: open.map(({ id, document, address }) => ({ id, document, address })),
  });
}

function none(): Problem {
  return new Problem(404, 'E_CONFLICT_NONE', '没有这处冲突，可能草稿已经变了，请刷新');
}
