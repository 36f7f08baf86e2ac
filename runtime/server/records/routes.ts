// HTTP in front of the record functions: headers in, status and headers out, bodies as the database made them.
import type { HttpContext, Router } from '@adonisjs/core/http';
import { doAct } from '../plugin_code/acts.ts';
import { aggregateRecords } from './aggregate.ts';
import { recordAsOf } from './as_of.ts';
import { inTenant } from './in_tenant.ts';
import { findExact } from './find_exact.ts';
import { recordHistory } from './history.ts';
import { listRecords, readRecord, type JsonText } from './read_record.ts';
import { queryOf, searchOf } from './query_of.ts';
import { recentWork } from './recent.ts';
import { revealFields } from './reveal.ts';
import { previewRows } from './row_sources.ts';
import { writeBatch } from './write_batch.ts';
import { failAgain } from './short_way.ts';
import { idempotencyKeyOf, versionOf } from './write_headers.ts';
import { createRecord, removeRecord, restoreRecord, updateRecord } from './write_record.ts';
import type { Written } from './written.ts';

export function recordRoutes(router: Router): void {
  router.get('/api/me/recent', (ctx) => inTenant(ctx, recentWork));
  router.get('/api/records/:entity', list);
  router.post('/api/records/:entity', create);
  router.get('/api/records/:entity/aggregate', (ctx) =>
    inTenant(ctx, (desk, scene) => aggregateRecords(desk, scene, entityOf(ctx), queryOf(ctx))),
  );
  router.post('/api/records/:entity/batch', batch);
  router.post('/api/records/:entity/find', find);
  router.post('/api/records/:entity/rows/:field', (ctx) =>
    inTenant(ctx, (desk, scene) =>
      previewRows(desk, scene, entityOf(ctx), String(ctx.params.field), ctx.request.body()),
    ),
  );
  router.get('/api/records/:entity/:id', read);
  router.patch('/api/records/:entity/:id', update);
  router.delete('/api/records/:entity/:id', remove);
  router.post('/api/records/:entity/:id/restore', restore);
  router.post('/api/records/:entity/:id/reveal', reveal);
  router.post('/api/records/:entity/:id/acts/:act', doAct);
  router.get('/api/records/:entity/:id/history', (ctx) =>
    inTenant(ctx, (desk, scene) => recordHistory(desk, scene, entityOf(ctx), idOf(ctx))),
  );
  router.get('/api/records/:entity/:id/as-of', (ctx) =>
    inTenant(ctx, (desk, scene) => recordAsOf(desk, scene, entityOf(ctx), idOf(ctx), momentOf(ctx))),
  );
  router.get('/api/records/:entity/:id/title', title);
}

/** Which version is looked back at. */
function momentOf(ctx: HttpContext): { version: string | null; rev: string | null } {
  const { version, rev } = ctx.request.qs();
  return { version: typeof version === 'string' ? version : null, rev: typeof rev === 'string' ? rev : null };
}

async function list(ctx: HttpContext): Promise<void> {
  sendJson(
    ctx,
    await inTenant(ctx, (desk, scene) => {
      failAgain(ctx.request.request);
      return listRecords(desk, scene, entityOf(ctx), searchOf(ctx));
    }),
  );
}

async function read(ctx: HttpContext): Promise<void> {
  const record = await inTenant(ctx, (desk, scene) => {
    failAgain(ctx.request.request);
    return readRecord(desk, scene, entityOf(ctx), idOf(ctx), searchOf(ctx));
  });
  const etag = `"${record.version}"`;
  ctx.response.header('ETag', etag);
  if (ctx.request.header('if-none-match') === etag) ctx.response.status(304).send('');
  else sendJson(ctx, record);
}

async function title(ctx: HttpContext): Promise<{ id: string; title: string }> {
  const record = await inTenant(ctx, (desk, scene) => readRecord(desk, scene, entityOf(ctx), idOf(ctx), ''));
  const { id, _title } = JSON.parse(Buffer.from(record.latin1, 'latin1').toString('utf8')) as {
    id: string;
    _title: string;
  };
  return { id, title: _title };
}

async function create(ctx: HttpContext): Promise<void> {
  const key = idempotencyKey(ctx);
  const written = await inTenant(ctx, (desk, scene) => {
    failAgain(ctx.request.request);
    return createRecord(desk, scene, entityOf(ctx), ctx.request.body(), key, searchOf(ctx));
  });
  ctx.response.header('Location', `/api/records/${entityOf(ctx)}/${written.id}`);
  ctx.response.status(written.replayed ? 200 : 201);
  sendWritten(ctx, written);
}

async function find(ctx: HttpContext): Promise<object> {
  ctx.response.header('Cache-Control', 'no-store');
  return inTenant(ctx, (desk, scene) => findExact(desk, scene, entityOf(ctx), ctx.request.body()));
}

async function batch(ctx: HttpContext): Promise<void> {
  const key = idempotencyKey(ctx);
  const { results, replayed } = await inTenant(ctx, (desk, scene) =>
    writeBatch(desk, scene, entityOf(ctx), ctx.request.body(), key),
  );
  ctx.response.header('Cache-Control', 'no-store').send({ results, replayed });
}

async function update(ctx: HttpContext): Promise<void> {
  const version = matchedVersion(ctx);
  sendWritten(
    ctx,
    await inTenant(ctx, (desk, scene) => {
      failAgain(ctx.request.request);
      return updateRecord(desk, scene, entityOf(ctx), idOf(ctx), version, ctx.request.body(), searchOf(ctx));
    }),
  );
}

async function remove(ctx: HttpContext): Promise<void> {
  const version = matchedVersion(ctx);
  await inTenant(ctx, (desk, scene) => removeRecord(desk, scene, entityOf(ctx), idOf(ctx), version));
  ctx.response.status(204).send('');
}

async function restore(ctx: HttpContext): Promise<void> {
  const version = matchedVersion(ctx);
  sendWritten(ctx, await inTenant(ctx, (desk, scene) => restoreRecord(desk, scene, entityOf(ctx), idOf(ctx), version)));
}

async function reveal(ctx: HttpContext): Promise<object> {
  ctx.response.header('Cache-Control', 'no-store');
  return inTenant(ctx, (desk, scene) => revealFields(desk, scene, entityOf(ctx), idOf(ctx), ctx.request.body()));
}

export function entityOf(ctx: HttpContext): string {
  return String(ctx.params.entity);
}

function idOf(ctx: HttpContext): string {
  return String(ctx.params.id);
}

/** @throws Problem 428 E_MATCH_MISSING, 412 for what is no version of ours */
export function matchedVersion(ctx: HttpContext): string {
  return versionOf(ctx.request.header('if-match'));
}

function idempotencyKey(ctx: HttpContext): string | null {
  return idempotencyKeyOf(ctx.request.header('idempotency-key'));
}

function sendWritten(ctx: HttpContext, written: Written): void {
  ctx.response.header('ETag', `"${written.version}"`);
  sendJson(ctx, written.body);
}

/** Text that is JSON already goes out unparsed. */
export function sendJson(ctx: HttpContext, json: string | JsonText): void {
  ctx.response.header('Content-Type', 'application/json; charset=utf-8');
  ctx.response.header('Cache-Control', 'no-store');
  ctx.response.send(typeof json === 'string' ? json : Buffer.from(json.latin1, 'latin1'));
}
