import { randomUUID } from 'node:crypto';
import { test } from '@japa/runner';
import { addPackage } from './added_package.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

const PERSON = '/api/records/core.person';
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

  test('serves thirty writers at once without anybody waiting for a connection that he keeps from himself', async () => {
    await Promise.all(Array.from({ length: 30 }, writeAll));
  }).timeout(120_000);
});
