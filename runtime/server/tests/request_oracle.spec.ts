import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { test } from '@japa/runner';
import { askAtRandom } from '../kit/oracle/ask_at_random.ts';
import { askedEntities } from '../kit/oracle/asked_entities.ts';
import type { PlantedWorld } from './oracle/ask_planted.ts';
import { paths } from '../kit/oracle/paths.ts';
import { GUARDED, PLANTS, type Plant } from './oracle/plants.ts';
import { prepare } from '../kit/oracle/prepare.ts';
import { startWorld, type World } from './world.ts';

const REQUESTS = Number(process.env.ORACLE_REQUESTS ?? 20_000);
const SEED = Number(process.env.ORACLE_SEED ?? 20261121);

test.group('Requests at random', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 240 });
  });
  group.teardown(() => world.stop());

  test(`nf-053 sjz-005: ${REQUESTS} requests show every row that the roles allow and no other`, async ({ assert }) => {
    const { raw, people, files, clients } = await prepare(world);
    assert.isAbove(files.length, 10);
    const seated = { login: (login: string) => Promise.resolve(clients[login]!) };
    const asked = await askAtRandom(seated, raw, people, { seed: SEED, requests: REQUESTS }, files);
    assert.deepEqual(asked.faults.slice(0, 20), [], `seed ${SEED}`);
    assert.isAtLeast(asked.requests, REQUESTS);
    assert.isAtLeast(asked.withRows / asked.requests, 1 / 3, 'a third of the answers holds rows');
    for (const name of Object.keys(paths).filter((one) => one !== 'forbidden'))
      assert.isAbove(asked.rowsByPath.get(name) ?? 0, 0, `${name} shows rows`);
    const combinations = people.flatMap(({ login, state }) =>
      askedEntities(state.model).flatMap((entity) => Object.keys(paths).map((name) => `${login} ${entity} ${name}`)),
    );
    assert.deepEqual(
      combinations.filter((key) => !asked.hit.has(key)),
      [],
      'every person asks every path of every entity',
    );
  }).timeout(600_000);
});

test.group('A predicate taken out', (group) => {
  let world: World;
  let planted: PlantedWorld;
  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    const { files, clients } = await prepare(world);
    const sessions: PlantedWorld['sessions'] = {};
    for (const [login, { cookie, csrf }] of Object.entries(clients)) sessions[login] = { cookie, csrf };
    const { urls, services } = world.running;
    planted = {
      environment: { ...services.environment, port: 0, database: { app: urls.app, admin: urls.admin } },
      superuser: world.urls.superuser,
      files,
      sessions,
    };
  });
  group.teardown(() => world.stop());

  for (const plant of PLANTS) {
    test(`${plant.name}: random requests notice by ${plant.paths.join(', ')}`, async ({ assert }) => {
      for (const [name, fault] of Object.entries(await askPlanted(plant, planted))) assert.isNotNull(fault, name);
    }).timeout(120_000);
  }

  for (const plant of GUARDED) {
    test(`${plant.name}: nothing more is seen, a second guard holds`, async ({ assert }) => {
      for (const [name, fault] of Object.entries(await askPlanted(plant, planted))) assert.isNull(fault, name);
    }).timeout(120_000);
  }
});

/** Path → the first difference that was noticed, or null. */
async function askPlanted(plant: Plant, world: PlantedWorld): Promise<Record<string, string | null>> {
  const at = (file: string): string => path.join(import.meta.dirname, 'oracle', file);
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', at('plant.ts'), at('ask_planted.ts')], {
    env: { ...process.env, PLANT: plant.name, WORLD: JSON.stringify(world) },
    maxBuffer: 1 << 24,
  });
  // The server may have more to say while it stops.
  return JSON.parse(/^CAUGHT (.*)$/m.exec(stdout)![1]!) as Record<string, string | null>;
}
