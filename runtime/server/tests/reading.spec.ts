import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { OPERATORS, SUBJECTS, page, q, type Item, type PageBody, type ProblemBody } from './record_helpers.ts';
import { sharedWorld } from './shared_world.ts';

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

  test('an index over station and validity holds the list of a station in order, and stands in place of the one over the station', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=20&sort=valid_until&fields=valid_until,station`);
    assert.isAbove(items.length, 1);
    await withClient(world.urls.superuser, async (db) => {
      const { rows } = await db.query<{ name: string }>(
        `select indexname as name from pg_indexes where tablename = 'food_operator' and indexdef like '%(tenant_id, station, %'`,
      );
      assert.deepEqual(rows, [{ name: 'food_operator__station__valid_until' }]);
      await db.query('set enable_seqscan = off');
      await db.query('set plan_cache_mode = force_generic_plan');
      await db.query(`prepare page (int4, uuid) as select id from records.food_operator
        where tenant_id = $1 and station = $2 and deleted_at is null order by valid_until, id limit 21`);
      const plan = await db.query<{ 'QUERY PLAN': string }>('explain (costs off) execute page (1, gen_random_uuid())');
      const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.include(text, 'food_operator__station__valid_until');
      assert.notInclude(text, 'Sort');
    });
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

  test('a cursor holds nothing but what the page shows: what is masked, hidden or nobody’s to filter by is no order either', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const masked = ['phone', 'legal_rep', 'legal_rep_id', 'capital'];
    const inside = ['created_by', 'updated_by', 'deleted_at', 'rev', 'search_text', 'ext', 'tenant_id'];
    for (const path of [...masked, ...inside, 'station.updated_by', '-updated_by']) {
      const answer = await client.get(`${SUBJECTS}?limit=1&sort=${path}`);
      assert.equal((answer.body as ProblemBody).faults?.[0]?.code, 'E_QUERY_SORT', path);
    }
    for (const path of ['subject.updated_by', 'subject.phone', 'name'])
      assert.equal((await client.get(`/api/records/market.person?limit=1&sort=${path}`)).status, 400, path);
    const { items, next } = await page(client, `${SUBJECTS}?limit=1&sort=kind,-uscc,version`);
    const [, id, ...keys] = JSON.parse(Buffer.from(next!, 'base64url').toString()) as string[];
    assert.deepEqual(
      [id, ...keys],
      [items[0]!.id, ...['kind', 'uscc', 'version'].map((name) => String(items[0]![name]))],
    );
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
