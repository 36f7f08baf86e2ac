// Upload and download. A file is read by its uploader until a record holds it, then by whoever may read that record and field.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpContext, Router } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { accessOf } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import { checkedId, fetchRecord } from '../records/read_record.ts';
import type { Scene } from '../records/scene.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { Entry } from '../database/client.ts';
import { sightOf } from '../records/reach.ts';
import { entryOf, reachEntry, type TenantState } from '../revisions/tenants.ts';
import { keepFile, receiveFile } from './receive_file.ts';

/** Types a browser may show in our origin; everything else is only saved. */
const SHOWN = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'application/pdf']);

export function fileRoutes(router: Router): void {
  router.post('/api/files', upload);
  router.get('/api/files/:id', download);
}

async function upload(ctx: HttpContext): Promise<void> {
  const file = await receiveFile(ctx);
  const { name, type, size, sha256 } = file;
  const answer = await inTenant(ctx, async (desk, scene) => {
    const id = uuidV7();
    await keepFile(desk.filesFolder, scene.state.name, id, file);
    await desk.database.write(entryOf(scene.state), {
      text: `insert into platform.file (tenant_id, id, name, type, size, sha256, created_by)
             values ($1::int4, $2::uuid, $3::text, $4::text, $5::int8, $6::text, $7::uuid)`,
      values: [scene.state.id, id, name, type, size, sha256, scene.actor.user],
    });
    return { id, name, type, size };
  });
  ctx.response.status(201).send(answer);
}

async function download(ctx: HttpContext): Promise<void> {
  const found = await inTenant(ctx, async (desk, scene) => {
    const id = checkedId(String(ctx.params.id));
    const file = await findFile(desk, scene, id);
    if (!file || !(await mayRead(desk, scene, file)))
      throw new Problem(404, 'E_FILE_NONE', '没有这个文件，或者您无权查看');
    return { path: join(desk.filesFolder, file.home.name, id), name: file.row.name!, type: file.row.type! };
  });
  const { size } = await stat(found.path).catch(() => {
    throw new Problem(404, 'E_FILE_NONE', '文件已不在服务器上，请联系管理员');
  });
  const inline = ctx.request.input('inline') === '1' && SHOWN.has(found.type);
  ctx.response.header('Content-Type', found.type);
  ctx.response.header('Content-Length', String(size));
  ctx.response.header('Cache-Control', 'private, max-age=3600');
  ctx.response.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  ctx.response.header(
    'Content-Disposition',
    `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(found.name)}`,
  );
  ctx.response.stream(createReadStream(found.path));
}

interface FoundFile {
  row: Record<string, string | null>;
  /** The bureau that it was uploaded in. */
  home: TenantState;
}

/** The file in the actor's own bureau, else in one below that he reads at all. */
async function findFile(desk: Desk, scene: Scene, id: string): Promise<FoundFile | null> {
  const find = (entry: Entry, tenants: readonly TenantState[]) =>
    desk.database.read(entry, {
      text: `select tenant_id::text as tenant, name, type, size::text as size, created_by::text as created_by, entity, record::text as record, field
             from platform.file where tenant_id = any ($1::int4[]) and id = $2::uuid`,
      values: [tenants.map((tenant) => tenant.id), id],
    });
  const [own] = await find(entryOf(scene.state), [scene.state]);
  if (own) return { row: own, home: scene.state };
  if (scene.below.length === 0) return null;
  const [row] = await find(reachEntry(scene.state, scene.below), scene.below);
  const home = scene.below.find((state) => String(state.id) === row?.tenant);
  return row && home ? { row, home } : null;
}

async function mayRead(desk: Desk, scene: Scene, { row, home }: FoundFile): Promise<boolean> {
  if (!row.record) return home.id === scene.state.id && row.created_by === scene.actor.user;
  const access = accessOf(scene.state, scene.actor.roles, row.entity!);
  const sight = access && sightOf(scene, access, home.id);
  const uid = home.columns.get(row.entity!)?.get(row.field!)?.field.uid;
  if (!sight?.access.fields.some((field) => field.uid === uid)) return false;
  try {
    const found = await fetchRecord(desk, scene, access!, row.record, { include: [], fields: [] }, 'any');
    return found.tenant === home.id;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return false;
    throw error;
  }
}
