// What each level of a check does to a write, and rules over other rows under writers at the same time.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import { addPackage, applyPackage } from './added_package.ts';
import { importSheet } from './transfer_helpers.ts';
import { startWorld, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
interface Said {
  status: number;
  body: Json;
  faults: { code: string; path: string; check?: string; message: string }[];
}

const CLASS = '/api/records/quota.class';
const SALE = '/api/records/quota.sale';

test.group('Levels of checks', (group) => {
  let world: World;
  let client: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    await addPackage(world, {
      folder: 'examples/quota',
      entry: 'quota: 1.0.0',
      tenant: 'changan',
      account: { login: 'quota-seller', name: '登记员', roles: ['core.staff', 'quota.seller'], org_code: 'CA' },
    });
    client = await world.login('quota-seller');
  });
  group.teardown(() => world.stop());

  const said = (answer: { status: number; body: unknown }): Said => {
    const body = answer.body as Json;
    return { status: answer.status, body, faults: (body.faults ?? []) as Said['faults'] };
  };
  const classOf = async (name: string, limit: number, more: Json = {}): Promise<string> =>
    ((await client.post(CLASS, { name, limit, ...more })).body as { id: string }).id;
  const sell = async (body: Json): Promise<Said> =>
    said(await client.post(SALE, { buyer: '张三', mobile: '13800000001', quantity: 1, ...body }));
  const change = async (record: Json, body: Json): Promise<Said> =>
    said(await client.patch(`${SALE}/${String(record.id)}`, body, { 'If-Match': `"${String(record.version)}"` }));
  const shown = (list: unknown): [string, string][] =>
    ((list ?? []) as Said['faults']).map(({ code, path }) => [path, code]);

  test('a rule over sets sees the record as it will be, on create, on change and out of the recycle bin', async ({
    assert,
  }) => {
    const id = await classOf('甲类', 5);
    const first = await sell({ class: id, quantity: 3 });
    assert.equal(first.status, 201, JSON.stringify(first.body));
    assert.deepEqual(shown((await sell({ class: id, quantity: 3 })).faults), [['quantity', 'E_CHECK']]);
    const second = await sell({ class: id, quantity: 2 });
    assert.equal(second.status, 201);
    const more = await change(second.body, { quantity: 3 });
    assert.deepEqual(shown(more.faults), [['quantity', 'E_CHECK']]);
    assert.include(more.faults[0]!.message, '甲类');
    const less = await change(second.body, { quantity: 1 });
    assert.equal(less.status, 200);
    // In the bin it counts no more; back again it would.
    const bin = await client.delete(`${SALE}/${String(less.body.id)}`, {
      'If-Match': `"${String(less.body.version)}"`,
    });
    assert.equal(bin.status, 204);
    assert.equal((await sell({ class: id, quantity: 2 })).status, 201);
    const back = said(
      await client.post(`${SALE}/${String(less.body.id)}/restore`, undefined, {
        'If-Match': `"${Number(less.body.version) + 1}"`,
      }),
    );
    assert.deepEqual([back.status, shown(back.faults)], [422, [['quantity', 'E_CHECK']]]);
  });

  test('of writers at the same second, a locked rule lets through only what stays within it', async ({ assert }) => {
    const id = await classOf('乙类', 4);
    const tries = await Promise.all(Array.from({ length: 12 }, (_, i) => sell({ class: id, buyer: `购买人${i}` })));
    assert.lengthOf(
      tries.filter(({ status }) => status === 201),
      4,
    );
    for (const { status, faults } of tries.filter((one) => one.status !== 201))
      assert.deepEqual([status, shown(faults)], [422, [['quantity', 'E_CHECK']]]);
  });

  test('a rule may ask what the record was while it walks along a ref', async ({ assert }) => {
    const id = await classOf('丙类', 90);
    const sale = await sell({ class: id, quantity: 2 });
    const { body } = await client.get(`${CLASS}/${id}`);
    await client.patch(`${CLASS}/${id}`, { closed: true }, { 'If-Match': `"${String((body as Json).version)}"` });
    assert.deepEqual(shown((await change(sale.body, { quantity: 3 })).faults), [['quantity', 'E_CHECK']]);
    const other = await change(sale.body, { buyer: '李四' });
    assert.equal(other.status, 200, JSON.stringify(other.body));
    // A new record was nothing before.
    const fresh = await sell({ class: id, _reasons: { last: '停售前已付款' } });
    assert.equal(fresh.status, 201, JSON.stringify(fresh.body));
  });

  test('explain refuses until a reason is given, keeps it in the history, and asks again when the values change', async ({
    assert,
  }) => {
    const id = await classOf('丁类', 90);
    const much = { class: id, quantity: 10, usual: 2 };
    const refused = await sell(much);
    assert.deepEqual([refused.status, shown(refused.faults)], [422, [['quantity', 'E_CHECK_EXPLAIN']]]);
    assert.equal(refused.faults[0]!.check, 'much');
    for (const given of [{ much: '' }, { much: 7 }, '集体采购'])
      assert.equal((await sell({ ...much, _reasons: given })).body.code, 'E_REASONS_TYPE');
    assert.equal((await sell({ ...much, _reasons: { dear: '集体采购' } })).status, 422);
    const made = await sell({ ...much, _reasons: { much: '集体采购' } });
    assert.equal(made.status, 201);
    assert.deepEqual(shown(made.body._notices), [['quantity', 'E_CHECK_EXPLAIN']]);
    const history = (await client.get(`${SALE}/${String(made.body.id)}/history`)).body as { items: Json[] };
    assert.include(JSON.stringify(history.items), '集体采购');

    const renamed = await change(made.body, { buyer: '王五' });
    assert.equal(renamed.status, 200, JSON.stringify(renamed.body));
    const again = await change(renamed.body, { quantity: 11 });
    assert.deepEqual(shown(again.faults), [['quantity', 'E_CHECK_EXPLAIN']]);
    assert.equal((await change(renamed.body, { quantity: 6 })).status, 200);
  });

  test('explain of a rule along refs is judged in the database, by the same reason', async ({ assert }) => {
    const id = await classOf('戊类', 90, { closed: true });
    const refused = await sell({ class: id });
    assert.deepEqual([refused.status, shown(refused.faults)], [422, [['class', 'E_CHECK_EXPLAIN']]]);
    assert.equal(refused.faults[0]!.check, 'last');
    const made = await sell({ class: id, _reasons: { last: '停售前已付款' } });
    assert.equal(made.status, 201);
    assert.equal((await change(made.body, { mobile: '13800000002' })).status, 200);
  });

  test('warn saves and tells; quarantine saves, marks, can be listed, and ends when it is put right', async ({
    assert,
  }) => {
    const id = await classOf('己类', 90);
    const dear = await sell({ class: id, price: '1500.00' });
    assert.deepEqual([dear.status, shown(dear.body._notices)], [201, [['price', 'E_CHECK']]]);
    assert.isNull(dear.body._quarantined);

    const loose = await sell({ class: id, mobile: null, buyer: '无电话' });
    assert.deepEqual([loose.status, shown(loose.body._notices)], [201, [['mobile', 'E_CHECK_QUARANTINE']]]);
    assert.isTrue(loose.body._quarantined);
    const names = async (filter: string): Promise<string[]> => {
      const { body } = await client.get(`${SALE}?limit=200&filter=${encodeURIComponent(filter)}`);
      return (body as { items: { buyer: string }[] }).items.map(({ buyer }) => buyer);
    };
    assert.deepEqual(await names('record.quarantined'), ['无电话']);
    assert.notInclude(await names('!record.quarantined'), '无电话');
    const read = (await client.get(`${SALE}/${String(loose.body.id)}`)).body as Json;
    assert.isTrue(read._quarantined);
    const right = await change(read, { mobile: '13800000009' });
    assert.equal(right.status, 200);
    assert.isNull(right.body._quarantined);
    assert.deepEqual(await names('record.quarantined'), []);
  });

  test('an import marks what is to be verified and refuses lines that want a reason', async ({ assert }) => {
    await classOf('庚类', 900);
    const csv = '类别,购买人,手机,数量,平时数量\r\n庚类,导入甲,,1,1\r\n庚类,导入乙,13800000003,9,1\r\n';
    const { view } = await importSheet(world, client, 'quota.sale', csv);
    assert.equal(view.counts?.created, 1, JSON.stringify(view));
    assert.deepEqual(
      view.faults.map(({ line, faults }) => [line, shown(faults)]),
      [[3, [['quantity', 'E_CHECK_EXPLAIN']]]],
    );
    const filter = encodeURIComponent("record.quarantined && record.buyer == '导入甲'");
    assert.lengthOf(((await client.get(`${SALE}?filter=${filter}`)).body as { items: Json[] }).items, 1);
  });

  test('a rule over the entity’s own rows that wants a reason sees the lines before each line of an import', async ({
    assert,
  }) => {
    await applyPackage(
      world,
      { folder: 'examples/quota', entry: 'quota: 1.0.0', tenants: ['changan'] },
      ({ folder }) => {
        const file = path.join(folder, 'entities/sale.yaml');
        writeFileSync(file, readFileSync(file, 'utf8').replace('lock: [class]', 'level: explain'));
      },
    );
    await classOf('辛类', 505);
    const lines = Array.from({ length: 510 }, (_, i) => `辛类,买${i},13800000003,1,1`);
    const csv = ['类别,购买人,手机,数量,平时数量', ...lines].join('\r\n');
    const { view } = await importSheet(world, client, 'quota.sale', csv);
    assert.include(view.counts, { created: 505, bad: 5 });
    assert.deepEqual(shown(view.faults[0]!.faults), [['quantity', 'E_CHECK_EXPLAIN']]);
  }).timeout(60_000);

  test('what a check says names no value that its reader sees masked, refused by the server, the database or in an import', async ({
    assert,
  }) => {
    await applyPackage(
      world,
      { folder: 'examples/quota', entry: 'quota: 1.0.0', tenants: ['changan'] },
      ({ folder }) => {
        const file = path.join(folder, 'entities/sale.yaml');
        const calls =
          "  calls: { rule: 'record.quantity < 50', message: '请先拨打{record.mobile}核实{record.buyer}', at: quantity }\n";
        const text = readFileSync(file, 'utf8')
          .replace('label: 手机 }', 'label: 手机, personal: basic }')
          .replace('type: string, label: 手机', 'type: phone, label: 手机')
          .replace('超过{record.class.name}的限购数量', '{record.buyer}（{record.mobile}）超过限购数量')
          .replace('checks:\n', `checks:\n${calls}`);
        writeFileSync(file, text);
      },
    );
    const id = await classOf('壬类', 20);
    const made = await sell({ class: id, buyer: '赵六', mobile: '13800005678' });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.include(String(made.body.mobile), '*');
    const called = await change(made.body, { quantity: 60 });
    assert.deepEqual(
      called.faults.map(({ message }) => message),
      ['请先拨打核实赵六'],
    );
    const over = await change(made.body, { quantity: 30 });
    assert.deepEqual(
      over.faults.map(({ message }) => message),
      ['赵六（）超过限购数量'],
    );
    const csv = '类别,购买人,手机,数量,平时数量\r\n壬类,导入丙,13800005679,60,60\r\n壬类,导入丁,13800005670,30,30\r\n';
    const { view } = await importSheet(world, client, 'quota.sale', csv);
    const told = view.faults.flatMap(({ faults }) => faults.map(({ message }) => message));
    assert.deepEqual(told.toSorted(), ['导入丁（）超过限购数量', '请先拨打核实导入丙'].toSorted());
  });
});
