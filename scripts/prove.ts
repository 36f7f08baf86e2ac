// `npm run prove`: evaluator and PostgreSQL over a hundred thousand random expressions, in a scratch cluster. --seed N repeats a run, --cases N and --minutes N shorten it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '@shijian/server/config/environment';
import { startEmbedded } from '@shijian/server/database/embedded_postgres';
import { readArguments } from './read_arguments.ts';

const given = readArguments(process.argv.slice(2), { seed: 'number', cases: 'number', minutes: 'number' });
const seed = given.seed ?? Math.floor(Date.now() / 1000);
const args = [seed, given.cases ?? 100_000, given.minutes ?? Infinity].map(String);

// Named as the scratch clusters of `npm test`, whose next run sweeps away what a killed one leaves.
const scratch = mkdtempSync(path.join(os.tmpdir(), `shijian-test-${process.pid}-`));
let code: number | null = 1;
try {
  const cluster = await startEmbedded({ data: scratch, durable: false });
  try {
    code = await runProof(cluster.url('postgres', 'postgres'));
  } finally {
    await cluster.stop();
  }
} catch (error) {
  console.error((error as Error).message);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(code ?? 1);

async function runProof(url: string): Promise<number | null> {
  const child = spawn(process.execPath, [path.join(ROOT, 'kernel/tests/prove.ts'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TEST_DATABASE_URL: url },
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
}
