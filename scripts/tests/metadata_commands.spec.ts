// The commands about metadata, on the packages and bureaus of this project.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from '@japa/runner';
import { parseDocument, showDocuments } from '@shijian/kernel';
import { ROOT } from '@shijian/server/config/environment';
import { readTenant } from '../read_tenant.ts';
import { printDocument } from '../show/print_document.ts';

const run = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, [path.join(ROOT, 'scripts', script), ...args], { cwd: ROOT, encoding: 'utf8' });

test.group('npm run show', () => {
  test('prints the document with the place of every value, the patch of the bureau among them', ({ assert }) => {
    const { stdout, status } = run('show.ts', 'food.operator', '--tenant', 'changan', '--origin');
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^ {4}required: true +# tenants\/changan\/patches\/food\.operator\.yaml:6:26 changan, patch$/m,
    );
    assert.match(stdout, /^ {4}type: phone +# plugins\/food\/entities\/operator\.yaml:\d+:\d+ food$/m);
    assert.match(stdout, /^# {3}set fields\.manager\.label, before: 食品安全管理员 /m);
  });

  test('gives one address, and JSON for programs', ({ assert }) => {
    const args = ['food.operator', '--tenant', 'changan', '--origin', '--at', 'fields.phone.required', '--json'];
    const [shown] = JSON.parse(run('show.ts', ...args).stdout) as [{ values: { value: unknown; place: object }[] }];
    assert.deepInclude(shown.values[0], { value: true });
    assert.deepInclude(shown.values[0]?.place, { package: 'changan', by: 'patch', line: 6 });
  });

  test('ends with a suggestion where there is nothing of that name', ({ assert }) => {
    const { stderr, status } = run('show.ts', 'food.oprator');
    assert.equal(status, 1);
    assert.match(stderr, /Did you mean "food\.operator"\?/);
    assert.match(run('show.ts', 'food.operator', '--tenant', 'nobody').stderr, /no tenant "nobody".*changan/);
  });

  test('prints YAML that reads as the document, for every document of the project', async ({ assert }) => {
    const input = await readTenant('changan');
    const names = [...input.packages, ...(input.tenant ? [input.tenant] : [])].flatMap((source) =>
      source.files.flatMap((file) => {
        const { kind, name } = /\.csv$/.test(file.path) ? { kind: null, name: null } : parseDocument(file, source.name);
        if (kind === null || kind === 'Patch' || name === null) return [];
        return [kind === 'Plugin' || kind === 'Tenant' ? `${kind} ${name}` : `${kind} ${source.name}.${name}`];
      }),
    );
    assert.isAbove(names.length, 40);
    for (const name of names)
      for (const shown of showDocuments(input, name).documents)
        for (const origin of [true, false]) {
          const text = printDocument(shown, origin);
          assert.deepEqual(parseDocument({ path: 'shown.yaml', text }).value, shown.document, text);
        }
  });
});

test.group('npm run validate', () => {
  test('finds nothing wrong in this project, and says so', ({ assert }) => {
    const { stdout, status } = run('validate.ts');
    assert.equal(stdout, '0 errors, 0 warnings\n');
    assert.equal(status, 0);
  });

  test('with --integrity nothing of this project is worth more than a notice', ({ assert }) => {
    const { stdout, status } = run('validate.ts', '--integrity');
    assert.match(stdout, /\n0 errors, 0 warnings, \d+ notices\n$/);
    assert.equal(status, 0);
    const found = JSON.parse(run('validate.ts', '--integrity', '--tenant', 'changan', '--json').stdout) as object[];
    assert.isAbove(found.length, 0);
    for (const finding of found) assert.containsSubset(finding, { severity: 'notice', zh: {}, en: {} });
  });

  test('takes a bureau and a language, and refuses what it does not know', ({ assert }) => {
    assert.deepEqual(JSON.parse(run('validate.ts', '--tenant', 'changan', '--json').stdout), []);
    assert.equal(run('validate.ts', '--language', 'fr').status, 1);
  });
});
