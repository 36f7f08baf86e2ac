// One suite as a process of its own: what it says goes to its voice, what it found is read from its last lines. A suite that
// dies, says nothing or leaves a test out has not passed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '@shijian/server/config/environment';
import type { Suite } from './suites.ts';
import type { Voice } from './turns.ts';

export interface Result {
  passed: number;
  failed: number;
}

/** Runs it to its end, or until the signal ends it. */
export async function runSuite({ name, runner, args, env }: Suite, voice: Voice, signal: AbortSignal): Promise<Result> {
  const started = performance.now();
  voice.say(`\n• ${name}\n`);
  const child = spawn(process.execPath, [path.join(ROOT, runner), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    // A browser's driver takes a SIGTERM for its own and lets the tests go on without a browser.
    killSignal: 'SIGKILL',
    env: {
      ...process.env,
      NODE_ENV: 'test',
      ...env,
      FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
    },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    voice.say(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => voice.say(text));
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  const result = readSummary(output);
  if (code !== 0 && result.failed === 0) result.failed = 1;
  if (result.passed + result.failed === 0) result.failed = 1;
  const seconds = Math.round((performance.now() - started) / 1000);
  voice.say(`  ${name}: ${result.passed} passed, ${result.failed} failed in ${seconds} s\n`);
  voice.end();
  return result;
}

/** japa ends with "Tests  12 passed, 1 failed (13)"; a todo or a skipped test is one that nobody ran. */
export function readSummary(output: string): Result {
  const plain = output.replaceAll(/\u001b\[[0-9;]*m/g, '');
  const line = plain.match(/^\s*Tests\s+.*\(\d+\)\s*$/gm)?.at(-1) ?? '';
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') + count('todo') + count('skipped') };
}
