import { test } from '@japa/runner';
import pg from 'pg';
import { OPERATORS, page, q, type Item, type ProblemBody } from './record_helpers.ts';
import { sharedWorld } from './shared_world.ts';

test.group('Masked values', () => {
  test('a masked value sent back is refused, left out it stays, replaced whole it is saved', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=3`);
    const item = items[2]!;
    const path = `${OPERATORS}/${item.id}`;
    const version = () => client.get(path).then((answer) => ({ 'If-Match': answer.headers.get('etag')! }));
    const masked = await client.patch(path, { phone: item.phone }, await version());
    assert.equal(masked.status, 422);
    assert.equal((masked.body as ProblemBody).faults[0]!.code, 'E_MASK_WRITTEN');
    const kept = await client.patch(path, { remark: `留着 ${Date.now()}` }, await version());
    assert.equal((kept.body as Item).phone, item.phone);
    const replaced = await client.patch(path, { phone: '13900001234' }, await version());
    assert.equal((replaced.body as Item).phone, '139****1234');
  });

  test('history tells who changed what, in words, and never a masked value', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=4`);
    const path = `${OPERATORS}/${items[3]!.id}`;
    const etag = (await client.get(path)).headers.get('etag')!;
    const risk = items[3]!.risk === 'D' ? 'A' : 'D';
    await client.patch(path, { risk, phone: '13900005678' }, { 'If-Match': etag });
    const answer = await client.get(`${path}/history`);
    assert.equal(answer.status, 200);
    const newest = (
      answer.body as {
        items: { actor: { name: string }; changes: { field: string; before: string | null; after: string | null }[] }[];
      }
    ).items[0]!;
    assert.equal(newest.actor.name, '长安管理员');
    assert.match(newest.changes.find((change) => change.field === 'risk')!.after!, /级/);
    assert.equal(newest.changes.find((change) => change.field === 'phone')!.after, '139****5678');
    assert.notInclude(JSON.stringify(answer.body), '13900005678');
  });

  test('names in rows leave masked, and rows sent back with their masks keep the names they had', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=1&filter=${q('size(record.staff) > 0')}`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const rows = items[0]!.staff as { id: string; name: string; health_until: string }[];
    assert.match(rows[0]!.name, /\*/);
    const superuser = new pg.Client({ connectionString: world.urls.superuser! });
    await superuser.connect();
    const names = async () =>
      (
        await superuser.query<{ name: string }>(
          `select e ->> 'name' as name from records.food_operator o, jsonb_array_elements(o.staff) e where o.id = $1`,
          [items[0]!.id],
        )
      ).rows.map((row) => row.name);
    try {
      const before = await names();
      assert.isTrue(before.every((name) => !name.includes('*')));
      const changed = rows.map((row, i) => (i === 0 ? { ...row, health_until: '2028-08-08' } : row));
      const saved = await client.patch(
        path,
        { staff: [...changed, { name: '新来的', post: 'chef', health_until: '2028-01-01' }] },
        { 'If-Match': `"${items[0]!.version}"` },
      );
      if (saved.status !== 200) assert.fail(JSON.stringify(saved.body));
      assert.deepEqual(await names(), [...before, '新来的']);
      const foreign = await client.patch(
        path,
        { staff: [{ name: '王**', post: 'chef', health_until: '2028-01-01' }] },
        { 'If-Match': saved.headers.get('etag')! },
      );
      assert.equal(foreign.status, 422, 'a mask without its row is no name');
    } finally {
      await superuser.end();
    }
  });

  test('suz-075: a masked value is seen in clear only with a purpose, by who may, and it stands in the history first', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=1&filter=${q('has(record.subject)')}`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const none = await client.post(`${path}/reveal`, { fields: ['phone'] });
    assert.equal(none.status, 422);
    assert.equal(
      (await client.post(`${path}/reveal`, { fields: ['manager'], purpose: '联系当事人' })).status,
      403,
      'the role shows the telephone only',
    );
    assert.equal((await client.post(`${path}/reveal`, { fields: ['licence_no'], purpose: '联系当事人' })).status, 403);
    const foreign = await world.login('changan-officer3');
    assert.equal((await foreign.post(`${path}/reveal`, { fields: ['phone'], purpose: '联系当事人' })).status, 404);
    const answer = await client.post(`${path}/reveal`, { fields: ['phone'], purpose: '联系当事人' });
    assert.equal(answer.status, 200);
    const phone = (answer.body as { values: { phone: string } }).values.phone;
    assert.match(phone, /^\d[\d-]+$/);
    const [newest] = ((await client.get(`${path}/history`)).body as { items: { action: string; note: string }[] })
      .items;
    assert.equal(newest!.action, 'reveal');
    assert.include(newest!.note, '联系当事人');
    assert.notInclude(newest!.note, phone);
  });
});
