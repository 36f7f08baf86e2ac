// `plugin list`: every version that is installed, and which of them the bureaus run.
import { Database } from '@shijian/server/database/client';
import { packageVersions } from '@shijian/server/packages/package_store';
import { Tenants } from '@shijian/server/revisions/tenants';
import { openDatabase } from '../open_database.ts';

export async function listPlugins(tenant: string | undefined): Promise<void> {
  const opened = await openDatabase();
  const database = Database.open(opened.app, { max: 2 });
  try {
    const states = (await new Tenants(database).all()).filter(({ name }) => tenant === undefined || name === tenant);
    for (const { name, version, label, origin, installed_at } of await packageVersions(database)) {
      const users = states
        .filter(({ model }) => model.packages.some((one) => one.name === name && one.version === version))
        .map((state) => state.name);
      console.log(
        `${`${name} ${version}`.padEnd(20)} ${label}  ${origin} ${installed_at.slice(0, 10)}  ${users.join(', ') || '-'}`,
      );
    }
  } finally {
    await database.close();
    await opened.close();
  }
}
