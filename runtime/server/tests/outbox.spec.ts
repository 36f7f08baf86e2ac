import { randomUUID } from 'node:crypto';
import { test } from '@japa/runner';
import { Database } from '../database/client.ts';
import { withClient } from '../database/roles.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Relay, type OutboxEvent } from '../outbox/relay.ts';
import { startWorld, type Client, type World } from './world.ts';

const PERSON = '/api/records/core.person';

test.group('What was written is handed on', (group) => {
  let world: World;
  let client: Client;
  let org: string;
  let database: Database;
  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    // The server's own relay rests, so that each test's is the only one.
    await world.running.services.relay.stop();
    client = await world.login('changan-admin');
    org = ((await client.get('/api/records/core.org?limit=1')).body as { items: { id: string }[] }).items[0]!.id;
    database = Database.open(world.urls.app, { max: 6 });
  });
  group.teardown(async () => {
    await database.close();
    await world.stop();
  });
  group.each.setup(async () => {
    await look('delete from platform.outbox');
    await look('delete from platform.lease');
  });

  const look = async (text: string, values: unknown[] = []) =>
    withClient(world.urls.superuser, async (su) => (await su.query<Record<string, string>>(text, values)).rows);
  const create = async (name: string): Promise<{ id: string; etag: string }> => {
    const made = await client.post(PERSON, { name, staff_no: randomUUID().slice(0, 8), org });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    return { id: (made.body as { id: string }).id, etag: made.headers.get('etag')! };
  };
  const change = async (record: { id: string; etag: string }, body: object): Promise<{ id: string; etag: string }> => {
    const answer = await client.patch(`${PERSON}/${record.id}`, body, { 'If-Match': record.etag });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return { id: record.id, etag: answer.headers.get('etag')! };
  };
  const relayTo = (
    take: (event: OutboxEvent) => Promise<void>,
    options: ConstructorParameters<typeof Relay>[1] = {},
  ) => {
    const relay = new Relay(database, { warn: () => {}, restsMs: [0, 0], ...options });
    relay.subscribe({ name: 'watcher', wants: () => true, take });
    return relay;
  };

  test('a record that is made, changed, deleted and restored gives four events in order, with names of fields and no values', async ({
    assert,
  }) => {
    const made = await create('王小二');
    const changed = await change(made, { name: '王小三' });
    await client.delete(`${PERSON}/${made.id}`, { 'If-Match': changed.etag });
    const bin = await look('select version::text as version from records.core_person where id = $1', [made.id]);
    await client.post(`${PERSON}/${made.id}/restore`, {}, { 'If-Match': `"${bin[0]!.version}"` });
    const stored = await look('select to_json(o)::text as row from platform.outbox o');
    assert.isFalse(stored.some(({ row }) => row!.includes('王小')));
    const seen: OutboxEvent[] = [];
    await relayTo(async (event) => void seen.push(event)).handOn();
    assert.deepEqual(
      seen.map(({ event, version, fields }) => [event, version, fields]),
      [
        ['created', '1', []],
        ['changed', '2', ['name']],
        ['deleted', '3', []],
        ['restored', '4', []],
      ],
    );
    assert.isTrue(seen.every(({ record, entity }) => record === made.id && entity === 'core.person'));
    assert.lengthOf(new Set(seen.map(({ id }) => id)), 4);
    assert.lengthOf(await look('select 1 from platform.outbox'), 0);
  });

  test('a write that is refused leaves no event', async ({ assert }) => {
    const made = await create('甲');
    await look('delete from platform.outbox');
    const stale = await client.patch(`${PERSON}/${made.id}`, { name: '乙' }, { 'If-Match': '"99"' });
    assert.equal(stale.status, 412);
    assert.lengthOf(await look('select 1 from platform.outbox'), 0);
  });

  test('an event that a subscriber fails at comes back, later ones of the record wait for it, others do not', async ({
    assert,
  }) => {
    const first = await create('一');
    await change(first, { name: '二' });
    const other = await create('三');
    const seen: string[] = [];
    let failures = 1;
    const relay = relayTo(async (event) => {
      if (event.record === first.id && failures-- > 0) throw new Error('not now');
      seen.push(`${event.record} ${event.version}`);
    });
    await relay.handOn();
    assert.deepEqual(seen, [`${other.id} 1`]);
    await relay.handOn();
    await relay.handOn();
    assert.deepEqual(seen.slice(1), [`${first.id} 1`, `${first.id} 2`]);
  });

  test('a subscriber that took an event is not given it again because another one failed', async ({ assert }) => {
    await create('一');
    const counts = { good: 0, bad: 0 };
    const relay = relayTo(async () => void (counts.good += 1));
    relay.subscribe({
      name: 'late',
      wants: () => true,
      take: async () => {
        counts.bad += 1;
        if (counts.bad < 2) throw new Error('not now');
      },
    });
    await relay.handOn();
    await relay.handOn();
    assert.deepEqual(counts, { good: 1, bad: 2 });
    assert.throws(() => relay.subscribe({ name: 'late', wants: () => true, take: async () => {} }));
  });

  test('what fails at every try is given up, seen by the administrator, and handed on again when he says so', async ({
    assert,
  }) => {
    const made = await create('一');
    let works = false;
    const warned: string[] = [];
    const relay = relayTo(
      async () => {
        if (!works) throw new Error('the other side is away');
      },
      { restsMs: [0, 0], warn: (line) => warned.push(line) },
    );
    for (let i = 0; i < 3; i += 1) await relay.handOn();
    assert.equal(await relay.handOn(), 0);
    assert.lengthOf(warned, 1);
    const outbox = new Outbox(world.urls.admin);
    const { waiting, dead } = await outbox.look();
    assert.equal(waiting, 0);
    assert.deepEqual(
      dead.map(({ record, tried, tenant, error }) => [record, tried, tenant, error]),
      [[made.id, 3, 'changan', 'watcher: the other side is away']],
    );
    works = true;
    assert.equal(await outbox.replay(dead[0]!.seq), 1);
    await relay.handOn();
    assert.lengthOf(await look('select 1 from platform.outbox'), 0);
    assert.equal(await outbox.drop(1), 0);
  });

  test('a subscriber that never answers counts as one that failed', async ({ assert }) => {
    await create('一');
    const relay = relayTo(() => new Promise(() => {}), { patienceMs: 50, restsMs: [60_000] });
    await relay.handOn();
    const [row] = await look('select tried, error from platform.outbox');
    assert.equal(Number(row!.tried), 1);
    assert.include(row!.error, '50 ms');
  });

  test('of several relays one hands on, and another takes over when it has gone without a word', async ({ assert }) => {
    for (let i = 0; i < 12; i += 1) await create('众人');
    const seen = new Map<string, number>();
    const take = async (event: OutboxEvent) => void seen.set(event.id, (seen.get(event.id) ?? 0) + 1);
    const relays = [1, 2, 3, 4].map(() => relayTo(take, { batch: 3, leaseSeconds: 1 }));
    const looked = await Promise.all(relays.map((relay) => relay.handOn()));
    assert.deepEqual(
      looked.filter((n) => n > 0),
      [3],
    );
    const winner = looked.findIndex((n) => n > 0);
    await new Promise((wake) => setTimeout(wake, 1_200));
    const heir = relays[(winner + 1) % 4]!;
    while ((await heir.handOn()) > 0);
    assert.lengthOf([...seen.values()], 12);
    assert.isTrue([...seen.values()].every((n) => n === 1));
  });

  test('the app can put events in, of its own bureau only, and neither read nor remove them past the relay', async ({
    assert,
  }) => {
    await withClient(world.urls.app, async (app) => {
      await app.query(`select set_config('app.tenant', '1', false)`);
      for (const text of [
        'select * from platform.outbox',
        'delete from platform.outbox',
        'update platform.outbox set tried = 0',
        'select * from platform.lease',
      ])
        await assert.rejects(() => app.query(text), /permission denied/);
      await assert.rejects(
        () =>
          app.query(
            `insert into platform.outbox (tenant_id, event, entity, record, version, rev) values (2, 'created', 'x', gen_random_uuid(), 1, 1)`,
          ),
        /row-level security/,
      );
    });
  });
});
