import type { IncomingMessage } from 'node:http';
import { test } from '@japa/runner';
import { readEnvironment } from '../config/environment.ts';
import { addressOf } from '../web/proxies.ts';
import { clientOf, startWorld, type World } from './world.ts';

const OPERATORS = '/api/records/food.operator';

test.group('The short way of plain reads and writes', (group) => {
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

  test('a record is saved the same by the short way and by the long one, and each is in the audit once with its address', async ({
    assert,
  }) => {
    const client = await world.login('changan-admin');
    const org = ((await client.get('/api/records/core.org?limit=1')).body as { items: { id: string }[] }).items[0]!.id;
    const people = '/api/records/core.person';
    const forwarded = { 'X-Forwarded-For': '203.0.113.7' };
    const seen = [];
    for (const path of [people, people.replace('core.person', 'core%2Eperson')]) {
      const made = await client.post(
        path,
        { name: '钱短路', staff_no: `SW-${seen.length}`, org, kind: 'assistant' },
        forwarded,
      );
      const { id, version, ...rest } = made.body as { id: string; version: number };
      assert.equal(made.headers.get('location'), `${people}/${id}`);
      const saved = await client.patch(`${path}/${id}`, { post: '协管' }, { ...forwarded, 'If-Match': `"${version}"` });
      assert.equal(saved.headers.get('etag'), '"2"');
      const log = await client.get(
        `/api/records/core.operation?limit=10&fields=action,ip&filter=${encodeURIComponent(`record.record == '${id}'`)}`,
      );
      seen.push({
        status: [made.status, saved.status],
        names: [made, saved].map(({ headers }) =>
          [...headers.keys()]
            .filter((name) => !['date', 'x-request-id', 'connection', 'keep-alive'].includes(name))
            .sort(),
        ),
        made: { ...rest, created_at: '', updated_at: '', staff_no: '' },
        log: (log.body as { items: { action: string; ip: string }[] }).items
          .map(({ action, ip }) => [action, ip])
          .sort(),
      });
    }
    assert.deepEqual(seen[0], seen[1]);
    assert.deepEqual(seen[0]!.status, [201, 200]);
    assert.deepEqual(seen[0]!.log, [
      ['create', '203.0.113.7'],
      ['update', '203.0.113.7'],
    ]);
  });

  test('what a write is refused for is told by the long way, and nothing is tried twice', async ({ assert }) => {
    const client = await world.login('changan-admin');
    const people = '/api/records/core.person';
    const code = async (body: unknown, headers: Record<string, string> = {}) => {
      const answer = await client.post(people, body, headers);
      return [answer.status, (answer.body as { code: string }).code];
    };
    assert.deepEqual(await code({}), [422, 'E_RECORD_INVALID']);
    assert.deepEqual(await code([]), [400, 'E_BODY_TYPE']);
    assert.deepEqual(await code({}, { 'Idempotency-Key': 'short' }), [400, 'E_IDEMPOTENCY_KEY']);
    assert.deepEqual(await code({}, { 'X-CSRF-Token': 'wrong' }), [403, 'E_CSRF']);
    assert.deepEqual(await code({}, { Origin: 'https://elsewhere.example' }), [403, 'E_CSRF']);
    const officer = await world.login('changan-officer');
    const before = await countRefused();
    const refused = await officer.post(people, { name: '孙不许' });
    assert.equal((refused.body as { code: string }).code, 'E_GRANT_CREATE');
    assert.equal(await countRefused(), before + 1);

    async function countRefused(): Promise<number> {
      const log = await client.get(
        `/api/records/core.operation?limit=0&count=exact&filter=${encodeURIComponent("record.outcome == 'refused'")}`,
      );
      return (log.body as { total: { value: number } }).total.value;
    }
  });

  test('several proxies may be believed, and nobody else’s word about his address', ({ assert }) => {
    const from = (proxies: string, socket: string, said: string) =>
      addressOf(
        { headers: { 'x-forwarded-for': said }, socket: { remoteAddress: socket } } as unknown as IncomingMessage,
        readEnvironment({ TRUST_PROXY: proxies }).proxies,
      );
    assert.equal(from('loopback, 10.0.0.0/8', '10.1.2.3', '203.0.113.7, 10.9.9.9'), '203.0.113.7');
    assert.equal(from('loopback', '10.1.2.3', '203.0.113.7'), '10.1.2.3');
    assert.throws(() => readEnvironment({ TRUST_PROXY: 'loopback, my-proxy' }), /TRUST_PROXY.*my-proxy/);
  });
});
