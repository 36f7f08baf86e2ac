// Somebody more in a bureau of a world that runs, with the password of the demo's people.
import { createAccount } from '../identity/accounts.ts';
import { quickHash } from '../kit/quick_password.ts';
import type { World } from './world.ts';

/** @throws Error when the login is taken */
export async function addAdmin(world: World, tenant: string, login: string, role = 'core.admin'): Promise<void> {
  const made = await createAccount(
    world.running.services,
    { login, name: login, tenant, assignments: [{ role, org_code: null }] },
    { password: quickHash(world.password), mustChange: false, demo: true },
  );
  if (!made) throw new Error(`the login ${login} is taken`);
}
