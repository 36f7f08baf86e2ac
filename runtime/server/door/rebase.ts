// A draft whose base has moved is carried over to the current revision: what only one side changed is taken, and where both changed a
// document its author says which text it is to be.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { DocumentChange } from '../revisions/stored_documents.ts';
import type { PackageSource } from '@shijian/kernel';
import { baseOf, bodyOf, currentSources, draftToWrite, sendDraft, writeChanges } from './drafts.ts';

/** A document that draft and bureau have both changed since the draft's base. */
export interface RebaseConflict {
  path: string;
  base: string | null;
  /** What the bureau runs on now. */
  theirs: string | null;
  /** What the draft says. */
  ours: string | null;
}

/**
 * `POST /api/door/drafts/:id/rebase` `{take?: {path: 'ours' | 'theirs'}}`.
 * @throws Problem 409 E_DRAFT_CONFLICTS with every document that nobody has decided about
 */
export async function rebaseDraft(ctx: HttpContext): Promise<void> {
  const { take } = bodyOf(ctx);
  const chosen = new Map(Object.entries(typeof take === 'object' && take !== null ? take : {}));
  const shown = await inTenant(ctx, async (desk, scene) => {
    const { door, draft } = await draftToWrite(desk, scene, ctx);
    const [base, now] = [await baseOf(desk, scene, draft), await currentSources(desk, scene)];
    const { changes, conflicts } = carryOver(draft.changes!, base.tenant, now.tenant, chosen);
    if (conflicts.length > 0)
      throw new Problem(409, 'E_DRAFT_CONFLICTS', `有 ${conflicts.length} 个文档两边都改过，请逐个决定用哪一份`, {
        conflicts,
      });
    return writeChanges(desk, scene, door, draft, { ...draft, changes, base_rev: scene.state.model_rev });
  });
  sendDraft(ctx, shown);
}

/** Changes over one revision as changes over another. */
export function carryOver(
  changes: readonly DocumentChange[],
  base: PackageSource,
  now: PackageSource,
  chosen: ReadonlyMap<string, unknown>,
): { changes: DocumentChange[]; conflicts: RebaseConflict[] } {
  const textIn = (source: PackageSource, path: string): string | null =>
    source.files.find((file) => file.path === path)?.text ?? null;
  const conflicts: RebaseConflict[] = [];
  const carried = changes.filter(({ path, text }) => {
    const [was, is] = [textIn(base, path), textIn(now, path)];
    if (is === text) return false;
    if (is === was || chosen.get(path) === 'ours') return true;
    if (chosen.get(path) !== 'theirs') conflicts.push({ path, base: was, theirs: is, ours: text });
    return false;
  });
  return { changes: carried, conflicts };
}
