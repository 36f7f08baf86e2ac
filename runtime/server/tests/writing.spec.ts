import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { OPERATORS, page, q, type Item, type ProblemBody } from './record_helpers.ts';
import { sharedWorld } from './shared_world.ts';

test.group('Writing', () => {
  test('an edit needs the version it saw: 428 without, 412 when somebody was first, with the record as it is now', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [mine, theirs] = [await world.login('changan-officer'), await world.login('changan-officer2')];
    const { items } = await page(mine, `${OPERATORS}?limit=1`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const etag = (await mine.get(path)).headers.get('etag')!;
    assert.equal((await mine.patch(path, { remark: 'a' })).status, 428);
    const saved = await theirs.patch(path, { remark: `第二人 ${Date.now()}` }, { 'If-Match': etag });
    assert.equal(saved.status, 200);
    const clash = await mine.patch(path, { remark: 'b' }, { 'If-Match': etag });
    assert.equal(clash.status, 412);
    assert.equal((clash.body as ProblemBody).code, 'E_MATCH_STALE');
    assert.equal((clash.body as ProblemBody).current.remark, (saved.body as Item).remark);
    assert.equal((await mine.get(path)).headers.get('etag'), saved.headers.get('etag'));
  });

  test('of two edits of one version exactly one is saved, however they meet', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=2`);
    const path = `${OPERATORS}/${items[1]!.id}`;
    const etag = (await client.get(path)).headers.get('etag')!;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => client.patch(path, { remark: `并发 ${i}` }, { 'If-Match': etag })),
    );
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 412, 412, 412, 412, 412, 412, 412]);
  });

  test('a write answers the fields and refs that it is asked for, and a hidden or unknown one is a fault before anything is written', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=3`);
    const path = `${OPERATORS}/${items[2]!.id}`;
    const etag = (await client.get(path)).headers.get('etag')!;
    const refused = await client.patch(`${path}?fields=remark,nothing`, { remark: '不写' }, { 'If-Match': etag });
    assert.deepEqual([refused.status, (refused.body as ProblemBody).code], [400, 'E_QUERY_INVALID']);
    const answer = await client.patch(
      `${path}?fields=remark,station&include=station`,
      { remark: '只答所问' },
      { 'If-Match': etag },
    );
    assert.equal(answer.status, 200);
    const asked = (await client.get(`${path}?fields=remark,station&include=station`)).body as Record<string, unknown>;
    assert.deepEqual(answer.body, asked);
    assert.equal(asked.remark, '只答所问');
    assert.isFalse('risk' in asked);
    assert.property((asked._refs as Record<string, object>).station, 'name');
  });

  test('a create with faults names all of them, and nothing is written', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const before = (await page(client, `${OPERATORS}?limit=0&count=exact`)).total!.value;
    const answer = await client.post(OPERATORS, {
      licence_no: 'JY1',
      issued_on: '2026-02-30',
      category: 'zz',
      station: 'no',
      employees: 'many',
      nothing: 1,
    });
    assert.equal(answer.status, 422);
    const faults = (answer.body as ProblemBody).faults;
    for (const path of [
      'licence_no',
      'issued_on',
      'category',
      'station',
      'employees',
      'nothing',
      'subject',
      'address',
    ]) {
      assert.isTrue(
        faults.some((fault) => fault.path === path),
        path,
      );
    }
    assert.equal((await page(client, `${OPERATORS}?limit=0&count=exact`)).total!.value, before);
  });

  test('a double submit makes one record, and the same key with other content is refused', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, '/api/records/core.org?limit=1&filter=' + q("record.kind == 'station'"));
    const person = { name: '双提交', staff_no: `D${Date.now()}`, org: items[0]!.id, kind: 'civil' };
    const key = { 'Idempotency-Key': `submit-${Date.now()}` };
    const answers = await Promise.all([1, 2, 3].map(() => client.post('/api/records/core.person', person, key)));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 201]);
    assert.equal(new Set(answers.map((answer) => (answer.body as Item).id)).size, 1);
    const other = await client.post('/api/records/core.person', { ...person, name: '另一人' }, key);
    assert.equal(other.status, 409);
    assert.equal((other.body as ProblemBody).code, 'E_IDEMPOTENCY_REUSED');
  });

  test('a unique key is held by one record: taken on create, given up by delete, asked for by restore', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, '/api/records/core.org?limit=1&filter=' + q("record.kind == 'station'"));
    const person = { name: '钥匙', staff_no: `K${Date.now()}`, org: items[0]!.id, kind: 'civil' };
    const first = await client.post('/api/records/core.person', person);
    assert.equal(first.status, 201);
    const { id } = first.body as Item;
    const second = await client.post('/api/records/core.person', person);
    assert.equal(second.status, 409);
    const fault = (second.body as ProblemBody).faults[0]!;
    assert.equal(fault.code, 'E_KEY_TAKEN');
    assert.equal(fault.path, 'staff_no');
    assert.equal(fault.record?.id, id);
    assert.equal((await client.delete(`/api/records/core.person/${id}`, { 'If-Match': '"1"' })).status, 204);
    assert.equal((await client.get(`/api/records/core.person/${id}`)).status, 404);
    const bin = await page(client, '/api/records/core.person?deleted=only&limit=200');
    assert.isTrue(bin.items.some((item) => item.id === id));
    const third = await client.post('/api/records/core.person', person);
    assert.equal(third.status, 201);
    const refused = await client.post(`/api/records/core.person/${id}/restore`, undefined, { 'If-Match': '"2"' });
    assert.equal(refused.status, 409);
    await client.delete(`/api/records/core.person/${(third.body as Item).id}`, { 'If-Match': '"1"' });
    const restored = await client.post(`/api/records/core.person/${id}/restore`, undefined, { 'If-Match': '"2"' });
    assert.equal(restored.status, 200);
    assert.equal((await client.get(`/api/records/core.person/${id}`)).status, 200);
  });

  test('what somebody last wrote names the record while it is there: not in the recycle bin, and again when it is back', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, '/api/records/core.org?limit=1');
    const made = await client.post('/api/records/core.person', {
      name: '最近',
      staff_no: `Z${Date.now()}`,
      org: items[0]!.id,
    });
    const { id } = made.body as Item;
    const path = `/api/records/core.person/${id}`;
    const recent = async (): Promise<string | undefined> => {
      const { body } = await client.get('/api/me/recent');
      return (body as { items: { id: string; title: string }[] }).items.find((item) => item.id === id)?.title;
    };
    assert.equal(await recent(), '最近');
    assert.equal((await client.delete(path, { 'If-Match': '"1"' })).status, 204);
    assert.isUndefined(await recent());
    assert.equal((await client.post(`${path}/restore`, undefined, { 'If-Match': '"2"' })).status, 200);
    assert.equal(await recent(), '最近');
  });

  test('of many creates with one key exactly one goes in', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, '/api/records/core.org?limit=1&filter=' + q("record.kind == 'station'"));
    const person = { name: '抢号', staff_no: `R${Date.now()}`, org: items[0]!.id, kind: 'civil' };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => client.post('/api/records/core.person', person)),
    );
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
    assert.equal(answers.filter((answer) => answer.status === 409).length, 11);
  });

  test('an officer changes only the fields of his grant, and cannot push a row out of his station', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=1`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const etag = (await client.get(path)).headers.get('etag')!;
    const locked = await client.patch(path, { issuer: '别的机关' }, { 'If-Match': etag });
    assert.equal(locked.status, 403);
    assert.equal((locked.body as ProblemBody).code, 'E_GRANT_UPDATE');
    const head = await (await sharedWorld()).login('changan-head');
    const stations = await page(head, '/api/records/core.org?limit=50&filter=' + q("record.kind == 'station'"));
    const elsewhere = stations.items.find((item) => item.id !== items[0]!.station)!;
    const pushed = await head.patch(path, { station: elsewhere.id }, { 'If-Match': etag });
    assert.equal(pushed.status, 403);
    assert.equal((await client.get(path)).headers.get('etag'), etag);
  });

  test('two rows of one record with one id are refused at the second, however the id is written', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=1&filter=${q('size(record.staff) > 0')}`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const rows = items[0]!.staff as { id: string }[];
    for (const id of [rows[0]!.id, rows[0]!.id.toUpperCase()]) {
      const etag = (await client.get(path)).headers.get('etag')!;
      const answer = await client.patch(path, { staff: [...rows, { ...rows[0], id }] }, { 'If-Match': etag });
      assert.equal(answer.status, 422);
      assert.deepEqual(
        (answer.body as ProblemBody).faults.map(({ code, path: at }) => [code, at]),
        [['E_ROW_TWICE', `staff[${rows.length}].id`]],
      );
    }
  });

  test('what is no JSON object, too deep or of another type is refused, and the server stays up', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    for (const body of ['[]', '"x"', '{"name":', `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`]) {
      const answer = await client.post('/api/records/core.person', body, { 'Content-Type': 'application/json' });
      assert.include([400, 422], answer.status, body.slice(0, 20));
    }
    const nul = await client.post('/api/records/core.person', { name: 'a\u0000b', staff_no: '\u0000' });
    assert.equal(nul.status, 422);
    assert.equal((await client.get('/health/ready')).status, 200);
  });

  test('of what was before a change the audit keeps what changed, and history tells it whole', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=4`);
    const { id } = items[3]!;
    const path = `${OPERATORS}/${id}`;
    const start = await client.get(path);
    const { remark } = start.body as Item;
    const saved = await client.patch(path, { remark: '改后' }, { 'If-Match': start.headers.get('etag')! });
    assert.equal(saved.status, 200);
    const kept = await withClient(world.urls.superuser, async (db) => {
      const { rows } = await db.query<{ before: object; after: object }>(
        'select before, after from platform.audit where record = $1 order by seq desc limit 1',
        [id],
      );
      return rows[0]!;
    });
    assert.sameMembers(Object.keys(kept.before), [
      ...['remark', 'version', 'rev', 'updated_at', 'updated_by', 'deleted_at', 'quarantined'],
    ]);
    assert.includeMembers(Object.keys(kept.after), [...Object.keys(kept.before), 'id', 'licence_no', 'station']);
    const { items: told } = (await client.get(`${path}/history`)).body as {
      items: { changes: { field: string; before: string | null; after: string | null }[] }[];
    };
    assert.deepEqual(
      told[0]!.changes.map(({ field, before, after }) => [field, before, after]),
      [['remark', remark ?? null, '改后']],
    );
  });
});
