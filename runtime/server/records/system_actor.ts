// Who acts where nobody asked: loads and work by the clock.
import type { TenantState } from '../revisions/tenants.ts';
import type { Scene } from './scene.ts';

/** Nobody, with no rights and no org. */
export function systemActor(state: TenantState): Scene['actor'] {
  const { id, name, label, model_rev, access_rev } = state;
  return {
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
  };
}
