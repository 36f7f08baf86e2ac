// Exports: small ones as the answer, large ones as a job whose file is fetched when it is done.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { HttpContext, Router } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { enqueue, ownJob, queueProblem } from '../jobs/job.ts';
import { makeWorkFolder } from '../jobs/job_folder.ts';
import { sendFile } from '../jobs/routes.ts';
import { inTenant } from '../records/in_tenant.ts';
import { queryOf } from '../records/query_of.ts';
import type { Query } from '../records/parse_list_request.ts';
import { entryOf } from '../revisions/tenants.ts';
import { countExport, exportName, MOST_DIRECT, MOST_EXPORTED, planExport, writeExport } from './export_rows.ts';
import { SHEET_TYPES } from './sheets/write_sheet.ts';

const KNOWN = ['filter', 'q', 'sort', 'deleted', 'columns', 'format', 'tenant'];

export function exportRoutes(router: Router): void {
  router.get('/api/records/:entity/export', direct);
  router.post('/api/records/:entity/exports', background);
}

async function direct(ctx: HttpContext): Promise<void> {
  const done = await inTenant(ctx, async (desk, scene) => {
    const plan = planExport(scene, String(ctx.params.entity), queryOf(ctx));
    await countExport(desk, scene, plan, MOST_DIRECT);
    const place = path.join(await makeWorkFolder(desk, scene.state.name), `${randomUUID()}.tmp`);
    try {
      await writeExport(desk, scene, plan, place);
    } catch (error) {
      await rm(place, { force: true });
      throw error;
    }
    return { place, name: exportName(scene, plan), type: SHEET_TYPES[plan.format] };
  });
  ctx.response.response.once('close', () => void rm(done.place, { force: true }));
  await sendFile(ctx, done.place, done);
}

async function background(ctx: HttpContext): Promise<void> {
  const query = parseQuery(ctx.request.body());
  const id = await inTenant(ctx, async (desk, scene) => {
    const entity = String(ctx.params.entity);
    const plan = planExport(scene, entity, query);
    const count = await countExport(desk, scene, plan, MOST_EXPORTED);
    const title = `导出${plan.access.entity.label}（${count.toLocaleString('zh-CN')} 条）`;
    const { id: job, statements } = enqueue(scene, { kind: 'export', title, entity, input: { entity, query } });
    await desk.database.write(entryOf(scene.state), ...statements).catch((error: unknown) => {
      throw queueProblem(error);
    });
    return job;
  });
  ctx.services.jobs.kick();
  ctx.response.status(202).send(await inTenant(ctx, (desk, scene) => ownJob(desk, scene, id)));
}

/** @throws Problem 400 naming what is unknown or no text */
function parseQuery(body: unknown): Query {
  const given = (typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}) as Record<
    string,
    unknown
  >;
  const faults = Object.entries(given).flatMap(([name, value]) =>
    KNOWN.includes(name) && (typeof value === 'string' || value === null)
      ? []
      : [
          {
            code: KNOWN.includes(name) ? 'E_QUERY_TYPE' : 'E_QUERY_UNKNOWN',
            path: name,
            value: null,
            message: `参数 ${name.slice(0, 40)} 不对`,
          },
        ],
  );
  if (faults.length > 0) throw new Problem(400, 'E_QUERY_INVALID', '查询条件有误', { faults });
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== ''));
}
