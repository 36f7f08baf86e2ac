// Addresses of what can be asked of a bureau's metadata and rights.
import type { Router } from '@adonisjs/core/http';
import { explain } from './explain.ts';
import { showIntegrity } from './integrity.ts';

/** Within a session; each enters its tenant itself. */
export function insightRoutes(router: Router): void {
  router.get('/api/door/integrity', showIntegrity);
  router.get('/api/door/explain', explain);
}
