// What one request is judged by: who asks, in which state of the tenant, at which moment.
import type { Actor } from '../identity/actor.ts';
import type { TenantState } from '../revisions/tenants.ts';

export interface Scene {
  actor: Actor;
  state: TenantState;
  /** ISO instant, one a request. */
  now: string;
  /** YYYY-MM-DD in the tenant's zone. */
  today: string;
}

/** A scene of this moment. */
export function sceneOf(actor: Actor, state: TenantState, at: Date = new Date()): Scene {
  return { actor, state, now: at.toISOString(), today: dateIn(at, state.model.tenant.time_zone) };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Calendar date of an instant in a zone. */
export function dateIn(at: Date, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format.format(at);
}
