// A draft whose base has moved is carried over to the current revision: what only one side changed is taken, and where both changed a
// document its author says which text it is to be.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { inTenant } from '../records/in_tenant.ts';
import { carryUpgrade, changesPackage } from '../packages/carry_upgrade.ts';
import { carryOver } from './carry_over.ts';
import { baseOf, bodyOf, currentSources, draftToWrite, idOf, sendDraft, shownDraft, writeChanges } from './drafts.ts';

/**
 * `POST /api/door/drafts/:id/rebase` `{take?: {path: 'ours' | 'theirs'}}`.
 * @throws Problem 409 E_DRAFT_CONFLICTS with every document that nobody has decided about
 */
export async function rebaseDraft(ctx: HttpContext): Promise<void> {
  const { take } = bodyOf(ctx);
  const chosen = new Map(Object.entries(typeof take === 'object' && take !== null ? take : {}));
  await inTenant(ctx, async (desk, scene) => {
    const { door, draft } = await draftToWrite(desk, scene, ctx);
    const [base, now] = [await baseOf(desk, scene, draft), await currentSources(desk, scene)];
    const { changes, conflicts, further } = changesPackage(draft)
      ? await carryUpgrade(desk, scene, draft, { base, now, chosen })
      : { ...carryOver(draft.changes!, base.tenant, now.tenant, chosen), further: [] };
    if (conflicts.length > 0)
      throw new Problem(409, 'E_DRAFT_CONFLICTS', `有 ${conflicts.length} 个文档两边都改过，请逐个决定用哪一份`, {
        conflicts,
      });
    await writeChanges(desk, scene, door, draft, { ...draft, changes, base_rev: scene.state.model_rev }, further);
  });
  sendDraft(ctx, await shownDraft(ctx, idOf(ctx)));
}
