// A city over its counties: what it reads of them, and what nobody reads by asking upward or sideways.
import { test } from '@japa/runner';
import { StaleTenant } from '../database/client.ts';
import { withClient } from '../database/roles.ts';
import type { Actor } from '../identity/actor.ts';
import { accessOf } from '../records/access.ts';
import { deskOf } from '../records/in_tenant.ts';
import { parseListRequest } from '../records/parse_list_request.ts';
import { planListAcross } from '../records/plan_across.ts';
import { sceneOf } from '../records/scene.ts';
import { entryOf, reachEntry, type TenantState } from '../revisions/tenants.ts';
import { COUNTIES, everything, OPERATORS, page, q, type Item } from './city_helpers.ts';
import { sharedWorld } from './shared_world.ts';
import type { World } from './world.ts';

async function states(world: World): Promise<Record<string, TenantState>> {
  const { tenants } = world.running.services;
  const all = await Promise.all((await tenants.all()).map(({ id }) => tenants.refresh(id)));
  return Object.fromEntries(all.map((state) => [state!.name, state!]));
}

test.group('The entering statement', () => {
  const seen = { text: `select count(*)::text as n from gate."food_operator"`, values: [] };

  test('a city enters itself with its counties, and reads the rows of all of them', async ({ assert }) => {
    const world = await sharedWorld();
    const { shijiazhuang, changan, luquan } = await states(world);
    const { database } = world.running.services;
    const count = async (entry: Parameters<typeof database.read>[0]): Promise<number> =>
      Number((await database.read(entry, seen))[0]!.n);
    const [own, first, second] = await Promise.all([shijiazhuang!, changan!, luquan!].map((s) => count(entryOf(s))));
    assert.isAbove(first!, 0);
    assert.equal(await count(reachEntry(shijiazhuang!, [changan!, luquan!])), own! + first! + second!);
  });

  test('a county enters neither its city nor its neighbour, nor does a city a bureau that is not there or has moved', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const { shijiazhuang, changan, luquan } = await states(world);
    const { database } = world.running.services;
    const moved = { ...luquan!, model_rev: luquan!.model_rev + 1 };
    const none = { ...luquan!, id: 999_999 };
    for (const entry of [
      reachEntry(changan!, [shijiazhuang!]),
      reachEntry(changan!, [luquan!]),
      reachEntry(changan!, [changan!, luquan!]),
      reachEntry(shijiazhuang!, [changan!, moved]),
      reachEntry(shijiazhuang!, [changan!, none]),
    ]) {
      const error = await database.read(entry, seen).catch((thrown: unknown) => thrown);
      assert.instanceOf(error, StaleTenant);
    }
  });

  test('a write reaches no further than its own bureau, whatever its entry says', async ({ assert }) => {
    const world = await sharedWorld();
    const { shijiazhuang, changan } = await states(world);
    const entry = reachEntry(shijiazhuang!, [changan!]);
    const [rows] = await world.running.services.database.write(entry, {
      text: `update records."food_operator" set version = version where tenant_id = $1::int4 returning id`,
      values: [changan!.id],
    });
    assert.lengthOf(rows!, 0);
    const [[reach]] = (await world.running.services.database.write(entry, {
      text: `select current_setting('app.reach') as reach`,
      values: [],
    })) as [[{ reach: string }]];
    assert.equal(reach.reach, `{${shijiazhuang!.id}}`);
  });
});

