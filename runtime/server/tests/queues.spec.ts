import { randomUUID } from 'node:crypto';
import { test } from '@japa/runner';
import type pg from 'pg';
import { withClient } from '../database/roles.ts';
import { startWorld, type World } from './world.ts';

const ROWS = 20_000;
/** Calls after which a session keeps one plan for all that follow. */
const PLANNED = 7;

interface Queue {
  table: string;
  /** One taking of what is first, of $1. */
  take: string;
  fill: string;
}

const MANY = `from platform.tenant t, platform.account a, generate_series(1, ${ROWS}) n
  where t.name = 'changan' and a.tenant_id = t.id and a.login = 'changan-admin'`;

const QUEUES: readonly Queue[] = [
  {
    table: 'outbox',
    take: `select count(*) from platform.take_outbox($1::uuid, 500, '1 minute')`,
    fill: `insert into platform.outbox (tenant_id, event, entity, record, version, rev, tried)
      select t.id, 'changed', 'core.person', gen_random_uuid(), 1, 1, n % 2 ${MANY}`,
  },
  {
    table: 'plugin_call',
    take: `select count(*) from platform.next_plugin_call((select min(id) from platform.tenant), '1 minute') where $1::uuid is not null`,
    fill: `insert into platform.plugin_call (tenant_id, event, what, package, name, entity, record, version, fields, made_by, account)
      select t.id, n, 'changed', 'food', 'told', 'core.person', gen_random_uuid(), 1, '[]', '', a.id ${MANY}`,
  },
  {
    table: 'job',
    take: `select count(*) from platform.next_job($1::uuid, 60)`,
    fill: `insert into platform.job (tenant_id, id, kind, title, account, input)
      select t.id, gen_random_uuid(), 'import', '导入', a.id, '{}' ${MANY}`,
  },
];

test.group('What waits is taken by index, however empty the queue was when that was planned', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 0 });
    await world.running.services.relay.stop();
  });
  group.teardown(() => world.stop());

  // What a vacuum wrote down of a queue that had been long and was empty again.
  const known = [
    ['of which nothing is known', -1, 0],
    ['that is known to be empty', 0, 300],
  ] as const;
  const cases = QUEUES.flatMap((queue) => known.map(([words, tuples, pages]) => ({ ...queue, words, tuples, pages })));
  for (const { table, take, fill, words, tuples, pages } of cases)
    test(`platform.${table} ${words}`, async ({ assert }) => {
      await withClient(world.urls.superuser, async (client) => {
        await client.query('begin');
        await client.query(
          `update pg_class set reltuples = $2, relpages = $3 where oid = ('platform.' || $1)::regclass`,
          [table, tuples, pages],
        );
        const holder = randomUUID();
        for (let i = 0; i < PLANNED; i += 1) await client.query(take, [holder]);
        await client.query(fill);
        const before = await readOf(client, table);
        await client.query(`set local statement_timeout = '60s'`);
        const { rows } = await client.query<{ count: string }>(take, [holder]);
        const after = await readOf(client, table);
        await client.query('rollback');
        assert.isAbove(Number(rows[0]!.count), 0);
        assert.isBelow(after - before, ROWS / 4, 'rows read');
      });
    });

  test('a call of a package waits behind earlier ones of its record, and behind another bureau when its own had the last', async ({
    assert,
  }) => {
    await withClient(world.urls.superuser, async (client) => {
      await client.query('begin');
      const [one, two] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];
      const put = async (bureau: string, event: string, record: string, age: string): Promise<void> => {
        await client.query(
          `insert into platform.plugin_call (tenant_id, event, what, package, name, entity, record, version, fields, made_by, account, due_at)
           select t.id, $2::text, 'changed', 'food', 'told', 'core.person', $3::uuid, 1, '[]', '', a.id, now() - $4::interval
           from platform.tenant t, platform.account a where t.name = $1 and a.tenant_id = t.id and a.login = $1 || '-admin'`,
          [bureau, event, record, age],
        );
      };
      await put('changan', 'failed before', one, '-1 hour');
      await put('changan', 'behind it', one, '3 hours');
      await put('changan', 'second', two, '1 hour');
      await put('changan', 'first', two, '2 hours');
      await put('luquan', 'elsewhere', one, '1 minute');
      const taken: string[] = [];
      for (let last = '0'; ;) {
        const { rows } = await client.query<{ event: string; bureau: string }>(
          `select c.event, n.tenant_id::text as bureau from platform.next_plugin_call($1::int4, '1 minute') n
           join platform.plugin_call c on c.tenant_id = n.tenant_id and c.seq = n.seq`,
          [last],
        );
        if (!rows[0]) break;
        taken.push(rows[0].event);
        last = rows[0].bureau;
        // It is done.
        await client.query('delete from platform.plugin_call where event = $1', [rows[0].event]);
      }
      await client.query('rollback');
      assert.deepEqual(taken, ['second', 'elsewhere', 'first']);
    });
  });
});

/** Rows of a table that were read by the transaction so far, by index or without. */
async function readOf(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ read: string }>(
    `select seq_tup_read + coalesce(idx_tup_fetch, 0) as read from pg_stat_xact_user_tables where schemaname = 'platform' and relname = $1`,
    [table],
  );
  return Number(rows[0]?.read ?? 0);
}
