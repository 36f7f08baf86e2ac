// The kit that plugins' tests take, on a package that no bureau has yet.
import path from 'node:path';
import { test } from '@japa/runner';
import { ROOT } from '../config/environment.ts';
import { withClient } from '../database/roles.ts';
import { bootPlugin, codeOf, scopeProof, ShijianError, type PluginWorld } from '../kit/index.ts';

const POINT = 'stall.service_point';

const scopeLogins = (world: PluginWorld): Promise<string[]> =>
  withClient(world.urls.superuser, async (client) =>
    (await client.query<{ login: string }>('select login from platform.account')).rows.map(({ login }) => login),
  );

test.group('A plugin under test', (group) => {
  let world: PluginWorld;
  group.setup(async () => {
    world = await bootPlugin(path.join(ROOT, 'examples/one_entity/entities'));
  });
  group.teardown(() => world.stop());

  test('is booted in one line: its entities answer, its roles act, and what it refuses has a code', async ({
    assert,
  }) => {
    assert.equal(world.package, 'stall');
    assert.lengthOf(world.bureaus, 3);
    const keeper = world.as('keeper');
    const station = (await keeper.send<{ org: { id: string } }>('GET', '/api/me')).org.id;
    const input = {
      name: '建北便民点',
      kind: 'complaint',
      station,
      address: '建华北大街 1 号',
      opened_on: '2026-01-05',
    };
    const refused = await keeper.create(POINT, { ...input, kind: 'nothing' }).catch((error: unknown) => error);
    assert.instanceOf(refused, ShijianError);
    assert.deepEqual(
      (refused as ShijianError).faults.map(({ path: at }) => at),
      ['kind'],
    );
    assert.equal(await codeOf(world.as('keeper', { bureau: world.bureaus[1]! }).count(POINT).then(String)), 'done');
    assert.equal(await codeOf(Promise.resolve()), 'done');
    await assert.rejects(() => codeOf(world.as('nobody').count(POINT)), /no role stall\.nobody: .*stall\.keeper/);
    await assert.rejects(() => codeOf(world.as('keeper', { station: 99 }).count(POINT)), /stations, not 99/);
  });

  test('gets rows from its model alone, in both bureaus and at three stations', async ({ assert }) => {
    assert.deepEqual(await world.fill(), [POINT]);
    assert.deepEqual(await world.fill(), [], 'once is enough');
    for (const bureau of world.bureaus.slice(0, 2)) {
      const { items } = await world.as('keeper', { bureau }).aggregate(POINT, { group: ['station'] });
      assert.isAtLeast(items.length, bureau === world.bureaus[0] ? 3 : 1);
    }
  });

  test('is proved: nobody sees more than its roles say, by every path', async ({ assert }) => {
    const proof = await scopeProof(world);
    assert.deepEqual(proof.faults, []);
    assert.deepEqual(proof.entities, [POINT]);
    for (const name of ['list', 'count', 'get', 'export', 'aggregate', 'agree', 'history', 'title'])
      assert.isAbove(proof.rowsByPath.get(name) ?? 0, 0, `${name} shows rows`);
    for (const login of proof.people)
      for (const name of proof.paths)
        assert.isTrue(
          proof.hit.has(`${login} ${POINT} ${name}`) !== proof.unasked.has(`${login} ${POINT} ${name}`),
          `${login} asks ${name}, or there is a reason not to`,
        );
  }).timeout(600_000);

  test('is not proved where one officer is answered with the eyes of another', async ({ assert }) => {
    const [county, other] = world.bureaus;
    await world.as('keeper', { bureau: other! }).count(POINT);
    const people = (await scopeLogins(world)).filter((login) => login.startsWith('kit-'));
    const [one, two] = [
      people.find((login) => login.includes(county!))!,
      people.find((login) => login.includes(other!))!,
    ];
    const mixed = { ...world, login: (login: string) => world.login(login === one ? two : login) };
    const proof = await scopeProof(mixed, { untilFault: true });
    assert.isAbove(proof.faults.length, 0);
    assert.isTrue(
      proof.faults.every((fault) => fault.includes(one)),
      proof.faults.join('\n'),
    );
  }).timeout(600_000);
});

test('where no plugin is, the kit says so', async ({ assert }) => {
  await assert.rejects(() => bootPlugin('/'), /no plugin\.yaml in \//);
});
