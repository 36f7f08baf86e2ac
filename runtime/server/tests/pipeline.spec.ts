import { connect, createServer, type AddressInfo } from 'node:net';
import { test } from '@japa/runner';
import pg from 'pg';
import { Database, StaleTenant, type Entry, type SqlValue } from '../database/client.ts';
import { Connection, type Answer, type TextRow } from '../database/connection.ts';
import { bodiesOf } from '../database/record_json.ts';
import { sharedWorld } from './shared_world.ts';

async function open(max = 2): Promise<{ database: Database; entry: Entry; other: Entry }> {
  const world = await sharedWorld();
  const database = Database.open(world.urls.app, { max });
  const rows = await database.platform({
    text: 'select id, model_rev, access_rev from platform.tenant order by name',
    values: [],
  });
  const entries = rows.map((row) => ({
    tenant: Number(row.id),
    model_rev: Number(row.model_rev),
    access_rev: Number(row.access_rev),
  }));
  return { database, entry: entries[0]!, other: entries[1]! };
}

const PEOPLE = { text: 'select id::text as id, tenant_id::text as tenant from gate.core_person limit 5', values: [] };

test.group('One trip to the database', (group) => {
  const opened: Database[] = [];
  group.each.teardown(async () => {
    for (const database of opened.splice(0)) await database.close();
  });
  const start = async (max?: number) => {
    const parts = await open(max);
    opened.push(parts.database);
    return parts;
  };

  test('a request that enters no tenant gets no row, and can write none', async ({ assert }) => {
    const { database, entry } = await start();
    assert.lengthOf(await database.platform(PEOPLE), 0);
    await assert.rejects(() =>
      database.platform({
        text: `insert into records.core_person (tenant_id, id, rev) values ($1, gen_random_uuid(), 1)`,
        values: [entry.tenant],
      }),
    );
  });

  test('one tenant is entered for one trip and never for the next one on the same connection', async ({ assert }) => {
    const { database, entry, other } = await start(1);
    for (let i = 0; i < 20; i += 1) {
      const [mine, theirs] = [await database.read(entry, PEOPLE), await database.read(other, PEOPLE)];
      assert.isTrue(mine.every((row) => row.tenant === String(entry.tenant)) && mine.length > 0);
      assert.isTrue(theirs.every((row) => row.tenant === String(other.tenant)) && theirs.length > 0);
      assert.lengthOf(await database.platform(PEOPLE), 0);
    }
  });

  test('an old revision, or none, reads and writes nothing', async ({ assert }) => {
    const { database, entry } = await start();
    for (const stale of [
      { ...entry, model_rev: entry.model_rev - 1 },
      { ...entry, access_rev: entry.access_rev + 1 },
      { ...entry, tenant: 99_999 },
    ]) {
      await assert.rejects(() => database.read(stale, PEOPLE), StaleTenant);
      const insert = {
        text: `insert into platform.audit (tenant_id, actor_name, action, entity, rev) values ($1::int4, 'x', 'x', 'x', 1)`,
        values: [entry.tenant],
      };
      await assert.rejects(() => database.write(stale, insert), StaleTenant);
    }
  });

  test('a value that cannot be bound costs its own request and nothing else', async ({ assert }) => {
    const { database, entry } = await start(1);
    const bad = { text: 'select $1::text as a', values: [{ no: 'sql value' } as unknown as SqlValue] };
    await assert.rejects(() => database.read(entry, bad));
    for (let i = 0; i < 5; i += 1) assert.isAbove((await database.read(entry, PEOPLE)).length, 0);
  });

  test('after an error in the first of several statements the connection is usable and nothing of the trip happened', async ({
    assert,
  }) => {
    const { database, entry } = await start(1);
    const log = (name: string) => ({
      text: `insert into platform.audit (tenant_id, actor_name, action, entity, rev) values ($1::int4, $2::text, 'x', 'x', 1)`,
      values: [entry.tenant, name],
    });
    const count = async () =>
      (
        await database.read(entry, {
          text: `select count(*)::text as n from platform.audit where actor_name = 'pipelined'`,
          values: [],
        })
      )[0]!.n;
    const before = await count();
    // Often enough for every statement of the trip to be prepared by name when its neighbour fails.
    for (let i = 0; i < 8; i += 1) {
      await assert.rejects(() =>
        database.write(entry, { text: 'select 1 / $1::int4 as a', values: [0] }, log('pipelined'), PEOPLE),
      );
      await assert.rejects(() =>
        database.write(entry, log('pipelined'), { text: 'select 1 / $1::int4 as a', values: [0] }),
      );
    }
    assert.equal(await count(), before);
    await database.write(entry, log('pipelined'));
    assert.equal(Number(await count()), Number(before) + 1);
  });

  test('a backend killed in the middle of a trip fails that request at once, and the next one has a new connection', async ({
    assert,
  }) => {
    const { database, entry } = await start(1);
    const [{ pid }] = (await database.read(entry, { text: 'select pg_backend_pid()::text as pid', values: [] })) as [
      { pid: string },
    ];
    const hanging = database.read(entry, { text: 'select pg_sleep(20)::text as a', values: [] });
    const world = await sharedWorld();
    const superuser = new pg.Client({ connectionString: world.urls.superuser! });
    await superuser.connect();
    try {
      const started = performance.now();
      const failed = assert.rejects(() => hanging);
      await superuser.query('select pg_terminate_backend($1)', [Number(pid)]);
      await failed;
      assert.isBelow(performance.now() - started, 5_000);
    } finally {
      await superuser.end();
    }
    assert.isAbove((await database.read(entry, PEOPLE)).length, 0);
  });

  test('a connection cut anywhere between the first byte of a trip and its Sync fails that request alone, and nothing of it happened', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const { entry, database: straight } = await start();
    const address = new URL(world.urls.app);
    const socket = address.searchParams.get('host');
    let cutAfter = Infinity;
    let length = 0;
    const proxy = createServer((client) => {
      const server = socket
        ? connect(`${socket}/.s.PGSQL.${address.port}`)
        : connect(Number(address.port), address.hostname);
      let sent = 0;
      client.on('data', (bytes: Buffer) => {
        // The trip is one piece; login and what went before it are not counted.
        const part = cutAfter === Infinity ? bytes : bytes.subarray(0, Math.max(0, cutAfter - sent));
        sent += cutAfter === Infinity ? 0 : bytes.length;
        length = Math.max(length, sent);
        server.write(part, () => {
          if (cutAfter !== Infinity && sent >= cutAfter) {
            server.destroy();
            client.destroy();
          }
        });
      });
      server.on('data', (bytes) => client.write(bytes));
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        one.on('error', () => {});
        one.on('close', () => other.destroy());
      }
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const url = new URL(world.urls.app);
    url.search = '';
    url.hostname = '127.0.0.1';
    url.port = String((proxy.address() as AddressInfo).port);
    const database = Database.open(url.href, { max: 1 });
    opened.push(database);
    const log = {
      text: `insert into platform.audit (tenant_id, actor_name, action, entity, rev) values ($1::int4, 'cut', 'x', 'x', 1)`,
      values: [entry.tenant],
    };
    const count = async () =>
      (
        await straight.read(entry, {
          text: `select count(*)::text as n from platform.audit where actor_name = 'cut'`,
          values: [],
        })
      )[0]!.n;
    try {
      await database.read(entry, PEOPLE);
      cutAfter = Number.MAX_SAFE_INTEGER;
      await database.write(entry, log, log);
      assert.isAbove(length, 500);
      // Up to the last byte but one of Sync: from then on the server knows what it was asked.
      const whole = length;
      for (let after = 1; after < whole; after += after < whole - 60 ? 57 : 3) {
        cutAfter = after;
        const started = performance.now();
        await assert.rejects(() => database.write(entry, log, log));
        assert.isBelow(performance.now() - started, 5_000);
        cutAfter = Infinity;
        await database.read(entry, PEOPLE);
      }
      assert.equal(await count(), '2');
      await database.write(entry, log);
      assert.equal(await count(), '3');
    } finally {
      proxy.close();
    }
  });

  test('a connection keeps at most two hundred prepared statements', async ({ assert }) => {
    const world = await sharedWorld();
    const connection = await Connection.open({ connectionString: world.urls.app });
    const ask = (text: string) =>
      new Promise<TextRow>((resolve, reject) =>
        connection.run([{ text, values: [] }], (error, answers) =>
          error ? reject(error) : resolve(answers[0]!.rows[0]!),
        ),
      );
    try {
      for (let i = 0; i < 230; i += 1)
        for (let use = 0; use < 4; use += 1) assert.equal((await ask(`select ${i} as a`)).a, String(i));
      assert.isAtMost(connection.prepared.size, 200);
      assert.isAtMost(Number((await ask('select count(*) as n from pg_prepared_statements')).n), 201);
    } finally {
      await connection.close();
    }
  });

  test('a record made of columns is the JSON that PostgreSQL makes of them', async ({ assert }) => {
    const world = await sharedWorld();
    const connection = await Connection.open({ connectionString: world.urls.app, options: '-c timezone=UTC' });
    const values: [string, string, unknown][] = [
      ['text', String.raw`E'say "no" \\ to\n\t\u0001 面馆 🍜'`, 'say "no" \\ to\n\t\u0001 面馆 🍜'],
      ['empty', `''`, ''],
      ['none', 'null::text', null],
      ['count', '-42::int8', -42],
      ['share', '1.50::numeric', 1.5],
      ['odd', `'NaN'::numeric`, 'NaN'],
      ['vast', `'-Infinity'::float8`, '-Infinity'],
      ['yes', 'true', true],
      ['no', 'false', false],
      ['day', `date '2026-11-20'`, '2026-11-20'],
      ['ever', `'infinity'::date`, 'infinity'],
      ['whole', `timestamptz '2026-11-20 01:02:03+00'`, '2026-11-20T01:02:03.000Z'],
      ['part', `timestamptz '2026-11-20 01:02:03.4+00'`, '2026-11-20T01:02:03.400Z'],
      ['milli', `timestamptz '2026-11-20 01:02:03.456+00'`, '2026-11-20T01:02:03.456Z'],
      ['made', `'{"a":[1,null]}'::jsonb`, { a: [1, null] }],
      ['id', `'0199a1b2-0000-7000-8000-000000000001'::uuid`, '0199a1b2-0000-7000-8000-000000000001'],
    ];
    const refs = ['r.id', `'甲'::text`, 'null::uuid', 'null::text', 'null::int4', `'[{"id":"x"}]'::text`, 'null::text'];
    const columns = [...values.map(([, sql]) => sql), ...refs].map((sql, i) => `${sql} as c${i}`);
    const parts = [
      ...values.map(([name]) => ({ kind: 'member' as const, name })),
      { kind: 'ref' as const, name: 'there', columns: 2, entity: 'a.b' },
      { kind: 'inner' as const, name: 'title' },
      { kind: 'ref' as const, name: 'gone', columns: 3, entity: 'a.b' },
      { kind: 'inner' as const, name: 'title' },
      { kind: 'inner' as const, name: 'size' },
      { kind: 'made' as const, name: 'several' },
      { kind: 'made' as const, name: 'unseen' },
    ];
    try {
      const statement = {
        text: `select ${columns.join(', ')}, n::text as n from generate_series(1, 3) n, (select 7 as id) r`,
        values: [],
        body: { parts, refs: true },
      };
      const answers = await new Promise<Answer[]>((resolve, reject) =>
        connection.run([statement], (error, got) => (error ? reject(error) : resolve(got))),
      );
      const bodies = bodiesOf(answers[0]!.records!).map((body) => JSON.parse(body) as object);
      const expected = {
        ...Object.fromEntries(values.map(([name, , value]) => [name, value])),
        _refs: { there: { id: 7, title: '甲', entity: 'a.b' }, several: [{ id: 'x' }] },
      };
      assert.deepEqual(bodies, [expected, expected, expected]);
      assert.deepEqual(
        answers[0]!.rows.map(({ n }) => n),
        ['1', '2', '3'],
      );
    } finally {
      await connection.close();
    }
  });

  test('thousands of mixed requests on few connections never see a row of another tenant', async ({ assert }) => {
    const { database, entry, other } = await start(4);
    const wrong: string[] = [];
    await Promise.all(
      Array.from({ length: 3_000 }, async (_, i) => {
        const mine = i % 2 === 0 ? entry : other;
        if (i % 37 === 0) {
          await database.read(mine, { text: 'select 1 / $1::int4 as a', values: [0] }).catch(() => {});
          return;
        }
        for (const row of await database.read(mine, PEOPLE))
          if (row.tenant !== String(mine.tenant)) wrong.push(row.tenant!);
      }),
    );
    assert.lengthOf(wrong, 0);
  });
});