test.group('A city over its counties', () => {
  test('a list goes through all counties in one order, and every row says whose it is', async ({ assert }) => {
    const world = await sharedWorld();
    const city = await world.login('sjz-viewer');
    for (const sort of [
      'valid_until',
      '-valid_until',
      'licence_no',
      'subject.name',
      'risk,-valid_until',
      '-last_inspected',
    ]) {
      const all = await everything(city, `${OPERATORS}?limit=37&sort=${sort}&include=subject`);
      assert.equal(new Set(all.map(({ id }) => id)).size, all.length, sort);
      assert.sameMembers([...new Set(all.map(({ _tenant }) => _tenant!.name))], ['shijiazhuang', ...COUNTIES]);
      const [{ n }] = (await count(world)) as [{ n: number }];
      assert.equal(all.length, n, sort);
      if (sort === 'valid_until') {
        const dates = all.map((item) => String(item.valid_until));
        assert.deepEqual(dates, [...dates].sort());
      }
      assert.isTrue(
        all.every((item) => item._refs?.subject?.title === item._title),
        'titles of the county rows resolve',
      );
      assert.isTrue(
        all.every((item) => item._refs?.station?.title),
        'stations of the counties have names',
      );
      assert.isFalse(
        all.some((item) => 'staff' in item),
        'what the role hides is hidden below, too',
      );
    }
    const counted = await page(city, `${OPERATORS}?limit=0&count=exact`);
    assert.equal(counted.total!.value, ((await count(world)) as [{ n: number }])[0].n);
  });
});

test.group('Statements over several bureaus', () => {
  test('a list never sorts what a flat "any" of bureaus finds: each bureau gives its own first rows', async ({
    assert,
  }) => {
    const { services } = (await sharedWorld()).running;
    const desk = deskOf(services);
    const { shijiazhuang, changan, luquan, zhengding } = await states(await sharedWorld());
    const roles = ['core.city_viewer', 'food.city_viewer', 'market.city_viewer'];
    const { id, name, label, model_rev, access_rev } = shijiazhuang!;
    const nobody = { user: '', login: '', name: '', person: null, org: null, station: null, orgs: [], ip: '' };
    const actor: Actor = {
      ...nobody,
      kind: 'officer',
      county: null,
      subject: null,
      tenant: { id, name, label, model_rev, access_rev },
      roles,
    };
    const scene = sceneOf(actor, shijiazhuang!, new Date(), [changan!, luquan!, zhengding!]);
    const access = accessOf(shijiazhuang!, roles, 'food.operator')!;
    for (const query of [
      {},
      { sort: 'valid_until' },
      { sort: '-risk' },
      { sort: 'subject.name,risk' },
      { q: '面馆' },
    ]) {
      const { shape, reach, key } = parseListRequest(scene, access, { include: 'subject', ...query });
      const { text } = desk.plan(scene, `test ${key}`, (builder) => planListAcross(builder, shape, reach!));
      assert.notMatch(text, /tenant_id = any/);
      assert.equal(text.split('cross join lateral (').length - 1, reach!.branches.length);
      assert.isBelow(reach!.branches.length, 3, 'counties that keep their rows alike share a branch');
      assert.isBelow(
        text.indexOf('limit'),
        text.lastIndexOf('order by'),
        'what is told of a row is told after the limit',
      );
    }
  });
});

