// Publishing again and again on one of two servers while officers read and write on both: nobody's request fails, and nothing is
// written by a revision that was replaced before the write began.
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import { boot, type Running } from '../boot.ts';
import { withClient } from '../database/roles.ts';
import type { Plan } from '../plan/plan_change.ts';
import { clientOf, startWorld, type Answer, type Client, type World } from './world.ts';

const PUBLICATIONS = 8;
const PERSON = '/api/records/core.person';
const PATCH = 'tenants/changan/patches/loop.yaml';

test.group('Publishing in a loop', (group) => {
  let world: World;
  let second: Running;
  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    const { environment } = world.running.services;
    const database = { app: world.urls.app, admin: world.urls.admin };
    second = await boot({
      demo: true,
      quiet: true,
      screens: false,
      environment: { ...environment, port: 0, database },
    });
  });
  group.teardown(async () => {
    await second.stop();
    await world.stop();
  });

  test('two servers under readers and writers: no request fails, and no row is stamped by an old revision after apply has returned', async ({
    assert,
  }) => {
    const admin = await world.login('changan-admin');
    const clients = [admin, clientOf(second.url, admin.cookie, admin.csrf)];
    const org = ((await admin.get('/api/records/core.org?limit=1')).body as { items: { id: string }[] }).items[0]!.id;
    let stopping = false;
    const failed: string[] = [];
    const done = { reads: 0, writes: 0 };
    const note = (what: string, answer: Answer, good: readonly number[]): void => {
      if (!good.includes(answer.status)) failed.push(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
    };
    const reader = async (client: Client): Promise<void> => {
      while (!stopping) {
        note('list', await client.get(`${PERSON}?limit=5&sort=name`), [200]);
        note('model', await client.get('/api/model'), [200]);
        note('me', await client.get('/api/me'), [200]);
        done.reads += 3;
      }
    };
    const writer = async (client: Client, mark: string): Promise<void> => {
      for (let n = 0; !stopping; n += 1) {
        const made = await client.post(PERSON, { name: '循环', staff_no: `LP${mark}${n}`, org });
        note('create', made, [201]);
        if (made.status !== 201) continue;
        const { id, version } = made.body as { id: string; version: number };
        note('update', await client.patch(`${PERSON}/${id}`, { name: '改过' }, { 'If-Match': `"${version}"` }), [200]);
        done.writes += 2;
      }
    };
    const work = clients.flatMap((client, i) => [reader(client), writer(client, `A${i}`), writer(client, `B${i}`)]);
    const returned: { rev: number; at: string }[] = [];
    try {
      for (let n = 1; n <= PUBLICATIONS; n += 1) {
        const rev = await publish(admin, n);
        const [row] = await withClient(
          world.urls.superuser,
          async (client) => (await client.query<{ at: string }>('select clock_timestamp()::text as at')).rows,
        );
        returned.push({ rev, at: row!.at });
      }
      await sleep(300);
    } finally {
      stopping = true;
      await Promise.all(work);
    }
    assert.deepEqual(failed, []);
    assert.isAbove(done.reads, PUBLICATIONS);
    assert.isAbove(done.writes, PUBLICATIONS);
    const stamps = await withClient(
      world.urls.superuser,
      async (client) =>
        (
          await client.query<{ n: number; revs: number }>(
            `select count(*) filter (where exists (select from unnest($1::int4[], $2::timestamptz[]) as p(rev, at) where t.rev < p.rev and t.updated_at > p.at))::int4 as n,
           count(distinct t.rev)::int4 as revs
         from records.core_person t where t.staff_no like 'LP%'`,
            [returned.map(({ rev }) => rev), returned.map(({ at }) => at)],
          )
        ).rows[0]!,
    );
    assert.equal(stamps.n, 0, 'rows of an old revision');
    assert.isAbove(stamps.revs, 2, 'writers went on through the revisions');
  });

  /** One more publication of the same document. @returns the revision */
  async function publish(admin: Client, n: number): Promise<number> {
    const text = `kind: Patch\nof: Entity core.person\nbase: core@1.0.0\nset:\n  fields.x_loop_${n}: { type: string, label: 第${n}次 }\n`;
    const made = await admin.post('/api/door/drafts', { title: `第 ${n} 次`, changes: [{ path: PATCH, text }] });
    const { id } = made.body as { id: string };
    const { hash } = (await admin.post(`/api/door/drafts/${id}/plan`)).body as Plan;
    const { job } = (await admin.post(`/api/door/drafts/${id}/apply`, { hash })).body as { job: string };
    for (;;) {
      const { body } = await admin.get(`/api/jobs/${job}`);
      const { state, result, error } = body as { state: string; result: { rev: number }; error: unknown };
      if (state === 'done') return result.rev;
      if (state !== 'waiting' && state !== 'running') throw new Error(JSON.stringify(error));
      await sleep(20);
    }
  }
});
