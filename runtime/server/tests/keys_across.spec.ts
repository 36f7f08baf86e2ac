import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { addPackage } from './added_package.ts';
import { importSheet } from './transfer_helpers.ts';
import { startWorld, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
interface Faulty {
  code: string;
  faults: { code: string; path: string; record?: unknown; message: string }[];
}

const PUMP = '/api/records/gauge.pump';
const account = (bureau: string, code: string) => ({
  tenant: bureau,
  account: { login: `${bureau}-gauge`, name: '计量员', roles: ['core.staff', 'gauge.keeper'], org_code: code },
});

test.group('Keys across bureaus', (group) => {
  let world: World;
  let changan: Client;
  let luquan: Client;
  let city: Client;
  let numbers = 0;
  group.setup(async () => {
    world = await startWorld({ subjects: 30 });
    await addPackage(world, {
      folder: 'examples/gauge',
      entry: 'gauge: 1.0.0',
      ...account('changan', 'CA'),
      also: [account('luquan', 'LQ'), account('shijiazhuang', 'SJZ')],
    });
    changan = await world.login('changan-gauge');
    luquan = await world.login('luquan-gauge');
    city = await world.login('shijiazhuang-gauge');
  });
  group.teardown(() => world.stop());

  const pump = (more: Json = {}): Json => ({ maker: '托肯恒山', serial: `N${(numbers += 1)}`, ...more });
  const made = async (client: Client, body: Json): Promise<string> => {
    const answer = await client.post(PUMP, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return (answer.body as { id: string }).id;
  };

  test('what one bureau holds is refused to the others of the city, who hear neither which bureau nor which record', async ({
    assert,
  }) => {
    const body = pump();
    const id = await made(changan, body);
    for (const client of [luquan, city]) {
      const answer = await client.post(PUMP, body);
      assert.equal(answer.status, 409);
      const { code, faults } = answer.body as Faulty;
      assert.equal(code, 'E_KEY_TAKEN');
      assert.deepEqual([faults[0]!.code, faults[0]!.path], ['E_KEY_ELSEWHERE', 'maker']);
      const text = JSON.stringify(answer.body);
      for (const secret of [id, 'changan', '长安']) assert.notInclude(text, secret);
    }
    const own = (await changan.post(PUMP, body)).body as Faulty;
    assert.deepInclude(own.faults[0]!.record as Json, { id });
  });

  test('of writers in two bureaus at once exactly one wins, every time', async ({ assert }) => {
    for (let round = 0; round < 8; round += 1) {
      const body = pump();
      const answers = await Promise.all(
        [changan, luquan, changan, luquan, city, luquan].map((client) => client.post(PUMP, body)),
      );
      const won = answers.filter(({ status }) => status === 201).length;
      assert.equal(won, 1, answers.map(({ status }) => status).join());
      assert.lengthOf(
        answers.filter(({ status }) => status === 409),
        5,
      );
    }
  });

  test('the recycle bin gives a key up, restore is refused while another bureau holds it', async ({ assert }) => {
    const body = pump();
    const id = await made(changan, body);
    assert.equal((await changan.delete(`${PUMP}/${id}`, { 'If-Match': '"1"' })).status, 204);
    const theirs = await made(luquan, body);
    const restore = () => changan.post(`${PUMP}/${id}/restore`, undefined, { 'If-Match': '"2"' });
    const refused = await restore();
    assert.equal(refused.status, 409);
    assert.equal((refused.body as Faulty).faults[0]!.code, 'E_KEY_ELSEWHERE');
    assert.equal((await luquan.delete(`${PUMP}/${theirs}`, { 'If-Match': '"1"' })).status, 204);
    assert.equal((await restore()).status, 200);
    assert.equal((await luquan.post(PUMP, body)).status, 409);
  });

  test('a conditional key is given up and asked for as its condition turns', async ({ assert }) => {
    const body = pump();
    const first = await made(changan, body);
    const retired = await changan.patch(`${PUMP}/${first}`, { retired_on: '2026-01-05' }, { 'If-Match': '"1"' });
    assert.equal(retired.status, 200);
    const second = await made(luquan, body);
    const back = await changan.patch(`${PUMP}/${first}`, { retired_on: null }, { 'If-Match': '"2"' });
    assert.equal(back.status, 409);
    const moved = await luquan.patch(
      `${PUMP}/${second}`,
      { serial: `${String(body.serial)}-B` },
      { 'If-Match': '"1"' },
    );
    assert.equal(moved.status, 200);
    const again = await changan.patch(`${PUMP}/${first}`, { retired_on: null }, { 'If-Match': '"2"' });
    assert.equal(again.status, 200);
    assert.equal((await luquan.post(PUMP, { ...body, serial: `${String(body.serial)}-B` })).status, 409);
  });

  test('a key over a masked value is taken, and whose record holds it is not told: nobody looks for records that way', async ({
    assert,
  }) => {
    const visitor = { reason: '投诉甲', came_on: '2026-11-01', phone: '13812345678' };
    const first = await changan.post('/api/records/gauge.visitor', visitor);
    assert.equal(first.status, 201);
    const again = await changan.post('/api/records/gauge.visitor', { ...visitor, reason: '投诉乙' });
    assert.deepEqual([again.status, (again.body as Faulty).faults[0]!.code], [409, 'E_KEY_TAKEN']);
    for (const secret of [(first.body as { id: string }).id, '投诉甲', visitor.phone])
      assert.notInclude(JSON.stringify(again.body), secret);
  });

  test('a refused write leaves no claim behind', async ({ assert }) => {
    const [held, free] = [pump({ sealed_no: 'F-1' }), pump()];
    await made(changan, held);
    // The seal is taken, so the factory number that goes with it must stay free.
    assert.equal((await luquan.post(PUMP, { ...free, sealed_no: 'F-1' })).status, 409);
    await made(changan, free);
  });

  test('a trial import tells of keys that other bureaus hold', async ({ assert }) => {
    const body = pump();
    await made(changan, body);
    const lines = `制造单位,出厂编号\n${String(body.maker)},${String(body.serial)}\n`;
    const { view } = await importSheet(world, luquan, 'gauge.pump', lines, 'check');
    assert.include(JSON.stringify(view.faults), 'E_KEY_ELSEWHERE');
  });

  test('the app can read no row of the claims across bureaus, and frees no other bureau’s claim', async ({
    assert,
  }) => {
    const body = pump();
    await made(changan, body);
    const tenants = await world.running.services.tenants.all();
    const of = (name: string) => tenants.find((state) => state.name === name)!.id;
    await withClient(world.urls.app, async (client) => {
      await client.query(`select set_config('app.tenant', $1, false)`, [String(of('luquan'))]);
      await assert.rejects(() => client.query('select * from platform.claim_across'), /permission denied/);
      const held = await client.query(
        `select rule from platform.held_elsewhere(array['gauge.pump#in_use@city', 'gauge.pump#in_use@city'], array[$1, $2])`,
        [`${String(body.maker)}\u001f${String(body.serial)}`, 'free'],
      );
      assert.lengthOf(held.rows, 1);
      const { rowCount } = await client.query(
        `delete from platform.claim where rule like '%@city' and tenant_id = $1`,
        [of('changan')],
      );
      assert.equal(rowCount, 0);
      await assert.rejects(
        () =>
          client.query(
            `insert into platform.claim (tenant_id, rule, key, record) values ($1, 'gauge.pump#in_use@city', 'x', gen_random_uuid())`,
            [of('changan')],
          ),
        /row-level security/,
      );
    });
    assert.equal((await luquan.post(PUMP, body)).status, 409);
  });
});
