// Addresses of what is done with people beside their records.
import type { Router } from '@adonisjs/core/http';
import { auditChanges } from './audit_changes.ts';
import { handOver, previewHandOver } from './hand_over.ts';
import { decideRegistration } from './decide_registration.ts';
import { roleEffect } from './role_effect.ts';
import { createRole, removeRole, replaceRole, showRole, showVocabulary } from './roles.ts';
import { giveOneTimePassword } from './one_time_password.ts';

/** Within a session; each enters its tenant itself. */
export function peopleRoutes(router: Router): void {
  router.post('/api/records/:entity/:id/password', giveOneTimePassword);
  router.get('/api/records/:entity/:id/hand-over', previewHandOver);
  router.post('/api/records/:entity/:id/hand-over', handOver);
  router.post('/api/records/:entity/:id/decision', decideRegistration);
  router.get('/api/roles/vocabulary', showVocabulary);
  router.get('/api/roles/:name', showRole);
  router.post('/api/roles', createRole);
  router.post('/api/roles/effect', roleEffect);
  router.post('/api/roles/:name/effect', roleEffect);
  router.put('/api/roles/:name', replaceRole);
  router.delete('/api/roles/:name', removeRole);
  router.get('/api/records/:entity/:id/changes', auditChanges);
}
