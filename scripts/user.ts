// `npm run user -- create-admin TENANT LOGIN [--name NAME] [--role ROLE] [--org CODE]`: the first admin of a bureau, with a
// one-time password that has to be changed at the first login. Runs beside a server or without one.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readEnvironment } from '@shijian/server/config/environment';
import { Database } from '@shijian/server/database/client';
import { startEmbedded } from '@shijian/server/database/embedded_postgres';
import { createAccount } from '@shijian/server/identity/accounts';
import { hashPassword, oneTimePassword } from '@shijian/server/identity/passwords';
import { Tenants } from '@shijian/server/revisions/tenants';
import { readArguments } from './read_arguments.ts';

const USAGE = 'usage: npm run user -- create-admin TENANT LOGIN [--name NAME] [--role ROLE] [--org CODE]';

try {
  const [command, tenant, login, ...rest] = process.argv.slice(2);
  if (command !== 'create-admin' || !tenant || !login || login.startsWith('--')) throw new Error(USAGE);
  await createAdmin(tenant, login.toLowerCase(), readArguments(rest, { name: 'text', role: 'text', org: 'text' }));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

async function createAdmin(
  tenant: string,
  login: string,
  options: { name?: string | undefined; role?: string | undefined; org?: string | undefined },
): Promise<void> {
  const { database: external, data } = readEnvironment();
  if (!external && !existsSync(path.join(data, 'run.json')))
    throw new Error(`there is no database in ${data}: start Shijian once`);
  const embedded = external ? null : await startEmbedded({ data });
  const database = Database.open(external?.app ?? embedded!.url('shijian_app', 'shijian'), { max: 2 });
  try {
    const tenants = new Tenants(database);
    const state = (await tenants.all()).find(({ name }) => name === tenant);
    if (!state) throw new Error(`there is no tenant "${tenant}"`);
    const roles = options.role ? [options.role] : adminRoles(Object.keys(state.model.roles));
    const password = oneTimePassword();
    const made = await createAccount(
      { database, tenants },
      {
        login,
        name: options.name ?? login,
        tenant,
        assignments: roles.map((role) => ({ role, org_code: options.org ?? null })),
      },
      { password: await hashPassword(password), mustChange: true, demo: false },
    );
    if (!made) throw new Error(`the login "${login}" is taken`);
    console.log(`${login} of ${tenant} may log in as ${roles.join(', ')}.`);
    console.log(`One-time password, to be changed at the first login: ${password}`);
  } finally {
    await database.close();
    await embedded?.stop();
  }
}

/** Every package has a role called admin; the first admin of a bureau holds them all. */
function adminRoles(roles: readonly string[]): string[] {
  const found = roles.filter((name) => name.endsWith('.admin'));
  if (found.length === 0) throw new Error(`say which role with --role; there are ${roles.join(', ')}`);
  return found;
}
