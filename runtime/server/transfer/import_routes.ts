// Imports over HTTP: template, upload, dry run, import, undo, the lines that did not go in, and what was imported before.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { HttpContext, Router } from '@adonisjs/core/http';
import { isDatabaseError } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { enqueue, ownJob, queueProblem } from '../jobs/job.ts';
import { makeWorkFolder, stagedFile } from '../jobs/job_folder.ts';
import { sendFile } from '../jobs/routes.ts';
import type { Desk } from '../records/desk.ts';
import { inTenant } from '../records/in_tenant.ts';
import { queryOf } from '../records/query_of.ts';
import type { Scene } from '../records/scene.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import { entryOf } from '../revisions/tenants.ts';
import { formatOf } from './export_rows.ts';
import { importable, parseMapping, plainHeading, type Mapping } from './import_columns.ts';
import { ownImport, recentImports } from './import_store.ts';
import { digestOf, keptColumns, presentImport, presentPast } from './present_import.ts';
import { writeRefused } from './refused_lines.ts';
import { SheetFault } from './sheets/sheet.ts';
import { stageSheet } from './sheets/stage_sheet.ts';
import { SHEET_TYPES } from './sheets/write_sheet.ts';
import { writeTemplate } from './template.ts';
import { receiveSheet } from './upload.ts';

const AT = '/api/records/:entity/imports';

/** Addresses whose bodies are JSON or none. */
export function importRoutes(router: Router): void {
  router.get('/api/records/:entity/import/template', template);
  router.get(AT, (ctx) =>
    inTenant(ctx, async (desk, scene) => {
      const access = importable(scene, entityOf(ctx));
      return { items: (await recentImports(desk, scene, access.entity.name)).map((row) => presentPast(scene, row)) };
    }),
  );
  router.get(`${AT}/:id`, (ctx) => inTenant(ctx, (desk, scene) => present(ctx, desk, scene, idOf(ctx))));
  router.post(`${AT}/:id/check`, (ctx) => begin(ctx, 'import_check'));
  router.post(`${AT}/:id/run`, (ctx) => begin(ctx, 'import'));
  router.post(`${AT}/:id/undo`, undo);
  router.get(`${AT}/:id/refused`, refused);
}

/** The upload takes its body itself, as it comes. */
export function uploadRoutes(router: Router): void {
  router.post(AT, upload);
}

async function upload(ctx: HttpContext): Promise<void> {
  const { place, seal } = await inTenant(ctx, async (desk, scene) => {
    importable(scene, entityOf(ctx));
    const folder = await makeWorkFolder(desk, scene.state.name);
    return { place: path.join(folder, `${randomUUID()}.tmp`), seal: desk.seal };
  });
  const id = uuidV7();
  const staged = path.join(path.dirname(place), `${id}.rows`);
  try {
    const file = await receiveSheet(ctx, place);
    const sheet = await stageSheet(place, staged, file.format, seal);
    await inTenant(ctx, async (desk, scene) => {
      const access = importable(scene, entityOf(ctx));
      await desk.database.write(entryOf(scene.state), {
        text: `insert into platform.import (tenant_id, id, entity, account, account_name, file_name, format, size, sha256, headings, sample, lines)
               values ($1::int4, $2::uuid, $3::text, $4::uuid, $5::text, $6::text, $7::text, $8::int8, $9::text, $10::jsonb, $11::jsonb, $12::int4)`,
        values: [
          scene.state.id,
          id,
          access.entity.name,
          scene.actor.user,
          scene.actor.name,
          nameOf(ctx, file.format),
          file.format,
          file.size,
          file.sha256,
          JSON.stringify(sheet.headings),
          JSON.stringify(seal.wrap(JSON.stringify(sheet.sample))),
          sheet.lines,
        ],
      });
    });
    ctx.response.status(201).send(await inTenant(ctx, (desk, scene) => present(ctx, desk, scene, id)));
  } catch (error) {
    await rm(staged, { force: true });
    throw error instanceof SheetFault ? new Problem(422, error.code, error.title) : error;
  } finally {
    await rm(place, { force: true });
  }
}

async function present(ctx: HttpContext, desk: Desk, scene: Scene, id: string): Promise<object> {
  const access = importable(scene, entityOf(ctx));
  return presentImport(desk, scene, access, await ownImport(desk, scene, access.entity.name, id));
}

