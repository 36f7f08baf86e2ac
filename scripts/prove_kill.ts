// `npm run prove:kill`: server and database killed at random under writers, fifty times; nothing acknowledged may be lost and nothing
// half done remain. Publications are killed twenty times before, at random instants of each.
// --kills N, --writers N, --seed N, --applies N.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '@shijian/server/config/environment';
import { readArguments } from './read_arguments.ts';

const given = readArguments(process.argv.slice(2), {
  kills: 'number',
  writers: 'number',
  seed: 'number',
  applies: 'number',
});
const seed = given.seed ?? Math.floor(Date.now() / 1000);
const args = [given.kills ?? 50, given.writers ?? 8, seed, given.applies ?? 20].map(String);
const child = spawn(process.execPath, [path.join(ROOT, 'runtime/server/tests/kill/prove.ts'), ...args], {
  cwd: ROOT,
  stdio: ['ignore', 'inherit', 'inherit'],
});
process.exit(await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1))));
