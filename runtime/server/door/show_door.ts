// The bureau's documents as they stand in a revision: what there is, one text, and everything that a browser needs to compile them itself.
import type { HttpContext } from '@adonisjs/core/http';
import { parseDocument, type PackageSource } from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { shelfOf } from '../packages/shelf.ts';
import { textHash } from '../revisions/revision_files.ts';
import { sourcesOf, sourcesOver, type Sources } from '../revisions/sources_over.ts';
import { asksFourEyes, doorOf, draftsOf } from './door_access.ts';
import { readDraft } from './draft.ts';
import { entered } from './entered.ts';
import { baseOf, noRevision } from './drafts.ts';
import { openWork } from './open_work.ts';

export interface ShownFile {
  path: string;
  /** Package or bureau. */
  package: string;
  /** Kind, name and label of the document; null for a file that is no document, such as rows of a list. */
  kind: string | null;
  name: string | null;
  label: string | null;
  /** The bureau may change it. */
  own: boolean;
  hash: string;
}

/** `GET /api/door`: where the bureau stands and what the actor may do. */
export async function showDoor(ctx: HttpContext): Promise<object> {
  return inTenant(ctx, async (desk, scene) => {
    const { rights } = doorOf(scene);
    const { model, model_rev: rev, edition, name, label } = scene.state;
    return {
      tenant: { name, label },
      rev,
      edition,
      hash: await hashOf(desk, scene, rev),
      packages: (await shelfOf(desk, scene)).flatMap(({ name, label, version, available, upgrade }) =>
        version === null ? [] : [{ name, label, version, available, upgrade }],
      ),
      rights,
      four_eyes: asksFourEyes(model),
      work: await openWork(desk, scene),
    };
  });
}

/** `GET /api/door/documents?rev=`. */
export async function showDocuments(ctx: HttpContext): Promise<{ rev: number; items: ShownFile[] }> {
  return inTenant(ctx, async (desk, scene) => {
    const { rev, sources } = await asked(ctx, desk, scene);
    const all = [...sources.packages, sources.tenant];
    return { rev, items: all.flatMap((source) => source.files.map((file) => fileOf(source, file))) };
  });
}

/** `GET /api/door/documents/text?path=&rev=`. @throws Problem 404 E_DOCUMENT_NONE */
export async function showText(ctx: HttpContext): Promise<ShownFile & { text: string; rev: number }> {
  return inTenant(ctx, async (desk, scene) => {
    const { rev, sources } = await asked(ctx, desk, scene);
    const { path } = ctx.request.qs();
    for (const source of [sources.tenant, ...sources.packages]) {
      const file = source.files.find((one) => one.path === path);
      if (file) return { ...fileOf(source, file), text: file.text, rev };
    }
    throw new Problem(404, 'E_DOCUMENT_NONE', '这个版本里没有这个文档');
  });
}

/**
 * `GET /api/door/sources?rev=`: packages and the bureau's own documents with their texts; the ETag is the revision's hash. With `?draft=` those
 * that a draft is made over, with the packages in the versions that its manifest names.
 */
export async function showSources(ctx: HttpContext): Promise<void> {
  const found = await inTenant(ctx, async (desk, scene) => {
    const { draft: id } = ctx.request.qs();
    if (typeof id === 'string' && id !== '') {
      const draft = await readDraft(desk, scene, draftsOf(doorOf(scene)), id);
      const base = await baseOf(desk, scene, draft);
      const { packages } = await sourcesOver(entered(desk, scene), base, draft.changes!);
      return { etag: `"${draft.id} ${draft.version}"`, body: { rev: draft.base_rev, packages, tenant: base.tenant } };
    }
    doorOf(scene);
    const rev = revOf(ctx, scene);
    const etag = `"${await hashOf(desk, scene, rev)}"`;
    if (ctx.request.header('if-none-match') === etag) return { etag, body: null };
    const { sources } = await asked(ctx, desk, scene);
    return { etag, body: { rev, ...sources } };
  });
  ctx.response.header('ETag', found.etag);
  ctx.response.header('Cache-Control', 'private, no-cache');
  if (found.body) ctx.response.send(found.body);
  else ctx.response.status(304).send('');
}

/** The revision that is asked for, the current one where none is. @throws Problem 404 E_REVISION_NONE */
export function revOf(ctx: HttpContext, scene: Scene, given: unknown = ctx.request.qs().rev): number {
  if (given === undefined || given === '') return scene.state.model_rev;
  const rev = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (rev < 1) throw noRevision();
  return rev;
}

async function asked(ctx: HttpContext, desk: Desk, scene: Scene): Promise<{ rev: number; sources: Sources }> {
  const door = doorOf(scene);
  const rev = revOf(ctx, scene);
  // A draft is read over the current revision; older ones belong to whoever reads revisions.
  if (rev !== scene.state.model_rev && !door.rights.revisions) throw noRevision();
  const sources = await sourcesOf(entered(desk, scene), scene.state.id, rev);
  if (!sources) throw noRevision();
  return { rev, sources };
}

async function hashOf(desk: Desk, scene: Scene, rev: number): Promise<string> {
  const [row] = await entered(desk, scene).platform({
    text: 'select hash from platform.revision where tenant_id = $1::int4 and rev = $2::int4',
    values: [scene.state.id, rev],
  });
  if (!row) throw noRevision();
  return row.hash!;
}

/** What a document says of itself, by its text: packages are read once for all bureaus. */
const known = new Map<string, Pick<ShownFile, 'kind' | 'name' | 'label'>>();
const MOST_KNOWN = 5_000;

function fileOf(source: PackageSource, file: PackageSource['files'][number]): ShownFile {
  const hash = textHash(file.text);
  const key = `${source.name} ${file.path} ${hash}`;
  let said = known.get(key);
  if (!said) {
    const { kind, name, value } = !/\.(ya?ml|json)$/.test(file.path)
      ? { kind: null, name: null, value: null }
      : parseDocument(file, source.name);
    const label = (value as { label?: unknown } | null)?.label;
    said = { kind, name, label: typeof label === 'string' ? label : null };
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, said);
  }
  return { path: file.path, package: source.name, ...said, own: source.kind === 'tenant', hash };
}
