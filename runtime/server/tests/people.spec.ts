// An admin's work with people: accounts, posts and who leaves, through the same lists and records as everything else, with the
// rules that no list can give: nobody decides about himself, and somebody is always left who may decide.
import { test } from '@japa/runner';
import { codeOf, itemsOf, PeopleDesk, type Row } from './people_desk.ts';
import { clientOf, startWorld, type Answer, type Client, type World } from './world.ts';

test.group('People', (group) => {
  let world: World;
  let desk: PeopleDesk;

  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    desk = await PeopleDesk.open(world);
  });
  group.teardown(() => world.stop());

  test('sjz-001: accounts are listed, searched, filtered and sorted like any record, without a trace of their passwords', async ({
    assert,
  }) => {
    const all = await desk.list(desk.admin, 'account', { sort: '-login', count: 'exact' });
    assert.equal(all.status, 200);
    const logins = itemsOf(all).map(({ login }) => login as string);
    assert.include(logins, 'changan-officer');
    assert.deepEqual(logins, [...logins].sort().reverse());
    assert.isTrue(
      logins.every((login) => login.startsWith('changan-')),
      'of this bureau only',
    );
    assert.notMatch(JSON.stringify(all.body), /scrypt|password"/);
    assert.lengthOf(itemsOf(await desk.list(desk.admin, 'account', { q: 'officer2' })), 1);
    const frozen = await desk.list(desk.admin, 'account', { filter: "record.state == 'frozen'" });
    assert.deepEqual(itemsOf(frozen), []);
  });

  test('nf-053: an officer without the grant finds no accounts, posts, sessions or logs', async ({ assert }) => {
    const officer = await world.login('changan-officer');
    for (const source of Object.keys(desk.names))
      assert.equal(codeOf(await desk.list(officer, source)), 'E_ENTITY_NONE', source);
    const made = await officer.post(`/api/records/${desk.names.account}`, { login: 'mine', name: '我' });
    assert.equal(codeOf(made), 'E_ENTITY_NONE');
  });

  test('another bureau sees none of them by id', async ({ assert }) => {
    const other = await world.login('luquan-admin');
    const account = await desk.accountOf('changan-officer');
    assert.equal(codeOf(await other.get(`/api/records/${desk.names.account}/${account.id}`)), 'E_RECORD_NONE');
    const post = await other.post(`/api/records/${desk.names.account}/${account.id}/password`);
    assert.equal(codeOf(post), 'E_RECORD_NONE');
  });

  test('a new account has no password until one is given, shown once, and has to be replaced', async ({ assert }) => {
    const { account, password } = await desk.hire('new.hand', 'food.inspector');
    assert.equal(account.state, 'new');
    const client = world.anonymous();
    assert.equal(codeOf(await client.post('/api/session', { login: 'new.hand', password: '!' })), 'E_LOGIN_FAILED');
    const answer = await client.post('/api/session', { login: 'new.hand', password });
    assert.equal(answer.status, 200);
    assert.isTrue((answer.body as { must_change: boolean }).must_change);
    assert.equal((await desk.accountOf('new.hand')).state, 'active');
    const history = (await desk.admin.get(`/api/records/${desk.names.account}/${account.id}/history`)).body as {
      items: { action: string }[];
    };
    assert.include(
      history.items.map(({ action }) => action),
      'password',
    );
    assert.notInclude(JSON.stringify(history), password);
  });

  test('a login that somebody of any bureau holds is taken', async ({ assert }) => {
    const made = await desk.admin.post(`/api/records/${desk.names.account}`, { login: 'luquan-officer', name: '重名' });
    assert.equal(made.status, 409);
    assert.equal(codeOf(made), 'E_LOGIN_TAKEN');
    const bad = await desk.admin.post(`/api/records/${desk.names.account}`, { login: 'Ü x', name: '不行' });
    assert.equal((bad.body as { faults: { code: string }[] }).faults[0]!.code, 'E_LOGIN_FORMAT');
  });

  test('sjz-001: who is frozen is out at the next request, is not let in again, and it stands in his log', async ({
    assert,
  }) => {
    const { account, password } = await desk.hire('to.freeze', 'food.inspector');
    const answer = await world.anonymous().post('/api/session', { login: 'to.freeze', password });
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    const client = clientOf(world.url, cookie, '');
    assert.equal((await client.get('/api/me')).status, 200);
    const frozen = await desk.patch(desk.admin, 'account', await desk.accountOf('to.freeze'), { state: 'frozen' });
    assert.equal(frozen.status, 200);
    assert.equal((frozen.body as Row).state, 'frozen');
    assert.equal((await client.get('/api/me')).status, 401);
    const again = await world.anonymous().post('/api/session', { login: 'to.freeze', password });
    assert.equal(codeOf(again), 'E_LOGIN_FAILED');
    const log = itemsOf(
      await desk.list(desk.admin, 'audit', { filter: `record.record == '${account.id}'`, sort: '-at' }),
    );
    assert.equal(log[0]!.action, 'update');
    const changes = await desk.admin.get(`/api/records/${desk.names.audit}/${log[0]!.id}/changes`);
    // A time of the platform's own, such as the last login, is not told as something that the admin changed.
    assert.deepEqual((changes.body as { changes: object[] }).changes, [
      { field: 'state', label: '状态', before: '正常', after: '冻结' },
    ]);
    const thawed = await desk.patch(desk.admin, 'account', await desk.accountOf('to.freeze'), { state: 'active' });
    assert.equal((thawed.body as Row).state, 'active');
    assert.equal((await client.get('/api/me')).status, 401, 'the login of before stays ended');
  });

  test('a stale version and a state that nobody sets are refused', async ({ assert }) => {
    const { account } = await desk.hire('stale.one', 'food.inspector');
    const stale = await desk.patch(desk.admin, 'account', { ...account, version: 77 }, { name: '别名' });
    assert.equal(codeOf(stale), 'E_MATCH_STALE');
    const odd = await desk.patch(desk.admin, 'account', await desk.accountOf('stale.one'), { state: 'new' });
    assert.equal(odd.status, 422);
  });

  test('a post holds at the next request, from its first day to its last', async ({ assert }) => {
    const { account, password } = await desk.hire('posted', 'core.staff');
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
    const inspector = await desk.find('role', "record.code == 'food.inspector'");
    const org = (await desk.find('assignment', `record.account == '${account.id}'`)).org;
    const add = async (dates: object): Promise<Answer> =>
      desk.admin.post(`/api/records/${desk.names.assignment}`, {
        account: account.id,
        role: inspector.id,
        org,
        ...dates,
      });
    const coming = await add({ starts_on: '2099-01-01' });
    assert.equal(coming.status, 201);
    assert.deepEqual(await roles(), ['core.staff'], 'not before its day');
    const now = await add({ ends_on: '2098-12-31' });
    assert.equal(now.status, 201);
    assert.deepEqual(await roles(), ['core.staff', 'food.inspector']);
    assert.equal(codeOf(await add({})), 'E_POST_TWICE');
    assert.equal((await add({ starts_on: '2098-05-01', ends_on: '2098-04-01' })).status, 422);
    const post = now.body as Row;
    const gone = await desk.admin.delete(`/api/records/${desk.names.assignment}/${post.id}`, {
      'If-Match': `"${post.version}"`,
    });
    assert.equal(gone.status, 204);
    assert.deepEqual(await roles(), ['core.staff'], 'withdrawn at once');
  });

  test('nf-053: nobody gives himself a post, freezes himself or resets his own password', async ({ assert }) => {
    const me = await desk.accountOf('changan-admin');
    const role = await desk.find('role', "record.code == 'food.leader'");
    const org = (await desk.find('assignment', `record.account == '${me.id}'`)).org;
    const post = await desk.admin.post(`/api/records/${desk.names.assignment}`, { account: me.id, role: role.id, org });
    assert.equal(codeOf(post), 'E_GRANT_SELF');
    assert.equal(codeOf(await desk.patch(desk.admin, 'account', me, { state: 'frozen' })), 'E_GRANT_SELF');
    assert.equal(codeOf(await desk.admin.post(`/api/records/${desk.names.account}/${me.id}/password`)), 'E_GRANT_SELF');
  });

  test('the last who may decide about posts can be neither frozen nor lose the post, not even by two at once', async ({
    assert,
  }) => {
    const { password } = await desk.hire('second.admin', 'core.admin');
    const second = await desk.enter(world, 'second.admin', password);
    const [first, other] = [await desk.accountOf('changan-admin'), await desk.accountOf('second.admin')];
    const both = await Promise.all([
      desk.patch(second, 'account', first, { state: 'frozen' }),
      desk.patch(desk.admin, 'account', other, { state: 'frozen' }),
    ]);
    assert.sameMembers(
      both.map((answer) => (answer.status === 200 ? 'ok' : answer.status === 401 ? 'out' : codeOf(answer))),
      [both.some((answer) => answer.status === 401) ? 'out' : 'E_ADMIN_LAST', 'ok'],
    );
    const [left, frozen] = both[0].status === 200 ? [second, first] : [desk.admin, other];
    assert.equal(
      (await desk.patch(left, 'account', await accountVia(left, frozen.id), { state: 'active' })).status,
      200,
    );
    desk.admin = await world.login('changan-admin');
  });

  test('a leaver is stopped, his posts end and his open records go to a successor, in one act', async ({ assert }) => {
    const { account } = await desk.hire('leaver.one', 'food.inspector');
    const people = itemsOf(
      await desk.admin.get('/api/records/core.person?limit=2&filter=' + encodeURIComponent('record.left_on == null')),
    );
    const [from, to] = people as [Row, Row];
    await desk.patch(desk.admin, 'account', await desk.accountOf('leaver.one'), { person: from.id });
    const licences = itemsOf(await desk.admin.get('/api/records/food.licence?limit=3'));
    for (const licence of licences) {
      const set = await desk.admin.patch(
        `/api/records/food.licence/${licence.id}`,
        { handler: from.id },
        { 'If-Match': `"${licence.version}"` },
      );
      assert.equal(set.status, 200, JSON.stringify(set.body));
    }
    const path = `/api/records/${desk.names.account}/${account.id}/hand-over`;
    const preview = (await desk.admin.get(path)).body as { items: { entity: string; count: number }[]; posts: number };
    assert.deepInclude(
      preview.items.find(({ entity }) => entity === 'food.licence')!,
      { count: 3 },
    );
    assert.equal(preview.posts, 1);
    const self = await desk.admin.post(path, { to: from.id });
    assert.equal(self.status, 422);
    const done = await desk.admin.post(path, { to: to.id });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal(
      (done.body as { moved: number }).moved,
      preview.items.reduce((sum, { count }) => sum + count, 0),
    );
    const after = await desk.admin.get(`/api/records/food.licence/${licences[0]!.id}`);
    assert.equal((after.body as Row).handler, to.id);
    const history = (await desk.admin.get(`/api/records/food.licence/${licences[0]!.id}/history`)).body as {
      items: { action: string }[];
    };
    assert.equal(history.items[0]!.action, 'hand_over');
    assert.equal((await desk.accountOf('leaver.one')).state, 'left');
    assert.equal(codeOf(await desk.admin.post(path, { to: to.id })), 'E_ACCOUNT_LEFT');
  });

  test('who may not change a record hands it to nobody, and is told that it is there', async ({ assert }) => {
    // A role that keeps accounts but may not write licences.
    const { account, password } = await desk.hire('keeper', 'core.admin');
    const keeper = await desk.enter(world, 'keeper', password);
    const { account: other } = await desk.hire('leaver.two', 'food.inspector');
    const [person, to] = itemsOf(
      await desk.admin.get('/api/records/core.person?limit=2&filter=' + encodeURIComponent('record.left_on == null')),
    ) as [Row, Row];
    await desk.patch(desk.admin, 'account', await desk.accountOf('leaver.two'), { person: person.id });
    const licence = itemsOf(await desk.admin.get('/api/records/food.licence?limit=1'))[0]!;
    await desk.admin.patch(
      `/api/records/food.licence/${licence.id}`,
      { handler: person.id },
      { 'If-Match': `"${licence.version}"` },
    );
    const path = `/api/records/${desk.names.account}/${other.id}/hand-over`;
    const preview = (await keeper.get(path)).body as { items: object[]; others: boolean };
    assert.deepEqual([preview.items, preview.others], [[], true]);
    assert.equal(((await keeper.post(path, { to: to.id })).body as { moved: number }).moved, 0);
    assert.equal(((await desk.admin.get(`/api/records/food.licence/${licence.id}`)).body as Row).handler, person.id);
    void account;
  });

  test('who moves to another station works there from the next request, and what he wrote stays where it was', async ({
    assert,
  }) => {
    const { account, password, post } = await desk.hire('mover', 'core.staff');
    const { id: role } = await desk.find('role', "record.code == 'market.inspector'");
    const second = await desk.admin.post(`/api/records/${desk.names.assignment}`, {
      account: account.id,
      role,
      org: post.org,
    });
    assert.equal(second.status, 201);
    const mover = await desk.enter(world, 'mover', password);
    const there = itemsOf(
      await desk.admin.get('/api/records/core.org?filter=' + encodeURIComponent("record.code == 'CA-GY'")),
    )[0]!;
    const read = async (): Promise<{ stations: unknown[]; ids: string[] }> => {
      const items = itemsOf(await mover.get('/api/records/market.subject?limit=200'));
      return { stations: [...new Set(items.map(({ station }) => station))], ids: items.map(({ id }) => id) };
    };
    const before = await read();
    assert.deepEqual(before.stations, [post.org]);
    const subject = (await mover.get(`/api/records/market.subject/${before.ids[0]!}`)).body as Row;
    const place = {
      name: '惠民超市仓库',
      subject: subject.id,
      use: 'shop',
      region: subject.region,
      address: '建华大街 1 号',
    };
    const made = await mover.post('/api/records/market.premises', { ...place, station: post.org });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const path = `/api/records/market.premises/${(made.body as Row).id}`;
    assert.equal((await mover.get(path)).status, 200);

    for (const one of [post, second.body as Row])
      assert.equal((await desk.patch(desk.admin, 'assignment', one, { org: there.id })).status, 200);
    const me = (await mover.get('/api/me')).body as { station: string; org: { id: string } };
    assert.deepEqual([me.station, me.org.id], [there.id, there.id]);
    const after = await read();
    assert.deepEqual(after.stations, [there.id]);
    assert.deepEqual(
      after.ids.filter((id) => before.ids.includes(id)),
      [],
    );
    for (const gone of [path, `/api/records/market.subject/${subject.id}`])
      assert.equal(codeOf(await mover.get(gone)), 'E_RECORD_NONE');
    const late = await mover.patch(path, { name: '改名' }, { 'If-Match': made.headers.get('etag')! });
    assert.equal(codeOf(late), 'E_RECORD_NONE');
    const again = await mover.post('/api/records/market.premises', { ...place, station: post.org });
    assert.equal(codeOf(again), 'E_ROW_OUTSIDE');

    const kept = (await desk.admin.get(path)).body as Row;
    const { id, version, station, updated_by: by } = made.body as Row;
    assert.deepEqual(
      [kept.id, kept.version, kept.station, kept.updated_by],
      [id, version, station, by],
      'nothing was rewritten',
    );
    const stayed = (await desk.admin.get(`/api/records/market.subject/${subject.id}`)).body as Row;
    assert.deepEqual([stayed.version, stayed.station], [subject.version, post.org]);
  });

  async function accountVia(client: Client, id: string): Promise<Row> {
    return (await client.get(`/api/records/${desk.names.account}/${id}`)).body as Row;
  }
});
