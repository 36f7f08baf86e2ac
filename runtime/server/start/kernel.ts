// Middleware of every request: the services, the headers that keep a browser in its box, and the access log.
import type { HttpContext, Server } from '@adonisjs/core/http';
import type { NextFn } from '@adonisjs/core/types/http';
import type { Services } from './services.ts';

/** Emotion writes style elements at run time; everything else comes from this server. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: readonly [string, string][] = [
  ['Content-Security-Policy', CONTENT_POLICY],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(self), geolocation=(self), microphone=()'],
];

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
