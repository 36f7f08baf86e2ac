import { test } from '@japa/runner';
import { clientOf, startWorld, type World } from './world.ts';

const OPERATORS = '/api/records/food.operator';

test.group('The short way of plain reads', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 120 });
  });
  group.teardown(() => world.stop());

  test('a record and a page are the same by the short way and by the long one, with the same headers', async ({
    assert,
  }) => {
    const client = await world.login('changan-officer');
    const list = await client.get(`${OPERATORS}?limit=5&sort=-valid_until&include=subject&count=exact`);
    const [first] = (list.body as { items: { id: string; version: number }[] }).items;
    for (const path of [
      `${OPERATORS}?limit=5&sort=-valid_until&include=subject&count=exact`,
      `${OPERATORS}/${first!.id}?include=subject,station`,
    ]) {
      const short = await client.get(path);
      // A dot written otherwise is no address of the short way.
      const forced = await client.get(path.replace('food.operator', 'food%2Eoperator'));
      assert.equal(short.status, 200);
      assert.deepEqual(forced.body, short.body, path);
      const named = (headers: Headers) => [...headers.keys()].filter((name) => name !== 'date').sort();
      assert.deepEqual(
        named(short.headers).filter(
          (name) => !['connection', 'keep-alive', 'content-length', 'transfer-encoding'].includes(name),
        ),
        named(forced.headers).filter(
          (name) => !['connection', 'keep-alive', 'content-length', 'transfer-encoding', 'x-request-id'].includes(name),
        ),
      );
      for (const name of ['content-type', 'cache-control', 'content-security-policy', 'x-frame-options', 'etag'])
        assert.equal(short.headers.get(name), forced.headers.get(name), name);
    }
    const again = await client.get(`${OPERATORS}/${first!.id}`, { 'If-None-Match': `"${first!.version}"` });
    assert.equal(again.status, 304);
  });

  test('nobody without a session, with an ended one or with a password to change is answered', async ({ assert }) => {
    const client = await world.login('changan-officer');
    assert.equal((await client.get(OPERATORS)).status, 200);
    assert.equal((await clientOf(world.url, '', '').get(OPERATORS)).status, 401);
    assert.equal((await clientOf(world.url, `shijian_session=${'A'.repeat(43)}`, '').get(OPERATORS)).status, 401);
    const wrongToken = await client.get(OPERATORS, { Authorization: 'Bearer nothing' });
    assert.equal(wrongToken.status, 401);
    const ended = await world.login('changan-officer');
    assert.equal((await ended.get(OPERATORS)).status, 200);
    assert.equal((await ended.delete('/api/session')).status, 204);
    assert.equal((await ended.get(OPERATORS)).status, 401);
    assert.equal((await client.get(OPERATORS)).status, 200);
  });

  test('an account that is stopped is out with the next request', async ({ assert }) => {
    const client = await world.login('changan-leader');
    assert.equal((await client.get(OPERATORS)).status, 200);
    const { database, tenants } = world.running.services;
    const state = (await tenants.all()).find(({ name }) => name === 'changan')!;
    const { model_rev, access_rev } = state;
    await database.write(
      { tenant: state.id, model_rev, access_rev },
      {
        text: `update platform.account set stopped_at = now() where tenant_id = $1::int4 and login = 'changan-leader'`,
        values: [state.id],
      },
    );
    assert.equal((await client.get(OPERATORS)).status, 401);
  });

  test('what is refused is refused by the long way, with its code', async ({ assert }) => {
    const client = await world.login('changan-admin');
    const code = async (path: string) => ((await client.get(path)).body as { code: string }).code;
    assert.equal(await code('/api/records/no.such'), 'E_ENTITY_NONE');
    assert.equal(await code(`${OPERATORS}/00000000-0000-7000-8000-000000000000`), 'E_RECORD_NONE');
    assert.equal(await code(`${OPERATORS}?sort=nothing`), 'E_QUERY_INVALID');
    assert.equal(await code(`${OPERATORS}?limit=1&limit=2`), 'E_QUERY_INVALID');
  });
});
