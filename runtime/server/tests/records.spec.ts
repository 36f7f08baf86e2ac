import { test } from '@japa/runner';
import pg from 'pg';
import { sharedWorld } from './shared_world.ts';
import type { Client } from './world.ts';

interface Item {
  id: string;
  version: number;
  _title: string;
  [field: string]: unknown;
}
interface PageBody {
  items: Item[];
  next: string | null;
  total: { value: number; exact: boolean } | null;
}
interface ProblemBody {
  code: string;
  faults: { code: string; path: string; value: unknown; message: string; record?: { id: string } }[];
  current: Item;
}

const OPERATORS = '/api/records/food.operator';
const SUBJECTS = '/api/records/market.subject';

async function page(client: Client, path: string): Promise<PageBody> {
  const answer = await client.get(path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as PageBody;
}

const q = encodeURIComponent;

test.group('Lists', () => {
  test('pages by key hold every row once and in order, rows without a key last', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const whole = await page(client, `${OPERATORS}?limit=200&sort=last_inspected&fields=last_inspected`);
    const seen: Item[] = [];
    let after: string | null = null;
    do {
      const part: PageBody = await page(
        client,
        `${OPERATORS}?limit=7&sort=last_inspected&fields=last_inspected${after ? `&after=${after}` : ''}`,
      );
      seen.push(...part.items);
      after = part.next;
    } while (after);
    const total = (await page(client, `${OPERATORS}?limit=0&count=exact`)).total!;
    assert.equal(seen.length, total.value);
    assert.equal(new Set(seen.map((item) => item.id)).size, seen.length);
    const dates = seen.map((item) => (item.last_inspected as string | null) ?? '9999');
    assert.deepEqual(dates, [...dates].sort());
    assert.isTrue(dates.includes('9999') && dates.some((date) => date < '9999'), 'both phases occur');
    assert.deepEqual(
      seen.slice(0, whole.items.length).map((item) => item.id),
      whole.items.map((item) => item.id),
    );
  });

  test('several sort keys and a descending one page through the same rows', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const ids = new Set<string>();
    const keys: string[] = [];
    let after: string | null = null;
    do {
      const part: PageBody = await page(
        client,
        `${OPERATORS}?limit=11&sort=-risk,valid_until&fields=risk,valid_until${after ? `&after=${after}` : ''}`,
      );
      for (const item of part.items) {
        ids.add(item.id);
        keys.push(`${String(item.risk)} ${String(item.valid_until)}`);
      }
      after = part.next;
    } while (after);
    assert.equal(ids.size, keys.length);
    const risks = keys.map((key) => key[0]!);
    assert.deepEqual(risks, [...risks].sort().reverse());
    assert.equal(keys.length, (await page(client, `${OPERATORS}?limit=0&count=exact`)).total!.value);
  });

  test('a filter in the language and a named filter give the rows that they say', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const all = await page(client, `${OPERATORS}?limit=200&fields=risk`);
    const filtered = await page(client, `${OPERATORS}?limit=200&fields=risk&filter=${q("record.risk in ['C', 'D']")}`);
    assert.isAbove(filtered.items.length, 0);
    assert.deepEqual(
      filtered.items.map((item) => item.id).sort(),
      all.items
        .filter((item) => item.risk === 'C' || item.risk === 'D')
        .map((item) => item.id)
        .sort(),
    );
    const named = await page(client, `${OPERATORS}?limit=200&fields=risk&filter=high_risk`);
    assert.deepEqual(
      named.items.map((item) => item.id),
      filtered.items.map((item) => item.id),
    );
  });

  test('every fault of a query string comes at once, and none of it reaches the database', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const bad = `record.risc == 'A' || record.risk == 'Z' || record.phone == '1'`;
    const answer = await client.get(
      `${OPERATORS}?sort=phone,nothing&limit=9999&include=nobody&zzz=1&after=xx&filter=${q(bad)}`,
    );
    assert.equal(answer.status, 400);
    const codes = (answer.body as ProblemBody).faults.map((fault) => fault.code);
    for (const code of [
      'E_QUERY_UNKNOWN',
      'E_QUERY_SORT',
      'E_QUERY_LIMIT',
      'E_QUERY_INCLUDE',
      'E_QUERY_CURSOR',
      'E_EXPR_MEMBER_UNKNOWN',
      'E_EXPR_FIELD_FORBIDDEN',
    ]) {
      assert.include(codes, code);
    }
  });

  test('SQL in a filter, a sort, a search or a cursor is text or a fault, never SQL', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const nasty = `'; drop table records.food_operator; --`;
    for (const path of [
      `?filter=${q(nasty)}`,
      `?sort=${q(`id;${nasty}`)}`,
      `?include=${q(nasty)}`,
      `?after=${q(Buffer.from(nasty).toString('base64url'))}`,
      `?fields=${q(nasty)}`,
    ]) {
      assert.equal((await client.get(OPERATORS + path)).status, 400, path);
    }
    assert.equal((await client.get(`${OPERATORS}?q=${q(nasty)}`)).status, 200);
    const quoted = await page(client, `${OPERATORS}?filter=${q(`record.licence_no == "x' or 'a'='a"`)}`);
    assert.equal(quoted.items.length, 0);
    assert.isAbove((await page(client, OPERATORS)).items.length, 0);
  });

  test('a cursor that somebody made up is refused, and reaches nothing', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const made = (...parts: (string | null)[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const id = '00000000-0000-7000-8000-000000000000';
    for (const cursor of [
      made('valid_until', id, 'no date'),
      made('valid_until', 'no id', '2026-01-01'),
      made('risk', id, 'A'),
      'x',
      made('valid_until', '------------------------------------', null),
    ]) {
      assert.equal((await client.get(`${OPERATORS}?sort=valid_until&after=${cursor}`)).status, 400, cursor);
    }
  });

  test('two characters of a name find the shop, by its subject too, and a masked telephone only by what its mask shows', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const found = await page(client, `${OPERATORS}?q=${q('面馆')}`);
    assert.isTrue(found.items.some((item) => item._title.includes('面馆')));
    assert.isTrue(found.items.every((item) => item._title.includes('面馆')));
    const phone = String(found.items[0]!.phone);
    const byTail = await page(client, `${OPERATORS}?q=${q(`${phone.slice(-4)}`)}`);
    assert.isTrue(byTail.items.some((item) => item.id === found.items[0]!.id));
    const wide = await page(client, `${OPERATORS}?q=${q('ＪＹ２')}&limit=1`);
    assert.equal(wide.items.length, 1, 'full-width input is the same text');
  });

  test('a count is capped, exact or left out as asked', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    assert.isNull((await page(client, `${SUBJECTS}?limit=1`)).total);
    const exact = (await page(client, `${SUBJECTS}?limit=0&count=exact`)).total!;
    const capped = (await page(client, `${SUBJECTS}?limit=0&count=capped`)).total!;
    assert.deepEqual(exact, capped);
    assert.isTrue(exact.exact);
  });

  test('include brings the fields of a ref, and its title comes always', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const plain = await page(client, `${OPERATORS}?limit=1`);
    const included = await page(client, `${OPERATORS}?limit=1&include=subject`);
    const ref = (item: Item) => (item._refs as Record<string, Record<string, unknown>>).subject!;
    assert.equal(ref(plain.items[0]!).title, plain.items[0]!._title);
    assert.notProperty(ref(plain.items[0]!), 'uscc');
    assert.match(String(ref(included.items[0]!).uscc), /^[0-9A-Z]{18}$/);
    assert.match(String(ref(included.items[0]!).phone), /\*/, 'masked in an include as everywhere');
  });
});

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

  test('a masked value sent back is refused, left out it stays, replaced whole it is saved', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=3`);
    const item = items[2]!;
    const path = `${OPERATORS}/${item.id}`;
    const version = () => client.get(path).then((answer) => ({ 'If-Match': answer.headers.get('etag')! }));
    const masked = await client.patch(path, { phone: item.phone }, await version());
    assert.equal(masked.status, 422);
    assert.equal((masked.body as ProblemBody).faults[0]!.code, 'E_MASK_WRITTEN');
    const kept = await client.patch(path, { remark: `留着 ${Date.now()}` }, await version());
    assert.equal((kept.body as Item).phone, item.phone);
    const replaced = await client.patch(path, { phone: '13900001234' }, await version());
    assert.equal((replaced.body as Item).phone, '139****1234');
  });

  test('history tells who changed what, in words, and never a masked value', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=4`);
    const path = `${OPERATORS}/${items[3]!.id}`;
    const etag = (await client.get(path)).headers.get('etag')!;
    const risk = items[3]!.risk === 'D' ? 'A' : 'D';
    await client.patch(path, { risk, phone: '13900005678' }, { 'If-Match': etag });
    const answer = await client.get(`${path}/history`);
    assert.equal(answer.status, 200);
    const newest = (
      answer.body as {
        items: { actor: { name: string }; changes: { field: string; before: string | null; after: string | null }[] }[];
      }
    ).items[0]!;
    assert.equal(newest.actor.name, '长安管理员');
    assert.match(newest.changes.find((change) => change.field === 'risk')!.after!, /级/);
    assert.equal(newest.changes.find((change) => change.field === 'phone')!.after, '139****5678');
    assert.notInclude(JSON.stringify(answer.body), '13900005678');
  });

  test('names in rows leave masked, and rows sent back with their masks keep the names they had', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=1&filter=${q('size(record.staff) > 0')}`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const rows = items[0]!.staff as { id: string; name: string; health_until: string }[];
    assert.match(rows[0]!.name, /\*/);
    const superuser = new pg.Client({ connectionString: world.urls.superuser! });
    await superuser.connect();
    const names = async () =>
      (
        await superuser.query<{ name: string }>(
          `select e ->> 'name' as name from records.food_operator o, jsonb_array_elements(o.staff) e where o.id = $1`,
          [items[0]!.id],
        )
      ).rows.map((row) => row.name);
    try {
      const before = await names();
      assert.isTrue(before.every((name) => !name.includes('*')));
      const changed = rows.map((row, i) => (i === 0 ? { ...row, health_until: '2028-08-08' } : row));
      const saved = await client.patch(
        path,
        { staff: [...changed, { name: '新来的', post: 'chef', health_until: '2028-01-01' }] },
        { 'If-Match': `"${items[0]!.version}"` },
      );
      if (saved.status !== 200) assert.fail(JSON.stringify(saved.body));
      assert.deepEqual(await names(), [...before, '新来的']);
      const foreign = await client.patch(
        path,
        { staff: [{ name: '王**', post: 'chef', health_until: '2028-01-01' }] },
        { 'If-Match': saved.headers.get('etag')! },
      );
      assert.equal(foreign.status, 422, 'a mask without its row is no name');
    } finally {
      await superuser.end();
    }
  });

  test('suz-075: a masked value is seen in clear only with a purpose, by who may, and it stands in the history first', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=1&filter=${q('has(record.subject)')}`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const none = await client.post(`${path}/reveal`, { fields: ['phone'] });
    assert.equal(none.status, 422);
    assert.equal(
      (await client.post(`${path}/reveal`, { fields: ['manager'], purpose: '联系当事人' })).status,
      403,
      'the role shows the telephone only',
    );
    assert.equal((await client.post(`${path}/reveal`, { fields: ['licence_no'], purpose: '联系当事人' })).status, 403);
    const foreign = await world.login('changan-officer3');
    assert.equal((await foreign.post(`${path}/reveal`, { fields: ['phone'], purpose: '联系当事人' })).status, 404);
    const answer = await client.post(`${path}/reveal`, { fields: ['phone'], purpose: '联系当事人' });
    assert.equal(answer.status, 200);
    const phone = (answer.body as { values: { phone: string } }).values.phone;
    assert.match(phone, /^\d[\d-]+$/);
    const [newest] = ((await client.get(`${path}/history`)).body as { items: { action: string; note: string }[] })
      .items;
    assert.equal(newest!.action, 'reveal');
    assert.include(newest!.note, '联系当事人');
    assert.notInclude(newest!.note, phone);
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
});
