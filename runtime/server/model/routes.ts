// The model and its long code lists, cached by the browser until the revision or the actor's roles change.
import { createHash } from 'node:crypto';
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

const texts = new WeakMap<object, Map<string, string>>();

/** Built once per revision, set of roles and document, and answered with 304 when the browser has it. */
async function answer(ctx: HttpContext, what: string, build: (scene: Scene) => object): Promise<void> {
  const scene = await inTenant(ctx, async (_desk, scene) => scene);
  const roles = scene.actor.roles.join(',');
  const etag = `"${createHash('sha256').update(`${scene.state.hash} ${scene.state.model_rev} ${roles} ${what}`).digest('base64url').slice(0, 27)}"`;
  ctx.response.header('ETag', etag);
  ctx.response.header('Cache-Control', 'private, no-cache');
  if (ctx.request.header('if-none-match') === etag) {
    ctx.response.status(304).send('');
    return;
  }
  let known = texts.get(scene.state.model);
  if (!known) texts.set(scene.state.model, (known = new Map()));
  const key = `${scene.state.model_rev} ${roles} ${what}`;
  let text = known.get(key);
  if (text === undefined) known.set(key, (text = JSON.stringify(build(scene))));
  ctx.response.header('Content-Type', 'application/json; charset=utf-8');
  ctx.response.send(text);
}
