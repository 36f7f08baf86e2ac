// Drops a package of documents into bureaus of a world that runs, with somebody in each who may use it.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../config/environment.ts';
import { createAccount } from '../identity/accounts.ts';
import { quickHash } from './quick_password.ts';
import { applyAllTenants } from '../revisions/apply_all.ts';
import type { World } from './world.ts';

export interface AddedPackage {
  /** Below the root, such as examples/one_entity. */
  folder: string;
  /** As a bureau's list of packages has it: "stall: 1.0.0". */
  entry: string;
  tenant: string;
  /** Made anew, with the password of the demo's people. */
  account: NewAccount;
  /** Further bureaus that get it. */
  also?: { tenant: string; account: NewAccount }[];
}

interface NewAccount {
  login: string;
  name: string;
  roles: string[];
  org_code: string;
}

/** @throws Error when the documents do not compile or the account cannot be */
export async function addPackage(world: World, added: AddedPackage): Promise<void> {
  const { services } = world.running;
  const homes = [{ tenant: added.tenant, account: added.account }, ...(added.also ?? [])];
  await applyPackage(world, { ...added, tenants: homes.map((home) => home.tenant) });
  for (const home of homes) {
    const { login, name, roles, org_code } = home.account;
    const made = await createAccount(
      services,
      { login, name, tenant: home.tenant, assignments: roles.map((role) => ({ role, org_code })) },
      { password: quickHash(world.password), mustChange: false, demo: true },
    );
    if (!made) throw new Error(`the login ${login} is taken`);
  }
}

/**
 * Applies the house's documents with one package more in these bureaus, without accounts.
 * @param edit changes the copies first: the house (tenants/…) is at `root`, the package at `folder`
 */
export async function applyPackage(
  world: World,
  added: { folder: string; entry: string; tenants: string[] },
  edit: (at: { root: string; folder: string }) => void = () => undefined,
): Promise<void> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'shijian-documents-'));
  const folder = path.join(root, 'added');
  try {
    for (const name of ['metadata', 'plugins', 'tenants'])
      cpSync(path.join(ROOT, name), path.join(root, name), { recursive: true });
    cpSync(path.join(ROOT, added.folder), folder, { recursive: true });
    writeFileSync(path.join(root, 'package.json'), '{}');
    for (const tenant of new Set(added.tenants)) {
      const manifest = path.join(root, 'tenants', tenant, 'tenant.yaml');
      const text = readFileSync(manifest, 'utf8');
      const changed = text.replace(/^packages: \{/m, `packages: { ${added.entry},`);
      if (changed === text) throw new Error(`${manifest} has no "packages: {" that a package can be added to`);
      writeFileSync(manifest, changed);
    }
    edit({ root, folder });
    const { tenants, environment } = world.running.services;
    await applyAllTenants(world.urls.admin, world.urls.app, { root, data: environment.data, packages: [folder] });
    // The server would else see the new revision at its next request.
    for (const state of await tenants.all()) if (added.tenants.includes(state.name)) await tenants.refresh(state.id);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
