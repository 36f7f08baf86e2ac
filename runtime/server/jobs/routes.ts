// Jobs of the actor: list, one of them, its file, its progress as server-sent events, and the wish that it stop.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpContext, Router } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { inTenant } from '../records/in_tenant.ts';
import { cancelJob, isOpen, ownJob, ownJobs, type JobView } from './job.ts';
import { jobFile } from './job_folder.ts';

const LOOK_MS = 400;
const HEARTBEAT_MS = 15_000;

export function jobRoutes(router: Router): void {
  router.get('/api/jobs', (ctx) => inTenant(ctx, ownJobs));
  router.get('/api/jobs/:id', (ctx) => look(ctx));
  router.get('/api/jobs/:id/events', events);
  router.get('/api/jobs/:id/file', file);
  router.post('/api/jobs/:id/cancel', (ctx) =>
    inTenant(ctx, (desk, scene) => cancelJob(desk, scene, String(ctx.params.id))),
  );
}

function look(ctx: HttpContext): Promise<JobView> {
  return inTenant(ctx, (desk, scene) => ownJob(desk, scene, String(ctx.params.id)));
}

/** text/event-stream; ends with the job. Who comes back with Last-Event-ID gets what changed since. */
async function events(ctx: HttpContext): Promise<void> {
  const job = await look(ctx);
  // What is no number of ours was never told by us.
  const last = ctx.request.header('last-event-id') ?? '';
  const seen = /^\d{1,15}$/.test(last) ? Number(last) : 0;
  ctx.response.header('Cache-Control', 'no-store');
  if (!isOpen(job) && job.rev <= seen) {
    // The one answer after which a browser does not come back.
    ctx.response.status(204).send('');
    return;
  }
  ctx.response.header('Content-Type', 'text/event-stream; charset=utf-8');
  ctx.response.header('X-Accel-Buffering', 'no');
  const gone = new AbortController();
  ctx.response.response.once('close', () => gone.abort());
  ctx.response.stream(Readable.from(changes(ctx, job, seen, gone.signal), { objectMode: false }));
}

async function* changes(ctx: HttpContext, first: JobView, seen: number, gone: AbortSignal): AsyncGenerator<string> {
  const ended = AbortSignal.any([gone, ctx.services.jobs.stopping.signal]);
  let job = first;
  let told = seen;
  let spoke = Date.now();
  yield 'retry: 2000\n\n';
  while (!ended.aborted) {
    if (job.rev > told) {
      told = job.rev;
      spoke = Date.now();
      yield `id: ${job.rev}\nevent: ${isOpen(job) ? 'progress' : job.state}\ndata: ${JSON.stringify(job)}\n\n`;
    }
    if (!isOpen(job)) return;
    if (Date.now() - spoke > HEARTBEAT_MS) {
      spoke = Date.now();
      yield ': still here\n\n';
    }
    await sleep(LOOK_MS, null, { signal: ended }).catch(() => {});
    if (ended.aborted) return;
    try {
      job = await look(ctx);
    } catch {
      // Session over, job swept away, database gone: the browser comes back and is told properly.
      return;
    }
  }
}

async function file(ctx: HttpContext): Promise<void> {
  const { job, place } = await inTenant(ctx, async (desk, scene) => {
    const found = await ownJob(desk, scene, String(ctx.params.id));
    return { job: found, place: jobFile(desk, scene.state.name, found.id) };
  });
  if (!job.file) throw new Problem(404, 'E_JOB_FILE', '这项任务没有可以下载的文件，或者还没有做完');
  await sendFile(ctx, place, job.file);
}

/** A file of ours as a download that nobody keeps. @throws Problem 404 E_JOB_FILE when it has been swept away */
export async function sendFile(ctx: HttpContext, place: string, what: { name: string; type: string }): Promise<void> {
  const { size } = await stat(place).catch(() => {
    throw new Problem(404, 'E_JOB_FILE', '文件已过期清理，请重新生成');
  });
  const fallback = path.extname(what.name).replace(/[^.a-z]/g, '');
  ctx.response.header('Content-Type', what.type);
  ctx.response.header('Content-Length', String(size));
  ctx.response.header('Cache-Control', 'no-store');
  ctx.response.header(
    'Content-Disposition',
    `attachment; filename="file${fallback}"; filename*=UTF-8''${encodeURIComponent(what.name)}`,
  );
  ctx.response.stream(createReadStream(place));
}
