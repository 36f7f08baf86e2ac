// The limits of sheets, exports and jobs, each met by a request at the limit and one beyond it.
import { test } from '@japa/runner';
import pg from 'pg';
import { ended, uploadSheet, type Job } from './transfer_helpers.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

const RELEASES = '/api/records/core.release';
const DIRECT = 20_000;
const AT_ALL = 200_000;

/** One row more than a file may have, by SQL: so many of the first day, one of the second, one of the last. */
const FILL = `
  set session_replication_role = replica;
  insert into records.core_release (tenant_id, id, rev, package, version_no, released_on, added, search_text)
  select (select id from platform.tenant where name = 'changan'), gen_random_uuid(), 1, '本局', '1.' || n,
    case when n <= ${DIRECT} then date '2001-01-01' when n = ${DIRECT} + 1 then '2001-01-02' when n <= ${AT_ALL} then '2001-01-03' else '2001-01-04' end, '无', ''
  from generate_series(1, ${AT_ALL} + 1) n;
  analyze records.core_release`;

test.group('Limits', (group) => {
  let world: World;
  let admin: Client;
  let superuser: pg.Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    admin = await world.login('changan-admin');
    superuser = new pg.Client({ connectionString: world.urls.superuser });
    await superuser.connect();
    await superuser.query(FILL);
  });
  group.teardown(async () => {
    await superuser.end();
    await world.stop();
  });

  const until = (day: number): string => `record.released_on <= date('2001-01-0${day}')`;
  const told = (answer: Answer): unknown[] => {
    const { code, count, most } = answer.body as { code?: string; count?: number; most?: number };
    return [answer.status, code, count, most];
  };
  const direct = (day: number): Promise<Answer> =>
    admin.get(`${RELEASES}/export?columns=version_no&filter=${encodeURIComponent(until(day))}`);
  const behind = (day: number, client = admin): Promise<Answer> =>
    client.post(`${RELEASES}/exports`, { filter: until(day), columns: 'version_no' });

  test('an answer takes so many rows and a file so many, to the row; what is too much is refused with both numbers', async ({
    assert,
  }) => {
    const whole = await direct(1);
    assert.equal(whole.status, 200);
    assert.lengthOf(String(whole.body).trim().split('\r\n'), DIRECT + 2, 'headings, rows, and who took it');
    assert.deepEqual(told(await direct(2)), [422, 'E_EXPORT_ROWS', DIRECT + 1, DIRECT]);
    const job = await behind(2);
    assert.equal(job.status, 202);
    const done = await ended(admin, (job.body as Job).id);
    assert.deepEqual(done.result, { rows: DIRECT + 1 });
    assert.deepEqual(told(await behind(4)), [422, 'E_EXPORT_ROWS', AT_ALL + 1, AT_ALL]);
    const most = await behind(3);
    assert.equal(most.status, 202);
    assert.deepEqual((await ended(admin, (most.body as Job).id, 60)).result, { rows: AT_ALL });
  }).timeout(120_000);

  test('an officer has so many jobs open and no more, also when he asks for them at once; a colleague’s do not count', async ({
    assert,
  }) => {
    const officer = await world.login('changan-registrar');
    const asked = async (client: Client): Promise<Answer> =>
      client.post('/api/records/market.subject/exports', { columns: 'name' });
    // Every export puts itself on record, so none of them ends while the audit is kept from them.
    await superuser.query('begin; lock table platform.audit in share row exclusive mode');
    const answers: Answer[] = [];
    try {
      answers.push(...(await Promise.all(Array.from({ length: 40 }, () => asked(admin)))));
      const refused = answers.filter(({ status }) => status !== 202);
      assert.lengthOf(refused, 35);
      for (const answer of refused) {
        assert.deepEqual(told(answer).slice(0, 2), [429, 'E_JOB_MANY']);
        assert.isAbove(Number(answer.headers.get('retry-after')), 0);
      }
      assert.equal((await asked(admin)).status, 429);
      answers.push(await asked(officer));
      assert.equal(answers.at(-1)!.status, 202);
    } finally {
      await superuser.query('rollback');
    }
    const jobs = answers.filter(({ status }) => status === 202).map(({ body }) => (body as Job).id);
    for (const id of jobs.slice(0, 5)) assert.equal((await ended(admin, id)).state, 'done');
    assert.equal((await ended(officer, jobs[5]!)).state, 'done');
    const next = await asked(admin);
    assert.equal(next.status, 202, 'and then there is room again');
    await ended(admin, (next.body as Job).id);
  }).timeout(60_000);

  test('a sheet has so many lines and so many columns, blank ends not counted', async ({ assert }) => {
    const upload = async (text: string): Promise<unknown[]> => {
      const { status, body } = await uploadSheet(world, admin, 'core.person', text);
      return [status, body.code ?? body.lines];
    };
    const lines = (n: number): string => `姓名\n${'甲\n'.repeat(n)}`;
    assert.deepEqual(await upload(lines(200_000)), [201, 200_000]);
    assert.deepEqual(await upload(lines(200_001)), [422, 'E_SHEET_LINES']);
    const wide = (n: number): string => Array.from({ length: n }, (_, i) => `列${i}`).join(',');
    assert.deepEqual(await upload(`${wide(300)},,\n${wide(300)},,,,\n`), [201, 1]);
    assert.deepEqual(await upload(`${wide(301)}\n甲\n`), [422, 'E_SHEET_COLUMNS']);
    assert.deepEqual(await upload(`姓名\n甲\n${wide(301)}\n`), [422, 'E_SHEET_COLUMNS'], 'in any line');
  }).timeout(60_000);
});
