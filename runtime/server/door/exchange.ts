// Documents out of the door and in again: a revision as files, files as a draft, and an earlier revision as a draft that goes back to it.
import { readFile } from 'node:fs/promises';
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { planChange } from '../plan/plan_change.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { SourceFile } from '@shijian/kernel';
import { changesBetween, effectiveChanges, folderOf, withChanges } from '../revisions/stored_documents.ts';
import { doorOf, needRight } from './door_access.ts';
import { addDraft, bodyOf, currentSources, sendDraft, shownDraft } from './drafts.ts';
import { readChanges, readDraftText } from './read_changes.ts';
import { readZip } from './read_zip.ts';
import { revisionSources } from './revisions.ts';
import { revOf } from './show_door.ts';
import { writeZip } from './write_zip.ts';

/**
 * `GET /api/door/revisions/:rev/export?format=json|zip`: the bureau's own documents, as JSON with paths below the root or as a ZIP of the files.
 * Imported back they make the same hash.
 */
export async function exportRevision(ctx: HttpContext): Promise<void> {
  const { rev, folder, files, name } = await inTenant(ctx, async (desk, scene) => {
    const asked = revOf(ctx, scene, ctx.params.rev);
    const { tenant } = await revisionSources(desk, scene, asked);
    return { rev: asked, folder: folderOf(tenant), files: tenant.files, name: tenant.name };
  });
  const zip = ctx.request.qs().format === 'zip';
  ctx.response.header('Content-Disposition', `attachment; filename="${name}-${rev}.${zip ? 'zip' : 'json'}"`);
  ctx.response.header('Cache-Control', 'no-store');
  if (zip) ctx.response.header('Content-Type', 'application/zip').send(writeZip(files));
  else ctx.response.send({ tenant: name, rev, folder, files });
}

/**
 * `POST /api/door/import` `{files: [{path, text}], title?, message?, whole?}`, or a form with a ZIP as `file` → a draft of kind files. `whole` (the
 * default) takes away what is not among the files; else they are put over what is there.
 */
export async function importFiles(ctx: HttpContext): Promise<void> {
  const body = bodyOf(ctx);
  const archive = await archiveOf(ctx);
  const id = await inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    needRight(door, 'write');
    const { tenant } = await currentSources(desk, scene);
    const folder = folderOf(tenant);
    const sent = readChanges(archive ? placed(readZip(archive), folder) : body.files, tenant);
    const files = sent.filter((change): change is SourceFile => change.text !== null);
    // A form has texts alone.
    const whole = body.whole !== false && body.whole !== 'false';
    if (whole && !files.some(({ path }) => path === `${folder}tenant.yaml`)) throw noManifest(folder);
    const changes = whole
      ? changesBetween(tenant, withChanges({ ...tenant, files: [] }, files))
      : effectiveChanges(tenant, sent);
    const text = readDraftText(body, { title: `导入的文件（${changes.length} 个文档有改动）` });
    return addDraft(desk, scene, door, { ...text, kind: 'files', base_rev: scene.state.model_rev, changes });
  });
  sendDraft(ctx, await shownDraft(ctx, id), 201);
}

/** `POST /api/door/rollback` `{rev}` → the draft that goes back to it, and its plan. @throws Problem 409 E_ROLLBACK_SAME */
export async function rollBack(ctx: HttpContext): Promise<void> {
  const body = bodyOf(ctx);
  const made = await inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    needRight(door, 'write');
    const rev = revOf(ctx, scene, typeof body.rev === 'number' ? String(body.rev) : (body.rev ?? 'none'));
    const [now, then] = [await currentSources(desk, scene), await revisionSources(desk, scene, rev)];
    const changes = changesBetween(now.tenant, then.tenant);
    if (changes.length === 0) throw new Problem(409, 'E_ROLLBACK_SAME', `现在的配置与第 ${rev} 版相同，不需要回退`);
    const text = readDraftText(body, { title: `回退到第 ${rev} 版` });
    const base_rev = scene.state.model_rev;
    const plan = await planChange(ctx.services, scene.state.id, changes, base_rev);
    const id = await addDraft(desk, scene, door, { ...text, kind: 'rollback', base_rev, changes, detail: { rev } });
    return { id, plan };
  });
  const draft = await shownDraft(ctx, made.id);
  ctx.response.header('ETag', `"${draft.version}"`);
  ctx.response.status(201).send({ draft, plan: made.plan });
}

/** The uploaded ZIP, where one was sent. */
async function archiveOf(ctx: HttpContext): Promise<Buffer | null> {
  return ctx.upload ? readFile(ctx.upload.tmpPath) : null;
}

/** Whoever packs the folder by hand packs it from anywhere: what lies beside its tenant.yaml is the bureau's folder. */
function placed(files: readonly SourceFile[], folder: string): SourceFile[] {
  const manifest = files.find(({ path }) => /(^|\/)tenant\.yaml$/.test(path))?.path;
  const top = manifest?.slice(0, -'tenant.yaml'.length) ?? folder;
  return files.map(({ path, text }) => ({ path: path.startsWith(top) ? folder + path.slice(top.length) : path, text }));
}

function noManifest(folder: string): Problem {
  const message = `导入整套文档时要包含 ${folder}tenant.yaml；只导入一部分请传 whole: false`;
  const fault = { code: 'E_DOCUMENT_MANIFEST', path: 'files', value: null, message };
  return new Problem(422, 'E_DRAFT_INVALID', message, { faults: [fault] });
}
