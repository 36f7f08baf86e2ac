// The logs of who came in, and the roles that an admin makes on a screen: at work from the next request on.
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { codeOf, itemsOf, PeopleDesk, type Row } from './people_desk.ts';
import { startWorld, type Answer, type World } from './world.ts';

test.group('Logins and roles', (group) => {
  let world: World;
  let desk: PeopleDesk;

  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    desk = await PeopleDesk.open(world);
  });
  group.teardown(() => world.stop());

  test('sjz-007 sjz-009: a good and a failed login make two rows with all six facts, and what is unusual is marked', async ({
    assert,
  }) => {
    const { password } = await desk.hire('watched', 'food.inspector');
    const browser = {
      'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/109.0.0.0 Safari/537.36',
    };
    const enter = (word: string, headers: Record<string, string>): Promise<Answer> =>
      world.anonymous().post('/api/session', { login: 'watched', password: word }, headers);
    await enter(password, browser);
    for (let i = 0; i < 4; i += 1) await enter('guess', browser);
    await enter(password, { 'User-Agent': 'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile' });
    for (let i = 0; i < 5; i += 1) await enter('guess', browser);
    const rows = itemsOf(
      await desk.list(desk.admin, 'login', { filter: "record.login == 'watched'", sort: 'at', include: 'account' }),
    );
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['ok', ...Array(4).fill('wrong'), 'ok', ...Array(5).fill('wrong')],
    );
    for (const field of ['at', 'login', 'account', 'ip', 'device', 'outcome']) assert.isOk(rows[0]![field], field);
    assert.equal(rows[0]!.device, 'Chrome · Windows 10');
    assert.notInclude(rows[0]!.signs as string[], 'new_device');
    assert.includeMembers(rows[5]!.signs as string[], ['after_failures', 'new_device']);
    assert.include(rows.at(-1)!.signs as string[], 'many_failures');
    const unusual = itemsOf(await desk.list(desk.admin, 'login', { filter: "unusual && record.login == 'watched'" }));
    assert.isAtLeast(unusual.length, 2);
    const file = await desk.admin.get(
      `/api/records/${desk.names.login}/export?filter=${encodeURIComponent("record.login == 'watched'")}`,
    );
    assert.equal(file.status, 200);
    assert.match(String(file.body), /多次失败/);
  });

  test('sjz-006: a role without 导出 made on the screen holds at the next request, survives a restart, and goes only when nobody holds it', async ({
    assert,
  }) => {
    const grants = { 'food.operator': { read: 'own_station', history: true }, 'core.org': { read: true } };
    const wrong = await desk.admin.post('/api/roles', {
      name: 'x_reader',
      label: '只看不导出',
      grants: { 'food.operator': { read: 'own_statio', exprt: true }, 'food.nothing': { read: true } },
    });
    assert.equal(codeOf(wrong), 'E_ROLE_INVALID');
    const codes = (wrong.body as { faults: { code: string; path: string }[] }).faults.map(({ code }) => code);
    assert.isAtLeast(codes.length, 3, 'all faults at once');
    assert.equal(
      codeOf(await desk.admin.post('/api/roles', { name: 'reader', label: '名', grants })),
      'E_ROLE_INVALID',
    );
    const made = await desk.admin.post('/api/roles', { name: 'x_reader', label: '只看不导出', grants });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal(
      codeOf(await desk.admin.post('/api/roles', { name: 'x_reader', label: '再来', grants })),
      'E_ROLE_TAKEN',
    );
    const shown = (await desk.admin.get('/api/roles/changan.x_reader')).body as { grants: object[]; menus: string[] };
    assert.lengthOf(shown.grants, 2);
    assert.include(shown.menus, '专业监管：食品经营者');

    const { account, password, post } = await desk.hire('reader.one', 'changan.x_reader');
    const reader = await desk.enter(world, 'reader.one', password);
    assert.equal((await reader.get('/api/records/food.operator?limit=1')).status, 200);
    assert.equal(codeOf(await reader.get('/api/records/food.operator/export')), 'E_GRANT_EXPORT');
    const open = { ...grants, 'food.operator': { ...grants['food.operator'], export: true } };
    const weighed = await desk.admin.post('/api/roles/changan.x_reader/effect', { label: '可导出', grants: open });
    assert.equal(weighed.status, 200, JSON.stringify(weighed.body));
    const { waits, lines } = weighed.body as { waits: boolean; lines: { code: string; text: string }[] };
    assert.isFalse(waits);
    assert.include(
      lines.map(({ code }) => code),
      'PLAN_GRANT',
    );
    assert.isTrue(lines.every(({ text }) => /[一-鿿]/.test(text)));
    const still = (await desk.admin.get('/api/roles/changan.x_reader')).body as { label: string };
    assert.equal(still.label, '只看不导出', 'weighing writes nothing');
    const changed = await desk.admin.put('/api/roles/changan.x_reader', { label: '可导出', grants: open });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.equal((await reader.get('/api/records/food.operator/export')).status, 200, 'at the next request');

    // What a restart does: every bureau is brought to the documents on disk.
    const { applyAllTenants } = await import('../revisions/apply_all.ts');
    await applyAllTenants(world.urls.admin, world.urls.app, { data: world.running.services.environment.data });
    assert.equal((await reader.get('/api/records/food.operator/export')).status, 200);

    assert.equal(codeOf(await desk.admin.delete('/api/roles/changan.x_reader')), 'E_ROLE_HELD');
    await desk.admin.delete(`/api/records/${desk.names.assignment}/${post.id}`, { 'If-Match': `"${post.version}"` });
    assert.equal((await desk.admin.delete('/api/roles/changan.x_reader')).status, 204);
    assert.equal((await desk.admin.get('/api/roles/changan.x_reader')).status, 404);
    const log = itemsOf(
      await desk.list(desk.admin, 'audit', { filter: `record.entity == '${desk.names.role}'`, sort: '-at' }),
    );
    assert.deepEqual(
      log.map(({ action }) => action),
      ['delete', 'update', 'create'],
    );
    void account;
  }).timeout(120_000);

  test('instants of what is kept by the platform are written as everywhere', async ({ assert }) => {
    for (const source of ['account', 'assignment', 'role', 'session', 'login', 'audit', 'revision']) {
      const row = itemsOf(await desk.list(desk.admin, source, { limit: '1' }))[0]!;
      const alone = (await desk.admin.get(`/api/records/${desk.names[source]}/${row.id}`)).body as Row;
      for (const { created_at, updated_at } of [row, alone])
        for (const at of [created_at, updated_at])
          assert.match(String(at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, source);
    }
  });

  test('a role whose texts no database holds is refused before anything is done, and one that cannot be put on record gives no right', async ({
    assert,
  }) => {
    const grants = { 'food.operator': { read: 'own_station' } };
    const role = `/api/roles/changan.x_recorded`;
    assert.equal((await desk.admin.post('/api/roles', { name: 'x_recorded', label: '甲', grants })).status, 201);
    const rev = async (): Promise<unknown> => ((await desk.admin.get('/api/door')).body as { rev: number }).rev;
    const before = await rev();
    for (const label of ['甲\ud800', '甲\u0000']) {
      const answer = await desk.admin.put(role, { label, grants: { 'food.operator': { read: true, export: true } } });
      assert.deepEqual([answer.status, codeOf(answer)], [422, 'E_BODY_TEXT']);
      const { faults } = answer.body as { faults: { code: string; path: string }[] };
      assert.deepEqual(
        faults.map(({ code, path }) => [code, path]),
        [['E_CHARACTER', 'label']],
      );
    }
    await withClient(world.urls.superuser, (client) =>
      client.query(`create function public.refuse_role() returns trigger language plpgsql as $$ begin
          if new.record is not null and new.action = 'update' then raise exception 'the audit is full'; end if; return new; end $$;
        create trigger refuse_role before insert on platform.audit for each row execute function public.refuse_role()`),
    );
    try {
      const wider = await desk.admin.put(role, { label: '甲', grants: { 'food.operator': { read: true } } });
      assert.equal(wider.status, 500);
    } finally {
      await withClient(world.urls.superuser, (client) =>
        client.query('drop trigger refuse_role on platform.audit; drop function public.refuse_role()'),
      );
    }
    assert.equal(await rev(), before);
    const { written } = (await desk.admin.get(role)).body as { written: { label: string; grants: object } };
    assert.deepEqual(written, { label: '甲', grants });
    assert.equal((await desk.admin.delete(role)).status, 204);
  });

  test('nf-053: nobody changes a role that he holds, a packaged role, or makes one without the grant', async ({
    assert,
  }) => {
    assert.equal(codeOf(await desk.admin.put('/api/roles/core.admin', { label: '我', grants: {} })), 'E_ROLE_NONE');
    const officer = await world.login('changan-officer');
    assert.equal(
      codeOf(await officer.post('/api/roles', { name: 'x_mine', label: '我', grants: {} })),
      'E_ENTITY_NONE',
    );
    const auditor = await desk.hire('auditor.one', 'core.auditor');
    const client = await desk.enter(world, 'auditor.one', auditor.password);
    const made = await client.post('/api/roles', { name: 'x_mine', label: '我', grants: {} });
    assert.equal(codeOf(made), 'E_GRANT_CREATE');
    const refused = itemsOf(
      await desk.list(desk.admin, 'audit', { filter: "record.outcome == 'refused'", sort: '-at' }),
    );
    assert.isAtLeast(refused.length, 1);
  });
});
