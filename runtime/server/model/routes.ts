// The model and its long code lists, cached by the browser until the revision or the actor's roles change.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { HttpContext, Router } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { openApiOf } from '../openapi/open_api.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { Scene } from '../records/scene.ts';
import { presentModel } from './present_model.ts';

export function modelRoutes(router: Router): void {
  router.get('/api/model', (ctx) => answer(ctx, 'model', (scene) => presentModel(scene)));
  router.get('/api/openapi.json', (ctx) => answer(ctx, 'openapi', (scene) => openApiOf(scene)));
  router.get('/api/lists/:name', (ctx) =>
    answer(ctx, `list ${String(ctx.params.name)}`, (scene) => {
      const { lists } = scene.state.model;
      const name = String(ctx.params.name);
      if (!Object.hasOwn(lists, name)) throw new Problem(404, 'E_LIST_NONE', '没有这个代码表');
      return lists[name]!;
    }),
  );
}

const gzip = promisify(zlib.gzip);
const texts = new WeakMap<object, Map<string, { plain: Buffer; zipped: Buffer }>>();

/** Built once per revision, set of roles and document, and answered with 304 when the browser has it. */
async function answer(ctx: HttpContext, what: string, build: (scene: Scene) => object): Promise<void> {
  const scene = await inTenant(ctx, async (_desk, scene) => scene);
  const roles = scene.actor.roles.join(',');
  const below = `${Number(scene.state.keepsCity)} ${scene.below.map(({ name, label }) => `${name} ${label}`).join(',')}`;
  const etag = `"${createHash('sha256').update(`${scene.state.hash} ${scene.state.model_rev} ${roles} ${below} ${what}`).digest('base64url').slice(0, 27)}"`;
  ctx.response.header('ETag', etag);
  ctx.response.header('Cache-Control', 'private, no-cache');
  if (ctx.request.header('if-none-match') === etag) {
    ctx.response.status(304).send('');
    return;
  }
  let known = texts.get(scene.state.model);
  if (!known) texts.set(scene.state.model, (known = new Map()));
  const key = `${scene.state.model_rev} ${roles} ${below} ${what}`;
  let text = known.get(key);
  if (text === undefined) {
    const plain = Buffer.from(JSON.stringify(build(scene)));
    known.set(key, (text = { plain, zipped: await gzip(plain) }));
  }
  const zipped = /\bgzip\b/.test(ctx.request.header('accept-encoding') ?? '');
  ctx.response.header('Content-Type', 'application/json; charset=utf-8');
  ctx.response.header('Vary', 'Accept-Encoding');
  if (zipped) ctx.response.header('Content-Encoding', 'gzip');
  ctx.response.send(zipped ? text.zipped : text.plain);
}