test.group('What a city may do with the rows of a county', () => {
  test('one row by id, its title, history, file and export are read; nothing of it is written or revealed', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [city, admin] = [await world.login('sjz-viewer'), await world.login('changan-admin')];
    const [theirs] = (await page(admin, `${OPERATORS}?limit=1&sort=-licence_no`)).items;
    const at = `${OPERATORS}/${theirs!.id}`;
    const changed = await admin.patch(at, { remark: '市局看得到的备注' }, { 'If-Match': `"${theirs!.version}"` });
    assert.equal(changed.status, 200);

    const read = await city.get(`${at}?include=subject`);
    assert.equal(read.status, 200);
    const record = read.body as Item;
    assert.equal(record._tenant!.name, 'changan');
    assert.equal(record._title, theirs!._title);
    assert.match(String(record.phone), /\*/);
    assert.notProperty(record, 'x_stall_no', "a county's own field is not in the city's model");
    assert.equal(((await city.get(`${at}/title`)).body as { title: string }).title, theirs!._title);

    const history = await city.get(`${at}/history`);
    assert.equal(history.status, 200);
    const [last] = (history.body as { items: { changes: { field: string; after: string }[] }[] }).items;
    assert.deepInclude(last!.changes, { field: 'remark', label: '备注', before: null, after: '市局看得到的备注' });

    const exported = await city.get(
      `${OPERATORS}/export?tenant=changan&filter=${q(`record.licence_no == '${String(theirs!.licence_no)}'`)}`,
    );
    assert.include(String(exported.body), String(theirs!.licence_no));

    const match = { 'If-Match': `"${record.version}"` };
    for (const answer of [
      await city.patch(at, { remark: 'x' }, match),
      await city.delete(at, match),
      await city.post(`${at}/restore`, undefined, match),
      await city.post(`${at}/reveal`, { fields: ['phone'], purpose: '核对登记信息' }),
    ])
      assert.include([403, 404], answer.status);
    const after = await page(
      admin,
      `${OPERATORS}?limit=1&filter=${q(`record.licence_no == '${String(theirs!.licence_no)}'`)}`,
    );
    assert.equal(after.items[0]!.version, record.version);
  });

  test('an admin of the city, whose roles reach nowhere, sees nothing of a county', async ({ assert }) => {
    const world = await sharedWorld();
    const [admin, county] = [await world.login('sjz-admin'), await world.login('changan-admin')];
    const [theirs] = (await page(county, `${OPERATORS}?limit=1`)).items;
    assert.equal((await admin.get(`${OPERATORS}/${theirs!.id}`)).status, 404);
    const all = await everything(admin, `${OPERATORS}?limit=200`);
    assert.isAbove(all.length, 0);
    assert.isFalse(all.some((item) => '_tenant' in item));
    const named = await admin.get(`${OPERATORS}?tenant=changan`);
    assert.equal(named.status, 400);
    assert.equal((named.body as { faults: { code: string }[] }).faults[0]!.code, 'E_QUERY_TENANT');
  });

  test('a county reads nothing upward or sideways: by bureau, id, filter, search, include, cursor, history, export, count or aggregate', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [city, county] = [await world.login('sjz-viewer'), await world.login('luquan-admin')];
    const first = await page(city, `${OPERATORS}?limit=5&sort=-valid_until`);
    const strange = (await everything(city, `${OPERATORS}?limit=200`)).filter(
      ({ _tenant }) => _tenant!.name !== 'luquan',
    );
    const own = await everything(county, `${OPERATORS}?limit=200`);
    const ours = new Set(own.map(({ id }) => id));
    assert.isFalse(strange.some(({ id }) => ours.has(id)));
    for (const row of [strange[0]!, strange.find(({ _tenant }) => _tenant!.name === 'shijiazhuang')!]) {
      for (const rest of ['', '/title', '/history', '?include=subject']) {
        const answer = await county.get(`${OPERATORS}/${row.id}${rest}`);
        assert.equal(answer.status, 404, rest);
        assert.notInclude(JSON.stringify(answer.body), row._title);
      }
      for (const query of [
        `q=${q(String(row.licence_no))}`,
        `filter=${q(`record.licence_no == '${String(row.licence_no)}'`)}`,
      ]) {
        const found = await page(county, `${OPERATORS}?${query}&count=exact`);
        assert.deepEqual([found.items.length, found.total!.value], [0, 0], query);
      }
    }
    for (const tenant of ['shijiazhuang', 'changan', 'luquan,changan', 'nobody', '*', "x' or 'x' = 'x"])
      for (const path of ['', '/aggregate', '/export'])
        assert.equal((await county.get(`${OPERATORS}${path}?tenant=${q(tenant)}`)).status, 400, `${path} ${tenant}`);
    const turned = await county.get(`${OPERATORS}?limit=200&sort=-valid_until&after=${first.next}`);
    assert.equal(turned.status, 200);
    assert.isTrue(
      (turned.body as { items: Item[] }).items.every(({ id }) => ours.has(id)),
      "another's cursor is a place, not a right",
    );
    const counted = await county.get(`${OPERATORS}/aggregate?group=_tenant`);
    assert.deepEqual(
      (counted.body as { items: { group: Record<string, { value: unknown }> }[] }).items.map(
        ({ group }) => group._tenant!.value,
      ),
      ['luquan'],
    );
  });
});

