// A sensitive value at rest: ciphertext, mask and keyed hash in its column, and in no table beside it, whatever way it came.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { ended, step, uploadSheet, type Job } from './transfer_helpers.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

const ENTITY = 'market.person';
const PERSON = `/api/records/${ENTITY}`;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Identity numbers of one day, each with its own sign at the end (GB 11643-1999). */
const number = (n: number): string => {
  const body = `13010219900307${String(n).padStart(3, '0')}`;
  return body + '10X98765432'[[...body].reduce((sum, digit, i) => sum + Number(digit) * WEIGHTS[i]!, 0) % 11]!;
};

test.group('A sensitive value at rest', (group) => {
  let world: World;
  let admin: Client;
  let subject: { id: string; uscc: string };
  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    admin = await world.login('changan-admin');
    const { items } = (await admin.get('/api/records/market.subject?limit=1')).body as { items: (typeof subject)[] };
    subject = items[0]!;
  });
  group.teardown(() => world.stop());

  const said = (answer: Answer, status: number): Record<string, unknown> & { id: string } => {
    if (answer.status !== status) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Record<string, unknown> & { id: string };
  };
  const body = (n: number): object => ({ name: '欧阳静好', id_no: number(n), part: 'member', subject: subject.id });
  const etag = (answer: Answer): Record<string, string> => ({ 'If-Match': answer.headers.get('etag')! });

  /** Tables of which a row says the text, as it stands or as bytes. */
  const tablesWith = (text: string): Promise<string[]> =>
    withClient(world.urls.superuser, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1`,
      );
      const found: string[] = [];
      for (const { name } of tables) {
        const { rows } = await client.query(
          `select 1 from ${name} t where t::text like $1 or t::text like $2 limit 1`,
          [`%${text}%`, `%${Buffer.from(text).toString('hex')}%`],
        );
        if (rows.length > 0) found.push(name);
      }
      return found;
    });

  test('stands in its column as hash, mask and ciphertext, another one each time', async ({ assert }) => {
    const ids = [said(await admin.post(PERSON, body(1)), 201).id, said(await admin.post(PERSON, body(1)), 201).id];
    const { rows } = await withClient(world.urls.superuser, (client) =>
      client.query<{ id_no: string }>('select id_no from records.market_person where id = any($1)', [ids]),
    );
    const [one, two] = rows.map(({ id_no: held }) => held.split(':'));
    assert.equal(one![0], 'seal');
    assert.equal(one![1], two![1], 'equal values are found by equal hashes');
    assert.notEqual(one![3], two![3]);
    assert.match(one![2]!, /^\d+\*{6,}[\dX]+$/);
    assert.equal(one!.length, 4);
  });

  test('is plain in no row of any table: of records, audit, outbox, replays, imports, jobs or refusals', async ({
    assert,
  }) => {
    const key = { 'Idempotency-Key': randomUUID() };
    const made = await admin.post(PERSON, body(11), key);
    const at = `${PERSON}/${said(made, 201).id}`;
    await admin.post(PERSON, body(11), key);
    const changed = await admin.patch(at, { id_no: number(12) }, etag(made));
    said(changed, 200);
    said(
      await admin.post(
        `${PERSON}/batch`,
        { operations: [{ op: 'create', body: body(13) }] },
        { 'Idempotency-Key': randomUUID() },
      ),
      200,
    );

    const sheet = [
      '姓名,身份,市场主体,身份证号码',
      `欧阳静好,合作社成员,${subject.uscc},${number(14)}`,
      `欧阳静好,没有的身份,${subject.uscc},${number(15)}`,
      `欧阳静好,合作社成员,${subject.uscc},${number(16).slice(0, 17)}A`,
    ].join('\n');
    const { body: view } = await uploadSheet(world, admin, ENTITY, sheet);
    assert.deepInclude((await step(admin, ENTITY, view, 'check', { mode: 'create', key: null })).view.checked!, {
      created: 1,
      bad: 2,
    });
    assert.deepInclude((await step(admin, ENTITY, view, 'run', { mode: 'create', key: null })).view.counts!, {
      created: 1,
      bad: 2,
    });
    const refused = await admin.get(`${PERSON}/imports/${view.id}/refused`);
    assert.include(String(refused.body), number(15), 'who sent the lines gets the bad ones back as they were');

    const officer = await world.login('changan-officer');
    assert.include([403, 404, 422], (await officer.post(PERSON, body(17))).status);
    assert.equal((await admin.post(PERSON, { ...body(18), part: 'nobody' })).status, 422);
    const purpose = '核对办事人';
    said(await admin.post(`${at}/reveal`, { fields: ['id_no'], purpose }), 200);
    for (const n of [12, 19])
      said(await admin.post(`${PERSON}/find`, { field: 'id_no', value: number(n), purpose }), 200);
    assert.equal(
      (await admin.get(`${PERSON}?filter=${encodeURIComponent(`record.id_no == '${number(20)}'`)}`)).status,
      400,
    );
    await admin.get(`${PERSON}?q=${number(21)}`);
    const job = said(await admin.post(`${PERSON}/exports`, { format: 'csv' }), 202) as unknown as Job;
    assert.equal((await ended(admin, job.id)).state, 'done');
    const gone = await admin.delete(at, etag(changed));
    assert.equal(gone.status, 204);

    assert.isNotEmpty(await tablesWith('欧阳静好'), 'what is not sensitive is found in this way');
    for (let n = 11; n <= 21; n += 1) assert.deepEqual(await tablesWith(number(n)), [], `number ${n}`);
    assert.deepEqual(await tablesWith(number(16).slice(0, 17)), [], 'nor one with a typing error');
    const work = path.join(world.running.services.environment.data, 'work');
    const files = readdirSync(work, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.isNotEmpty(files);
    for (const file of files)
      assert.notInclude(readFileSync(path.join(file.parentPath, file.name), 'utf8'), number(14), file.name);
  }).timeout(60_000);
});
