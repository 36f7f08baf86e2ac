// What the model says to one officer: texts with expressions, the settings that his expressions read, and the days that count.
import { test } from '@japa/runner';
import { addPackage } from './added_package.ts';
import { startWorld, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
const SALE = '/api/records/quota.sale';

test.group('Texts, settings and the calendar', (group) => {
  let world: World;
  let client: Client;
  let id: string;
  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    await addPackage(world, {
      folder: 'examples/quota',
      entry: 'quota: 1.0.0',
      tenant: 'changan',
      account: { login: 'quota-seller', name: '登记员', roles: ['core.staff', 'quota.seller'], org_code: 'CA' },
    });
    client = await world.login('quota-seller');
    id = ((await client.post('/api/records/quota.class', { name: '甲', limit: 99 })).body as { id: string }).id;
  });
  group.teardown(() => world.stop());

  test('the model names the bureau and the year, keeps what waits for a record, and brings only the settings it reads', async ({
    assert,
  }) => {
    const model = (await client.get('/api/model')).body as Json & {
      views: Record<string, { label: string; saved: { label: string }[]; sections?: Json[]; texts?: unknown }>;
      menus: { name: string; label: string; items: { label: string }[] }[];
      settings: Json;
    };
    const year = new Date(Date.now() + 8 * 3600_000).getUTCFullYear();
    const list = model.views['quota.sales']!;
    assert.equal(list.label, `${year} 年含麻黄碱制剂销售`);
    assert.equal(list.saved[0]!.label, `${year} 年登记`);
    assert.isUndefined(list.texts);
    const menu = model.menus.find(({ name }) => name === 'quota.quota')!;
    assert.include(menu.label, '长安');
    assert.property(model.views['quota.class_detail']!.sections![0], 'texts');
    assert.deepEqual(model.settings, { 'quota.usual_times': 3, ...pick(model.settings, 'food.') });
    assert.notInclude(JSON.stringify(model), '只在服务器');
  });

  test('who asks stands in expressions of the browser as he does on the server', async ({ assert }) => {
    const me = (await client.get('/api/me')).body as { actor: Json; user: { id: string } };
    assert.containsSubset(me.actor, { user: me.user.id, tenant: 'changan', kind: 'officer' });
    assert.includeMembers(Object.keys(me.actor), ['person', 'station', 'org', 'orgs', 'county', 'subject', 'roles']);
  });

  test('a deadline of workdays skips the holiday and counts the weekend that is worked, in answers and filters alike', async ({
    assert,
  }) => {
    const made = await client.post(SALE, { class: id, buyer: '节前', quantity: 1, sold_on: '2026-09-30' });
    // 2026-10-01 to 07 is off, Saturday the 10th is worked: 8, 9, 10, 12, 13 October.
    assert.equal((made.body as Json).answer_by, '2026-10-13', JSON.stringify(made.body));
    const names = async (filter: string): Promise<string[]> =>
      (
        (await client.get(`${SALE}?filter=${encodeURIComponent(filter)}`)).body as { items: { buyer: string }[] }
      ).items.map(({ buyer }) => buyer);
    assert.deepEqual(await names("workdays(record.sold_on, date('2026-10-13')) == 5"), ['节前']);
    assert.deepEqual(await names("record.answer_by == date('2026-10-13')"), ['节前']);
    assert.deepEqual(await names("record.answer_by == date('2026-10-07')"), []);
  });

  test('the days stand in a list that everybody may read and nobody may write', async ({ assert }) => {
    const days = (await client.get('/api/records/core.calendar_day?limit=200&count=exact')).body as {
      total: { value: number };
    };
    assert.isAbove(days.total.value, 40);
    const refused = await client.post('/api/records/core.calendar_day', { date: '2026-12-25', worked: false });
    assert.equal(refused.status, 403);
  });
});

const pick = (all: Json, prefix: string): Json =>
  Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith(prefix)));
