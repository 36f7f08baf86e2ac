import { test } from '@japa/runner';
import { askAtRandom } from '../kit/oracle/ask_at_random.ts';
import { askClosed } from './oracle/ask_closed.ts';
import { askedEntities } from '../kit/oracle/asked_entities.ts';
import { NAMING } from './oracle/closed_fields.ts';
import { SHOWING } from './oracle/closed_values.ts';
import { makeNarrowRoles } from './oracle/narrow_roles.ts';
import { askPlanted, plantedWorld } from './oracle/planted_world.ts';
import type { PlantedWorld } from './oracle/ask_planted.ts';
import { paths } from '../kit/oracle/paths.ts';
import { GUARDED, PLANTS } from './oracle/plants.ts';
import { prepare, type Prepared } from '../kit/oracle/prepare.ts';
import { startWorld, type World } from './world.ts';

const REQUESTS = Number(process.env.ORACLE_REQUESTS ?? 26_000);
/** Where a path has nothing to ask, and why: each is a fact of documents and rows. */
const UNASKED = [
  'picker: no ref of it leads to what is asked after',
  'forbidden: all of it is read in clear',
  'file: no row of it holds a file',
  'cursor: nobody else sees a second page',
];
const MOST_UNASKED = 0.1;
const SEED = Number(process.env.ORACLE_SEED ?? 20261121);

test.group('Requests at random', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 240 });
  });
  group.teardown(() => world.stop());

  test(`nf-053 sjz-005: ${REQUESTS} requests show every row that the roles allow and no other`, async ({ assert }) => {
    await makeNarrowRoles(world);
    const { raw, people, files, clients } = await prepare(world);
    assert.isAbove(files.length, 10);
    const seated = { login: (login: string) => Promise.resolve(clients[login]!) };
    const { data } = world.running.services.environment;
    const asked = await askAtRandom(seated, raw, people, { seed: SEED, requests: REQUESTS, data }, files);
    assert.deepEqual(asked.faults.slice(0, 20), [], `seed ${SEED}`);
    assert.isAtLeast(asked.requests, REQUESTS);
    assert.isAtLeast(asked.withRows / asked.requests, 1 / 3, 'a third of the answers holds rows');
    for (const name of Object.keys(paths).filter((one) => one !== 'forbidden'))
      assert.isAbove(asked.rowsByPath.get(name) ?? 0, 0, `${name} shows rows`);
    const combinations = people.flatMap(({ login, state }) =>
      askedEntities(state.model).flatMap((entity) => Object.keys(paths).map((name) => `${login} ${entity} ${name}`)),
    );
    assert.deepEqual(
      combinations.filter((key) => !asked.hit.has(key) && !asked.unasked.has(key)),
      [],
      'every person asks every path of every entity',
    );
    const reasons = [...asked.unasked].map(([key, reason]) => `${key.split(' ').at(-1)}: ${reason}`);
    assert.sameMembers([...new Set(reasons)], UNASKED);
    assert.isAtMost(asked.unasked.size / combinations.length, MOST_UNASKED, 'most of them have something to ask');
  }).timeout(600_000);
});

test.group('A predicate taken out', (group) => {
  let world: World;
  let prepared: Prepared;
  let planted: PlantedWorld;
  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    await makeNarrowRoles(world);
    prepared = await prepare(world);
    planted = plantedWorld(world, prepared);
  });
  group.teardown(() => world.stop());

  for (const plant of PLANTS) {
    test(`${plant.name}: random requests notice by ${plant.paths.join(', ')}`, async ({ assert }) => {
      for (const [name, fault] of Object.entries(await askPlanted(plant.name, planted))) assert.isNotNull(fault, name);
    }).timeout(120_000);
  }

  for (const plant of GUARDED) {
    test(`${plant.name}: nothing more is seen, a second guard holds`, async ({ assert }) => {
      for (const [name, fault] of Object.entries(await askPlanted(plant.name, planted))) assert.isNull(fault, name);
    }).timeout(120_000);
  }

  // A field that somebody may not read in clear: every role × entity × field × path.
  test('nf-053 suz-075: closed fields are refused by name or absent on every path, and no answer holds their values', async ({
    assert,
  }) => {
    const { raw, clients } = prepared;
    const people = prepared.people.filter(({ token }) => token === undefined);
    const seated = { url: world.url, login: (login: string) => Promise.resolve(clients[login]!) };
    const { faults, asked, closed } = await askClosed(seated, raw, people, world.running.services.environment.data);
    assert.deepEqual([...faults.values()], []);
    for (const why of ['hidden', 'masked']) assert.isAbove(closed.get(why) ?? 0, 0, `some are ${why}`);
    for (const path of [...Object.keys(NAMING), ...Object.keys(SHOWING), 'model'])
      assert.isAbove(asked.get(path) ?? 0, 0, `${path} was asked`);
  }).timeout(300_000);

  test('a check of closed fields taken out of any path is noticed on it', async ({ assert }) => {
    const caught = await askPlanted('closed', planted);
    assert.deepEqual(
      Object.keys(caught).filter((path) => caught[path] === null),
      [],
    );
  }).timeout(300_000);
});
