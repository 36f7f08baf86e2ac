// The food plugin on a real server: what its roles let officers do, what its checks refuse, and that nobody sees more than his roles say.
import { test } from '@japa/runner';
import { bootPlugin, codeOf, scopeProof, ShijianError, type PluginWorld } from '@shijian/server/kit/index';

const OPERATOR = 'food.operator';

test.group('Food safety', (group) => {
  let world: PluginWorld;
  group.setup(async () => {
    world = await bootPlugin(import.meta.dirname);
    await world.fill();
  });
  group.teardown(() => world.stop());

  test('an inspector lists the operators of his own station, and opens none of another', async ({ assert }) => {
    const [here, there] = [world.as('inspector'), world.as('inspector', { station: 2 })];
    const mine = await here.list(OPERATOR, { limit: 200, count: 'exact' });
    const theirs = await there.list(OPERATOR, { limit: 200 });
    assert.isAbove(mine.items.length, 0);
    assert.isAbove(theirs.items.length, 0);
    const stations = new Set(mine.items.map(({ station }) => station));
    assert.equal(stations.size, 1);
    assert.isFalse(stations.has(theirs.items[0]!.station));
    assert.equal(await codeOf(here.get(OPERATOR, theirs.items[0]!.id)), 'E_RECORD_NONE');
    const everything = await world.as('leader', { station: 0 }).count(OPERATOR);
    assert.isAbove(everything, mine.total!.value);
  });

  test('a licence that ends before it was issued is refused at the field that is wrong', async ({ assert }) => {
    const licensing = world.as('licensing', { station: 0 });
    const [operator] = (await licensing.list(OPERATOR, { limit: 1 })).items;
    const refused = await licensing
      .update(OPERATOR, operator!, { issued_on: '2026-05-01', valid_until: '2026-04-01' })
      .catch((error: unknown) => error);
    assert.instanceOf(refused, ShijianError);
    const { code, faults } = refused as ShijianError;
    assert.equal(code, 'E_RECORD_INVALID');
    assert.include(
      faults.map(({ path }) => path),
      'valid_until',
    );
  });

  test('whoever only looks changes nothing, and the telephone reaches him masked', async ({ assert }) => {
    const viewer = world.as('viewer');
    const { items } = await viewer.list(OPERATOR, { limit: 50 });
    const [first] = items;
    assert.equal(await codeOf(viewer.update(OPERATOR, first!, { remark: '无' })), 'E_GRANT_UPDATE');
    assert.equal(await codeOf(viewer.remove(OPERATOR, first!)), 'E_GRANT_DELETE');
    assert.notProperty(first, 'staff');
    for (const { phone } of items) if (phone !== null) assert.include(String(phone), '*');
  });

  test('nobody sees more than his roles say: every role at three stations, in two bureaus and their city', async ({
    assert,
  }) => {
    const proof = await scopeProof(world);
    assert.deepEqual(proof.faults, []);
    assert.sameMembers(proof.entities, ['food.operator', 'food.licence', 'food.staff']);
    assert.isAbove(proof.people.length, 25);
    for (const path of ['list', 'count', 'get', 'export', 'aggregate', 'picker', 'agree', 'history', 'title'])
      assert.isAbove(proof.rowsByPath.get(path) ?? 0, 0, `${path} shows rows`);
  }).timeout(600_000);
});
