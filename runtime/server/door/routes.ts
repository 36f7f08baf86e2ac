// Addresses of the door through which documents change.
import type { Router } from '@adonisjs/core/http';
import { approveDraft, rejectDraft, submitDraft } from './decide.ts';
import { createDraft, dropDraft, indexDrafts, planDraft, saveDraft, showDraft } from './drafts.ts';
import { packageRoutes } from '../packages/routes.ts';
import { exportRevision, importFiles, rollBack } from './exchange.ts';
import { purgeRetired, showRetired } from '../plan/retired.ts';
import { stepRows } from '../plan/step_rows.ts';
import { applyDraft } from './publish_draft.ts';
import { rebaseDraft } from './rebase.ts';
import { diffRevisions, indexRevisions, showRevision } from './revisions.ts';
import { showDocuments, showDoor, showSources, showText } from './show_door.ts';

/** Within a session; each enters its tenant itself. */
export function doorRoutes(router: Router): void {
  router.get('/api/door', showDoor);
  router.get('/api/door/documents', showDocuments);
  router.get('/api/door/documents/text', showText);
  router.get('/api/door/sources', showSources);
  router.get('/api/door/retired', showRetired);
  router.post('/api/door/retired/purge', purgeRetired);
  router.get('/api/door/drafts', indexDrafts);
  router.post('/api/door/drafts', createDraft);
  router.get('/api/door/drafts/:id', showDraft);
  router.put('/api/door/drafts/:id', saveDraft);
  router.delete('/api/door/drafts/:id', dropDraft);
  router.post('/api/door/drafts/:id/plan', planDraft);
  router.post('/api/door/drafts/:id/rebase', rebaseDraft);
  router.get('/api/door/drafts/:id/plan/steps/:step/rows', stepRows);
  router.post('/api/door/drafts/:id/submit', submitDraft);
  router.post('/api/door/drafts/:id/approve', approveDraft);
  router.post('/api/door/drafts/:id/reject', rejectDraft);
  router.post('/api/door/drafts/:id/apply', applyDraft);
  packageRoutes(router);
  router.get('/api/door/revisions', indexRevisions);
  router.get('/api/door/revisions/:rev', showRevision);
  router.get('/api/door/revisions/:a/diff/:b', diffRevisions);
  router.get('/api/door/revisions/:rev/export', exportRevision);
  router.post('/api/door/import', importFiles);
  router.post('/api/door/rollback', rollBack);
}
