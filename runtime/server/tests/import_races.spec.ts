// Imports in trouble: two at once, a new revision in the middle, rights taken away, a wish to stop, a server that is killed.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import type pg from 'pg';
import { withClient } from '../database/roles.ts';
import { keepRunning } from '../keep_running.ts';
import { sharedWorld } from './shared_world.ts';
import { ended, step, uploadSheet, type ImportView, type Job } from './transfer_helpers.ts';
import { logIn, type Client } from './world.ts';

const PEOPLE = 'core.person';
const HEAD = '姓名,工号,所在机构,人员类别,职务';
const create = { mode: 'create', key: null };
let serial = 0;

/** Lines with staff numbers of their own. */
function sheet(lines: number, note = ''): { text: string; prefix: string } {
  const prefix = `R${Date.now() % 1e7}${(serial += 1)}x`;
  const rows = Array.from({ length: lines }, (_, i) => `张三,${prefix}${i},CA-JB,协管员,${note}`);
  return { text: [HEAD, ...rows].join('\n'), prefix };
}

async function begin(client: Client, view: ImportView): Promise<Job> {
  const answer = await client.post(`/api/records/${PEOPLE}/imports/${view.id}/run`, { ...view.mapping, ...create });
  if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
  return answer.body as Job;
}

async function started(client: Client, id: string, lines = 1): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(20)) {
    const job = (await client.get(`/api/jobs/${id}`)).body as Job;
    if (job.done >= lines || !['waiting', 'running'].includes(job.state)) return;
  }
}

async function countOf(client: Client, prefix: string): Promise<number> {
  const filter = encodeURIComponent(`record.staff_no >= '${prefix}' && record.staff_no < '${prefix}~'`);
  const page = (await client.get(`/api/records/${PEOPLE}?limit=0&count=exact&filter=${filter}`)).body as {
    total: { value: number };
  };
  return page.total.value;
}

test.group('Imports that meet', () => {
  test('two imports of the same keys at once: each key goes in once, the other line is told', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { text, prefix } = sheet(1_200);
    const first = await uploadSheet(world, client, PEOPLE, text);
    const second = await uploadSheet(world, client, PEOPLE, `${text}\n`);
    const jobs = await Promise.all([begin(client, first.body), begin(client, second.body)]);
    const ends = await Promise.all(jobs.map(({ id }) => ended(client, id, 60)));
    assert.deepEqual(
      ends.map(({ state }) => state),
      ['done', 'done'],
      JSON.stringify(ends),
    );
    const [a, b] = ends.map(({ result }) => result as Record<string, number>);
    assert.equal(a!.created! + b!.created!, 1_200);
    assert.equal(a!.bad! + b!.bad!, 1_200);
    assert.equal(await countOf(client, prefix), 1_200);
  }).timeout(120_000);

  test('of batches that are written side by side none counts before the one ahead of it', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { text, prefix } = sheet(1_800);
    const { body: view } = await uploadSheet(world, client, PEOPLE, text);
    await withClient(world.urls.superuser, async (other) => {
      // Somebody is about to take the key of a line of the first batch, and has not made up his mind.
      await other.query('begin');
      const { rowCount } = await other.query(
        `insert into platform.claim (tenant_id, rule, key, record)
         select c.tenant_id, c.rule, replace(c.key, p.staff_no, $1), gen_random_uuid()
         from platform.claim c join records.core_person p on p.tenant_id = c.tenant_id and p.id = c.record
         join platform.tenant t on t.id = c.tenant_id where t.name = 'changan' and strpos(c.key, p.staff_no) > 0 limit 1`,
        [`${prefix}7`],
      );
      assert.equal(rowCount, 1);
      const job = await begin(client, view);
      // The second batch has written all that it has to write, and waits for the first.
      await untilWaiting(other);
      assert.equal(await countOf(client, prefix), 0, 'nothing counts while the first batch is held up');
      await other.query('commit');
      const end = await ended(client, job.id, 60);
      assert.equal(end.state, 'done', JSON.stringify(end));
      assert.include(end.result, { created: 1_799, bad: 1 });
      assert.equal(await countOf(client, prefix), 1_799);
      const done = (await client.get(`/api/records/${PEOPLE}/imports/${view.id}`)).body as ImportView;
      assert.include(done.counts, { created: 1_799, bad: 1 });
      const undone = await step(client, PEOPLE, done, 'undo');
      assert.equal((undone.job.result as { removed: number }).removed, 1_799);
    });
  }).timeout(120_000);

  test('a revision that is published in the middle holds the writers for its moment, and the import goes on by it', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { text, prefix } = sheet(4_000);
    const { body: view } = await uploadSheet(world, client, PEOPLE, text);
    await withClient(world.urls.superuser, async (apply) => {
      const job = await begin(client, view);
      await started(client, job.id);
      await apply.query('begin');
      await apply.query(`select pg_advisory_xact_lock(7301, id) from platform.tenant where name = 'changan'`);
      const held = await countIn(apply, prefix);
      await sleep(600);
      assert.equal(await countIn(apply, prefix), held, 'nothing is written while the fence is held');
      await apply.query(`insert into platform.revision select r.tenant_id, r.rev + 1, r.hash, r.files, now(), r.edition, r.by_name, r.note
        from platform.revision r join platform.tenant t on t.id = r.tenant_id and t.model_rev = r.rev where t.name = 'changan'`);
      await apply.query(`update platform.tenant set model_rev = model_rev + 1 where name = 'changan'`);
      await apply.query('commit');
      const end = await ended(client, job.id, 60);
      assert.equal(end.state, 'done', JSON.stringify(end));
      assert.equal(await countOf(client, prefix), 4_000);
      const { rows } = await apply.query<{ n: number }>(
        `select count(distinct rev)::int4 as n from records.core_person where staff_no >= $1 and staff_no < $1 || '~'`,
        [prefix],
      );
      assert.equal(rows[0]!.n, 2, 'rows before and after it are stamped with their revision');
    });
  }).timeout(120_000);

  test('told to stop it leaves whole batches, says how many, and they can be taken back', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { text, prefix } = sheet(6_000);
    const { body: view } = await uploadSheet(world, client, PEOPLE, text);
    const job = await begin(client, view);
    await started(client, job.id);
    await client.post(`/api/jobs/${job.id}/cancel`);
    const end = await ended(client, job.id, 60);
    assert.equal(end.state, 'cancelled', JSON.stringify(end));
    const stopped = (await client.get(`/api/records/${PEOPLE}/imports/${view.id}`)).body as ImportView;
    assert.equal(stopped.state, 'stopped');
    assert.equal(await countOf(client, prefix), stopped.counts!.created);
    assert.isBelow(stopped.counts!.created!, 6_000);
    const undone = await step(client, PEOPLE, stopped, 'undo');
    assert.equal(undone.job.state, 'done', JSON.stringify(undone.job));
    assert.equal(await countOf(client, prefix), 0);
  }).timeout(120_000);

  test('a large export is a job whose file only its owner fetches, and is on record', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const answer = await client.post(`/api/records/market.subject/exports`, { format: 'csv', columns: 'name,uscc' });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    const job = await ended(client, (answer.body as Job).id);
    assert.equal(job.state, 'done', JSON.stringify(job));
    const lines = String((await client.get(`/api/jobs/${job.id}/file`)).body)
      .trim()
      .split('\r\n');
    assert.lengthOf(lines, Number(job.result!.rows) + 2);
    assert.equal((await (await world.login('luquan-admin')).get(`/api/jobs/${job.id}/file`)).status, 404);
    const officer = await world.login('changan-officer');
    assert.equal((await officer.post('/api/records/core.person/exports', {})).status, 403);
    await withClient(world.urls.superuser, async (db) => {
      const { rows } = await db.query<{ after: { rows: number } }>(
        `select after from platform.audit where action = 'export' and entity = 'market.subject' order by seq desc limit 1`,
      );
      assert.deepEqual(rows[0]!.after.rows, job.result!.rows);
    });
  });
});

