// The table of contents of the server: every capability adds its own addresses. Under /api a session comes first, then the
// body is read (nobody without a session makes us read twenty megabytes).
import type { Router } from '@adonisjs/core/http';
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
import { readBody, readSmallBody } from '../web/read_body.ts';

export function registerRoutes(router: Router): void {
  healthRoutes(router);
  router
    .group(() => {
      loginRoutes(router);
      registrationRoutes(router);
    })
    .use(readSmallBody);
  router.group(() => router.post('/api/registrations/proof', uploadProof)).use([requireReceipt, readSmallBody]);
  router
    .group(() => {
      identityRoutes(router);
      tokenRoutes(router);
      modelRoutes(router);
    })
    .use([requireSession, proveSession, readBody]);
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
    .use([requireSession, readBody]);
  appRoutes(router);
}
