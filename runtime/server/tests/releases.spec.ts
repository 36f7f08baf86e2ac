// What a version brought, in words (sjz-010): packages bring their lines, an admin adds one by hand, every officer reads them.
import { test } from '@japa/runner';
import { page, q, type Item, type ProblemBody } from './record_helpers.ts';
import { sharedWorld } from './shared_world.ts';

const RELEASES = '/api/records/core.release';

test.group('The update log', () => {
  test('sjz-010: says what each installed package brought, to every officer of every bureau', async ({ assert }) => {
    const world = await sharedWorld();
    for (const login of ['changan-officer', 'luquan-officer']) {
      const officer = await world.login(login);
      const { items } = await page(officer, `${RELEASES}?sort=package`);
      for (const row of items) assert.isOk(row.added ?? row.improved, row._title);
      assert.includeMembers(
        items.map(({ package: name, version_no: version }) => `${String(name)} ${String(version)}`),
        ['市场主体 1.0.0', '平台基础 1.0.0'],
      );
    }
  });

  test('sjz-010: an admin adds a version by hand, which officers read and do not write, and no version stands twice', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [admin, officer] = [await world.login('changan-admin'), await world.login('changan-officer')];
    const row = { package: '本局配置', version_no: '2.7', released_on: '2026-11-20', fixed: '许可证打印日期' };
    const made = await admin.post(RELEASES, row);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const at = `${RELEASES}/${(made.body as Item).id}`;
    try {
      const found = await page(officer, `${RELEASES}?filter=${q("record.package == '本局配置'")}`);
      assert.deepInclude(found.items[0]!, row);
      const match = { 'If-Match': made.headers.get('etag')! };
      assert.equal(
        ((await officer.post(RELEASES, { ...row, version_no: '2.8' })).body as ProblemBody).code,
        'E_GRANT_CREATE',
      );
      assert.equal((await officer.patch(at, { fixed: '别的' }, match)).status, 403);
      assert.equal((await officer.delete(at, match)).status, 403);
      const twice = await admin.post(RELEASES, row);
      assert.deepEqual([twice.status, (twice.body as ProblemBody).code], [409, 'E_KEY_TAKEN']);
      const silent = await admin.post(RELEASES, { ...row, version_no: '2.8', fixed: null });
      assert.equal(silent.status, 422, 'a version that brought nothing is no entry');
      const neighbour = await world.login('luquan-officer');
      assert.equal((await neighbour.get(at)).status, 404, 'what one bureau adds is its own');
    } finally {
      const { headers } = await admin.get(at);
      assert.equal((await admin.delete(at, { 'If-Match': headers.get('etag')! })).status, 204);
    }
  });
});
