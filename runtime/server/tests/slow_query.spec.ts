// A statement that takes too long costs its own request, says so, and holds up nobody else.
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { OPERATORS, SUBJECTS, page, type Item, type ProblemBody } from './record_helpers.ts';
import { startWorld, type Answer, type World } from './world.ts';

const LIMIT_MS = 3_000;
const POOL = 3;

test.group('A query that takes too long', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 60, environment: { statementMs: LIMIT_MS, pool: POOL } });
  });
  group.teardown(() => world.stop());

  /** What happens while nobody can read or write the table. */
  const whileLocked = <T>(table: string, body: () => Promise<T>): Promise<T> =>
    withClient(world.urls.superuser, async (client) => {
      await client.query('begin');
      await client.query(`lock table ${table} in access exclusive mode`);
      try {
        return await body();
      } finally {
        await client.query('rollback');
      }
    });
  const code = ({ status, body }: Answer): string => `${status} ${(body as ProblemBody).code}`;

  test('is given up by name, the others are answered meanwhile, and its connection is usable after', async ({
    assert,
  }) => {
    const client = await world.login('changan-admin');
    const [first] = (await page(client, `${OPERATORS}?limit=1`)).items;
    await page(client, `${SUBJECTS}?limit=1`);
    const began = performance.now();
    await whileLocked('records.food_operator', async () => {
      let ended = false;
      const slow = Promise.all([client.get(`${OPERATORS}?limit=1`), client.get(`${OPERATORS}/${first!.id}`)]).finally(
        () => {
          ended = true;
        },
      );
      for (let i = 0; i < 20; i += 1) await page(client, `${SUBJECTS}?limit=1`);
      assert.isFalse(ended, 'twenty others were answered while it waited');
      assert.deepEqual((await slow).map(code), ['503 E_QUERY_TIMEOUT', '503 E_QUERY_TIMEOUT']);
    });
    assert.isAbove(performance.now() - began, LIMIT_MS);
    const answers = await Promise.all(Array.from({ length: POOL * 4 }, () => client.get(`${OPERATORS}?limit=1`)));
    assert.isTrue(answers.every(({ status }) => status === 200));
  });

  test('is not asked a second time', async ({ assert }) => {
    const client = await world.login('changan-admin');
    const [first] = (await page(client, `${OPERATORS}?limit=1`)).items;
    for (const path of [`${OPERATORS}?limit=1`, `${OPERATORS}/${first!.id}`]) {
      const asked = new Set<string>();
      await whileLocked('records.food_operator', async () => {
        let ended = false;
        const answer = client.get(path).finally(() => (ended = true));
        await withClient(world.urls.superuser, async (watcher) => {
          while (!ended) {
            const { rows } = await watcher.query<{ which: string }>(
              `select pid || ' ' || query_start as which from pg_stat_activity where usename = 'shijian_app' and wait_event_type = 'Lock'`,
            );
            for (const { which } of rows) asked.add(which);
            await new Promise((wake) => setTimeout(wake, 50));
          }
        });
        assert.equal(code(await answer), '503 E_QUERY_TIMEOUT');
      });
      assert.lengthOf([...asked], 1);
    }
  });

  test('writes nothing when it is a write, and the same write goes in afterwards', async ({ assert }) => {
    const client = await world.login('changan-admin');
    const [first] = (await page(client, `${OPERATORS}?limit=1`)).items;
    const at = `${OPERATORS}/${first!.id}`;
    const match = { 'If-Match': `"${first!.version}"` };
    const refused = await whileLocked('platform.audit', () => client.patch(at, { remark: '等太久' }, match));
    assert.equal(code(refused), '503 E_QUERY_TIMEOUT');
    const now = (await client.get(at)).body as Item;
    assert.deepEqual([now.version, now.remark], [first!.version, first!.remark]);
    assert.equal((await client.patch(at, { remark: '等太久' }, match)).status, 200);
  });
});
