// `plugin install`: a version is fetched, judged and noted for the whole installation. No bureau runs it yet.
import { Database } from '@shijian/server/database/client';
import { checkPackage, installedPackages, sourceOfFiles } from '@shijian/server/packages/check_package';
import { fetchPackage } from '@shijian/server/packages/fetch_package';
import { inTurn } from '@shijian/server/packages/in_turn';
import { registerPackage } from '@shijian/server/packages/package_store';
import { openDatabase } from '../open_database.ts';
import { refusalLines } from './refusal_lines.ts';

/** @throws Error with every fault */
export async function installPlugin(spec: string): Promise<void> {
  const opened = await openDatabase();
  const database = Database.open(opened.app, { max: 2 });
  try {
    const { origin, files } = await fetchPackage(spec);
    const source = sourceOfFiles(files);
    const {
      name,
      version,
      label,
      asks,
      extends: patched,
      tested,
    } = await checkPackage(await installedPackages(database), source);
    const done = await inTurn(opened.admin, (migrator) => registerPackage(migrator, source, origin, 'command'));
    console.log(`${name} ${version} ${label} ${done === 'same' ? 'was installed already' : 'is installed'}.`);
    if (asks.length > 0) console.log(`  asks for: ${asks.join(', ')}`);
    if (patched.length > 0) console.log(`  adds to: ${patched.join(', ')}`);
    for (const [other, range] of Object.entries(tested)) console.log(`  tested with ${other} ${range}`);
    console.log(`A bureau begins with it: npm run plugin -- install ${name} --tenant T`);
  } catch (error) {
    throw refusalLines(error);
  } finally {
    await database.close();
    await opened.close();
  }
}
