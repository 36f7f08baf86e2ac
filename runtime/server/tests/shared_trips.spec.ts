import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import pg from 'pg';
import { Database, StaleTenant, type Entry, type Statement } from '../database/client.ts';
import type { Answer } from '../database/connection.ts';
import { SharedTrips } from '../database/shared_trips.ts';
import { sharedWorld } from './shared_world.ts';

const HEAD = { key: 'one', alone: [{ text: 'enter', values: [] }], together: [{ text: 'enter softly', values: [] }] };
const asked = (text: string): Statement[] => [{ text, values: [] }];
const said = (statements: readonly Statement[]): Answer[] =>
  statements.map(({ text }) => ({ rows: [{ text }], records: null, row: () => ({ text }) }));
const refused = (severity: string) =>
  Object.assign(new pg.DatabaseError('no', 2, 'error'), { severity, code: '22012' });

/** Trips as they were sent, by the texts of their statements. */
function recorded(ms: () => number, fails: (texts: string[]) => Error | null = () => null) {
  const sent: string[][] = [];
  const trips = new SharedTrips(async (statements) => {
    const texts = statements.map(({ text }) => text);
    sent.push(texts);
    const error = fails(texts);
    if (error) throw error;
    return { answers: said(statements), ms: ms() };
  });
  return { sent, trips };
}

test.group('Requests that share a trip', () => {
  test('what was quick before goes together, with its own answers, and what nobody knows goes alone', async ({
    assert,
  }) => {
    const { sent, trips } = recorded(() => 1);
    await Promise.all([trips.ask(HEAD, asked('a')), trips.ask(HEAD, asked('b'))]);
    assert.deepEqual(sent.splice(0), [
      ['enter', 'a'],
      ['enter', 'b'],
    ]);
    const answers = await Promise.all([
      trips.ask(HEAD, asked('a')),
      trips.ask(HEAD, [...asked('b'), ...asked('a')]),
      trips.ask({ ...HEAD, key: 'other' }, asked('b')),
      trips.ask(HEAD, asked('new')),
    ]);
    assert.deepEqual(
      answers.map((answer) => answer.map(({ rows }) => rows[0]!.text)),
      [
        ['enter softly', 'a'],
        ['enter softly', 'b', 'a'],
        ['enter', 'b'],
        ['enter', 'new'],
      ],
    );
    assert.sameDeepMembers(sent, [
      ['enter', 'new'],
      ['enter softly', 'a', 'b', 'a'],
      ['enter', 'b'],
    ]);
  });

  test('one that became slow goes alone from then on, and its company with it until they are quick by themselves', async ({
    assert,
  }) => {
    let ms = 1;
    const { sent, trips } = recorded(() => ms);
    for (const text of ['a', 'b']) await trips.ask(HEAD, asked(text));
    ms = 80;
    await Promise.all([trips.ask(HEAD, asked('a')), trips.ask(HEAD, asked('b'))]);
    sent.length = 0;
    await Promise.all([trips.ask(HEAD, asked('a')), trips.ask(HEAD, asked('b'))]);
    assert.lengthOf(sent, 2);
    ms = 1;
    for (const text of ['a', 'b']) await trips.ask(HEAD, asked(text));
    sent.length = 0;
    await Promise.all([trips.ask(HEAD, asked('a')), trips.ask(HEAD, asked('b'))]);
    assert.lengthOf(sent, 1);
  });

  test('an error of one is no error of the others; what may have been done is not done again', async ({ assert }) => {
    for (const [error, again] of [
      [refused('ERROR'), true],
      [new TypeError('cannot bind'), true],
      [refused('FATAL'), false],
      [new Error('Connection terminated unexpectedly'), false],
    ] as const) {
      let spoilt = false;
      const { sent, trips } = recorded(
        () => 1,
        (texts) => (spoilt && texts.includes('bad') ? error : null),
      );
      for (const text of ['good', 'bad']) await trips.ask(HEAD, asked(text));
      spoilt = true;
      sent.length = 0;
      const [good, bad] = await Promise.allSettled([trips.ask(HEAD, asked('good')), trips.ask(HEAD, asked('bad'))]);
      assert.equal(good.status, again ? 'fulfilled' : 'rejected', error.message);
      assert.equal(bad.status, 'rejected');
      assert.lengthOf(sent, again ? 3 : 1);
    }
  });
});

