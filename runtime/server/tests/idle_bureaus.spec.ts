// Many bureaus in one process: who is not asked for is not held in memory, and bureaus with fields of their own share statements.
import { test } from '@japa/runner';
import { accessOf } from '../records/access.ts';
import { mapColumns } from '../records/columns.ts';
import { deskOf } from '../records/in_tenant.ts';
import { parseListRequest } from '../records/parse_list_request.ts';
import { planList } from '../records/plan_list.ts';
import { systemScene } from '../records/system_scene.ts';
import { RecentMap } from '../revisions/recent_map.ts';
import { Tenants } from '../revisions/tenants.ts';
import { sharedWorld } from './shared_world.ts';

test.group('Idle bureaus', () => {
  test('a bureau that nobody works in is forgotten, and there again at its next request', async ({ assert }) => {
    const world = await sharedWorld();
    const { tenants } = world.running.services;
    const client = await world.login('changan-officer');
    assert.equal((await client.get('/api/records/food.operator?limit=1')).status, 200);
    const [state] = (await tenants.all()).filter(({ name }) => name === 'changan');
    tenants.rest();
    assert.strictEqual(tenants.known(state!.id), state, 'asked for since the turn before');
    tenants.rest();
    tenants.rest();
    assert.isNull(tenants.known(state!.id));
    assert.equal((await client.get('/api/records/food.operator?limit=1')).status, 200);
    assert.equal(tenants.known(state!.id)?.hash, state!.hash);
  });

  test('however many there are, the latest are kept and the others are not', ({ assert }) => {
    const map = new RecentMap<number, string>(3);
    for (let i = 0; i < 3; i += 1) map.set(i, `n${i}`);
    for (let i = 3; i < 9; i += 1) {
      assert.equal(map.get(0), 'n0');
      map.set(i, `n${i}`);
    }
    assert.isUndefined(map.get(1));
    assert.equal(map.get(8), 'n8');
    map.delete(8);
    assert.isUndefined(map.get(8));
  });

  test('a bureau that moves leaves the models of others as they are', async ({ assert }) => {
    const world = await sharedWorld();
    const tenants = new Tenants(world.running.database);
    const before = await tenants.all();
    const moved = before.find(({ name }) => name === 'changan')!;
    await tenants.refresh(moved.id);
    for (const state of before.filter(({ id }) => id !== moved.id)) assert.strictEqual(tenants.known(state.id), state);
    assert.strictEqual(tenants.known(moved.id)!.model, moved.model, 'the same revision is not compiled again');
  });

  test('names of a bureau’s own fields are no part of a statement', async ({ assert }) => {
    const world = await sharedWorld();
    const { services } = world.running;
    const desk = deskOf(services);
    const loaded = (await services.tenants.named('changan'))!;
    // As the bureau is before its field has a spare column.
    const state = { ...loaded, hash: 'unslotted', columns: mapColumns(loaded.model, new Map()) };
    const roles = Object.keys(state.model.roles);
    const inExt = (name: string): boolean =>
      [...state.columns.get(name)!.values()].some(({ field, place }) => place === 'ext' && field.personal === null);
    const own = Object.values(state.model.entities).filter(
      ({ name, source }) => source === null && accessOf(state, roles, name) && inExt(name),
    );
    assert.isAbove(own.length, 0);
    for (const { name } of own) {
      const plain = systemScene(state);
      const scene = { ...plain, actor: { ...plain.actor, roles } };
      const { shape } = parseListRequest(scene, accessOf(state, roles, name)!, { limit: '20' });
      const { text } = desk.plan(scene, `idle ${name}`, (builder) => planList(builder, shape));
      assert.match(text, /\.ext ->> \$\d+::text/, name);
      assert.notMatch(text, /\.ext ->>? '/, name);
    }
  });
});
