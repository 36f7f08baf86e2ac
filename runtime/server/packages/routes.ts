// Addresses of packages and of what upgrades leave to be decided.
import type { Router } from '@adonisjs/core/http';
import { decide, listConflicts } from './conflicts.ts';
import { changePackage, showShelf, uploadPackage } from './shelf.ts';

/** Within a session; each enters its tenant itself. */
export function packageRoutes(router: Router): void {
  router.get('/api/door/packages', showShelf);
  router.post('/api/door/packages', uploadPackage);
  for (const act of ['install', 'upgrade', 'downgrade', 'remove'] as const)
    router.post(`/api/door/packages/:name/${act}`, changePackage(act));
  router.get('/api/door/conflicts', listConflicts);
  router.post('/api/door/conflicts/:id/decide', decide);
}
