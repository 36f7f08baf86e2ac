// The table of contents of the server: every capability adds its own addresses. Under /api a session comes first, then the
// body is read (nobody without a session makes us read twenty megabytes).
import { rm } from 'node:fs/promises';
import type { HttpContext, Router } from '@adonisjs/core/http';
import type { NextFn } from '@adonisjs/core/types/http';
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware';
import { Problem } from '../exceptions/problem.ts';
import { doorRoutes } from '../door/routes.ts';
import { fileRoutes } from '../files/routes.ts';
import { healthRoutes } from '../health/routes.ts';
import { identityRoutes, loginRoutes } from '../identity/routes.ts';
import { tokenRoutes } from '../identity/token_routes.ts';
import { proveSession, requireSession } from '../identity/session_middleware.ts';
import { insightRoutes } from '../insight/routes.ts';
import { jobRoutes } from '../jobs/routes.ts';
import { modelRoutes } from '../model/routes.ts';
import { requireReceipt, uploadProof } from '../people/registration_proof.ts';
import { registrationRoutes } from '../people/registrations.ts';
import { peopleRoutes } from '../people/routes.ts';
import { recordRoutes } from '../records/routes.ts';
import { exportRoutes } from '../transfer/export_routes.ts';
import { importRoutes, uploadRoutes } from '../transfer/import_routes.ts';
import { appRoutes } from '../web/serve_apps.ts';
import { isJson, readJson } from '../web/json_body.ts';

export function registerRoutes(router: Router): void {
  healthRoutes(router);
  router
    .group(() => {
      loginRoutes(router);
      registrationRoutes(router);
    })
    .use(parseBody);
  router.group(() => router.post('/api/registrations/proof', uploadProof)).use([requireReceipt, parseBody]);
  router
    .group(() => {
      identityRoutes(router);
      tokenRoutes(router);
      modelRoutes(router);
    })
    .use([requireSession, proveSession, parseBody]);
  // Records and files enter their tenant in every statement, which proves the session on the way.
  router.group(() => uploadRoutes(router)).use([requireSession]);
  router
    .group(() => {
      jobRoutes(router);
      exportRoutes(router);
      importRoutes(router);
      recordRoutes(router);
      fileRoutes(router);
      peopleRoutes(router);
      doorRoutes(router);
      insightRoutes(router);
    })
    .use([requireSession, parseBody]);
  appRoutes(router);
}

/** JSON is read by ourselves, uploads by the framework. */
async function parseBody(ctx: HttpContext, next: NextFn): Promise<void> {
  if (isJson(ctx)) {
    await readJson(ctx);
    return next();
  }
  checkLength(ctx);
  const parser = await ctx.containerResolver.make(BodyParserMiddleware);
  try {
    await parser.handle(ctx, next);
  } finally {
    // Whoever wanted an uploaded file has copied it.
    const uploads = Object.values(ctx.request.allFiles()).flat();
    for (const { tmpPath } of uploads) if (tmpPath) await rm(tmpPath, { force: true });
  }
}

/** The parser would read all it is allowed to before it says no. */
const LARGEST_UPLOAD = 21 * 1024 * 1024;

function checkLength(ctx: HttpContext): void {
  if (Number(ctx.request.header('content-length') ?? 0) > LARGEST_UPLOAD)
    throw new Problem(413, 'E_BODY_TOO_LARGE', '文件超过 20 MB，请压缩后再上传');
}
