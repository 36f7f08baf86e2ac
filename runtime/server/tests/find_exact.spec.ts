// Looking for a person by a whole number: only who may, only with a purpose, and only as an act on record.
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { whileAuditRefuses } from './deaf_audit.ts';
import { startWorld, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
const PERSON = '/api/records/market.person';
const ID = '130102199003075517';

test.group('An exact search', (group) => {
  let world: World;
  let registrar: Client;
  let id: string;
  group.setup(async () => {
    world = await startWorld({ subjects: 200 });
    registrar = await world.login('changan-admin');
    const { items } = (await registrar.get('/api/records/market.subject?limit=1')).body as { items: Json[] };
    const made = await registrar.post(PERSON, { name: '欧阳静好', id_no: ID, part: 'member', subject: items[0]!.id });
    id = (made.body as { id: string }).id;
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  });
  group.teardown(() => world.stop());

  const find = async (
    client: Client,
    body: Json,
  ): Promise<{ status: number; body: Json & { items?: Json[]; code?: string } }> => {
    const answer = await client.post(`${PERSON}/find`, { field: 'id_no', purpose: '核对办事人', ...body });
    return { status: answer.status, body: answer.body as Json };
  };

  test('finds the record by the whole value, masked as everywhere, and nothing by a part or another value', async ({
    assert,
  }) => {
    const found = await find(registrar, { value: ID });
    assert.deepEqual([found.status, found.body.items!.map((item) => item.id)], [200, [id]]);
    assert.notInclude(JSON.stringify(found.body), ID);
    const shown = found.body.items![0]!.id_no as string;
    for (const value of [shown, ID.slice(0, 10), ID.slice(0, 17), '130102199003075', '%', '', null, { $ne: null }]) {
      const none = await find(registrar, { value });
      assert.isTrue(none.status === 422 || none.body.items!.length === 0, JSON.stringify(value));
    }
  });

  test('is on record before it answers: who, by which field and why, never the value', async ({ assert }) => {
    await find(registrar, { value: ID, purpose: '受理变更登记' });
    await find(registrar, { value: '11010519491231002X', purpose: '查无此人' });
    const rows = await withClient(world.urls.superuser, (client) =>
      client.query(
        `select actor_name, after::text as after from platform.audit where action = 'find' order by seq desc limit 2`,
      ),
    );
    const texts = (rows.rows as { actor_name: string; after: string }[]).map(({ after }) => after);
    assert.include(texts[0]!, '查无此人');
    assert.include(texts[1]!, '受理变更登记');
    assert.include(texts[1]!, 'id_no');
    assert.notInclude(texts.join(), ID);
  });

  test('what cannot be put on record is not answered: no record, no count, only a code', async ({ assert }) => {
    await whileAuditRefuses(world, 'find', async () => {
      const deaf = await find(registrar, { value: ID });
      assert.deepEqual([deaf.status, deaf.body.code, deaf.body.items], [500, 'E_INTERNAL', undefined]);
      assert.notInclude(JSON.stringify(deaf.body), id);
      const nobody = await find(registrar, { value: '11010519491231002X' });
      assert.deepEqual([nobody.status, nobody.body.code], [500, 'E_INTERNAL'], 'nor that there is none');
    });
    assert.equal((await find(registrar, { value: ID })).status, 200);
  });

  test('without a purpose, by a field that is not granted, or by nobody who may, it is refused alike', async ({
    assert,
  }) => {
    for (const purpose of ['', ' ', 'x', undefined, 'x'.repeat(201)])
      assert.equal((await find(registrar, { value: ID, purpose })).status, 422);
    for (const field of ['name', 'phone', 'nothing', '__proto__', 'id', ''])
      assert.equal((await find(registrar, { field, value: ID })).body.code, 'E_GRANT_FIND', field);
    const officer = await world.login('changan-officer');
    const other = await find(officer, { value: ID });
    assert.include(['E_GRANT_FIND', 'E_ENTITY_NONE'], other.body.code!);
    const none = await find(officer, { value: '11010519491231002X' });
    assert.equal(none.body.code, other.body.code);
  });

  test('another bureau finds nothing of it, and a record in the recycle bin is not found', async ({ assert }) => {
    const luquan = await world.login('luquan-admin');
    assert.deepEqual((await find(luquan, { value: ID })).body.items, []);
    const { body } = await registrar.get(`${PERSON}/${id}`);
    await registrar.delete(`${PERSON}/${id}`, { 'If-Match': `"${String((body as Json).version)}"` });
    assert.deepEqual((await find(registrar, { value: ID })).body.items, []);
  });

  test('a large table is not read through: the keyed hash has an index', async ({ assert }) => {
    const plan = await withClient(world.urls.superuser, async (client) => {
      await client.query('set enable_seqscan = off');
      return client.query(
        `explain select id from records.market_person t where t.tenant_id = 1 and t.deleted_at is null and split_part(id_no, ':', 2) = 'x'`,
      );
    });
    assert.include(JSON.stringify(plan.rows), 'market_person__id_no__hash');
  });
});
