// Accounts and their posts as scripts make them: the first admin of a bureau, and the people of the demo.
import { randomUUID } from 'node:crypto';
import type { EntityModel } from '@shijian/kernel';
import type { Database } from '../database/client.ts';
import { seedId } from '../records/seed_id.ts';
import type { Tenants, TenantState } from '../revisions/tenants.ts';
import { inTenant } from './in_tenant.ts';
import { orgEntity, personEntity } from './org_place.ts';
import { hashPassword } from './passwords.ts';

/** A post as it is written down: a qualified role at the org with this code. */
export interface PostText {
  role: string;
  /** Code of the org, its key among the seed rows; null for a role that is bound to none. */
  org_code: string | null;
}

export interface NewAccount {
  login: string;
  name: string;
  /** Name of the tenant. */
  tenant: string;
  assignments: readonly PostText[];
  /** Key of the person whose account it is, among the seed rows; nobody's when left out. */
  person?: string;
}

/** What a login may be; unique in the whole instance. */
export const LOGIN = /^[a-z0-9][a-z0-9._-]{1,62}$/;

/**
 * Makes an account with its posts, in one statement's transaction.
 * @returns false when the login is taken
 * @throws Error for a login, tenant or role that cannot be
 */
export async function createAccount(
  parts: { database: Database; tenants: Tenants },
  account: NewAccount,
  how: { password: string; mustChange: boolean; demo: boolean },
): Promise<boolean> {
  if (!LOGIN.test(account.login)) {
    throw new Error(
      `"${account.login}" is no login: 2 to 63 of a–z, 0–9, ".", "_" and "-", beginning with a letter or digit`,
    );
  }
  const [taken] = await parts.database.platform({
    text: 'select 1 as one from platform.find_login($1)',
    values: [account.login],
  });
  if (taken) return false;
  const tenant = await tenantNamed(parts, account.tenant);
  const id = randomUUID();
  await inTenant(parts.tenants, tenant.id, (entry, state) =>
    parts.database.write(
      entry,
      {
        text: `insert into platform.account (tenant_id, id, login, name, password, must_change, demo, org, person)
               values ($1::int4, $2::uuid, $3, $4, $5, $6::bool, $7::bool, $8::uuid, $9::uuid)`,
        values: [
          ...[tenant.id, id, account.login, account.name, how.password, how.mustChange, how.demo],
          orgCoded(state, account.assignments[0]?.org_code ?? null),
          seeded(state, personEntity(state), account.person ?? null),
        ],
      },
      ...account.assignments.map((post) => ({
        text: `insert into platform.assignment (tenant_id, id, account, role, org, starts_on)
               values ($1::int4, $2::uuid, $3::uuid, $4, $5::uuid, current_date - 1)`,
        values: [tenant.id, randomUUID(), id, roleNamed(state, post.role), orgCoded(state, post.org_code)],
      })),
    ),
  );
  return true;
}

/** Makes the demo's accounts that are not there yet, all with one password. */
export async function createDemoAccounts(
  parts: { database: Database; tenants: Tenants },
  accounts: readonly NewAccount[],
  password: string,
): Promise<void> {
  let hash: string | null = null;
  for (const account of accounts) {
    const [known] = await parts.database.platform({
      text: 'select 1 as one from platform.find_login($1)',
      values: [account.login],
    });
    if (known) continue;
    hash ??= await hashPassword(password);
    await createAccount(parts, account, { password: hash, mustChange: false, demo: true });
  }
}

async function tenantNamed(parts: { tenants: Tenants }, name: string): Promise<TenantState> {
  const all = await parts.tenants.all();
  const tenant = all.find((state) => state.name === name);
  if (!tenant) throw new Error(`there is no tenant "${name}"; there are ${all.map((state) => state.name).join(', ')}`);
  return tenant;
}

function roleNamed(state: TenantState, name: string): string {
  if (!Object.hasOwn(state.model.roles, name)) {
    throw new Error(`${state.name} has no role "${name}"; it has ${Object.keys(state.model.roles).join(', ')}`);
  }
  return name;
}

function orgCoded(state: TenantState, code: string | null): string | null {
  return seeded(state, orgEntity(state), code);
}

/** Id of the seed row with this key. */
function seeded(state: TenantState, entity: EntityModel | undefined, key: string | null): string | null {
  return key === null || !entity ? null : seedId(state.name, entity.name, key);
}
