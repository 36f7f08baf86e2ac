// The kernel runs unchanged in a browser, and it is small enough to be sent there.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import { compile, type CompileInput, type Diagnostic, type Model, type PackageSource } from '@shijian/kernel';
import { theBrowser } from './browser.ts';
import { bundle, forBrowsers } from './bundle.ts';

const root = path.join(import.meta.dirname, '../../..');
const KB = 1024;

function source(kind: PackageSource['kind'], folder: string): PackageSource {
  const full = path.join(root, folder);
  const files = readdirSync(full, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(yaml|csv)$/.test(name) && !name.includes('node_modules'))
    .filter((name) => statSync(path.join(full, name)).isFile())
    .sort()
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(path.join(full, name), 'utf8') }));
  return { kind, name: path.basename(folder), files };
}

const input: CompileInput = {
  packages: ['metadata/core', 'metadata/market', 'plugins/food'].map((folder) => source('package', folder)),
  tenant: source('tenant', 'tenants/changan'),
};

/** Runs a function of the page over the bundled kernel; everything goes in and out as JSON. */
async function inBrowser<T>(code: string, does: string, given: unknown): Promise<T> {
  const context = await (await theBrowser()).newContext();
  try {
    const page = await context.newPage();
    return await page.evaluate(
      async ({ module, body, argument }) => {
        const url = URL.createObjectURL(new Blob([module], { type: 'text/javascript' }));
        const kernel: unknown = await import(url);
        return (new Function('kernel', 'given', body) as (kernel: unknown, given: unknown) => T)(kernel, argument);
      },
      { module: code, body: does, argument: given },
    );
  } finally {
    await context.close();
  }
}

test.group('The kernel in a browser', () => {
  test('compiles packages and a bureau to the same model, with the same diagnostics', async ({ assert }) => {
    const { code, gzipped } = await bundle(forBrowsers);
    assert.isAtMost(gzipped, 120 * KB, 'what a browser may load of the kernel');
    const broken = structuredClone(input);
    const operator = broken.packages[2]!.files.find((file) => file.path.endsWith('entities/operator.yaml'))!;
    operator.text = operator.text
      .replace('list: risk_grade', 'list: risk_grades')
      .replace('record.is_online', 'record.is_onlin');
    for (const each of [input, broken]) {
      const found = await inBrowser<{ model: Model | null; diagnostics: Diagnostic[]; said: string[] }>(
        code,
        `const { model, diagnostics } = kernel.compile(given);
         return JSON.parse(JSON.stringify({ model, diagnostics, said: diagnostics.map((d) => kernel.formatDiagnostic(d, 'zh')) }));`,
        each,
      );
      const { model, diagnostics } = compile(each);
      assert.deepEqual(found.diagnostics, diagnostics);
      assert.deepEqual(found.model, JSON.parse(JSON.stringify(model)) as unknown);
      assert.equal(found.model === null, each === broken);
      assert.lengthOf(found.said, diagnostics.length);
    }
  });

  test('judges a record and an expression with a third of it', async ({ assert }) => {
    const { code, gzipped } = await bundle(['checkRecord', 'isTrue', 'renderTemplate', 'recordFault']);
    assert.isAtMost(gzipped, 45 * KB, 'what the screens of officers load');
    const model = compile(input).model!;
    const entity = model.entities['food.operator']!;
    const found = await inBrowser<{ faults: string[]; expired: boolean }>(
      code,
      `const { model, entity, row } = given;
       const list = (name) => model.lists[name];
       const env = (image) => ({ record: { get: (name) => image[name] ?? null }, now: '2026-11-20T01:00:00.000Z', time_zone: 'Asia/Shanghai', list });
       const { faults } = kernel.checkRecord(entity, row, { mode: 'create', env, ctx: { list }, mayWrite: () => true });
       const expired = kernel.isTrue(entity.filters.overdue.expr, env(row));
       return { faults: faults.map(({ code, path }) => code + ' ' + path), expired };`,
      { model, entity, row: { licence_no: 'JY1', status: 'valid', valid_until: '2026-01-01' } },
    );
    assert.isTrue(found.expired);
    assert.includeMembers(found.faults, ['E_LICENCE_FORMAT licence_no', 'E_REQUIRED issued_on']);
  });
});