test.group('A register that the city keeps', () => {
  const INSTITUTIONS = '/api/records/market.institution';

  test('a county reads it, points at it and shows it by name, and can neither write it nor be made to', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [city, county] = [await world.login('sjz-admin'), await world.login('changan-admin')];
    const made = await city.post(INSTITUTIONS, {
      name: '石家庄市某检测有限公司',
      kind: 'test',
      cert_no: '230399900001',
      valid_until: '2099-12-31',
    });
    assert.equal(made.status, 201);
    const lab = made.body as Item;
    const seen = await page(county, `${INSTITUTIONS}?q=${q('某检测')}&count=exact`);
    assert.deepEqual(
      seen.items.map(({ id, _tenant }) => [id, _tenant!.name]),
      [[lab.id, 'shijiazhuang']],
    );

    const [operator] = (await page(county, `${OPERATORS}?limit=1`)).items;
    const at = `${OPERATORS}/${operator!.id}`;
    const saved = await county.patch(at, { lab: lab.id }, { 'If-Match': `"${operator!.version}"` });
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    assert.equal((saved.body as Item)._refs!.lab!.title, lab._title);
    const included = (await county.get(`${at}?include=lab`)).body as Item;
    assert.equal((included._refs!.lab as unknown as Item).cert_no, '230399900001');
    const viewer = await world.login('sjz-viewer');
    assert.equal(
      ((await viewer.get(at)).body as Item)._refs!.lab!.title,
      lab._title,
      'and the city sees it in the county row',
    );
    const found = await page(county, `${OPERATORS}?filter=${q("record.lab.cert_no == '230399900001'")}`);
    assert.deepEqual(
      found.items.map(({ id }) => id),
      [operator!.id],
    );

    const match = { 'If-Match': `"${lab.version}"` };
    for (const [what, answer] of Object.entries({
      create: await county.post(INSTITUTIONS, { name: 'x', kind: 'test', cert_no: '1', valid_until: '2099-12-31' }),
      update: await county.patch(`${INSTITUTIONS}/${lab.id}`, { name: 'x' }, match),
      delete: await county.delete(`${INSTITUTIONS}/${lab.id}`, match),
      history: await county.get(`${INSTITUTIONS}/${lab.id}/history`),
    }))
      assert.include([403, 404], answer.status, what);
    const { body } = await county.get('/api/model');
    const { can } = (body as { entities: Record<string, { can: Record<string, boolean> }> }).entities[
      'market.institution'
    ]!;
    assert.deepEqual(
      [can.create, can.update, can.delete, can.import, can.history],
      [false, false, false, false, false],
    );
    assert.equal((await city.get(`${INSTITUTIONS}/${lab.id}/history`)).status, 200);
  });

  test('PostgreSQL refuses a row of it from a county, and shows a county no row of a neighbour', async ({ assert }) => {
    const world = await sharedWorld();
    const { changan, shijiazhuang } = await states(world);
    const { database } = world.running.services;
    const insert = (tenant: number) => ({
      text: `insert into records."market_institution" (tenant_id, id, rev) values ($1::int4, gen_random_uuid(), 1)`,
      values: [tenant],
    });
    for (const tenant of [changan!.id, shijiazhuang!.id]) {
      const error = await database.write(entryOf(changan!), insert(tenant)).catch((thrown: unknown) => thrown);
      assert.equal((error as { code?: string }).code, '42501');
    }
    const rows = await database.read(entryOf(changan!), {
      text: 'select distinct tenant_id::text as id from gate."market_institution"',
      values: [],
    });
    assert.deepEqual(
      rows.map(({ id }) => id),
      [String(shijiazhuang!.id)],
    );
  });
});

async function count(world: World): Promise<unknown[]> {
  return withClient(
    world.urls.superuser,
    async (client) =>
      (await client.query('select count(*)::int as n from records.food_operator where deleted_at is null')).rows,
  );
}
