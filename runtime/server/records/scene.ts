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
  /** Bureaus whose rows some role of the actor reads beside those of his own; empty for nearly everybody. */
  below: readonly TenantState[];
}

/** A scene of this moment. */
export function sceneOf(
  actor: Actor,
  state: TenantState,
  at: Date = new Date(),
  below: readonly TenantState[] = [],
): Scene {
  return { actor, state, now: at.toISOString(), today: dateIn(at, state.model.tenant.time_zone), below };
}

const formats = new Map<string, Intl.DateTimeFormat>();
const days = new Map<string, { quarter: number; date: string }>();

/** Calendar date of an instant in a zone. */
export function dateIn(at: Date, zone: string): string {
  // No zone changes its day but at a quarter of an hour; formatting is a hundred times dearer than looking it up.
  const quarter = Math.floor(at.getTime() / 900_000);
  const known = days.get(zone);
  if (known?.quarter === quarter) return known.date;
  const date = formatDate(at, zone);
  days.set(zone, { quarter, date });
  return date;
}

function formatDate(at: Date, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format.format(at);
}
