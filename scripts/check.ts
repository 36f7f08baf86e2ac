// `npm run check`: types of every workspace, lint with the rules of who may import whom, cycles, generated files. Prints what
// failed in full and everything else as one line.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '@shijian/server/config/environment';

interface Check {
  name: string;
  args: string[];
}

const bin = (file: string) => path.join(ROOT, 'node_modules', file);
/** What tsc found out the last time is kept: the second check of a day takes seconds. */
const tsc = (folder: string): Check => ({
  name: `types of ${folder}`,
  args: [
    bin('typescript/bin/tsc'),
    '-p',
    folder,
    '--incremental',
    '--tsBuildInfoFile',
    path.join(ROOT, '.cache', `${folder.replaceAll('/', '_')}.tsbuildinfo`),
  ],
});

const CHECKS: Check[] = [
  ...[
    'kernel',
    'runtime/server',
    'runtime/screens',
    'runtime/officer',
    'runtime/officer/tests',
    'studio',
    'studio/tests',
    'examples',
    'plugins/food',
  ]
    .filter((folder) => existsSync(path.join(ROOT, folder, 'tsconfig.json')))
    .map(tsc),
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.'] },
  {
    name: 'cycles and reach',
    args: [
      bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      'kernel/src',
      'runtime',
      'studio/src',
      'scripts',
      'demo',
    ],
  },
  { name: 'generated files', args: ['scripts/generate.ts', '--check'] },
];

/** The machine of a contributor has at least two cores. */
const AT_ONCE = 2;

const failed: string[] = [];
const waiting = [...CHECKS];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) await run(check);
  }),
);
console.log(
  `\n${CHECKS.length - failed.length} passed, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`,
);
process.exit(failed.length === 0 ? 0 : 1);

async function run({ name, args }: Check): Promise<void> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  child.stdout.on('data', (chunk) => (words += String(chunk)));
  child.stderr.on('data', (chunk) => (words += String(chunk)));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code === 0) {
    console.log(`✓ ${name}  ${seconds} s`);
    return;
  }
  failed.push(name);
  console.log(`✗ ${name}  ${seconds} s\n${words.trim()}\n`);
}
