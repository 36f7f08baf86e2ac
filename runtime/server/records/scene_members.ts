// Members of the actor and the tenant, and settings, as values of a statement.
import type { SqlValue } from '../database/client.ts';
import type { Scene } from './scene.ts';

/** @throws Error for what an actor has not: the checker lets no such expression through */
export function actorMember(scene: Scene, member: string): SqlValue {
  const { actor } = scene;
  switch (member) {
    case 'user':
    case 'person':
    case 'kind':
    case 'org':
    case 'station':
    case 'county':
    case 'subject':
      return actor[member];
    case 'orgs':
    case 'roles':
      return actor[member];
    case 'tenant':
      return actor.tenant.name;
    default:
      throw new Error(`actor has no ${member}`);
  }
}

/** A value of the tenant's settings; read by the kernel, so it is of its type or null. */
export function settingOf(scene: Scene, name: string): SqlValue {
  const { settings } = scene.state.model.tenant;
  return ((Object.hasOwn(settings, name) ? settings[name] : null) ?? null) as SqlValue;
}

export function tenantMember(scene: Scene, member: string): SqlValue {
  const { tenant } = scene.state.model;
  const value = tenant[member as 'name' | 'label' | 'region'];
  return typeof value === 'string' ? value : null;
}