/** A dry run or the import itself, with the mapping sent along. */
async function begin(ctx: HttpContext, kind: 'import_check' | 'import'): Promise<void> {
  const id = await inTenant(ctx, async (desk, scene) => {
    const access = importable(scene, entityOf(ctx));
    const row = await ownImport(desk, scene, access.entity.name, idOf(ctx));
    const mapping = parseMapping(access, row.headings, ctx.request.body());
    const run = kind === 'import' ? 'running' : 'checking';
    const title = `${kind === 'import' ? '导入' : '检查'}${access.entity.label}“${row.file_name}”`;
    const { id: job, statements } = enqueue(scene, { kind, title, entity: row.entity, input: { import: row.id } });
    // Only one run of an import is under way: the state says which, and the row is the lock.
    const started = {
      text: `update platform.import set state = $3::text, job = $4::uuid, mapping = $5::jsonb, digest = $6::text, at_line = 0, checked = case when $3::text = 'checking' then null else checked end, counts = null
             where tenant_id = $1::int4 and id = $2::uuid and platform.refuse(case when state in ('ready', 'checked') then '{}'::text[] else array['import:busy'] end)`,
      values: [scene.state.id, row.id, run, job, JSON.stringify(mapping), digestOf(row, mapping)],
    };
    const cleared = {
      text: `delete from platform.import_fault where tenant_id = $1::int4 and import = $2::uuid and run = $3::text`,
      values: [scene.state.id, row.id, kind === 'import' ? 'import' : 'check'],
    };
    await desk.database
      .write(
        entryOf(scene.state),
        ...statements,
        started,
        cleared,
        keepColumns(scene, row.entity, row.headings, mapping),
      )
      .catch(refuse('这次导入正在进行或已经完成，请在“导入记录”里查看'));
    return job;
  });
  ctx.services.jobs.kick();
  ctx.response.status(202).send(await inTenant(ctx, (desk, scene) => ownJob(desk, scene, id)));
}

async function undo(ctx: HttpContext): Promise<void> {
  const id = await inTenant(ctx, async (desk, scene) => {
    const access = importable(scene, entityOf(ctx));
    const row = await ownImport(desk, scene, access.entity.name, idOf(ctx));
    const title = `撤销导入${access.entity.label}“${row.file_name}”`;
    const { id: job, statements } = enqueue(scene, {
      kind: 'import_undo',
      title,
      entity: row.entity,
      input: { import: row.id },
    });
    const started = {
      text: `update platform.import set state = 'undoing', job = $3::uuid
             where tenant_id = $1::int4 and id = $2::uuid and platform.refuse(case when state in ('done', 'stopped') then '{}'::text[] else array['import:busy'] end)`,
      values: [scene.state.id, row.id, job],
    };
    await desk.database
      .write(entryOf(scene.state), ...statements, started)
      .catch(refuse('这次导入还没有完成，或者已经撤销'));
    return job;
  });
  ctx.services.jobs.kick();
  ctx.response.status(202).send(await inTenant(ctx, (desk, scene) => ownJob(desk, scene, id)));
}

/** The lines that did not go in, to be mended and sent again. */
async function refused(ctx: HttpContext): Promise<void> {
  const format = formatOf(queryOf(ctx).format);
  const file = await inTenant(ctx, async (desk, scene) => {
    const access = importable(scene, entityOf(ctx));
    const row = await ownImport(desk, scene, access.entity.name, idOf(ctx));
    const place = path.join(await makeWorkFolder(desk, scene.state.name), `${randomUUID()}.tmp`);
    await writeRefused(desk, scene, access, row, {
      from: stagedFile(desk, scene.state.name, row.id),
      to: place,
      format,
    });
    return { place, name: `${access.entity.label}_未导入_${scene.today}.${format}`, type: SHEET_TYPES[format] };
  });
  ctx.response.response.once('close', () => void rm(file.place, { force: true }));
  await sendFile(ctx, file.place, file);
}

async function template(ctx: HttpContext): Promise<void> {
  const format = formatOf(queryOf(ctx).format);
  const file = await inTenant(ctx, async (desk, scene) => {
    const access = importable(scene, entityOf(ctx));
    const place = path.join(await makeWorkFolder(desk, scene.state.name), `${randomUUID()}.tmp`);
    await writeTemplate(scene, access, place, format);
    return { place, name: `${access.entity.label}_导入模板.${format}`, type: SHEET_TYPES[format] };
  });
  ctx.response.response.once('close', () => void rm(file.place, { force: true }));
  await sendFile(ctx, file.place, file);
}

/** What this officer chose for each heading, for the next file like it. */
function keepColumns(
  scene: Scene,
  entity: string,
  headings: readonly string[],
  mapping: Mapping,
): { text: string; values: (string | number)[] } {
  const chosen = Object.fromEntries(headings.map((heading, i) => [plainHeading(heading), mapping.columns[i] ?? null]));
  return {
    text: `insert into platform.preference (tenant_id, account, key, value) values ($1::int4, $2::uuid, $3::text, $4::jsonb)
           on conflict (tenant_id, account, key) do update set value = platform.preference.value || excluded.value`,
    values: [scene.state.id, scene.actor.user, keptColumns(entity), JSON.stringify(chosen)],
  };
}

/** The problem of a refused start. */
function refuse(busy: string): (error: unknown) => never {
  return (error) => {
    if (isDatabaseError(error) && error.detail?.includes('import:busy')) throw new Problem(409, 'E_IMPORT_BUSY', busy);
    throw queueProblem(error);
  };
}

function nameOf(ctx: HttpContext, format: string): string {
  const given = queryOf(ctx).name;
  const name =
    typeof given === 'string'
      ? given
          .normalize('NFC')
          .replace(/[\u0000-\u001f\\/]/g, '_')
          .slice(-120)
      : '';
  return name.trim() === '' ? `导入.${format}` : name;
}

function entityOf(ctx: HttpContext): string {
  return String(ctx.params.entity);
}

function idOf(ctx: HttpContext): string {
  return String(ctx.params.id);
}
