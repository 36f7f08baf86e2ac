// `npm test`: kernel, server and browser tests, each in a process of its own, over a scratch PostgreSQL of this run. The last
// line is "N passed, N failed". `npm test -- kernel` runs the folders whose path contains the word. `npm test -- --postgres URL`
// runs what asks most of the database over a PostgreSQL of yours alone; TEST_POSTGRES_URL has it run behind everything else.
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '@shijian/server/config/environment';
import { startEmbedded, type EmbeddedPostgres } from '@shijian/server/database/embedded_postgres';
import { processState, readPidFile } from '@shijian/server/database/postmaster';
import { givenSuites, checkGiven, type Suite } from './given_postgres.ts';
import { appsToBuild, buildApp } from '@shijian/server/web/build_apps';

interface Result {
  passed: number;
  failed: number;
}

/** Suites in the order in which a fault is cheapest to find. */
const ORDER = [
  'scripts',
  'kernel',
  'plugins',
  'demo',
  'runtime/server',
  'runtime/screens',
  'runtime/officer',
  'studio',
  'examples',
];
const SCRATCH = 'shijian-test-';

const args = process.argv.slice(2);
const alone = args[0] === '--postgres' ? (args[1] ?? '') : null;
const filter = alone === null ? (args[0] ?? '') : '';
const given = alone ?? process.env.TEST_POSTGRES_URL ?? '';
const runners = globSync('{scripts,kernel,demo,plugins/*,runtime/*,studio,examples,examples/*}/tests/run.ts', {
  cwd: ROOT,
})
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => alone === null && file.includes(filter))
  .sort((a, b) => rank(a) - rank(b));

sweep();
const scratch = mkdtempSync(path.join(os.tmpdir(), `${SCRATCH}${process.pid}-`));
const total: Result = { passed: 0, failed: 0 };
let cluster: EmbeddedPostgres | null = null;
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void cleanUp().then(() => process.exit(1));
  });
}
try {
  const stale = given || runners.some((file) => /^(runtime|studio)\//.test(file)) ? appsToBuild() : [];
  if (stale.length > 0) console.log(`• Building: ${stale.map(({ name }) => name).join(', ')}`);
  await Promise.all(stale.map(buildApp));
  if (alone === '')
    throw new Error(
      '--postgres needs the address of a superuser: --postgres postgres://postgres@127.0.0.1:5432/postgres',
    );
  const version = given ? await checkGiven(given) : '';
  if (alone === null) {
    cluster = await startEmbedded({ data: scratch, durable: false });
    const databaseUrl = cluster.url('postgres', 'postgres');
    for (const runner of runners)
      await add({ name: path.posix.dirname(runner), runner, args: [], env: { TEST_DATABASE_URL: databaseUrl } });
  }
  if (given && !filter) for (const suite of givenSuites(given, version)) await add(suite);
  if (alone === null && runners.length === 0) throw new Error(`no tests/run.ts matches "${filter}"`);
} catch (error) {
  console.error((error as Error).message);
  total.failed += 1;
} finally {
  await cleanUp();
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

async function add(suite: Suite): Promise<void> {
  if (stopping) return;
  const result = await runSuite(suite);
  total.passed += result.passed;
  total.failed += result.failed;
}

async function runSuite({ name, runner, args: more, env }: Suite): Promise<Result> {
  const started = performance.now();
  console.log(`\n• ${name}`);
  const child = spawn(process.execPath, [path.join(ROOT, runner), ...more], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'test',
      ...env,
      FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
    },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
    process.stdout.write(chunk);
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  const result = readSummary(output);
  // A suite that dies, or says nothing, has not passed.
  if (code !== 0 && result.failed === 0) result.failed = 1;
  if (result.passed + result.failed === 0) result.failed = 1;
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`  ${name}: ${result.passed} passed, ${result.failed} failed in ${seconds} s`);
  return result;
}

/** japa ends with "Tests  12 passed, 1 failed (13)"; a todo or a skipped test is one that nobody ran. */
function readSummary(output: string): Result {
  const plain = output.replaceAll(/\u001b\[[0-9;]*m/g, '');
  const line = plain.match(/^\s*Tests\s+.*\(\d+\)\s*$/gm)?.at(-1) ?? '';
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') + count('todo') + count('skipped') };
}

async function cleanUp(): Promise<void> {
  await cluster?.stop().catch(() => {});
  rmSync(scratch, { recursive: true, force: true });
}

/** A run that was killed leaves its server behind; the next one clears it away. */
function sweep(): void {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = Number(new RegExp(`^${SCRATCH}(\\d+)-`).exec(name)?.[1]);
    if (!pid || processState(pid) === 'running') continue;
    const folder = path.join(os.tmpdir(), name);
    const left = readPidFile(path.join(folder, 'postgres'));
    if (left && processState(left.pid) === 'running' && isPostgres(left.pid)) process.kill(left.pid, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function isPostgres(pid: number): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8').includes(SCRATCH);
}

function rank(file: string): number {
  const found = ORDER.findIndex((folder) => file.startsWith(folder));
  return found < 0 ? ORDER.length : found;
}
