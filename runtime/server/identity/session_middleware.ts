// Every request under /api but login passes here: whose session is it, was it meant by a page of ours, and is there a password
// to be changed first. Refuses with 401 E_SESSION_NONE, 403 E_CSRF, 403 E_PASSWORD_MUST_CHANGE.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HttpContext } from '@adonisjs/core/http';
import type { NextFn } from '@adonisjs/core/types/http';
import { StaleTenant } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { scopeAmong } from './token_scope.ts';
import { Tokens } from './tokens.ts';
import type { Session } from './sessions.ts';

declare module '@adonisjs/core/http' {
  interface HttpContext {
    session: Session;
  }
}

const COOKIE = 'shijian_session';
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** All that somebody with a borrowed password may do. */
const BEFORE_CHANGE = new Set(['GET /api/me', 'HEAD /api/me', 'PUT /api/me/password', 'DELETE /api/session']);

/** Route middleware: sets `ctx.session` and `ctx.actor`. */
export async function requireSession(ctx: HttpContext, next: NextFn): Promise<void> {
  const bearer = Tokens.inHeader(ctx.request.header('authorization'));
  if (bearer !== null) return withToken(ctx, bearer, next);
  const token = tokenOf(ctx);
  const session = token ? await ctx.services.sessions.find(token) : null;
  attach(ctx, session);
  const method = ctx.request.method();
  ctx.services.limits.take(ctx.actor.user);
  if (!READING.has(method)) {
    checkOrigin(ctx);
    if (!isMeant(ctx.request.request, ctx.session)) throw new Problem(403, 'E_CSRF', '页面已过期，请刷新后再试');
  }
  if (ctx.session.mustChange && !BEFORE_CHANGE.has(`${method} ${ctx.request.url()}`)) {
    throw new Problem(403, 'E_PASSWORD_MUST_CHANGE', '请先修改密码');
  }
  await next();
}

/**
 * Route middleware for answers that come from memory: compares the tenant's counters, which whatever enters the tenant does
 * by itself, so that a revoked session or a lost right counts at once here too.
 */
export async function proveSession(ctx: HttpContext, next: NextFn): Promise<void> {
  const { id, model_rev, access_rev } = ctx.actor.tenant;
  const [current] = await ctx.services.database.platform({
    text: 'select 1 as one from platform.tenant where id = $1::int4 and model_rev = $2::int4 and access_rev = $3::int4',
    values: [id, model_rev, access_rev],
  });
  if (!current) await renew(ctx);
  await next();
}

/** A bureau that publishes again and again moves on while a request is being judged anew. */
const MOST_MOVES = 6;

/**
 * Runs what a request does; when its statements find the tenant moved, takes the actor anew and runs it once more.
 * @throws Problem 401 when the session has ended meanwhile; StaleTenant when the tenant does not come to rest
 */
export async function withFreshActor<T>(ctx: HttpContext, body: () => Promise<T>): Promise<T> {
  for (let move = 1; ; move += 1) {
    try {
      return await body();
    } catch (error) {
      if (!(error instanceof StaleTenant) || move === MOST_MOVES) throw error;
    }
    await renew(ctx);
  }
}

/** A page of another site must not be able to act through a session of ours. @throws Problem 403 E_CSRF */
export function checkOrigin(ctx: HttpContext): void {
  if (isForeign(ctx.request.request)) throw new Problem(403, 'E_CSRF', '请求来自别的网站，已拒绝');
}

/** True for a change that a page of ours asks for in this session. */
export function isMeant(request: IncomingMessage, session: Session): boolean {
  const token = request.headers['x-csrf-token'];
  return !isForeign(request) && isSame(typeof token === 'string' ? token : '', session.csrf);
}

/** Browsers say which site a request comes from. */
function isForeign({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  const other = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
  return other || headers['sec-fetch-site'] === 'cross-site';
}

/** Puts the cookie on the answer; null takes it away. */
export function setCookie(ctx: HttpContext, token: string | null): void {
  const secure = ctx.request.secure() ? '; Secure' : '';
  const life = token === null ? '; Max-Age=0' : '';
  ctx.response.header('Set-Cookie', `${COOKIE}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict${life}${secure}`);
}

/** What a program with a token may ask for; no page of ours sends one, so there is no forged page to fear. */
const FOR_TOKENS = /^\/api\/(records|files|lists|jobs|door)(\/|$)|^\/api\/(model|openapi\.json|me)$/;

async function withToken(ctx: HttpContext, token: string, next: NextFn): Promise<void> {
  attachToken(ctx, token === '' ? null : await ctx.services.tokens.find(token, ctx.request.ip()));
  ctx.services.limits.take(ctx.session.id);
  const path = ctx.request.url();
  const method = ctx.request.method();
  if (!FOR_TOKENS.test(path) || (path === '/api/me' && !READING.has(method)))
    throw new Problem(403, 'E_TOKEN_PATH', '令牌不能用于这个地址');
  if (!READING.has(method) && !scopeAmong(ctx.actor.roles)!.writes)
    throw new Problem(403, 'E_TOKEN_READS', '这个令牌只能读取');
  await next();
}

function attachToken(ctx: HttpContext, session: Session | null): void {
  if (!session)
    throw new Problem(401, 'E_TOKEN_NONE', '令牌不存在、已停用或已过期', {}, { 'WWW-Authenticate': 'Bearer' });
  ctx.session = session;
  ctx.actor = { ...session.actor, ip: ctx.request.ip() };
}

async function renew(ctx: HttpContext): Promise<void> {
  const bearer = Tokens.inHeader(ctx.request.header('authorization'));
  if (bearer !== null) return attachToken(ctx, await ctx.services.tokens.find(bearer, ctx.request.ip(), true));
  const token = tokenOf(ctx);
  attach(ctx, token ? await ctx.services.sessions.renew(token) : null);
}

function attach(ctx: HttpContext, session: Session | null): void {
  if (!session) throw new Problem(401, 'E_SESSION_NONE', '请重新登录');
  ctx.session = session;
  ctx.actor = { ...session.actor, ip: ctx.request.ip() };
}

const tokenOf = (ctx: HttpContext): string | null => sessionTokenOf(ctx.request.request);

/** The token in the session's cookie; null without one. */
export function sessionTokenOf(request: IncomingMessage): string | null {
  const cookies = request.headers.cookie ?? '';
  return /(?:^|;\s*)shijian_session=([A-Za-z0-9_-]{43})(?:;|$)/.exec(cookies)?.[1] ?? null;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
