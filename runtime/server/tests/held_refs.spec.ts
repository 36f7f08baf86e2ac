// A ref that the actor's own scope holds to one value leads to one record: it is looked up once for a page, and to no other.
import { test } from '@japa/runner';
import { accessOf } from '../records/access.ts';
import { deskOf } from '../records/in_tenant.ts';
import { parseListRequest } from '../records/parse_list_request.ts';
import { planList } from '../records/plan_list.ts';
import { sceneOf } from '../records/scene.ts';
import { OPERATORS, page, q } from './record_helpers.ts';
import { sharedWorld } from './shared_world.ts';

test.group('A ref that the scope holds to one value', () => {
  test('is looked up by that value, and row by row where a second role or no scope leaves it open', async ({
    assert,
  }) => {
    const { services } = (await sharedWorld()).running;
    const state = (await services.tenants.all()).find(({ name }) => name === 'changan')!;
    const [account] = await services.database.platform({
      text: 'select account from platform.find_login($1)',
      values: ['changan-officer'],
    });
    const actor = await services.sessions.actorOf(state.id, account!.account!, null);
    const textFor = (roles: readonly string[]): string => {
      const scene = sceneOf({ ...actor!, roles: [...roles], ip: '' }, state);
      const access = accessOf(state, roles, 'food.operator')!;
      const { shape, key } = parseListRequest(scene, access, { include: 'station', sort: 'valid_until' });
      return deskOf(services).plan(scene, `test ${roles.join()} ${key}`, (builder) => planList(builder, shape)).text;
    };
    const held = textFor(['core.staff', 'market.inspector', 'food.inspector']);
    assert.match(held, /where r\d+\.id = \$\d+::uuid offset 0/);
    assert.notInclude(held, 'id = p."station"');
    for (const roles of [
      ['core.staff', 'market.viewer', 'food.viewer'],
      ['core.staff', 'market.inspector', 'food.inspector', 'food.viewer'],
    ])
      assert.include(textFor(roles), 'id = p."station"');
  });

  test('every row of a page names it, whatever else is asked for', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const { station } = (await client.get('/api/me')).body as { station: string };
    for (const query of ['sort=valid_until', 'sort=-risk', `filter=${q("record.risk == 'B'")}`, `q=${q('店')}`]) {
      const { items } = await page(client, `${OPERATORS}?limit=20&include=station,subject&${query}`);
      assert.isAbove(items.length, 0, query);
      for (const item of items) {
        const refs = item._refs as Record<string, { id: string; title: string; code?: string }>;
        assert.equal(item.station, station);
        assert.include(refs.station, { id: station, title: '建北监管所', code: 'CA-JB' });
        assert.equal(refs.subject!.id, item.subject);
      }
    }
  });
});
