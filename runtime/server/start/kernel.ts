// Middleware of every request: the services, the headers of every answer, and the access log.
import type { HttpContext, Server } from '@adonisjs/core/http';
import type { NextFn } from '@adonisjs/core/types/http';
import { HEADERS } from './headers.ts';
import type { Services } from './services.ts';

/** Adds the middleware that runs before any route is looked up, and the exception handler. */
export function registerMiddleware(server: Server, services: Services): void {
  class Entrance {
    async handle(ctx: HttpContext, next: NextFn): Promise<void> {
      ctx.services = services;
      const { response } = ctx.response;
      for (const [name, value] of HEADERS) response.setHeader(name, value);
      if (services.environment.accessLog) logWhenDone(ctx);
      await next();
    }
  }
  server.use([async () => ({ default: Entrance })]);
  server.errorHandler(() => import('../exceptions/handler.ts'));
}

/** Path without its query: a filter may name a person. */
function logWhenDone(ctx: HttpContext): void {
  const started = performance.now();
  ctx.response.response.once('finish', () => {
    ctx.logger.info({
      method: ctx.request.method(),
      path: ctx.request.url(),
      status: ctx.response.response.statusCode,
      ms: Math.round(performance.now() - started),
      login: ctx.actor?.login,
    });
  });
}
