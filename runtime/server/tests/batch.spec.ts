// Several writes at once: whole or not at all, with every fault at its operation.
import { test } from '@japa/runner';
import { startWorld, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
const ORGS = '/api/records/core.org';

test.group('A batch', (group) => {
  let world: World;
  let admin: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    admin = await world.login('changan-admin');
  });
  group.teardown(() => world.stop());

  interface Said {
    status: number;
    code: string;
    faults: { index: number; code: string; path: string }[];
    results: { id: string; version: number; record: Json | null }[];
    replayed: boolean;
  }
  const batch = async (operations: unknown, headers: Record<string, string> = {}): Promise<Said> => {
    const answer = await admin.post(`${ORGS}/batch`, { operations }, headers);
    return { status: answer.status, ...(answer.body as object) } as Said;
  };
  const org = (n: string, more: Json = {}): Json => ({
    name: `第${n}监管所`,
    short_name: `${n}所`,
    code: `CA-B${n}`,
    kind: 'bureau',
    ...more,
  });
  const count = async (): Promise<number> =>
    ((await admin.get(`${ORGS}?limit=0&count=exact`)).body as { total: { value: number } }).total.value;
  const places = (said: Said): [number, string, string][] =>
    said.faults.map(({ index, code, path }) => [index, code, path]);

  test('creates, changes, deletes and restores in one act, each with its history', async ({ assert }) => {
    const made = await batch([
      { op: 'create', body: org('1') },
      { op: 'create', body: org('2') },
      { op: 'create', body: org('3') },
    ]);
    assert.equal(made.status, 200, JSON.stringify(made));
    const [a, b, c] = made.results;
    const next = await batch([
      { op: 'update', id: a!.id, version: a!.version, body: { address: '建设大街 1 号' } },
      { op: 'delete', id: b!.id, version: b!.version },
      { op: 'update', id: c!.id, version: c!.version, body: {} },
    ]);
    assert.equal(next.status, 200, JSON.stringify(next));
    assert.deepEqual(
      next.results.map(({ record }) => record?.address ?? null),
      ['建设大街 1 号', null, null],
    );
    assert.isNull(next.results[1]!.record);
    assert.equal((await admin.get(`${ORGS}/${b!.id}`)).status, 404);
    const back = await batch([{ op: 'restore', id: b!.id, version: b!.version + 1 }]);
    assert.equal(back.status, 200, JSON.stringify(back));
    const history = (await admin.get(`${ORGS}/${b!.id}/history`)).body as { items: { action: string }[] };
    assert.deepEqual(history.items.map(({ action }) => action).slice(0, 3), ['restore', 'delete', 'create']);
  });

  test('one fault and nothing is written; all faults come at once, each with its operation', async ({ assert }) => {
    const before = await count();
    const said = await batch([
      { op: 'create', body: org('4') },
      { op: 'create', body: org('5', { kind: 'nothing', name: '' }) },
      { op: 'update', id: '0199aaaa-0000-7000-8000-000000000001', version: 1, body: { address: 'x' } },
      { op: 'create', body: 7 },
    ]);
    assert.equal(said.code, 'E_BATCH_REFUSED');
    assert.sameDeepMembers(
      said.faults.map(({ index, path }) => [index, path]),
      [
        [1, 'name'],
        [1, 'kind'],
        [2, ''],
        [3, ''],
      ],
    );
    assert.equal(await count(), before);
  });

  test('what only the database knows is told for all of them too: taken keys, refs to nothing, a row that moved on', async ({
    assert,
  }) => {
    const before = await count();
    const nowhere = '0199aaaa-0000-7000-8000-000000000009';
    const { results } = await batch([{ op: 'create', body: org('6') }]);
    const target = results[0]!;
    const said = await batch([
      { op: 'create', body: org('7') },
      { op: 'create', body: org('8', { code: 'CA-B7' }) },
      { op: 'create', body: org('9', { parent: nowhere }) },
      { op: 'update', id: target.id, version: target.version, body: { parent: nowhere } },
      { op: 'create', body: org('6') },
    ]);
    assert.deepEqual(places(said), [
      [1, 'E_KEY_TAKEN', 'code'],
      [2, 'E_REF_NONE', 'parent'],
      [3, 'E_REF_NONE', 'parent'],
      [4, 'E_KEY_TAKEN', 'code'],
    ]);
    assert.equal(await count(), before + 1);
    const stale = await batch([
      { op: 'create', body: org('10') },
      { op: 'delete', id: target.id, version: target.version + 5 },
    ]);
    assert.deepEqual(places(stale), [[1, 'E_MATCH_STALE', '']]);
    assert.equal(await count(), before + 1);
  });

  test('two batches over the same rows at the same second: one is written whole, the other not at all', async ({
    assert,
  }) => {
    const { results } = await batch([
      { op: 'create', body: org('11') },
      { op: 'create', body: org('12') },
    ]);
    const change = (address: string): Promise<Said> =>
      batch(results.map(({ id, version }) => ({ op: 'update', id, version, body: { address } })));
    const said = await Promise.all([change('甲'), change('乙'), change('丙')]);
    const good = said.filter(({ status }) => status === 200);
    assert.lengthOf(good, 1, JSON.stringify(said));
    const won = good[0]!.results.map(({ record }) => record!.address);
    const now = await Promise.all(
      results.map(async ({ id }) => ((await admin.get(`${ORGS}/${id}`)).body as Json).address),
    );
    assert.deepEqual(now, won);
  });

  test('sent twice with one key it is written once, and the key with another body is refused', async ({ assert }) => {
    const before = await count();
    const operations = [
      { op: 'create', body: org('13') },
      { op: 'create', body: org('14') },
    ];
    const key = { 'Idempotency-Key': 'batch-key-0001' };
    const both = await Promise.all([batch(operations, key), batch(operations, key), batch(operations, key)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200, 200],
      JSON.stringify(both),
    );
    assert.lengthOf(
      both.filter(({ replayed }) => !replayed),
      1,
    );
    assert.equal(new Set(both.map(({ results }) => JSON.stringify(results.map(({ id }) => id)))).size, 1);
    assert.equal(await count(), before + 2);
    assert.equal((await batch([{ op: 'create', body: org('15') }], key)).code, 'E_IDEMPOTENCY_REUSED');
  });

  test('rights are those of each act, and no more than two hundred go at once', async ({ assert }) => {
    const officer = await world.login('changan-officer');
    const refused = await officer.post(`${ORGS}/batch`, { operations: [{ op: 'create', body: org('16') }] });
    assert.equal((refused.body as Said).faults[0]!.code, 'E_GRANT_CREATE');
    assert.equal((await officer.post('/api/records/core.none/batch', { operations: [] })).status, 404);
    for (const wrong of [[], null, {}, Array.from({ length: 201 }, () => ({ op: 'create', body: {} }))])
      assert.equal((await batch(wrong)).code, 'E_BATCH_FORM');
    const odd = await batch([
      { op: 'drop' },
      { op: 'update', id: 'x' },
      { op: 'delete', id: '0199aaaa-0000-7000-8000-000000000001', version: 1 },
      { op: 'delete', id: '0199AAAA-0000-7000-8000-000000000001', version: 1 },
    ]);
    assert.deepEqual(
      odd.faults.map(({ index, path }) => [index, path]),
      [
        [0, 'op'],
        [1, 'version'],
        [3, 'id'],
      ],
    );
    const many = await batch(
      Array.from({ length: 200 }, (_, i) => ({ op: 'create', body: org(`C${i}`, { code: `CA-C${i}` }) })),
    );
    assert.equal(many.status, 200, JSON.stringify(many.faults));
    assert.equal(new Set(many.results.map(({ id }) => id)).size, 200);
  });
});
