// The one place that answers an exception. A Problem says itself what the client reads; of anything else only an id leaves,
// and the log gets the stack without the values of the failed statement.
import type { HttpContext } from '@adonisjs/core/http';
import { QUERY_CANCELLED, StaleTenant } from '../database/client.ts';
import { Problem } from './problem.ts';

export default class ExceptionHandler {
  /** Answers with application/problem+json. */
  async handle(error: unknown, ctx: HttpContext): Promise<void> {
    const problem = problemOf(error, ctx);
    for (const [name, value] of Object.entries(problem.headers)) ctx.response.header(name, value);
    if (problem.status === 413) {
      // What is still under way is read and dropped: a client that cannot finish sending would never see the answer.
      ctx.request.request.resume();
      ctx.response.header('Connection', 'close');
    }
    ctx.response.header('Cache-Control', 'no-store');
    ctx.response.status(problem.status).header('Content-Type', 'application/problem+json; charset=utf-8');
    ctx.response.send(JSON.stringify(problem.body()));
  }

  /** Logs what is our fault; a refused request is no event. */
  async report(error: unknown, ctx: HttpContext): Promise<void> {
    const problem = problemOf(error, ctx);
    if (problem.status < 500) return;
    if (problem.code === 'E_DATABASE_AWAY') return reportAway(error as Error, ctx);
    const { name, message, stack, code } = error as Error & { code?: string };
    ctx.logger.error({ path: ctx.request.url(), error: name, code, stack }, message);
  }
}

const AWAY_EVERY_MS = 5_000;
let toldAway = -Infinity;

/** While the database is away every request finds out; a line now and then is enough. */
function reportAway(error: Error, ctx: HttpContext): void {
  const now = performance.now();
  if (now - toldAway < AWAY_EVERY_MS) return;
  toldAway = now;
  ctx.logger.error(`the database is away: ${error.message}`);
}

/** Codes of PostgreSQL and of the socket that mean "not there just now". */
const AWAY = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
]);

function problemOf(error: unknown, ctx: HttpContext): Problem {
  if (error instanceof Problem) return error;
  const { code, status, message } = error as { code?: string; status?: number; message?: string };
  if (error instanceof StaleTenant) {
    return new Problem(503, 'E_TENANT_MOVING', '系统正在更新设置，请稍后再试', {}, { 'Retry-After': '1' });
  }
  if (code === 'E_ROUTE_NOT_FOUND') return new Problem(404, 'E_ROUTE_NONE', '没有这个地址');
  if (code === 'E_REQUEST_ENTITY_TOO_LARGE' || status === 413)
    return new Problem(413, 'E_BODY_TOO_LARGE', '内容太大，请减小后再发送');
  // The framework's own 4xx.
  if (status && status >= 400 && status < 500) return new Problem(status, 'E_BODY_INVALID', '发送的内容无法读取');
  // Whoever sent it has gone: nobody reads the answer, and it is no fault of ours.
  if (message === 'aborted' && ctx.request.request.destroyed)
    return new Problem(400, 'E_BODY_INVALID', '发送中断了，请重试');
  if (code === QUERY_CANCELLED) return tooSlow(ctx.request.method());
  if (isAway(code, message))
    return new Problem(503, 'E_DATABASE_AWAY', '数据库暂时无法使用，请稍后再试', {}, { 'Retry-After': '2' });
  return new Problem(500, 'E_INTERNAL', '系统出错了，请把编号告诉管理员', { id: ctx.request.id() });
}

/** What ran into its limit is rolled back whole: a write was not written. */
function tooSlow(method: string): Problem {
  const title =
    method === 'GET' ? '查询花的时间太长，请缩小条件后再试' : '处理花的时间太长，没有写入任何内容，请稍后再试';
  return new Problem(503, 'E_QUERY_TIMEOUT', title);
}

function isAway(code: string | undefined, message: string | undefined): boolean {
  if (code && AWAY.has(code)) return true;
  return /Connection terminated|timeout exceeded when trying to connect/.test(message ?? '');
}
