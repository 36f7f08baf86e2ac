// Addresses of identity. Login is the one path under /api that needs no session.
import type { Router } from '@adonisjs/core/http';
import { logIn, logOut } from './login.ts';
import { changePassword, changePost, endSession, putPreference, showMe, showPreference, showSessions } from './me.ts';

/** Before a session. */
export function loginRoutes(router: Router): void {
  router.post('/api/session', logIn);
}

/** Within a session. */
export function identityRoutes(router: Router): void {
  router.delete('/api/session', logOut);
  router.get('/api/me', showMe);
  router.put('/api/me/password', changePassword);
  router.put('/api/me/post', changePost);
  router.get('/api/me/sessions', showSessions);
  router.delete('/api/me/sessions/:id', endSession);
  router.get('/api/me/preferences/:key', showPreference);
  router.put('/api/me/preferences/:key', putPreference);
}
