// Runs statements in a tenant outside any request's actor (login, sessions, accounts): with the counters as last seen, and
// again with fresh ones when they moved.
import { StaleTenant, type Entry } from '../database/client.ts';
import { entryOf, type Tenants, type TenantState } from '../revisions/tenants.ts';

const MOST_MOVES = 6;

/**
 * @param body is run again when the tenant moved meanwhile, so it may do nothing that lasts before its statements
 * @returns null when the tenant does not exist or has no revision
 */
export async function inTenant<T>(
  tenants: Tenants,
  tenant: number,
  body: (entry: Entry, state: TenantState) => Promise<T>,
): Promise<T | null> {
  for (let move = 1; ; move += 1) {
    const state = move === 1 ? await tenants.get(tenant) : await tenants.refresh(tenant);
    if (!state) return null;
    try {
      return await body(entryOf(state), state);
    } catch (error) {
      if (!(error instanceof StaleTenant) || move === MOST_MOVES) throw error;
    }
  }
}
