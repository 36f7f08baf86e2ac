import { randomUUID } from 'node:crypto';
import { test } from '@japa/runner';
import { addPackage } from './added_package.ts';
import { ended, importSheet } from './transfer_helpers.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

const PERSON = '/api/records/core.person';
const ACCOUNT = '/api/records/core.account';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==',
  'base64',
);

// With one connection for the whole server, whatever holds it and asks for a second would wait for itself for ever.
test.group('A pool of one connection', (group) => {
  let world: World;
  let client: Client;
  let org: string;
  group.setup(async () => {
    world = await startWorld({ subjects: 30, environment: { pool: 1 } });
    await addPackage(world, {
      folder: 'examples/all_fields',
      entry: 'sample: 1.0.0',
      tenant: 'changan',
      account: {
        login: 'one-keeper',
        name: '样例员',
        roles: ['core.admin', 'core.staff', 'market.viewer', 'sample.keeper'],
        org_code: 'CA',
      },
    });
    client = await world.login('one-keeper');
    org = ((await client.get('/api/records/core.org?limit=1')).body as { items: { id: string }[] }).items[0]!.id;
  });
  group.teardown(() => world.stop());

  const person = (staffNo: string) => ({ name: '王建国', staff_no: staffNo, org });
  const ok = (answer: Answer): Answer => {
    if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };
  /** One of every sort of write, on a record of its own. */
  const writeAll = async (): Promise<void> => {
    const staffNo = randomUUID().slice(0, 18);
    const made = ok(await client.post(PERSON, person(staffNo), { 'Idempotency-Key': randomUUID() }));
    const { id } = made.body as { id: string };
    const etag = (answer: Answer) => ({ 'If-Match': answer.headers.get('etag')! });
    const changed = ok(await client.patch(`${PERSON}/${id}`, { name: '李秀英' }, etag(made)));
    ok(await client.delete(`${PERSON}/${id}`, etag(changed)));
    ok(await client.post(`${PERSON}/${id}/restore`, {}, { 'If-Match': '"3"' }));
    const twice = await client.post(PERSON, person(staffNo));
    if (twice.status !== 409) throw new Error(`the same number again: ${twice.status}`);
    const form = new FormData();
    form.append('file', new Blob([PNG], { type: 'image/png' }), '照片.png');
    ok(await client.post('/api/files', form));
  };

  test('serves every sort of write, one after the other', async () => {
    await writeAll();
  });

  test('serves a record with files, drawn numbers and a gapless number', async ({ assert }) => {
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'changan')!;
    const sheet = state.model.entities['sample.sheet']!;
    assert.isTrue(sheet.fields.some(({ type }) => type === 'sequence'));
    const form = new FormData();
    form.append('file', new Blob([PNG], { type: 'image/png' }), '照片.png');
    const file = ok(await client.post('/api/files', form)).body as { id: string };
    const image = sheet.fields.find(({ type }) => type === 'image')!.name;
    ok(await client.post('/api/records/sample.sheet', { name: '甲', [image]: file }));
  });

  /** One of every act that is more than a write: several at once, a sheet, a value in clear, a refusal, somebody seen off. */
  const actAll = async (n: number): Promise<void> => {
    const staffNo = (): string => randomUUID().slice(0, 18);
    const operations = [staffNo(), staffNo()].map((no) => ({
      op: 'create',
      body: { ...person(no), phone: '13912345678' },
    }));
    const made = ok(await client.post(`${PERSON}/batch`, { operations }, { 'Idempotency-Key': randomUUID() }));
    const [leaver, successor] = (made.body as { results: { id: string }[] }).results;
    ok(await client.post(`${PERSON}/${leaver!.id}/reveal`, { fields: ['phone'], purpose: '联系本人' }));
    const refused = await client.post('/api/records/market.subject', { name: '无权' });
    if (refused.status !== 403) throw new Error(`who only reads writes: ${refused.status}`);

    const sheet = `姓名,工号,所在机构,人员类别\n${[1, 2, 3].map(() => `张三,${staffNo()},CA,协管员`).join('\n')}`;
    const { job, view } = await importSheet(world, client, 'core.person', sheet);
    if (job.state !== 'done' || view.counts!.created !== 3) throw new Error(JSON.stringify(view));

    const account = ok(await client.post(ACCOUNT, { login: `leaver.${n}`, name: '离岗', person: leaver!.id }));
    ok(await client.post(`${ACCOUNT}/${(account.body as { id: string }).id}/hand-over`, { to: successor!.id }));
  };

  test('serves batches, imports, values in clear, refusals and hand-overs, all of them at once', async () => {
    await Promise.all(Array.from({ length: 4 }, (_, n) => actAll(n)));
  }).timeout(120_000);

  test('serves writers while a revision is published', async ({ assert }) => {
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'changan')!;
    const draft = ok(
      await client.post('/api/door/drafts', {
        title: '试用',
        message: '为测试',
        changes: [
          {
            path: 'tenants/changan/patches/one.test.yaml',
            text: 'kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\nset:\n  fields.x_one: { type: string, label: 试用字段 }\n',
          },
        ],
      }),
    ).body as { id: string };
    const { hash } = ok(await client.post(`/api/door/drafts/${draft.id}/plan`)).body as { hash: string };
    const applied = ok(await client.post(`/api/door/drafts/${draft.id}/apply`, { hash })).body as { job: string };
    const [job] = await Promise.all([ended(client, applied.job, 60), ...Array.from({ length: 6 }, writeAll)]);
    assert.equal(job.state, 'done', JSON.stringify(job));
    assert.isAbove(((await client.get('/api/door')).body as { rev: number }).rev, state.model_rev);
  }).timeout(120_000);

  test('serves thirty writers at once without anybody waiting for a connection that he keeps from himself', async () => {
    await Promise.all(Array.from({ length: 30 }, writeAll));
  }).timeout(120_000);
});
