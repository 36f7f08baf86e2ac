// The client that is generated from the model: the compiler holds programs to it, and it reads and writes through the real server.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import ts from 'typescript';
import { ROOT } from '../config/environment.ts';
import type { ShijianClient, ShijianError } from '../kit/records_client.ts';
import { sharedWorld } from './shared_world.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-client-'));
const file = path.join(folder, 'client.ts');

/** The generated module, as far as this spec uses it. */
interface Generated {
  Shijian: {
    new (connection: object): ShijianClient<Loose, Record<string, Record<string, unknown>>>;
    login(url: string, login: string, password: string): Promise<object>;
  };
  ShijianError: typeof ShijianError;
}
type Loose = Record<string, Record<string, unknown> & { id: string; version: number; _title: string }>;

function faultsOf(program: string): string[] {
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(folder, 'use.ts'), program);
  const made = ts.createProgram([file, path.join(folder, 'use.ts')], {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    types: [],
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts'],
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  return ts.getPreEmitDiagnostics(made).map(({ code, file: of, start }) => {
    const line = of && start !== undefined ? of.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${path.basename(of?.fileName ?? '')}:${line} TS${code}`;
  });
}

test.group('Typed client', (group) => {
  group.setup(() => {
    const script = path.join(ROOT, 'scripts', 'client.ts');
    execFileSync(process.execPath, [script, '--tenant', 'changan', '--out', file], { cwd: ROOT });
    return () => rmSync(folder, { recursive: true, force: true });
  });

  test('a strict compiler takes a program that uses it rightly, and stops one that does not', ({ assert }) => {
    assert.deepEqual(
      faultsOf(`import { Shijian, ShijianError, type FoodOperator } from './client.ts';
const client = new Shijian(await Shijian.login('http://127.0.0.1:3333', 'a', 'b'));
const { items, next } = await client.list('food.operator', { filter: 'expiring', limit: 5 });
export const stall: string | null | undefined = items[0]?.x_stall_no;
for await (const one of client.all('food.operator')) console.log(one.licence_no, next);
const got: FoodOperator = await client.get('food.operator', items[0]!.id);
await client.update('food.operator', got, { remark: '无' });
const { results } = await client.batch('market.premises', [{ op: 'delete', id: 'x', version: 1 }]);
export const code: string = results[0]?.record?._title ?? '';
try { await client.remove('food.operator', got); } catch (error) { if (error instanceof ShijianError) console.log(error.code, error.faults[0]?.path); }
`),
      [],
    );
    assert.deepEqual(
      faultsOf(`import { Shijian } from './client.ts';
declare const client: Shijian;
await client.list('food.nothing');
await client.create('food.operator', { licence_no: 'x' });
export const { items } = await client.list('food.operator');
export const none = items[0]!.nothing;
await client.update('food.operator', { id: 'x' }, { remark: '无' });
await client.update('food.operator', items[0]!, { expired: true });
await client.find('food.staff', 'shoe_size', '1', '核对身份');
`),
      [
        'use.ts:3 TS2345',
        'use.ts:4 TS2345',
        'use.ts:6 TS2339',
        'use.ts:7 TS2345',
        'use.ts:8 TS2353',
        'use.ts:9 TS2345',
      ],
    );
  }).timeout(120_000);

  test('lists, reads, makes, changes, counts, removes and restores on the real server', async ({ assert }) => {
    const world = await sharedWorld();
    const { Shijian, ShijianError: Refused } = (await import(file)) as Generated;
    const client = new Shijian(await Shijian.login(world.url, 'changan-admin', world.password));
    const code = async (asked: Promise<unknown>): Promise<string> =>
      asked.then(
        () => 'done',
        (error: unknown) => (error instanceof Refused ? error.code : String(error)),
      );
    const [subject] = (await client.list('market.subject', { limit: 1, include: ['station'] })).items;
    assert.property(subject!._refs as object, 'station');
    const address = (number: number): string => `河北省石家庄市长安区建华北大街 ${number} 号`;
    const input = { subject: subject!.id, name: '样例门店', region: subject!.region, address: address(1) };
    const key = 'typed-client-1';
    const made = await client.create('market.premises', input, { key });
    const again = await client.create('market.premises', input, { key });
    assert.equal(again.id, made.id, 'the same key makes one record');

    const changed = await client.update('market.premises', made, { address: address(2) });
    assert.equal(changed.version, made.version + 1);
    assert.equal(await code(client.update('market.premises', made, { address: address(9) })), 'E_MATCH_STALE');
    assert.deepEqual(await client.get('market.premises', made.id, { known: changed }), changed, '304: what was known');
    await client.remove('market.premises', changed);
    assert.equal(await code(client.get('market.premises', made.id)), 'E_RECORD_NONE');
    const bin = (await client.list('market.premises', { deleted: 'only', limit: 200 })).items;
    const back = await client.restore(
      'market.premises',
      bin.find(({ id }) => id === made.id)!,
    );
    assert.equal(back.id, made.id);
    const { results } = await client.batch('market.premises', [
      { op: 'update', id: back.id, version: back.version, body: { address: address(3) } },
    ]);
    assert.equal(results[0]!.record!.address, address(3));
    assert.isAbove((await client.history('market.premises', made.id)).length, 3);

    const { items } = await client.aggregate('food.operator', { group: ['risk'] });
    const total = items.reduce((sum, { measure }) => sum + Number(measure.count), 0);
    assert.equal(total, await client.count('food.operator'));
    let walked = 0;
    for await (const one of client.all('food.operator', { limit: 37 })) walked += one.id === '' ? 0 : 1;
    assert.equal(walked, total);
    assert.include(await client.export('food.operator', { filter: "record.risk == 'A'" }), '许可证');
    const refused = await client.create('market.premises', {}).catch((error: unknown) => error);
    assert.instanceOf(refused, Refused);
    assert.isAbove((refused as ShijianError).faults.length, 0);
    assert.equal(await code(client.find('market.person', 'name', '张三', '核对身份')), 'E_GRANT_FIND');
    assert.equal(await code(Shijian.login(world.url, 'changan-admin', 'wrong')), 'E_LOGIN_FAILED');
  }).timeout(120_000);
});
