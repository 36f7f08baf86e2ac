import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { Retention } from '../retention/retention.ts';
import { addPackage } from './added_package.ts';
import { startWorld, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
type Item = Json & { id: string; version: number };

const AT = '/api/records/gauge.visitor';
const NOW = new Date('2026-11-21T04:00:00Z');

test.group('What is kept no longer', (group) => {
  let world: World;
  let client: Client;
  let retention: Retention;
  let phones = 0;
  group.setup(async () => {
    world = await startWorld({ subjects: 30 });
    await addPackage(world, {
      folder: 'examples/gauge',
      entry: 'gauge: 1.0.0',
      tenant: 'changan',
      account: { login: 'gauge-keeper', name: '计量员', roles: ['core.staff', 'gauge.keeper'], org_code: 'CA' },
    });
    client = await world.login('gauge-keeper');
    retention = new Retention(world.running.services);
  });
  group.teardown(() => world.stop());

  const made = async (came_on: string, more: Json = {}): Promise<Item> => {
    phones += 1;
    const phone = `138${String(10_000_000 + phones)}`;
    const body = {
      reason: `咨询${phones}`,
      came_on,
      name: '王小明',
      phone,
      id_card: '130102199003070134',
      remark: '留言甲',
      ...more,
    };
    const answer = await client.post(AT, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as Item;
  };
  const get = async (id: string): Promise<Json> => (await client.get(`${AT}/${id}`)).body as Json;
  const bureau = async () => (await world.running.services.tenants.all()).find(({ name }) => name === 'changan')!;
  const raw = async (text: string, values: unknown[]): Promise<Json[]> =>
    withClient(world.urls.superuser, async (database) => (await database.query<Json>(text, values)).rows);

  test('a dry run says what would go, and nothing goes', async ({ assert }) => {
    const record = await made('2020-01-01');
    const lines = await retention.run(await bureau(), true, NOW);
    assert.deepEqual(
      lines.map(({ rule, then, due, done }) => [rule, then, due, done]),
      [
        ['gauge.visitor.name', 'anonymise', 1, 0],
        ['gauge.visitor.phone', 'erase', 1, 0],
        ['gauge.visitor.id_card', 'anonymise', 1, 0],
        ['gauge.visitor.remark', 'erase', 1, 0],
        ['gauge.visitor', 'delete', 1, 0],
      ],
    );
    assert.equal((await get(record.id)).remark, '留言甲');
  });

  test('each value goes when its own time is up, by its rule alone, and the record when its is', async ({ assert }) => {
    const [fresh, quarter, year, old, kept] = [
      await made('2026-11-01'),
      await made('2026-08-23'),
      await made('2025-11-20'),
      await made('2023-11-21'),
      await made('2026-08-01', { keep: true }),
    ];
    await retention.run(await bureau(), false, NOW);
    assert.deepInclude(await get(fresh.id), { remark: '留言甲', phone: fresh.phone, version: 1 });
    assert.deepInclude(await get(quarter.id), { remark: null, phone: null, name: '王**' });
    assert.deepInclude(await get(kept.id), { remark: null, phone: kept.phone });
    const [row] = await raw(
      'select name, id_card, phone, remark, search_text from records.gauge_visitor where id = $1',
      [year.id],
    );
    assert.deepInclude(row, { name: '王**', id_card: null, phone: null, remark: null });
    assert.notInclude(String(row!.search_text), '留言甲');
    const [later] = await raw('select name, search_text from records.gauge_visitor where id = $1', [quarter.id]);
    assert.equal(later!.name, '王小明');
    assert.equal((await client.get(`${AT}/${old.id}`)).status, 404);
    assert.deepEqual(await raw('select id from records.gauge_visitor where id = $1', [old.id]), []);
    // The phone's unique key is free again.
    await made('2026-11-20', { phone: `138${10_000_000 + phones - 3}` });
    const again = await retention.run(await bureau(), false, NOW);
    assert.isTrue(
      again.every(({ due }) => due === 0),
      JSON.stringify(again),
    );
  });

  test('the audit says that something went and what its record tells no more', async ({ assert }) => {
    const record = await made('2026-08-01');
    await retention.run(await bureau(), false, NOW);
    const { items } = (await client.get(`${AT}/${record.id}/history`)).body as {
      items: (Json & { changes: Json[] })[];
    };
    assert.deepEqual(
      items.map(({ action }) => action),
      ['retain', 'retain', 'create'],
    );
    assert.equal(items[0]!.note, '保存期（90 天）已满，清理了：备注');
    assert.notInclude(JSON.stringify(items), '留言甲');
    const rows = await raw(`select before, after::text from platform.audit where record = $1 and action = 'retain'`, [
      record.id,
    ]);
    assert.lengthOf(rows, 2);
    assert.isFalse(rows.some((row) => row.before !== null || String(row.after).includes('留言甲')));
  });

  test('a record that others point at stays; no role of the app removes a row but by its bureau’s own rule', async ({
    assert,
  }) => {
    const state = await bureau();
    const other = (await world.running.services.tenants.all()).find(({ name }) => name === 'luquan')!;
    const [org] = await raw('select id from records.core_org where tenant_id = $1 and parent is null limit 1', [
      state.id,
    ]);
    const record = await made('2026-11-01');
    await withClient(world.urls.app, async (app) => {
      const remove = async (relation: string, id: unknown) =>
        (await app.query(`select platform.remove_expired($1::regclass, array[$2::uuid])`, [relation, id])).rowCount;
      await app.query(`select set_config('app.tenant', $1, false)`, [String(other.id)]);
      assert.equal(await remove('records.gauge_visitor', record.id), 0);
      await assert.rejects(() => remove('platform.audit', record.id), /permission denied|no rows of a bureau/);
      await assert.rejects(() => app.query('delete from records.gauge_visitor'), /permission denied/);
      await app.query(`select set_config('app.tenant', $1, false)`, [String(state.id)]);
      assert.equal(await remove('records.core_org', org!.id), 0);
      await app.query(`select set_config('app.tenant', '', false)`);
      await assert.rejects(() => remove('records.gauge_visitor', record.id), /no rows of a bureau/);
    });
    assert.equal((await client.get(`${AT}/${record.id}`)).status, 200);
  });

  test('once a day of a bureau, whoever ticks first; a run that was broken off is taken up again', async ({
    assert,
  }) => {
    const day = new Date('2027-03-03T20:00:00Z');
    const other = new Retention(world.running.services);
    const ticks = await Promise.all([retention.tick(day), other.tick(day), retention.tick(day)]);
    assert.deepEqual(ticks.flat(), ['changan']);
    assert.deepEqual(await retention.tick(day), []);
    const [run] = await raw(
      `select tick, finished_at is not null as ended from platform.job_run where job = 'retention' and tick like '2027%'`,
      [],
    );
    assert.deepEqual(run, { tick: '2027-03-04', ended: true });
    await raw(
      `update platform.job_run set finished_at = null, at = now() - interval '2 hours' where tick = '2027-03-04' returning 1`,
      [],
    );
    assert.deepEqual(await retention.tick(day), ['changan']);
  });
});
