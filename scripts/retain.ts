// `npm run retain`: what the documents keep no longer.
//   npm run retain                     what would go today, in every bureau
//   npm run retain -- --tenant changan  in one
//   npm run retain -- --run            clears it now; without this the server does it once a day
import { Database } from '@shijian/server/database/client';
import { Retention } from '@shijian/server/retention/retention';
import { Tenants } from '@shijian/server/revisions/tenants';
import { openDatabase } from './open_database.ts';
import { readArguments } from './read_arguments.ts';

try {
  const asked = readArguments(process.argv.slice(2), { tenant: 'text', run: 'flag' });
  const opened = await openDatabase();
  const database = Database.open(opened.app, { max: 2 });
  try {
    const tenants = new Tenants(database);
    const retention = new Retention({ database, tenants, environment: opened.environment });
    const states = (await tenants.all()).filter(({ name }) => !asked.tenant || name === asked.tenant);
    if (states.length === 0) throw new Error(`there is no tenant "${asked.tenant ?? ''}"`);
    for (const state of states) {
      const lines = await retention.run(state, !asked.run);
      console.log(`${state.name}${lines.length === 0 ? ': no rule, so nothing goes' : ''}`);
      for (const { rule, for: lasts, then, due, done } of lines)
        console.log(`  ${rule}  keep ${lasts}, then ${then}: ${due} due${asked.run ? `, ${done} done` : ''}`);
    }
  } finally {
    await database.close();
    await opened.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
