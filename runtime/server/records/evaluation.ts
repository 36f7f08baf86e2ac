// Surroundings in which the kernel evaluates a record's expressions on the server.
import { codeIndex, type Env, type RowView, type Value } from '@shijian/kernel';
import type { Actor } from '../identity/actor.ts';
import type { TenantState } from '../revisions/tenants.ts';
import type { Scene } from './scene.ts';

/** What expressions call `actor`. */
export function actorFacts(actor: Actor): NonNullable<Env['actor']> {
  return {
    user: actor.user,
    person: actor.person,
    kind: actor.kind,
    tenant: actor.tenant.name,
    org: actor.org,
    station: actor.station,
    orgs: actor.orgs,
    county: actor.county,
    subject: actor.subject,
    roles: actor.roles,
  };
}

/** Env of a scene for these rows. */
export function envOf(scene: Scene, rows: { record?: RowView; old?: RowView }): Env {
  const { actor, state } = scene;
  const { tenant } = state.model;
  return {
    ...rows,
    actor: actorFacts(actor),
    tenant: {
      name: tenant.name,
      label: tenant.label,
      parent: tenant.parent,
      region: tenant.region,
      time_zone: tenant.time_zone,
    },
    settings: tenant.settings as Record<string, Value>,
    calendar: state.model.calendar,
    now: scene.now,
    time_zone: tenant.time_zone,
    list: (name) => listOf(state, name),
  };
}

/** A code list as expressions ask for it. */
export function listOf(state: TenantState, name: string): ReturnType<Env['list']> {
  const { lists } = state.model;
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
  if (!list) return undefined;
  const { byCode } = codeIndex(list);
  return { parent: (code) => byCode.get(code)?.parent ?? null, label: (code) => byCode.get(code)?.label ?? null };
}
