// An admin's work with people: accounts, posts, sessions and logs through the same lists and records as everything else, with
// the rules that no list can give: nobody decides about himself, and somebody is always left who may decide.
import { test } from '@japa/runner';
import { clientOf, startWorld, type Answer, type Client, type World } from './world.ts';

interface Row {
  id: string;
  version: number;
  [field: string]: unknown;
}

const codeOf = (answer: Answer): unknown => (answer.body as { code?: string } | null)?.code;
const itemsOf = (answer: Answer): Row[] => (answer.body as { items: Row[] }).items;

test.group('People', (group) => {
  let world: World;
  let admin: Client;
  const names: Record<string, string> = {};

  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    admin = await world.login('changan-admin');
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'changan')!;
    for (const { name, source } of Object.values(state.model.entities)) if (source) names[source] = name;
  });
  group.teardown(() => world.stop());

  const list = async (client: Client, source: string, query: Record<string, string> = {}): Promise<Answer> =>
    client.get(`/api/records/${names[source]}?${new URLSearchParams(query).toString()}`);
  const find = async (source: string, filter: string): Promise<Row> =>
    itemsOf(await list(admin, source, { filter, limit: '1' }))[0]!;
  const accountOf = (login: string): Promise<Row> => find('account', `record.login == '${login}'`);
  const patch = (client: Client, source: string, row: Row, body: object): Promise<Answer> =>
    client.patch(`/api/records/${names[source]}/${row.id}`, body, { 'If-Match': `"${row.version}"` });

  /** A new account with a post and its one-time password. */
  async function hire(login: string, role: string): Promise<{ account: Row; password: string; post: Row }> {
    const made = await admin.post(`/api/records/${names.account}`, { login, name: '新来的' });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    const account = made.body as Row;
    const org = itemsOf(
      await admin.get(`/api/records/core.org?filter=${encodeURIComponent("record.code == 'CA-JB'")}`),
    )[0]!;
    const held = await find('role', `record.code == '${role}'`);
    const post = await admin.post(`/api/records/${names.assignment}`, {
      account: account.id,
      role: held.id,
      org: org.id,
    });
    if (post.status !== 201) throw new Error(JSON.stringify(post.body));
    const given = await admin.post(`/api/records/${names.account}/${account.id}/password`);
    if (given.status !== 200) throw new Error(JSON.stringify(given.body));
    return { account, post: post.body as Row, password: (given.body as { password: string }).password };
  }

  test('sjz-001: accounts are listed, searched, filtered and sorted like any record, without a trace of their passwords', async ({
    assert,
  }) => {
    const all = await list(admin, 'account', { sort: '-login', count: 'exact' });
    assert.equal(all.status, 200);
    const logins = itemsOf(all).map(({ login }) => login as string);
    assert.include(logins, 'changan-officer');
    assert.deepEqual(logins, [...logins].sort().reverse());
    assert.isTrue(
      logins.every((login) => login.startsWith('changan-')),
      'of this bureau only',
    );
    assert.notMatch(JSON.stringify(all.body), /scrypt|password"/);
    assert.lengthOf(itemsOf(await list(admin, 'account', { q: 'officer2' })), 1);
    const frozen = await list(admin, 'account', { filter: "record.state == 'frozen'" });
    assert.deepEqual(itemsOf(frozen), []);
  });

  test('nf-053: an officer without the grant finds no accounts, posts, sessions or logs', async ({ assert }) => {
    const officer = await world.login('changan-officer');
    for (const source of Object.keys(names)) assert.equal(codeOf(await list(officer, source)), 'E_ENTITY_NONE', source);
    const made = await officer.post(`/api/records/${names.account}`, { login: 'mine', name: '我' });
    assert.equal(codeOf(made), 'E_ENTITY_NONE');
  });

  test('another bureau sees none of them by id', async ({ assert }) => {
    const other = await world.login('luquan-admin');
    const account = await accountOf('changan-officer');
    assert.equal(codeOf(await other.get(`/api/records/${names.account}/${account.id}`)), 'E_RECORD_NONE');
    const post = await other.post(`/api/records/${names.account}/${account.id}/password`);
    assert.equal(codeOf(post), 'E_RECORD_NONE');
  });

  test('a new account has no password until one is given, shown once, and has to be replaced', async ({ assert }) => {
    const { account, password } = await hire('new.hand', 'food.inspector');
    assert.equal(account.state, 'new');
    const client = world.anonymous();
    assert.equal(codeOf(await client.post('/api/session', { login: 'new.hand', password: '!' })), 'E_LOGIN_FAILED');
    const answer = await client.post('/api/session', { login: 'new.hand', password });
    assert.equal(answer.status, 200);
    assert.isTrue((answer.body as { must_change: boolean }).must_change);
    assert.equal((await accountOf('new.hand')).state, 'active');
    const history = (await admin.get(`/api/records/${names.account}/${account.id}/history`)).body as {
      items: { action: string }[];
    };
    assert.include(
      history.items.map(({ action }) => action),
      'password',
    );
    assert.notInclude(JSON.stringify(history), password);
  });

  test('a login that somebody of any bureau holds is taken', async ({ assert }) => {
    const made = await admin.post(`/api/records/${names.account}`, { login: 'luquan-officer', name: '重名' });
    assert.equal(made.status, 409);
    assert.equal(codeOf(made), 'E_LOGIN_TAKEN');
    const bad = await admin.post(`/api/records/${names.account}`, { login: 'Ü x', name: '不行' });
    assert.equal((bad.body as { faults: { code: string }[] }).faults[0]!.code, 'E_LOGIN_FORMAT');
  });

  test('sjz-001: who is frozen is out at the next request, is not let in again, and it stands in his log', async ({
    assert,
  }) => {
    const { account, password } = await hire('to.freeze', 'food.inspector');
    const answer = await world.anonymous().post('/api/session', { login: 'to.freeze', password });
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    const client = clientOf(world.url, cookie, '');
    assert.equal((await client.get('/api/me')).status, 200);
    const frozen = await patch(admin, 'account', await accountOf('to.freeze'), { state: 'frozen' });
    assert.equal(frozen.status, 200);
    assert.equal((frozen.body as Row).state, 'frozen');
    assert.equal((await client.get('/api/me')).status, 401);
    const again = await world.anonymous().post('/api/session', { login: 'to.freeze', password });
    assert.equal(codeOf(again), 'E_LOGIN_FAILED');
    const log = itemsOf(await list(admin, 'audit', { filter: `record.record == '${account.id}'`, sort: '-at' }));
    assert.equal(log[0]!.action, 'update');
    const changes = await admin.get(`/api/records/${names.audit}/${log[0]!.id}/changes`);
    assert.deepInclude((changes.body as { changes: object[] }).changes, {
      field: 'state',
      label: '状态',
      before: '正常',
      after: '冻结',
    });
    const thawed = await patch(admin, 'account', await accountOf('to.freeze'), { state: 'active' });
    assert.equal((thawed.body as Row).state, 'active');
  });

  test('a stale version and a state that nobody sets are refused', async ({ assert }) => {
    const { account } = await hire('stale.one', 'food.inspector');
    const stale = await patch(admin, 'account', { ...account, version: 77 }, { name: '别名' });
    assert.equal(codeOf(stale), 'E_MATCH_STALE');
    const odd = await patch(admin, 'account', await accountOf('stale.one'), { state: 'new' });
    assert.equal(odd.status, 422);
  });

  test('a post holds at the next request, from its first day to its last', async ({ assert }) => {
    const { account, password } = await hire('posted', 'core.staff');
    const opened = await world.anonymous().post('/api/session', { login: 'posted', password });
    const client = clientOf(
      world.url,
      opened.headers.get('set-cookie')!.split(';')[0]!,
      (opened.body as { csrf: string }).csrf,
    );
    assert.equal(
      (await client.put('/api/me/password', { current: password, password: 'Quiet-river-2031' })).status,
      204,
    );
    const roles = async (): Promise<string[]> =>
      ((await client.get('/api/me')).body as { roles: { name: string }[] }).roles.map(({ name }) => name);
    assert.deepEqual(await roles(), ['core.staff']);
    const inspector = await find('role', "record.code == 'food.inspector'");
    const org = (await find('assignment', `record.account == '${account.id}'`)).org;
    const add = async (dates: object): Promise<Answer> =>
      admin.post(`/api/records/${names.assignment}`, { account: account.id, role: inspector.id, org, ...dates });
    const coming = await add({ starts_on: '2099-01-01' });
    assert.equal(coming.status, 201);
    assert.deepEqual(await roles(), ['core.staff'], 'not before its day');
    const now = await add({ ends_on: '2098-12-31' });
    assert.equal(now.status, 201);
    assert.deepEqual(await roles(), ['core.staff', 'food.inspector']);
    assert.equal(codeOf(await add({})), 'E_POST_TWICE');
    assert.equal((await add({ starts_on: '2098-05-01', ends_on: '2098-04-01' })).status, 422);
    const post = now.body as Row;
    const gone = await admin.delete(`/api/records/${names.assignment}/${post.id}`, { 'If-Match': `"${post.version}"` });
    assert.equal(gone.status, 204);
    assert.deepEqual(await roles(), ['core.staff'], 'withdrawn at once');
  });

  test('nf-053: nobody gives himself a post, freezes himself or resets his own password', async ({ assert }) => {
    const me = await accountOf('changan-admin');
    const role = await find('role', "record.code == 'food.leader'");
    const org = (await find('assignment', `record.account == '${me.id}'`)).org;
    const post = await admin.post(`/api/records/${names.assignment}`, { account: me.id, role: role.id, org });
    assert.equal(codeOf(post), 'E_GRANT_SELF');
    assert.equal(codeOf(await patch(admin, 'account', me, { state: 'frozen' })), 'E_GRANT_SELF');
    assert.equal(codeOf(await admin.post(`/api/records/${names.account}/${me.id}/password`)), 'E_GRANT_SELF');
  });

  test('the last who may decide about posts can be neither frozen nor lose the post, not even by two at once', async ({
    assert,
  }) => {
    const { password } = await hire('second.admin', 'core.admin');
    const opened = await world.anonymous().post('/api/session', { login: 'second.admin', password });
    const second = clientOf(
      world.url,
      opened.headers.get('set-cookie')!.split(';')[0]!,
      (opened.body as { csrf: string }).csrf,
    );
    await second.put('/api/me/password', { current: password, password: 'Quiet-river-2031' });
    const [first, other] = [await accountOf('changan-admin'), await accountOf('second.admin')];
    const both = await Promise.all([
      patch(second, 'account', first, { state: 'frozen' }),
      patch(admin, 'account', other, { state: 'frozen' }),
    ]);
    assert.sameMembers(
      both.map((answer) => (answer.status === 200 ? 'ok' : answer.status === 401 ? 'out' : codeOf(answer))),
      [both.some((answer) => answer.status === 401) ? 'out' : 'E_ADMIN_LAST', 'ok'],
    );
    const [left, frozen] = both[0].status === 200 ? [second, first] : [admin, other];
    assert.equal((await patch(left, 'account', await accountVia(left, frozen.id), { state: 'active' })).status, 200);
    admin = await world.login('changan-admin');
  });

  test('a leaver is stopped, his posts end and his open records go to a successor, in one act', async ({ assert }) => {
    const { account } = await hire('leaver.one', 'food.inspector');
    const people = itemsOf(
      await admin.get('/api/records/core.person?limit=2&filter=' + encodeURIComponent('record.left_on == null')),
    );
    const [from, to] = people as [Row, Row];
    await patch(admin, 'account', await accountOf('leaver.one'), { person: from.id });
    const licences = itemsOf(await admin.get('/api/records/food.licence?limit=3'));
    for (const licence of licences) {
      const set = await admin.patch(
        `/api/records/food.licence/${licence.id}`,
        { handler: from.id },
        { 'If-Match': `"${licence.version}"` },
      );
      assert.equal(set.status, 200, JSON.stringify(set.body));
    }
    const path = `/api/records/${names.account}/${account.id}/hand-over`;
    const preview = (await admin.get(path)).body as { items: { entity: string; count: number }[]; posts: number };
    assert.deepInclude(
      preview.items.find(({ entity }) => entity === 'food.licence')!,
      { count: 3 },
    );
    assert.equal(preview.posts, 1);
    const self = await admin.post(path, { to: from.id });
    assert.equal(self.status, 422);
    const done = await admin.post(path, { to: to.id });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal(
      (done.body as { moved: number }).moved,
      preview.items.reduce((sum, { count }) => sum + count, 0),
    );
    const after = await admin.get(`/api/records/food.licence/${licences[0]!.id}`);
    assert.equal((after.body as Row).handler, to.id);
    const history = (await admin.get(`/api/records/food.licence/${licences[0]!.id}/history`)).body as {
      items: { action: string }[];
    };
    assert.equal(history.items[0]!.action, 'hand_over');
    assert.equal((await accountOf('leaver.one')).state, 'left');
    assert.equal(codeOf(await admin.post(path, { to: to.id })), 'E_ACCOUNT_LEFT');
  });

  test('who may not change a record hands it to nobody, and is told that it is there', async ({ assert }) => {
    // A role that keeps accounts but may not write licences.
    const { account, password } = await hire('keeper', 'core.admin');
    const opened = await world.anonymous().post('/api/session', { login: 'keeper', password });
    const keeper = clientOf(
      world.url,
      opened.headers.get('set-cookie')!.split(';')[0]!,
      (opened.body as { csrf: string }).csrf,
    );
    await keeper.put('/api/me/password', { current: password, password: 'Quiet-river-2031' });
    const { account: other } = await hire('leaver.two', 'food.inspector');
    const [person, to] = itemsOf(
      await admin.get('/api/records/core.person?limit=2&filter=' + encodeURIComponent('record.left_on == null')),
    ) as [Row, Row];
    await patch(admin, 'account', await accountOf('leaver.two'), { person: person.id });
    const licence = itemsOf(await admin.get('/api/records/food.licence?limit=1'))[0]!;
    await admin.patch(
      `/api/records/food.licence/${licence.id}`,
      { handler: person.id },
      { 'If-Match': `"${licence.version}"` },
    );
    const path = `/api/records/${names.account}/${other.id}/hand-over`;
    const preview = (await keeper.get(path)).body as { items: object[]; others: boolean };
    assert.deepEqual([preview.items, preview.others], [[], true]);
    assert.equal(((await keeper.post(path, { to: to.id })).body as { moved: number }).moved, 0);
    assert.equal(((await admin.get(`/api/records/food.licence/${licence.id}`)).body as Row).handler, person.id);
    void account;
  });

  test('sjz-007 sjz-009: a good and a failed login make two rows with all six facts, and what is unusual is marked', async ({
    assert,
  }) => {
    const { password } = await hire('watched', 'food.inspector');
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
      await list(admin, 'login', { filter: "record.login == 'watched'", sort: 'at', include: 'account' }),
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
    const unusual = itemsOf(await list(admin, 'login', { filter: "unusual && record.login == 'watched'" }));
    assert.isAtLeast(unusual.length, 2);
    const file = await admin.get(
      `/api/records/${names.login}/export?filter=${encodeURIComponent("record.login == 'watched'")}`,
    );
    assert.equal(file.status, 200);
    assert.match(String(file.body), /多次失败/);
  });

  test('sjz-006: a role without 导出 made on the screen holds at the next request, survives a restart, and goes only when nobody holds it', async ({
    assert,
  }) => {
    const grants = { 'food.operator': { read: 'own_station', history: true }, 'core.org': { read: true } };
    const wrong = await admin.post('/api/roles', {
      name: 'x_reader',
      label: '只看不导出',
      grants: { 'food.operator': { read: 'own_statio', exprt: true }, 'food.nothing': { read: true } },
    });
    assert.equal(codeOf(wrong), 'E_ROLE_INVALID');
    const codes = (wrong.body as { faults: { code: string; path: string }[] }).faults.map(({ code }) => code);
    assert.isAtLeast(codes.length, 3, 'all faults at once');
    assert.equal(codeOf(await admin.post('/api/roles', { name: 'reader', label: '名', grants })), 'E_ROLE_INVALID');
    const made = await admin.post('/api/roles', { name: 'x_reader', label: '只看不导出', grants });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal(codeOf(await admin.post('/api/roles', { name: 'x_reader', label: '再来', grants })), 'E_ROLE_TAKEN');
    const shown = (await admin.get('/api/roles/changan.x_reader')).body as { grants: object[]; menus: string[] };
    assert.lengthOf(shown.grants, 2);
    assert.include(shown.menus, '专业监管：食品经营者');

    const { account, password, post } = await hire('reader.one', 'changan.x_reader');
    const opened = await world.anonymous().post('/api/session', { login: 'reader.one', password });
    const reader = clientOf(
      world.url,
      opened.headers.get('set-cookie')!.split(';')[0]!,
      (opened.body as { csrf: string }).csrf,
    );
    await reader.put('/api/me/password', { current: password, password: 'Quiet-river-2031' });
    assert.equal((await reader.get('/api/records/food.operator?limit=1')).status, 200);
    assert.equal(codeOf(await reader.get('/api/records/food.operator/export')), 'E_GRANT_EXPORT');
    const open = { ...grants, 'food.operator': { ...grants['food.operator'], export: true } };
    const weighed = await admin.post('/api/roles/changan.x_reader/effect', { label: '可导出', grants: open });
    assert.equal(weighed.status, 200, JSON.stringify(weighed.body));
    const { waits, lines } = weighed.body as { waits: boolean; lines: { code: string; text: string }[] };
    assert.isFalse(waits);
    assert.include(
      lines.map(({ code }) => code),
      'PLAN_GRANT',
    );
    assert.isTrue(lines.every(({ text }) => /[一-鿿]/.test(text)));
    const still = (await admin.get('/api/roles/changan.x_reader')).body as { label: string };
    assert.equal(still.label, '只看不导出', 'weighing writes nothing');
    const changed = await admin.put('/api/roles/changan.x_reader', { label: '可导出', grants: open });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.equal((await reader.get('/api/records/food.operator/export')).status, 200, 'at the next request');

    // What a restart does: every bureau is brought to the documents on disk.
    const { applyAllTenants } = await import('../revisions/apply_all.ts');
    await applyAllTenants(world.urls.admin, world.urls.app, { data: world.running.services.environment.data });
    assert.equal((await reader.get('/api/records/food.operator/export')).status, 200);

    assert.equal(codeOf(await admin.delete('/api/roles/changan.x_reader')), 'E_ROLE_HELD');
    await admin.delete(`/api/records/${names.assignment}/${post.id}`, { 'If-Match': `"${post.version}"` });
    assert.equal((await admin.delete('/api/roles/changan.x_reader')).status, 204);
    assert.equal((await admin.get('/api/roles/changan.x_reader')).status, 404);
    const log = itemsOf(await list(admin, 'audit', { filter: `record.entity == '${names.role}'`, sort: '-at' }));
    assert.deepEqual(
      log.map(({ action }) => action),
      ['delete', 'update', 'create'],
    );
    void account;
  }).timeout(120_000);

  test('nf-053: nobody changes a role that he holds, a packaged role, or makes one without the grant', async ({
    assert,
  }) => {
    assert.equal(codeOf(await admin.put('/api/roles/core.admin', { label: '我', grants: {} })), 'E_ROLE_NONE');
    const officer = await world.login('changan-officer');
    assert.equal(
      codeOf(await officer.post('/api/roles', { name: 'x_mine', label: '我', grants: {} })),
      'E_ENTITY_NONE',
    );
    const auditor = await hire('auditor.one', 'core.auditor');
    const opened = await world.anonymous().post('/api/session', { login: 'auditor.one', password: auditor.password });
    const client = clientOf(
      world.url,
      opened.headers.get('set-cookie')!.split(';')[0]!,
      (opened.body as { csrf: string }).csrf,
    );
    await client.put('/api/me/password', { current: auditor.password, password: 'Quiet-river-2031' });
    const made = await client.post('/api/roles', { name: 'x_mine', label: '我', grants: {} });
    assert.equal(codeOf(made), 'E_GRANT_CREATE');
    const refused = itemsOf(await list(admin, 'audit', { filter: "record.outcome == 'refused'", sort: '-at' }));
    assert.isAtLeast(refused.length, 1);
  });

  async function accountVia(client: Client, id: string): Promise<Row> {
    return (await client.get(`/api/records/${names.account}/${id}`)).body as Row;
  }
});
