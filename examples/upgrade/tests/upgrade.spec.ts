// The demo of an upgrade comes to what it says.
import { test } from '@japa/runner';
import { startWorld } from '@shijian/server/tests/world';
import { hireIn, upgrade } from '../upgrade.ts';

test('two counties that patched a package upgrade it, each with its own conflicts, and one of them goes back', async ({
  assert,
}) => {
  const world = await startWorld({ subjects: 40 });
  try {
    const { services } = world.running;
    const said: string[] = [];
    const stage = { url: world.url, password: world.password, hire: hireIn(services, world.password) };
    const outcome = await upgrade(stage, (line) => void said.push(line));
    assert.deepEqual(outcome.conflicts, {
      changan: [
        'CodeList hawker.trade codes.B.label',
        'Entity hawker.hawker fields.manager.label',
        'Form hawker.hawker_form sections.people.label',
        'Role hawker.inspector grants[hawker.hawker].read',
      ],
      luquan: ['Entity hawker.hawker fields.manager.label', 'Entity hawker.hawker fields.opened_on.required'],
    });
    assert.deepEqual(outcome.versions, [
      ['1.0.0', '1.0.0'],
      ['1.0.0', '1.0.0'],
      ['2.0.0', '1.0.0'],
      ['2.0.0', '2.0.0'],
      ['2.0.0', '1.0.0'],
    ]);
    assert.equal(outcome.names[0], outcome.names[1], 'a renamed field keeps its value');
    assert.equal(outcome.hashes[0], outcome.hashes[1], 'taken back, the documents are those of before');
    assert.isTrue(said.some((line) => line.includes('E_CONFLICTS_OPEN')));
  } finally {
    await world.stop();
  }
});
