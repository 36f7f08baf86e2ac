// `npm run demo -- --subjects 1300000 --fresh`: fills the demo's database with that many market subjects and stops again;
// `npm start` then shows them. Without --fresh there must be no demo yet, because rows are never loaded twice.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { boot } from '@shijian/server/boot';
import { readEnvironment, type Environment } from '@shijian/server/config/environment';
import { DEMO_SUBJECTS, demoState } from '@shijian/server/demo';
import { readArguments } from './read_arguments.ts';
import { resetData } from './reset_data.ts';

try {
  const { fresh, subjects = DEMO_SUBJECTS } = readArguments(process.argv.slice(2), {
    fresh: 'flag',
    subjects: 'number',
  });
  const environment = readEnvironment();
  if (fresh) await resetData(environment);
  else if (await isFilled(environment))
    throw new Error('There is a demo already. Add --fresh to throw it away and begin anew.');
  const started = performance.now();
  const running = await boot({ demo: true, subjects, port: 0, screens: false, environment });
  await running.stop();
  console.log(
    `\n${subjects.toLocaleString('en')} market subjects and what belongs to them are in (${((performance.now() - started) / 1000).toFixed(0)} s).`,
  );
  console.log('All of it is made up. "npm start" shows it.');
} catch (error) {
  console.error(`\nThe demo was not loaded. ${(error as Error).message}`);
  process.exit(1);
}

/** A database of the operator's is asked; the embedded one is not started for the question: its folder answers. */
async function isFilled({ database, data }: Environment): Promise<boolean> {
  if (!database) return existsSync(path.join(data, 'run.json'));
  return demoState(database.admin).then(
    (state) => state === 'loaded',
    () => false, // no tables yet: boot makes them
  );
}