test.group('A server killed in the middle of an import', () => {
  test('the import is taken up behind its last whole batch: every line once, one audit row each, nothing half written', async ({
    assert,
  }) => {
    const data = mkdtempSync(path.join(os.tmpdir(), 'shijian-import-kill-'));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      SHIJIAN_DATA: data,
      REQUESTS_PER_MINUTE: '0',
    };
    for (const name of ['DATABASE_URL', 'DATABASE_ADMIN_URL', 'ACCESS_LOG']) delete env[name];
    const server = keepRunning(path.join(import.meta.dirname, 'kill/serve_demo.ts'), { env, quiet: true });
    try {
      await untilUp(url);
      const client = await logIn(url, 'changan-admin', 'Shijian-2026');
      const { text, prefix } = sheet(3_000);
      const { body: view } = await uploadSheet({ url }, client, PEOPLE, text);
      const job = await begin(client, view);
      await started(client, job.id, 1_000);
      process.kill(server.pid()!, 'SIGKILL');
      await sleep(500);
      await untilUp(url);
      const end = await ended(client, job.id, 90);
      assert.equal(end.state, 'done', JSON.stringify(end));
      assert.equal((end.result as { created: number }).created, 3_000);
      assert.equal(await countOf(client, prefix), 3_000);
      const done = (await client.get(`/api/records/${PEOPLE}/imports/${view.id}`)).body as ImportView;
      const undone = await step(client, PEOPLE, done, 'undo');
      assert.equal((undone.job.result as { removed: number }).removed, 3_000, 'every record has its one audit row');
    } finally {
      await server.stop();
      rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  }).timeout(300_000);
});

async function countIn(client: pg.Client, prefix: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int4 as n from records.core_person where staff_no >= $1 and staff_no < $1 || '~'`,
    [prefix],
  );
  return rows[0]!.n;
}

/** Waits until a batch waits for the one before it. */
async function untilWaiting(client: pg.Client): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(20)) {
    const { rowCount } = await client.query(
      `select from pg_locks where locktype = 'advisory' and classid = 7305 and not granted`,
    );
    if (rowCount! > 0) return;
  }
  const { rows } = await client.query(`select state, wait_event, left(query, 80) as query from pg_stat_activity`);
  throw new Error(`no batch waits: ${JSON.stringify(rows)}`);
}

async function untilUp(url: string): Promise<void> {
  for (const until = Date.now() + 120_000; Date.now() < until; await sleep(100)) {
    const answer = await fetch(`${url}/health/live`).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error('the server does not come up');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
