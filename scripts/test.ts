// `npm test`: kernel, server and browser tests, each suite in a process of its own; one lane for each of two cores takes the next
// suite when it has done its last, over a scratch PostgreSQL of its own. The last line is "N passed, N failed".
// `npm test -- kernel` runs the folders whose path contains the word. `npm test -- --postgres URL` runs what asks most of the
// database over a PostgreSQL of yours alone; TEST_POSTGRES_URL has it run behind everything else. TEST_LANES=1 runs one by one.
import os from 'node:os';
import { ROOT } from '@shijian/server/config/environment';
import { appsToBuild, buildApp } from '@shijian/server/web/build_apps';
import { givenSuites, checkGiven } from './testing/given_postgres.ts';
import { runSuite } from './testing/run_suite.ts';
import { startScratch, sweepScratch, type ScratchCluster } from './testing/scratch_clusters.ts';
import { suitesOf, type Suite } from './testing/suites.ts';
import { Turns } from './testing/turns.ts';

/** A suite with its browser and its database keeps a core busy; what waits for something is measured beside one other, not more. */
const MOST_LANES = 2;

const args = process.argv.slice(2);
const alone = args[0] === '--postgres' ? (args[1] ?? '') : null;
const filter = alone === null ? (args[0] ?? '') : '';
const given = alone ?? process.env.TEST_POSTGRES_URL ?? '';
const total = { passed: 0, failed: 0 };
const turns = new Turns((text) => process.stdout.write(text));
const stopping = new AbortController();
/** A lane ends its own; these are for when the run is broken off. */
const clusters: Promise<ScratchCluster>[] = [];

sweepScratch();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) return;
    turns.breakOff();
    stopping.abort();
    void cleanUp().then(() => process.exit(1));
  });
}
try {
  if (alone === '')
    throw new Error(
      '--postgres needs the address of a superuser: --postgres postgres://postgres@127.0.0.1:5432/postgres',
    );
  const suites = alone === null ? suitesOf(ROOT, filter) : { beside: [], alone: [] };
  const all = [...suites.beside, ...suites.alone];
  if (alone === null && all.length === 0) throw new Error(`no tests/run.ts matches "${filter}"`);
  const stale = given || all.some(({ runner }) => /^(runtime|studio)\//.test(runner)) ? appsToBuild() : [];
  if (stale.length > 0) console.log(`• Building: ${stale.map(({ name }) => name).join(', ')}`);
  await Promise.all(stale.map(buildApp));
  const version = given ? await checkGiven(given) : '';
  const lanes = Array.from({ length: Math.min(lanesWanted(), suites.beside.length) }, () => lane(suites.beside));
  await Promise.all(lanes);
  await lane(suites.alone);
  if (given && !filter) for (const suite of givenSuites(given, version)) await run(suite);
} catch (error) {
  console.error((error as Error).message);
  total.failed += 1;
  stopping.abort();
} finally {
  await cleanUp();
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

/** Takes from the queue, which it shares with other lanes, until there is nothing left. */
async function lane(queue: Suite[]): Promise<void> {
  if (queue.length === 0 || stopping.signal.aborted) return;
  const starting = startScratch();
  clusters.push(starting);
  const cluster = await starting;
  for (let suite = queue.shift(); suite; suite = queue.shift())
    await run({ ...suite, env: { ...suite.env, TEST_DATABASE_URL: cluster.url } });
  await cluster.stop();
}

async function run(suite: Suite): Promise<void> {
  if (stopping.signal.aborted) return;
  const result = await runSuite(suite, turns.join(), stopping.signal);
  total.passed += result.passed;
  total.failed += result.failed;
}

function lanesWanted(): number {
  const asked = Number(process.env.TEST_LANES ?? '');
  return Number.isInteger(asked) && asked > 0 ? asked : Math.min(os.availableParallelism(), MOST_LANES);
}

async function cleanUp(): Promise<void> {
  await Promise.allSettled(clusters.map(async (starting) => (await starting).stop()));
}
