// One's own tokens: made, looked at and ended at a screen, never by a token.
import type { HttpContext, Router } from '@adonisjs/core/http';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { accessOf } from '../records/access.ts';
import { MOST_TOKENS, type NewToken } from './tokens.ts';

const MOST_DAYS = 366;

export function tokenRoutes(router: Router): void {
  router.get('/api/tokens', async (ctx: HttpContext) => ({ items: await ctx.services.tokens.listOf(ctx.session) }));
  router.post('/api/tokens', makeToken);
  router.delete('/api/tokens/:id', endToken);
}

async function makeToken(ctx: HttpContext): Promise<void> {
  const token = await parseToken(ctx);
  const made = await ctx.services.tokens.make(ctx.session, token);
  if (!made) throw new Problem(409, 'E_TOKEN_MANY', `最多保留 ${MOST_TOKENS} 个令牌，请先停用不用的`);
  ctx.response.status(201).header('Cache-Control', 'no-store').send({ id: made.id, token: made.text });
}

async function endToken(ctx: HttpContext): Promise<void> {
  const id = String(ctx.params.id);
  const known = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id);
  if (!known || !(await ctx.services.tokens.end(ctx.session, id)))
    throw new Problem(404, 'E_TOKEN_NONE', '没有这个令牌，或已停用');
  ctx.response.status(204).send('');
}

async function parseToken(ctx: HttpContext): Promise<NewToken> {
  const { label, entities, writes, days } = (ctx.request.body() ?? {}) as Record<string, unknown>;
  const state = await ctx.services.tenants.get(ctx.actor.tenant.id);
  const faults: Fault[] = [];
  const name = typeof label === 'string' ? label.trim() : '';
  if (name === '' || name.length > 60)
    faults.push({ code: 'E_TOKEN_LABEL', path: 'label', value: label ?? null, message: '请写明用途，1 到 60 个字' });
  if (!Number.isInteger(days) || Number(days) < 1 || Number(days) > MOST_DAYS)
    faults.push({ code: 'E_TOKEN_DAYS', path: 'days', value: days ?? null, message: `有效天数为 1 到 ${MOST_DAYS}` });
  if (writes !== undefined && typeof writes !== 'boolean')
    faults.push({ code: 'E_TOKEN_WRITES', path: 'writes', value: writes, message: '是否可写应为是或否' });
  const named = entities === undefined || entities === null ? null : entities;
  const isList = Array.isArray(named) && named.length > 0 && named.length <= 100;
  const unseen = isList
    ? named.filter((one) => !state || !accessOf(state, ctx.actor.roles, String(one)))
    : named === null
      ? []
      : [named];
  for (const one of unseen)
    faults.push({ code: 'E_TOKEN_ENTITY', path: 'entities', value: one, message: '范围里有您看不到的内容，请去掉' });
  if (faults.length > 0) throw new Problem(422, 'E_TOKEN_INVALID', `有 ${faults.length} 处需要修改`, { faults });
  return {
    label: name,
    days: Number(days),
    writes: writes === true,
    entities: isList ? [...new Set(named.map(String))] : null,
  };
}