test.group('Requests that share a trip to the database', (group) => {
  let database: Database;
  let entries: Entry[];
  let bystander: Database;
  group.setup(async () => {
    const { urls } = await sharedWorld();
    // One connection: whatever comes at once has to go together or one after the other.
    database = Database.open(urls.app, { max: 1 });
    bystander = Database.open(urls.app, { max: 2 });
    const rows = await database.platform({
      text: 'select id, model_rev, access_rev from platform.tenant order by name',
      values: [],
    });
    entries = rows.map(({ id, model_rev, access_rev }) => ({
      tenant: Number(id),
      model_rev: Number(model_rev),
      access_rev: Number(access_rev),
    }));
  });
  group.teardown(async () => {
    await database.close();
    await bystander.close();
  });
  const READ = {
    text: `select tenant_id::text as tenant, $1::text as mark, txid_current()::text as trip from gate.core_person limit 1`,
    values: [],
  };
  const marked = (mark: string): Statement => ({ ...READ, values: [mark] });
  const key = (name: string): Statement => ({
    text: `insert into platform.claim (tenant_id, rule, key, record) values (nullif(current_setting('app.tenant', true), '')::int4, 'shared.trips', $1::text, gen_random_uuid())
           returning key, pg_current_xact_id()::text as trip`,
    values: [name],
  });

  test('reads of one bureau are one transaction, those of another bureau never in it', async ({ assert }) => {
    const [one, other] = entries as [Entry, Entry];
    for (const entry of [one, other]) await database.read(entry, marked('first'));
    const asking = Array.from({ length: 12 }, (_, i) => [i % 2 ? one : other, `m${i}`] as const);
    const answers = await Promise.all(asking.map(([entry, mark]) => database.read(entry, marked(mark))));
    assert.deepEqual(
      answers.map(([row]) => [Number(row!.tenant), row!.mark]),
      asking.map(([entry, mark]) => [entry.tenant, mark]),
    );
    const trips = (entry: Entry) =>
      new Set(answers.flatMap(([row]) => (Number(row!.tenant) === entry.tenant ? [row!.trip] : [])));
    assert.equal(trips(one).size, 1);
    assert.equal(trips(other).size, 1);
    assert.notDeepEqual(trips(one), trips(other));
  });

  test('writes of one moment are committed together, and one that is refused takes nobody with it', async ({
    assert,
  }) => {
    const [one] = entries as [Entry];
    await database.write(one, key('first'));
    const together = await Promise.all(['a', 'b', 'c'].map((name) => database.write(one, key(name))));
    assert.equal(new Set(together.map(([rows]) => rows![0]!.trip)).size, 1);
    const settled = await Promise.allSettled(['d', 'a', 'e'].map((name) => database.write(one, key(name))));
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    const rows = await database.read(one, {
      text: `select key from platform.claim where rule = 'shared.trips' order by key`,
      values: [],
    });
    assert.deepEqual(
      rows.map(({ key: name }) => name),
      ['a', 'b', 'c', 'd', 'e', 'first'],
    );
  });

  test('a write that has to wait for a lock keeps the others no longer than a moment', async ({ assert }) => {
    const [one] = entries as [Entry];
    await database.write(one, key('waiter'));
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const blocker = bystander.transaction(one, async (client) => {
      await client.query(
        `insert into platform.claim (tenant_id, rule, key, record) values ($1, 'shared.trips', 'contested', gen_random_uuid())`,
        [one.tenant],
      );
      await held;
    });
    await sleep(100);
    const wide = Database.open((await sharedWorld()).urls.app, { max: 2 });
    try {
      await wide.write(one, key('wide'));
      const start = performance.now();
      const waiting = wide.write(one, key('contested')).catch((error: unknown) => error);
      const free = wide.write(one, key('free')).then(() => performance.now() - start);
      assert.isBelow(await free, 3_000);
      release();
      await blocker;
      assert.equal(((await waiting) as { code?: string }).code, '23505');
    } finally {
      release();
      await wide.close();
    }
  });

  test('a bureau that moved on is told to all who came with its old revision', async ({ assert }) => {
    const [one] = entries as [Entry];
    const old = { ...one, model_rev: one.model_rev + 999 };
    const settled = await Promise.allSettled([1, 2, 3].map((i) => database.read(old, marked(`old ${i}`))));
    assert.isTrue(settled.every((result) => result.status === 'rejected' && result.reason instanceof StaleTenant));
  });
});
