// Statements that write drafts, each with its row of the audit; the database refuses what moved meanwhile.
import type { Statement } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Access } from '../records/access.ts';
import { marksOf } from '../records/faults.ts';
import type { Scene } from '../records/scene.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import type { ChangeKind } from '../revisions/apply.ts';
import type { DocumentChange } from '../revisions/stored_documents.ts';
import { mustHaveChanged } from '../sources/source_writer.ts';

export interface NewDraft {
  title: string;
  message: string;
  kind: ChangeKind;
  base_rev: number;
  changes: readonly DocumentChange[];
  /** What its kind knows besides. */
  detail?: Record<string, unknown>;
}

export type DraftAct = 'create' | 'update' | 'delete' | 'submit' | 'decide' | 'waive' | 'install';

/** A new draft of this actor. @returns its id beside the statements */
export function insertDraft(scene: Scene, access: Access, draft: NewDraft): { id: string; statements: Statement[] } {
  const id = uuidV7();
  const { actor, state } = scene;
  const insert: Statement = {
    text: `insert into platform.draft (tenant_id, id, title, message, kind, base_rev, changes, detail, author, author_name, editors, updated_by)
           values ($1::int4, $2::uuid, $3::text, $4::text, $5::text, $6::int4, $7::jsonb, $8::jsonb, $9::uuid, $10::text, array[$9::uuid], $9::uuid)`,
    values: [
      ...[state.id, id, draft.title, draft.message, draft.kind, draft.base_rev],
      ...[JSON.stringify(draft.changes), JSON.stringify(draft.detail ?? {}), actor.user, actor.name],
    ],
  };
  const after = {
    title: draft.title,
    message: draft.message || null,
    kind: draft.kind,
    state: 'open',
    documents: draft.changes.length,
  };
  return { id, statements: [insert, auditDraft(scene, access, 'create', { id, version: '1' }, null, after)] };
}

/**
 * Changes a draft that is as its editor saw it.
 * @param set SQL of the columns; its values are numbered from $5
 * @param states those it may be in
 */
export function updateDraft(
  scene: Scene,
  draft: { id: string; version: string },
  states: readonly string[],
  set: string,
  values: Statement['values'],
): Statement {
  return mustHaveChanged({
    text: `update platform.draft set version = version + 1, updated_at = now(), updated_by = $4::uuid, ${set}
           where tenant_id = $1::int4 and id = $2::uuid and version = $3::int8 and state = any ('{${states.join(',')}}')`,
    values: [scene.state.id, draft.id, draft.version, scene.actor.user, ...values],
  });
}

/** The audit row of an act on a draft; before and after by the names of the entity's fields. */
export function auditDraft(
  scene: Scene,
  access: Access,
  act: DraftAct,
  draft: { id: string; version: string },
  before: object | null,
  after: object,
): Statement {
  const { actor, state } = scene;
  return {
    text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, before, after)
           values ($1::int4, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::uuid, $8::int8, $9::int4, $10::jsonb, $11::jsonb)`,
    values: [
      ...[state.id, actor.user, actor.name, actor.ip, act, access.entity.name, draft.id, draft.version],
      ...[state.model_rev, before && JSON.stringify(before), JSON.stringify(after)],
    ],
  };
}

/** What the database refused, as a problem; other errors come back as they are. */
export function draftRefusal(error: unknown): unknown {
  const marks = marksOf(error);
  if (!marks) return error;
  const rule = marks.find((mark) => mark.kind === 'rule');
  if (rule?.code === 'E_PLAN_STALE') return planStale();
  if (rule?.code === 'E_DRAFT_OWN') return ownDraft();
  if (rule?.code === 'E_CONFLICTS_OPEN')
    return new Problem(409, 'E_CONFLICTS_OPEN', '还有冲突没有决定，请先在冲突台逐处决定');
  return new Problem(412, 'E_MATCH_STALE', '这份草稿刚被别人改过，请刷新后再试');
}

export function planStale(): Problem {
  return new Problem(409, 'E_PLAN_STALE', '配置或数据在此期间变了，这份计划已经不作数。请重新生成计划再继续');
}

export function ownDraft(): Problem {
  return new Problem(403, 'E_DRAFT_OWN', '本局要求双人复核：改过这份草稿的人不能审批它，请另一位同事审批');
}
