// The table of contents of the server: every capability adds its own addresses. Under /api a session comes first, then the
// body is read (nobody without a session makes us read twenty megabytes).
import type { HttpContext, Router } from '@adonisjs/core/http';
import type { NextFn } from '@adonisjs/core/types/http';
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware';
import { healthRoutes } from '../health/routes.ts';
import { identityRoutes, loginRoutes } from '../identity/routes.ts';
import { requireSession } from '../identity/session_middleware.ts';
import { officerRoutes } from '../web/officer_app.ts';
import { readRawText } from '../web/raw_text.ts';

export function registerRoutes(router: Router): void {
  healthRoutes(router);
  router.group(() => loginRoutes(router)).use(parseBody);
  router
    .group(() => {
      identityRoutes(router);
    })
    .use([requireSession, readRawText, parseBody]);
  officerRoutes(router);
}

async function parseBody(ctx: HttpContext, next: NextFn): Promise<void> {
  const parser = await ctx.containerResolver.make(BodyParserMiddleware);
  await parser.handle(ctx, next);
}
