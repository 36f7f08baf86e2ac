// Runs statements in a tenant outside any request's actor (login, sessions, accounts): with the counters as last seen, and
// once more with fresh ones when they moved.
import { StaleTenant, type Entry } from '../database/client.ts';
import { entryOf, type Tenants, type TenantState } from '../revisions/tenants.ts';

/**
 * @param body is run a second time when the tenant moved meanwhile, so it may do nothing that lasts before its statements
 * @returns null when the tenant does not exist or has no revision
 */
export async function inTenant<T>(
  tenants: Tenants,
  tenant: number,
  body: (entry: Entry, state: TenantState) => Promise<T>,
): Promise<T | null> {
  const known = await tenants.get(tenant);
  if (!known) return null;
  try {
    return await body(entryOf(known), known);
  } catch (error) {
    if (!(error instanceof StaleTenant)) throw error;
  }
  const fresh = await tenants.refresh(tenant);
  return fresh && body(entryOf(fresh), fresh);
}
