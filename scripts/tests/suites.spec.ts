import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { ROOT } from '@shijian/server/config/environment';
import { readSummary } from '../testing/run_suite.ts';
import { partsOf, suitesOf, type Suite } from '../testing/suites.ts';
import { Turns } from '../testing/turns.ts';

const SERVER = 'runtime/server/tests';

test.group('The suites of npm test', () => {
  test('hold every spec file of the project once', ({ assert }) => {
    const specs = globSync('**/tests/**/*.spec.ts', { cwd: ROOT, exclude: (name) => name === 'node_modules' });
    assert.isAbove(specs.length, 100);
    const { beside, alone } = suitesOf(ROOT, '');
    const held = specs.map((spec) => [spec, [...beside, ...alone].filter((suite) => holds(suite, spec)).length]);
    assert.deepEqual(
      held.filter(([, times]) => times !== 1),
      [],
    );
  });

  test('hold a new spec file by itself, and a new folder', ({ assert }) => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'shijian-suites-'));
    try {
      for (const spec of ['plan', 'kill', 'a_new_plan', 'deep/er']) {
        mkdirSync(path.join(root, SERVER, path.dirname(spec)), { recursive: true });
        writeFileSync(path.join(root, SERVER, `${spec}.spec.ts`), '');
      }
      writeFileSync(path.join(root, SERVER, 'run.ts'), '');
      cpSync(path.join(root, SERVER), path.join(root, 'plugins/fire/tests'), { recursive: true });
      const { beside, alone } = suitesOf(root, '');
      const names = (spec: string): string[] => beside.filter((suite) => holds(suite, spec)).map(({ name }) => name);
      for (const spec of ['plan', 'a_new_plan', 'deep/er'])
        assert.lengthOf(names(`${SERVER}/${spec}.spec.ts`), 1, spec);
      assert.deepEqual(names(`${SERVER}/kill.spec.ts`), []);
      assert.deepEqual(
        alone.map(({ args }) => args),
        [['--files', '/tests/kill.spec.ts']],
      );
      assert.deepEqual(names('plugins/fire/tests/kill.spec.ts'), ['plugins/fire/tests']);
      assert.deepEqual(
        suitesOf(root, 'fire').beside.map(({ name }) => name),
        ['plugins/fire/tests'],
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  test('of the server are about as long as each other', ({ assert }) => {
    const parts = partsOf(['a', 'b', 'c', 'd', 'e', 'f', 'request_oracle.spec.ts', 'import_races.spec.ts'], 3);
    assert.deepEqual(parts, [['request_oracle.spec.ts'], ['import_races.spec.ts'], ['a', 'b', 'c', 'd', 'e', 'f']]);
    assert.deepEqual(partsOf(['a'], 3), [['a']]);
  });

  test('that say nothing, or leave a test out, have no pass to show for it', ({ assert }) => {
    assert.deepEqual(readSummary('\u001b[32mTests\u001b[0m  12 passed, 1 failed (13)\n'), { passed: 12, failed: 1 });
    assert.deepEqual(readSummary('Tests  2 passed, 1 skipped, 1 todo (4)\n'), { passed: 2, failed: 2 });
    assert.deepEqual(readSummary('Segmentation fault'), { passed: 0, failed: 0 });
  });

  test('that run side by side are read one after the other', ({ assert }) => {
    let read = '';
    const turns = new Turns((text) => (read += text));
    const [first, second, third, fourth] = [turns.join(), turns.join(), turns.join(), turns.join()];
    second.say('b1 ');
    first.say('a1 ');
    third.say('c1 ');
    assert.equal(read, 'a1 ');
    third.end();
    second.say('b2 ');
    fourth.say('d1 ');
    first.say('a2 ');
    first.end();
    assert.equal(read, 'a1 a2 c1 b1 b2 ');
    second.say('b3 ');
    turns.breakOff();
    assert.equal(read, 'a1 a2 c1 b1 b2 b3 d1 ');
  });
});

/** As japa reads its arguments: no `--files` takes all of the folder, one takes the paths that end so. */
function holds({ runner, args }: Suite, spec: string): boolean {
  if (!spec.startsWith(`${path.posix.dirname(runner)}/`)) return false;
  const endings = args.filter((argument) => argument !== '--files');
  return endings.length === 0 || endings.some((ending) => `/${spec}`.endsWith(ending));
}
