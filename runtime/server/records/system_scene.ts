// What evaluates where no person asks: nobody, with no rights and no org.
import type { TenantState } from '../revisions/tenants.ts';
import { sceneOf, type Scene } from './scene.ts';

/** @param at the moment that counts for the work of the platform itself */
export function systemScene(state: TenantState, at = new Date()): Scene {
  const { id, name, label, model_rev, access_rev } = state;
  return sceneOf(
    {
      user: '00000000-0000-0000-0000-000000000000',
      login: '',
      name: '系统',
      person: null,
      kind: 'officer',
      tenant: { id, name, label, model_rev, access_rev },
      org: null,
      station: null,
      orgs: [],
      county: null,
      subject: null,
      roles: [],
      ip: '',
    },
    state,
    at,
  );
}
