// The one door for metadata over HTTP: drafts, their plans, approval and publication, and who is not let through.
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { addAdmin } from './added_admin.ts';
import { codeOf, DoorDesk, DRAFTS, field, PATCH } from './door_desk.ts';
import { startWorld, type Answer, type World } from './world.ts';

const faultsOf = (answer: Answer): string[] =>
  (answer.body as { faults: { code: string; path: string }[] }).faults.map(({ code, path }) => `${path} ${code}`);

test.group('The door', (group) => {
  let world: World;
  let desk: DoorDesk;
  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    desk = await DoorDesk.open(world);
  });
  group.teardown(() => world.stop());

  test('a draft is written, planned and published by the hash of its plan; the next request works by it', async ({
    assert,
  }) => {
    const before = await desk.rev();
    const draft = await desk.create([{ path: PATCH, text: field('x_tried') }]);
    assert.equal(draft.base_rev, before);
    assert.deepInclude(draft.can, { edit: true, submit: true, publish: true, approve: false });
    const { hash, ok, base_rev } = await desk.plan(draft.id);
    assert.deepEqual([ok, base_rev], [true, before]);
    assert.equal((await desk.plan(draft.id)).hash, hash, 'the same draft has the same plan');
    assert.equal(await desk.apply(draft.id, 'another'), 'E_PLAN_STALE');
    assert.equal(await desk.rev(), before);
    assert.equal(await desk.apply(draft.id, hash), 'done');
    assert.equal(await desk.rev(), before + 1);
    const shown = await desk.show(draft.id);
    assert.deepInclude(shown, { state: 'applied', applied_rev: before + 1 });
    const model = JSON.stringify((await desk.admin.get('/api/model')).body);
    assert.include(model, 'x_tried');
    assert.equal(await desk.apply(draft.id, hash), 'E_DRAFT_STATE', 'once');
    const history = await desk.admin.get(`/api/records/core.draft/${draft.id}/history`);
    assert.deepEqual(
      (history.body as { items: { action: string }[] }).items.map(({ action }) => action),
      ['publish', 'create'],
    );
  });

  test('what was planned over a revision is not applied over another', async ({ assert }) => {
    const one = await desk.create([{ path: PATCH, text: field('x_one') }]);
    const other = await desk.create([{ path: PATCH, text: field('x_other') }]);
    const [first, late] = [await desk.plan(one.id), await desk.plan(other.id)];
    assert.equal(await desk.apply(one.id, first.hash), 'done');
    assert.equal(await desk.apply(other.id, late.hash), 'E_PLAN_STALE');
    assert.deepInclude(await desk.show(other.id), { state: 'open', behind: true });
  });

  test('two editors of one draft: the later one is told, and what was approved is open again', async ({ assert }) => {
    const draft = await desk.create([{ path: PATCH, text: field('x_edited') }]);
    const at = `${DRAFTS}/${draft.id}`;
    assert.equal(codeOf(await desk.admin.put(at, { title: '无版本' })), 'E_MATCH_MISSING');
    assert.equal((await desk.admin.post(`${at}/submit`)).status, 200);
    const match = { 'If-Match': `"${(await desk.show(draft.id)).version}"` };
    const saved = await desk.second.put(at, { title: '改过' }, match);
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    assert.deepInclude(saved.body, { title: '改过', state: 'open' });
    assert.equal(codeOf(await desk.admin.put(at, { title: '晚了' }, match)), 'E_MATCH_STALE');
    assert.equal((await desk.admin.delete(at)).status, 204);
    assert.equal((await desk.show(draft.id)).state, 'dropped');
    assert.equal(codeOf(await desk.admin.post(`${at}/submit`)), 'E_DRAFT_STATE');
  });

  test('all faults of what was sent are told at once, and nothing outside the own folder is a document', async ({
    assert,
  }) => {
    const answer = await desk.admin.post(DRAFTS, {
      title: '坏的',
      changes: [
        { path: 'tenants/luquan/patches/a.yaml', text: 'kind: Patch' },
        { path: 'tenants/changan/../luquan/a.yaml', text: 'x' },
        { path: 'tenants/changan/server/a.json', text: 'x' },
        { path: 'tenants/changan/a.exe', text: 'x' },
        { path: 'tenants/changan/tenant.yaml', text: null },
        { path: 'tenants/changan/a.yaml', text: 7 },
        { path: 'tenants/changan/a.yaml', text: 'kind: Patch' },
      ],
    });
    assert.equal(answer.status, 422);
    assert.deepEqual(faultsOf(answer), [
      'changes[0].path E_DOCUMENT_PATH',
      'changes[1].path E_DOCUMENT_PATH',
      'changes[2].path E_DOCUMENT_PATH',
      'changes[3].path E_DOCUMENT_PATH',
      'changes[4].path E_DOCUMENT_MANIFEST',
      'changes[5].text E_DOCUMENT_TEXT',
      'changes[6].path E_DOCUMENT_TWICE',
    ]);
    assert.equal(codeOf(await desk.admin.post(DRAFTS, { title: '' })), 'E_DRAFT_INVALID');
  });

  test('a draft whose documents have faults is neither submitted nor published, and one that renames the bureau is refused', async ({
    assert,
  }) => {
    const broken = await desk.create([
      { path: PATCH, text: 'kind: Patch\nof: Entity food.nothing\nbase: food@1.2.0\nset: {}\n' },
    ]);
    const { ok, diagnostics, hash } = await desk.plan(broken.id);
    assert.isFalse(ok);
    assert.isAbove(diagnostics.length, 0);
    assert.equal(codeOf(await desk.admin.post(`${DRAFTS}/${broken.id}/submit`)), 'E_PLAN_REFUSED');
    const before = await desk.rev();
    assert.equal(await desk.apply(broken.id, hash), 'E_PLAN_REFUSED');
    const { text } = (await desk.admin.get('/api/door/documents/text?path=tenants/changan/tenant.yaml')).body as {
      text: string;
    };
    const renamed = await desk.create([
      { path: 'tenants/changan/tenant.yaml', text: text.replace('name: changan', 'name: luquan') },
    ]);
    assert.include(
      ['E_TENANT_RENAMED', 'E_PLAN_REFUSED'],
      await desk.apply(renamed.id, (await desk.plan(renamed.id)).hash),
    );
    assert.equal(await desk.rev(), before);
  });

  test('where the bureau asks for a second pair of eyes nobody publishes what nobody else has approved', async ({
    assert,
  }) => {
    const { text } = (await desk.admin.get('/api/door/documents/text?path=tenants/changan/tenant.yaml')).body as {
      text: string;
    };
    const manifest = (on: boolean): object => ({
      path: 'tenants/changan/tenant.yaml',
      text: text.replace('settings: { ', `settings: { core.four_eyes: ${on}, `),
    });
    const on = await desk.create([manifest(true)]);
    assert.equal(await desk.apply(on.id, (await desk.plan(on.id)).hash), 'done');
    assert.isTrue(((await desk.admin.get('/api/door')).body as { four_eyes: boolean }).four_eyes);

    const draft = await desk.create([{ path: PATCH, text: field('x_seen') }]);
    const at = `${DRAFTS}/${draft.id}`;
    const { hash } = await desk.plan(draft.id);
    assert.equal(await desk.apply(draft.id, hash), 'E_PLAN_NOT_APPROVED');
    assert.equal((await desk.admin.post(`${at}/submit`)).status, 200);
    assert.equal(await desk.apply(draft.id, hash), 'E_PLAN_NOT_APPROVED');
    assert.equal(codeOf(await desk.admin.post(`${at}/approve`, { hash })), 'E_DRAFT_OWN');
    assert.equal(codeOf(await desk.second.post(`${at}/approve`, { hash: 'guess' })), 'E_PLAN_STALE');
    assert.equal(codeOf(await desk.second.post(`${at}/reject`, {})), 'E_DRAFT_INVALID');
    const rejected = await desk.second.post(`${at}/reject`, { comment: '标题写清楚' });
    assert.deepInclude(rejected.body, { state: 'rejected', comment: '标题写清楚' });
    // Who helps to write it has had a hand in it.
    const match = { 'If-Match': `"${(await desk.show(draft.id)).version}"` };
    assert.equal((await desk.second.put(at, { title: '清楚' }, match)).status, 200);
    assert.equal((await desk.second.post(`${at}/submit`)).status, 200);
    assert.equal(codeOf(await desk.second.post(`${at}/approve`, { hash })), 'E_DRAFT_OWN');
    await withClient(world.urls.superuser, (client) =>
      client.query('update platform.draft set editors = array[author] where id = $1', [draft.id]),
    );
    const approved = await desk.second.post(`${at}/approve`, { hash, comment: '同意' });
    assert.equal(approved.status, 200, JSON.stringify(approved.body));
    assert.equal(await desk.apply(draft.id, hash), 'done');
    const [row] = await withClient(
      world.urls.superuser,
      async (client) =>
        (
          await client.query<{ four_eyes: boolean; approved_by: string; plan_hash: string }>(
            'select four_eyes, approved_by, plan_hash from platform.revision where draft = $1',
            [draft.id],
          )
        ).rows,
    );
    assert.deepInclude(row, { four_eyes: true, plan_hash: hash });
    const role = await desk.admin.post('/api/roles', {
      name: 'x_waits',
      label: '等审批',
      grants: { 'core.org': { read: true } },
    });
    assert.equal(codeOf(role), 'E_ROLE_WAITS');

    const off = await desk.create([manifest(false)]);
    const plain = await desk.plan(off.id);
    assert.equal(await desk.apply(off.id, plain.hash), 'E_PLAN_NOT_APPROVED', 'nobody turns it off alone');
    await desk.admin.post(`${DRAFTS}/${off.id}/submit`);
    assert.equal((await desk.second.post(`${DRAFTS}/${off.id}/approve`, { hash: plain.hash })).status, 200);
    assert.equal(await desk.apply(off.id, plain.hash), 'done');
  });

  test('the database keeps a second pair of eyes, whatever the server says', async ({ assert }) => {
    const draft = await desk.create([{ path: PATCH, text: field('x_alone') }]);
    await withClient(world.urls.app, async (client) => {
      const refused = async (text: string): Promise<string> => {
        await client.query('begin');
        await client.query(
          `select set_config('app.tenant', (select id::text from platform.tenant where name = 'changan'), true)`,
        );
        const code = await client.query(text).then(
          () => 'done',
          (error: { code: string }) => error.code,
        );
        await client.query('rollback');
        return code;
      };
      const where = `where id = '${draft.id}'`;
      assert.equal(await refused(`update platform.draft set applied_rev = 1, state = 'applied' ${where}`), '42501');
      assert.equal(await refused(`update platform.draft set author = null ${where}`), '42501');
      assert.equal(await refused(`delete from platform.draft ${where}`), '42501');
      assert.equal(await refused(`update platform.draft set state = 'applied' ${where}`), '23514');
      assert.equal(await refused(`update platform.revision set four_eyes = false`), '42501');
    });
    await withClient(world.urls.admin, async (client) => {
      const alone = client.query(
        `update platform.draft set state = 'applied', applied_rev = 99, four_eyes = true, plan_hash = 'x', decided_by = author where id = $1`,
        [draft.id],
      );
      await assert.rejects(() => alone, /check constraint/);
    });
  });

  test('who has no grant finds no door, who only reads writes nothing, and another bureau sees none of it', async ({
    assert,
  }) => {
    const draft = await desk.create([{ path: PATCH, text: field('x_mine') }]);
    const { hash } = await desk.plan(draft.id);
    const at = `${DRAFTS}/${draft.id}`;
    const officer = await world.login('changan-officer');
    for (const path of ['/api/door', '/api/door/documents', '/api/door/sources', DRAFTS, at])
      assert.equal(codeOf(await officer.get(path)), 'E_ENTITY_NONE', path);
    for (const path of [`${at}/plan`, `${at}/submit`, `${at}/approve`, `${at}/reject`, `${at}/apply`])
      assert.equal(codeOf(await officer.post(path, { hash, comment: '不' })), 'E_ENTITY_NONE', path);
    await addAdmin(world, 'changan', 'door-auditor', 'core.auditor');
    const auditor = await world.login('door-auditor');
    assert.equal((await auditor.get(at)).status, 200);
    assert.equal(codeOf(await auditor.post(DRAFTS, { title: '越权' })), 'E_GRANT_UPDATE');
    assert.equal(codeOf(await auditor.put(at, { title: '越权' }, { 'If-Match': '"1"' })), 'E_GRANT_UPDATE');
    assert.equal(codeOf(await auditor.delete(at)), 'E_GRANT_DELETE');
    assert.equal(codeOf(await auditor.post(`${at}/approve`, { hash })), 'E_GRANT_APPROVE');
    assert.equal(codeOf(await auditor.post(`${at}/apply`, { hash })), 'E_GRANT_PUBLISH');
    await withClient(world.urls.superuser, (client) =>
      client.query(`update platform.account set frozen_at = now() where login = 'door-auditor'`),
    );
    for (const path of ['/api/door', '/api/door/documents', '/api/door/sources', '/api/door/revisions'])
      assert.equal((await auditor.get(path)).status, 401, `${path} of somebody frozen`);
    const other = await world.login('luquan-admin');
    assert.equal(codeOf(await other.get(at)), 'E_RECORD_NONE');
    assert.equal(codeOf(await other.post(`${at}/apply`, { hash })), 'E_RECORD_NONE');
    assert.notInclude(JSON.stringify((await other.get(DRAFTS)).body), draft.id);
    assert.equal(
      codeOf(await other.get('/api/door/documents/text?path=tenants/changan/tenant.yaml')),
      'E_DOCUMENT_NONE',
    );
  });

  test('the sources of a revision are sent once, with its hash as their mark', async ({ assert }) => {
    const first = await desk.admin.get('/api/door/sources');
    const { tenant, packages } = first.body as { tenant: { files: unknown[] }; packages: unknown[] };
    assert.isAbove(tenant.files.length, 0);
    assert.isAbove(packages.length, 0);
    const again = await desk.admin.get('/api/door/sources', { 'If-None-Match': first.headers.get('etag')! });
    assert.equal(again.status, 304);
    const { items } = (await desk.admin.get('/api/door/documents')).body as {
      items: { path: string; kind: string; own: boolean; label: string }[];
    };
    assert.deepInclude(
      items.find(({ path }) => path === 'metadata/core/entities/org.yaml')!,
      { kind: 'Entity', own: false },
    );
    assert.deepInclude(
      items.find(({ path }) => path === 'tenants/changan/tenant.yaml')!,
      { kind: 'Tenant', own: true },
    );
  });
});
