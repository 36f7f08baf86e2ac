import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { bulkLoad } from '../records/bulk_load.ts';
import { baseOf } from '../records/names.ts';
import { addPackage, applyPackage } from './added_package.ts';
import { startWorld, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
type Item = Json & { id: string; version: number };

const AT = '/api/records/gauge.verification';
const GAUGE = { folder: 'examples/gauge', entry: 'gauge: 1.0.0', tenants: ['changan'] };
const q = encodeURIComponent;
const account = (login: string, role: string) => ({
  login,
  name: '计量员',
  roles: ['core.staff', role],
  org_code: 'CA',
});

test.group('Computed values that are stored', (group) => {
  let world: World;
  let client: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 30 });
    await addPackage(world, {
      ...GAUGE,
      tenant: 'changan',
      account: account('gauge-keeper', 'gauge.keeper'),
      also: [{ tenant: 'changan', account: account('gauge-counter', 'gauge.counter') }],
    });
    client = await world.login('gauge-keeper');
  });
  group.teardown(() => world.stop());

  let numbers = 0;
  const made = async (verdicts: string[], more: Json = {}): Promise<Item> => {
    const guns = verdicts.map((_, i) => ({ factory_no: `G${i}` }));
    const pump = {
      maker: '蓝峰',
      serial: `S${(numbers += 1)}`,
      gun_count: Math.max(guns.length, 1),
      guns: guns.length ? guns : [{ factory_no: 'G' }],
    };
    const { id, guns: rows } = (await client.post('/api/records/gauge.pump', pump)).body as {
      id: string;
      guns: Item[];
    };
    const body = { pump: id, guns: verdicts.map((verdict, i) => ({ gun: rows[i]!.id, verdict })), ...more };
    const answer = await client.post(AT, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as Item;
  };
  const list = async (query: string): Promise<Item[]> => {
    const answer = await client.get(`${AT}?limit=200&${query}`);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return (answer.body as { items: Item[] }).items;
  };
  const raw = async (id: string): Promise<Json> =>
    withClient(world.urls.superuser, async (database) => {
      const found = await database.query<Json>(`select * from ${baseOf('gauge.verification')} where id = $1`, [id]);
      return found.rows[0]!;
    });

  test('the column is written with the record, and again when what it reads changes', async ({ assert }) => {
    const record = await made(['pass', 'fail']);
    assert.deepEqual([record.passed, record.verdict], [1, 'fail']);
    assert.deepInclude(await raw(record.id), { passed: '1', verdict: 'fail' });
    const guns = (record.guns as Item[]).map((row) => ({ ...row, verdict: 'pass' }));
    const answer = await client.patch(`${AT}/${record.id}`, { guns }, { 'If-Match': '"1"' });
    assert.deepInclude(answer.body as Json, { passed: 2, verdict: 'pass' });
    assert.deepInclude(await raw(record.id), { passed: '2', verdict: 'pass' });
    const { items } = (await client.get(`${AT}/${record.id}/history`)).body as { items: { changes: Json[] }[] };
    assert.deepInclude(items[0]!.changes, { field: 'passed', label: '合格枪数', before: '1', after: '2' });
    const written = await client.patch(`${AT}/${record.id}`, { passed: 9 }, { 'If-Match': '"2"' });
    assert.equal(written.status, 422);
    assert.include(JSON.stringify(written.body), 'E_FIELD_COMPUTED');
  });

  test('lists filter and sort by it, through its index', async ({ assert }) => {
    const three = await made(['pass', 'pass', 'pass']);
    const none = await made(['fail']);
    assert.include(
      (await list(`filter=${q('record.passed >= 3')}`)).map(({ id }) => id),
      three.id,
    );
    const sorted = (await list('sort=-passed')).map(({ passed }) => Number(passed));
    assert.deepEqual(
      sorted,
      [...sorted].sort((a, b) => b - a),
    );
    assert.include(
      (await list(`filter=${q("record.verdict == 'fail' && record.passed == 0")}`)).map(({ id }) => id),
      none.id,
    );
    const rows = Array.from({ length: 4000 }, (_, i) => ({
      pump: three.pump,
      verified_on: '2026-01-01',
      guns: Array.from({ length: i % 40 }, () => ({ verdict: 'pass' })),
    }));
    assert.equal(await bulkLoad(world.running.services.database, 'changan', 'gauge.verification', rows), 4000);
    assert.lengthOf(await list(`filter=${q('record.passed == 39')}`), 100);
    await withClient(world.urls.superuser, async (database) => {
      const base = baseOf('gauge.verification');
      await database.query(`analyze ${base}`);
      const plan = await database.query<Json>(
        `explain select id from ${base} where tenant_id = 2 and deleted_at is null and passed = 39 order by passed, id limit 20`,
      );
      assert.include(JSON.stringify(plan.rows), 'passed');
      assert.match(JSON.stringify(plan.rows), /Index (Only )?Scan using/);
    });
  });

  test('who may not read what it is computed from, may neither read, sort nor filter by the column', async ({
    assert,
  }) => {
    await made(['pass']);
    const counter = await world.login('gauge-counter');
    const answer = await counter.get(`${AT}?limit=5`);
    assert.equal(answer.status, 200);
    for (const item of (answer.body as { items: Item[] }).items)
      for (const name of ['passed', 'verdict', 'guns']) assert.notProperty(item, name);
    for (const query of [`filter=${q('record.passed == 1')}`, 'sort=passed', `filter=${q("record.verdict == 'pass'")}`])
      assert.equal((await counter.get(`${AT}?${query}`)).status, 400, query);
  });

  test('one that comes later, or is computed otherwise, is filled for the rows that are there', async ({ assert }) => {
    const record = await made(['pass', 'fail', 'fail']);
    await applyPackage(world, GAUGE, ({ root, folder }) => {
      const file = path.join(folder, 'entities/verification.yaml');
      const text = readFileSync(file, 'utf8').replace(
        `g.verdict == 'pass')", stored: true, indexed`,
        `g.verdict == 'fail') + 100", stored: true, indexed`,
      );
      writeFileSync(
        file,
        `${text}\n  failed: { type: computed, as: decimal, label: 不合格枪数, value: "dec('0.5') + record.guns.count(g, g.verdict == 'fail')", stored: true }\n`,
      );
      mkdirSync(path.join(root, 'tenants/changan/patches'), { recursive: true });
      writeFileSync(
        path.join(root, 'tenants/changan/patches/gauge.verification.yaml'),
        `kind: Patch
of: Entity gauge.verification
base: gauge@1.0.0
set:
  fields.x_day: { type: computed, as: date, label: 复检日, value: "add(record.verified_on, span('1 year'))", stored: true }
  fields.x_count: { type: computed, as: integer, label: 枪数, value: "record.guns.count()", stored: true, indexed: true }
`,
      );
    });
    const [now] = await list(`filter=${q(`record.passed == 102 && record.x_count == 3`)}`);
    assert.equal(now!.id, record.id);
    assert.deepInclude(now, { passed: 102, failed: '2.5', x_count: 3 });
    assert.match(String(now!.x_day), /^\d{4}-\d\d-\d\d$/);
    // The spare column of an indexed field of the bureau's own is filled by a running server, beside requests.
    let stored = await raw(record.id);
    for (const until = Date.now() + 20_000; stored.x_num_1 === null && Date.now() < until;) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      stored = await raw(record.id);
    }
    assert.deepInclude(stored, { passed: '102', failed: '2.5', x_num_1: '3', version: '1' });
    assert.deepInclude(stored.ext as Json, { x_day: now!.x_day });
    const later = await made(['fail'], { verified_on: '2026-02-28' });
    assert.deepInclude(later, { passed: 101, failed: '1.5', x_day: '2027-02-28', x_count: 1 });
  });
});
