// `GET /api/door/drafts/:id/plan/steps/:step/rows`: the records behind a number of a plan.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { HttpContext } from '@adonisjs/core/http';
import { doorOf, draftsOf } from '../door/door_access.ts';
import { readDraft } from '../door/draft.ts';
import { idOf, noRevision } from '../door/drafts.ts';
import { makeWorkFolder } from '../jobs/job_folder.ts';
import { sendFile } from '../jobs/routes.ts';
import { deletedBy } from '../packages/remove_data.ts';
import { inTenant } from '../records/in_tenant.ts';
import { SHEET_TYPES } from '../transfer/sheets/write_sheet.ts';
import { planDetail } from './plan_change.ts';
import { writeStepRows } from './rows_of_step.ts';

export async function stepRows(ctx: HttpContext): Promise<void> {
  const done = await inTenant(ctx, async (desk, scene) => {
    const draft = await readDraft(desk, scene, draftsOf(doorOf(scene)), idOf(ctx));
    const detail = await planDetail(ctx.services, scene.state.id, draft.changes!, draft.base_rev, deletedBy(draft));
    if (!detail) throw noRevision();
    const place = path.join(await makeWorkFolder(desk, scene.state.name), `${randomUUID()}.tmp`);
    try {
      const { name } = await writeStepRows(desk, scene, detail, String(ctx.params.step), place);
      return { place, name, type: SHEET_TYPES.csv };
    } catch (error) {
      await rm(place, { force: true });
      throw error;
    }
  });
  ctx.response.response.once('close', () => void rm(done.place, { force: true }));
  await sendFile(ctx, done.place, done);
}
