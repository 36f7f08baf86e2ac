// `GET /api/records/:entity/:id/changes`: what an act of the audit log changed, through the reader's own eyes on that record's
// fields: what he may not read there he does not read here.
import type { HttpContext } from '@adonisjs/core/http';
import { accessOf } from '../records/access.ts';
import { changesOf, imagesOf, revealNote, titlesOfImages } from '../records/history.ts';
import { inTenant } from '../records/in_tenant.ts';
import { checkedId, fetchRecord, noRecord } from '../records/read_record.ts';
import type { Sight } from '../records/reach.ts';
import { WHOLE } from '../records/project.ts';
import { entryOf } from '../revisions/tenants.ts';
import { sourced } from './source_access.ts';

interface Changes {
  /** The record, when it is one that the reader may open. */
  record: { entity: string; id: string } | null;
  /** False where the reader sees no records of this sort: then nothing of it is told. */
  readable: boolean;
  note: string | null;
  changes: { field: string; label: string; before: string | null; after: string | null }[];
}

export async function auditChanges(ctx: HttpContext): Promise<Changes> {
  return inTenant(ctx, async (desk, scene) => {
    const access = sourced(scene, ctx, 'audit');
    const id = checkedId(String(ctx.params.id));
    await fetchRecord(desk, scene, access, id, { ...WHOLE, fields: [] }, 'live');
    const [row] = await desk.database.read(
      entryOf(scene.state),
      {
        text: `select entity, record::text as record, action, before::text as before, after::text as after from platform.audit
               where tenant_id = $1::int4 and platform.seq_id(seq) = $2::uuid`,
        values: [scene.state.id, id],
      },
      false,
    );
    if (!row) throw noRecord();
    const of = accessOf(scene.state, scene.actor.roles, row.entity!);
    if (!of) return { record: null, readable: false, note: null, changes: [] };
    const record = row.record ? { entity: row.entity!, id: row.record } : null;
    // A row outside his scope is no more to be read here than there.
    const seen = record && (await isSeen());
    if (record && !seen) return { record: null, readable: false, note: null, changes: [] };
    const [before, after] = imagesOf(row);
    const sight: Sight = { state: scene.state, window: null, access: of, home: scene.state };
    const titles = await titlesOfImages(desk, scene, sight, [before, after]);
    return {
      record,
      readable: true,
      note: row.action === 'reveal' ? revealNote(of, after) : null,
      changes: row.action === 'import' ? [] : changesOf(sight, before, after, titles),
    };

    async function isSeen(): Promise<boolean> {
      return fetchRecord(desk, scene, of!, record!.id, { ...WHOLE, fields: [] }, 'any').then(
        () => true,
        () => false,
      );
    }
  });
}
