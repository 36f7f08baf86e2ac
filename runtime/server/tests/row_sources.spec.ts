import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { baseOf } from '../records/names.ts';
import { addPackage } from './added_package.ts';
import { startWorld, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
type Row = Json & { id: string };
interface Faulty {
  code: string;
  faults: { code: string; path: string }[];
}

const at = (entity: string, more = '') => `/api/records/gauge.${entity}${more}`;
const faults = (body: unknown): string[] => (body as Faulty).faults.map(({ code, path }) => `${path} ${code}`);

test.group('Rows that nobody adds by hand', (group) => {
  let world: World;
  let keeper: Client;
  let reader: Client;
  let numbers = 0;
  group.setup(async () => {
    world = await startWorld({ subjects: 30 });
    const account = (login: string, role: string) => ({
      login,
      name: '计量员',
      roles: ['core.staff', role],
      org_code: 'CA',
    });
    await addPackage(world, {
      folder: 'examples/gauge',
      entry: 'gauge: 1.0.0',
      tenant: 'changan',
      account: account('gauge-keeper', 'gauge.keeper'),
      also: [{ tenant: 'changan', account: account('gauge-reader', 'gauge.reader') }],
    });
    keeper = await world.login('gauge-keeper');
    reader = await world.login('gauge-reader');
  });
  group.teardown(() => world.stop());

  const pump = (more: Json = {}): Json => ({ maker: '正星', serial: `P${(numbers += 1)}`, ...more });
  const made = async (entity: string, body: Json, client = keeper): Promise<Json & { id: string; version: number }> => {
    const answer = await client.post(at(entity), body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as Json & { id: string; version: number };
  };
  const twoGuns = () =>
    made('pump', pump({ gun_count: 2, guns: [{ factory_no: 'A', keeper_phone: '13812342046' }, { factory_no: 'B' }] }));

  test('a number says how many rows there are, and a cell may be filled with the place of its row', async ({
    assert,
  }) => {
    const { id, guns } = await twoGuns();
    assert.deepEqual(
      (guns as Row[]).map(({ no, factory_no }) => [no, factory_no]),
      [
        [1, 'A'],
        [2, 'B'],
      ],
    );
    const few = await keeper.post(at('pump'), pump({ gun_count: 3, guns: [{ factory_no: 'A' }] }));
    assert.deepEqual(faults(few.body), ['guns E_ROWS_COUNT']);
    const none = await keeper.post(at('pump'), pump({ gun_count: 1 }));
    assert.deepEqual(faults(none.body), ['guns[0].factory_no E_REQUIRED']);
    const more = await keeper.patch(at('pump', `/${id}`), { gun_count: 5 }, { 'If-Match': '"1"' });
    assert.deepEqual(faults(more.body), ['guns E_ROWS_COUNT']);
    const found = await keeper.get(
      at('pump', `?filter=${encodeURIComponent("record.guns.exists(g, g.index == 2 && g.factory_no == 'B')")}`),
    );
    assert.include(JSON.stringify(found.body), id);
  });

  test('a cell is asked for by what its own row says', async ({ assert }) => {
    const guns = [
      { factory_no: 'A', sealed: false },
      { factory_no: 'B', sealed: true },
    ];
    const answer = await keeper.post(at('pump'), pump({ gun_count: 2, guns }));
    assert.deepEqual(faults(answer.body), ['guns[0].why E_REQUIRED']);
  });

  test('one row a code: filled in when none are sent, held when some are, retired codes left alone', async ({
    assert,
  }) => {
    const { id: pumpId } = await twoGuns();
    const { id, checks } = await made('verification', { pump: pumpId, guns: [] });
    const rows = checks as Row[];
    assert.deepEqual(
      rows.map(({ item, verdict }) => [item, verdict]),
      [
        ['look', 'pass'],
        ['seal', 'pass'],
        ['error', 'pass'],
      ],
    );
    const send = (items: Json[]) => keeper.post(at('verification'), { pump: pumpId, guns: [], checks: items });
    const [look, seal, error] = ['look', 'seal', 'error'].map((item) => ({ item }));
    assert.deepEqual(faults((await send([look!, seal!])).body), ['checks E_ROWS_EACH']);
    assert.deepEqual(faults((await send([look!, seal!, error!, look!])).body), ['checks E_ROWS_EACH']);
    assert.equal((await send([error!, look!, seal!])).status, 201);
    const changed = rows.map((row) => (row.item === 'seal' ? { ...row, verdict: 'fail' } : row));
    const patched = await keeper.patch(at('verification', `/${id}`), { checks: changed }, { 'If-Match': '"1"' });
    assert.equal(patched.status, 200, JSON.stringify(patched.body));
  });

  test('rows are copied from the chosen record, and no copy can be forged', async ({ assert }) => {
    const { id: pumpId, guns } = await twoGuns();
    const [a, b] = guns as [Row, Row];
    const answer = await keeper.post(at('verification', '/rows/guns'), { record: { pump: pumpId } });
    const { rows } = answer.body as { rows: Row[] };
    assert.deepEqual(
      rows.map(({ gun, no, factory_no, keeper_phone }) => [gun, no, factory_no, keeper_phone]),
      [
        [a.id, 1, 'A', '138****2046'],
        [b.id, 2, 'B', null],
      ],
    );
    const forged = [{ gun: b.id, factory_no: 'FORGED', no: 9, verdict: 'pass' }];
    const { id, guns: kept } = await made('verification', { pump: pumpId, guns: forged });
    assert.deepEqual(
      (kept as Row[]).map(({ gun, no, factory_no, verdict }) => [gun, no, factory_no, verdict]),
      [[b.id, 2, 'B', 'pass']],
    );
    const strange = [{ gun: '00000000-0000-4000-8000-000000000000', verdict: 'pass' }];
    assert.deepEqual(faults((await keeper.post(at('verification'), { pump: pumpId, guns: strange })).body), [
      'guns[0] E_ROWS_SOURCE',
    ]);
    // The pump changes later, the copy does not; nor by hand.
    const renamed = [
      { ...a, factory_no: 'A2' },
      { ...b, factory_no: 'B2' },
    ];
    assert.equal((await keeper.patch(at('pump', `/${pumpId}`), { guns: renamed }, { 'If-Match': '"1"' })).status, 200);
    const [row] = kept as [Row];
    const edited = [{ ...row, factory_no: 'C', verdict: 'fail' }];
    const patched = await keeper.patch(at('verification', `/${id}`), { guns: edited }, { 'If-Match': '"1"' });
    assert.deepInclude((patched.body as { guns: Row[] }).guns[0], { factory_no: 'B', verdict: 'fail' });
  });

  test('nothing sent takes every row that needs nobody; a personal cell arrives masked and is stored whole', async ({
    assert,
  }) => {
    const { id: pumpId } = await twoGuns();
    const refused = await keeper.post(at('verification'), { pump: pumpId });
    assert.deepEqual(faults(refused.body), ['guns[0].verdict E_REQUIRED', 'guns[1].verdict E_REQUIRED']);
    const { rows } = (await keeper.post(at('verification', '/rows/guns'), { record: { pump: pumpId } })).body as {
      rows: Row[];
    };
    const { id, guns } = await made('verification', {
      pump: pumpId,
      guns: rows.map((row) => ({ ...row, verdict: 'pass' })),
    });
    assert.equal((guns as Row[])[0]!.keeper_phone, '138****2046');
    await withClient(world.urls.superuser, async (client) => {
      const stored = await client.query(
        `select guns::text as guns from ${baseOf('gauge.verification')} where id = $1`,
        [id],
      );
      assert.include((stored.rows as { guns: string }[])[0]!.guns, '13812342046');
    });
  });

  test('a query is taken once, as it stands on that day', async ({ assert }) => {
    const number = `JJG ${Date.now()}`;
    await made('basis', { number, valid_until: '2030-01-01' });
    await made('basis', { number: `${number}-old`, valid_until: '2020-01-01' });
    const { id: pumpId } = await twoGuns();
    const { bases } = await made('verification', {
      pump: pumpId,
      guns: [],
      verified_on: '2026-05-05',
      bases: [{ number: 'FORGED' }],
    });
    assert.deepEqual(
      (bases as Row[]).map((row) => [row.number, row.until]),
      [[number, '2030-01-01']],
    );
  });

  test('what a role does not see is not copied for it', async ({ assert }) => {
    const { id: pumpId, guns } = await twoGuns();
    const preview = await reader.post(at('verification', '/rows/guns'), { record: { pump: pumpId } });
    assert.deepEqual(preview.body, { rows: [] });
    const [gun] = guns as [Row];
    const answer = await reader.post(at('verification'), { pump: pumpId, guns: [{ gun: gun.id, verdict: 'pass' }] });
    assert.deepEqual(faults(answer.body), ['guns[0] E_ROWS_SOURCE']);
    const { bases } = await made('verification', { pump: pumpId, guns: [] }, reader);
    assert.deepEqual(bases, []);
    assert.equal((await reader.post(at('pump', '/rows/guns'), { record: {} })).status, 403);
    assert.equal((await keeper.post(at('pump', '/rows/guns'), { record: {} })).status, 404);
  });
});
