// Who gets in, who stays in and who is out: login, lock-out, cross-site requests, posts that end, sessions that are revoked.
import { test } from '@japa/runner';
import pg from 'pg';
import { hashPassword } from '../identity/passwords.ts';
import { createAccount, type NewAccount } from '../identity/accounts.ts';
import { sharedWorld } from './shared_world.ts';
import { importSheet } from './transfer_helpers.ts';
import { clientOf, logIn, type Answer, type World } from './world.ts';

const PASSWORD = 'a fine long password';

const codeOf = (answer: Answer): unknown => (answer.body as { code?: string } | null)?.code;

/** An account of its own for one test, so that locking or stopping it disturbs nobody. */
async function person(
  world: World,
  login: string,
  change: Partial<NewAccount> = {},
  how = { mustChange: false, demo: false },
): Promise<void> {
  const sample = world.running.accounts.find((account) => account.login === 'changan-officer')!;
  const made = await createAccount(
    world.running.services,
    { login, name: '测试人员', tenant: sample.tenant, assignments: sample.assignments, ...change },
    { password: await hashPassword(PASSWORD), ...how },
  );
  if (!made) throw new Error(`${login} exists`);
}

/** Changes rows as an admin's screen would: under the bureau's own tenant setting. */
async function change(world: World, login: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: world.urls.app });
  await client.connect();
  try {
    const { rows } = await client.query<{ tenant_id: number; account: string }>(
      'select * from platform.find_login($1)',
      [login],
    );
    await client.query('begin');
    await client.query(`select set_config('app.tenant', $1, true)`, [String(rows[0]!.tenant_id)]);
    const changed = await client.query(text, [rows[0]!.account]);
    await client.query('commit');
    if (changed.rowCount === 0) throw new Error('nothing was changed');
  } finally {
    await client.end();
  }
}

test.group('Login', () => {
  test('an officer logs in and is told who and where he is', async ({ assert }) => {
    const world = await sharedWorld();
    const officer = await world.login('changan-officer');
    const me = await officer.get('/api/me');
    assert.equal(me.status, 200);
    const body = me.body as {
      user: { login: string };
      tenant: { name: string };
      org: { kind: string; id: string };
      station: string;
      roles: unknown[];
      demo: boolean;
    };
    assert.equal(body.user.login, 'changan-officer');
    assert.equal(body.tenant.name, 'changan');
    assert.equal(body.org.kind, 'station');
    assert.equal(body.station, body.org.id);
    assert.isNotEmpty(body.roles);
    assert.isTrue(body.demo);
  });

  test('the cookie is out of reach for scripts and other sites, and Secure behind https', async ({ assert }) => {
    const world = await sharedWorld();
    const credentials = { login: 'changan-officer', password: world.password };
    const plain = await world.anonymous().post('/api/session', credentials);
    assert.match(plain.headers.get('set-cookie')!, /^shijian_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const https = await world.anonymous().post('/api/session', credentials, { 'X-Forwarded-Proto': 'https' });
    assert.match(https.headers.get('set-cookie')!, /; Secure$/);
  });

  test('a wrong password and an unknown login get the same answer', async ({ assert }) => {
    const world = await sharedWorld();
    await person(world, 'wrong.once');
    const wrong = await world.anonymous().post('/api/session', { login: 'wrong.once', password: 'x' });
    const unknown = await world.anonymous().post('/api/session', { login: 'nobody.here', password: 'x' });
    assert.equal(wrong.status, 401);
    assert.equal(codeOf(wrong), 'E_LOGIN_FAILED');
    assert.deepEqual(unknown.body, wrong.body);
    for (const body of [{}, { login: 1, password: [] }, { login: 'wrong.once', password: 'x'.repeat(2000) }]) {
      assert.equal(codeOf(await world.anonymous().post('/api/session', body)), 'E_LOGIN_FAILED');
    }
  });

  test('the login is found whatever its case', async ({ assert }) => {
    const world = await sharedWorld();
    await assert.doesNotReject(() => logIn(world.url, ' Changan-OFFICER ', world.password));
  });

  test('five failures lock a login even for the right password, also when they come at once', async ({ assert }) => {
    const world = await sharedWorld();
    await person(world, 'locked.out');
    const attempts = await Promise.all(
      Array.from({ length: 8 }, () =>
        world.anonymous().post('/api/session', { login: 'locked.out', password: 'guess' }),
      ),
    );
    assert.deepEqual(attempts.map(codeOf).sort(), [
      ...Array(5).fill('E_LOGIN_FAILED'),
      ...Array(3).fill('E_LOGIN_LOCKED'),
    ]);
    const right = await world.anonymous().post('/api/session', { login: 'locked.out', password: PASSWORD });
    assert.equal(right.status, 429);
    assert.isAbove(Number(right.headers.get('retry-after')), 0);
    const other = await world.anonymous().post('/api/session', { login: 'changan-officer', password: world.password });
    assert.equal(other.status, 200);
  });

  test('a success forgets the failures before it', async ({ assert }) => {
    const world = await sharedWorld();
    await person(world, 'clumsy');
    for (const password of ['a', 'b', 'c', 'd', PASSWORD, 'e', 'f']) {
      await world.anonymous().post('/api/session', { login: 'clumsy', password });
    }
    const answer = await world.anonymous().post('/api/session', { login: 'clumsy', password: PASSWORD });
    assert.equal(answer.status, 200);
  });

  test('an account without a post of today is not let in', async ({ assert }) => {
    const world = await sharedWorld();
    await person(world, 'no.post', { assignments: [] });
    const answer = await world.anonymous().post('/api/session', { login: 'no.post', password: PASSWORD });
    assert.equal(codeOf(answer), 'E_POST_NONE');
  });

  test('a borrowed password opens nothing but its own change', async ({ assert }) => {
    const world = await sharedWorld();
    await person(world, 'first.day', {}, { mustChange: true, demo: false });
    const client = await logIn(world.url, 'first.day', PASSWORD);
    assert.equal(codeOf(await client.get('/api/model')), 'E_PASSWORD_MUST_CHANGE');
    const weak = await client.put('/api/me/password', { current: PASSWORD, password: 'short' });
    assert.equal(weak.status, 422);
    assert.equal((weak.body as { faults: { code: string }[] }).faults[0]!.code, 'E_PASSWORD_WEAK');
    const wrong = await client.put('/api/me/password', { current: 'not it', password: 'another fine one' });
    assert.equal((wrong.body as { faults: { code: string }[] }).faults[0]!.code, 'E_PASSWORD_WRONG');
    const other = await logIn(world.url, 'first.day', PASSWORD);
    assert.equal(
      (await client.put('/api/me/password', { current: PASSWORD, password: 'another fine one' })).status,
      204,
    );
    assert.equal((await client.get('/api/model')).status, 200);
    assert.equal((await other.get('/api/me')).status, 401, 'the other device is out');
    await assert.rejects(() => logIn(world.url, 'first.day', PASSWORD));
  });
});

test.group('Session', () => {
  test('without a session every path of the API answers E_SESSION_NONE', async ({ assert }) => {
    const world = await sharedWorld();
    const forged = clientOf(world.url, `shijian_session=${'A'.repeat(43)}`, '');
    for (const client of [world.anonymous(), forged]) {
      for (const path of ['/api/me', '/api/model', '/api/me/recent', '/api/openapi.json']) {
        const answer = await client.get(path);
        assert.equal(answer.status, 401, path);
        assert.equal(codeOf(answer), 'E_SESSION_NONE', path);
      }
    }
  });

  test('a write without the token of its session, or from another site, is refused', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const path = '/api/me/preferences/test.csrf';
    const other = await world.login('changan-officer');
    assert.equal(codeOf(await clientOf(world.url, client.cookie, '').put(path, 1)), 'E_CSRF');
    assert.equal(codeOf(await clientOf(world.url, client.cookie, other.csrf).put(path, 1)), 'E_CSRF');
    assert.equal(codeOf(await client.put(path, 1, { Origin: 'https://evil.example' })), 'E_CSRF');
    assert.equal(codeOf(await client.put(path, 1, { Origin: 'null' })), 'E_CSRF');
    assert.equal((await client.put(path, 1, { Origin: world.url })).status, 204);
    assert.deepEqual((await other.get(path)).body, 1);
    const login = { login: 'changan-officer', password: world.password };
    assert.equal(
      codeOf(await world.anonymous().post('/api/session', login, { Origin: 'https://evil.example' })),
      'E_CSRF',
    );
  });

  test('after logging out the cookie is worth nothing', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    assert.equal((await client.delete('/api/session')).status, 204);
    assert.equal((await client.get('/api/me')).status, 401);
  });

  test('a session that an admin revokes ends with the next request', async ({ assert }) => {
    const world = await sharedWorld();
    await person(world, 'revoked');
    const client = await logIn(world.url, 'revoked', PASSWORD);
    assert.equal((await client.get('/api/me')).status, 200);
    await change(world, 'revoked', 'update platform.session set revoked_at = now() where account = $1');
    assert.equal((await client.get('/api/me')).status, 401);
  });

  test('stopping an account ends its sessions and refuses its password', async ({ assert }) => {
    const world = await sharedWorld();
    await person(world, 'leaver');
    const client = await logIn(world.url, 'leaver', PASSWORD);
    assert.equal((await client.get('/api/me')).status, 200);
    await change(world, 'leaver', 'update platform.account set stopped_at = now() where id = $1');
    assert.equal((await client.get('/api/me')).status, 401);
    assert.equal(
      codeOf(await world.anonymous().post('/api/session', { login: 'leaver', password: PASSWORD })),
      'E_LOGIN_FAILED',
    );
  });

  test('a post that ended yesterday gives no rights at the next request', async ({ assert }) => {
    const world = await sharedWorld();
    await person(world, 'on.loan');
    const client = await logIn(world.url, 'on.loan', PASSWORD);
    const before = (await client.get('/api/model')).body as { entities: object };
    assert.isNotEmpty(Object.keys(before.entities));
    await change(
      world,
      'on.loan',
      'update platform.assignment set starts_on = current_date - 9, ends_on = current_date - 2 where account = $1',
    );
    const after = (await client.get('/api/model')).body as { entities: object };
    assert.deepEqual(Object.keys(after.entities), []);
    const me = (await client.get('/api/me')).body as { roles: unknown[]; org: unknown };
    assert.deepEqual([me.roles, me.org], [[], null]);
  });

  test('a change of the org tree counts at the next request', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('zhengding-officer');
    const before = (await client.get('/api/me')).body as { station: string | null; org: { id: string } };
    assert.equal(before.station, before.org.id);
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'zhengding')!;
    const entity = Object.values(state.model.entities).find(({ plays }) => plays === 'org')!;
    const become = (kind: string): Promise<void> =>
      change(
        world,
        'zhengding-officer',
        `update records.${pg.escapeIdentifier(entity.name.replace('.', '_'))} set kind = '${kind}'
         where id = '${before.org.id}' and $1::uuid is not null`,
      );
    await become('department');
    const between = (await client.get('/api/me')).body as { station: string | null };
    await become('station');
    const after = (await client.get('/api/me')).body as { station: string | null };
    assert.notEqual(between.station, before.org.id);
    assert.equal(after.station, before.org.id);
  });

  test('an import goes on while rights move, and no line goes in twice', async ({ assert }) => {
    const world = await sharedWorld();
    const admin = await world.login('zhengding-admin');
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'zhengding')!;
    // Every row of the org tree moves the counter of rights, so this import meets it at each line.
    const entity = Object.values(state.model.entities).find(({ plays }) => plays === 'org')!;
    const page = await admin.get(
      `/api/records/${entity.name}?limit=1&filter=${encodeURIComponent("record.kind == 'bureau'")}`,
    );
    const root = (page.body as { items: { code: string }[] }).items[0]!;
    const label = (name: string): string => entity.fields.find((field) => field.name === name)!.label;
    const heading = ['name', 'short_name', 'code', 'kind', 'parent'].map(label).join(',');
    const lines = ['A', 'B', 'C'].map((x) => `测试科室${x},测试${x},ZT-${x}${x},department,${root.code}`);
    const { view } = await importSheet(world, admin, entity.name, [heading, ...lines].join('\n'));
    assert.deepInclude(view.counts!, { created: 3, bad: 0 }, JSON.stringify(view));
  });

  test('with posts at two stations a user works from one and may change to the other', async ({ assert }) => {
    const world = await sharedWorld();
    const posts = ['changan-officer', 'changan-officer3'].map(
      (login) => world.running.accounts.find((one) => one.login === login)!.assignments,
    );
    await person(world, 'two.posts', { assignments: posts.flat() });
    const client = await logIn(world.url, 'two.posts', PASSWORD);
    interface Me {
      org: { id: string };
      station: string;
      posts: { org: { id: string } }[];
    }
    const before = (await client.get('/api/me')).body as Me;
    assert.lengthOf(before.posts, 2);
    const other = before.posts.find(({ org }) => org.id !== before.org.id)!.org.id;
    assert.equal((await client.put('/api/me/post', { org: other })).status, 204);
    const after = (await client.get('/api/me')).body as Me;
    assert.deepEqual([after.org.id, after.station], [other, other]);
    assert.equal((await client.put('/api/me/post', { org: '00000000-0000-0000-0000-000000000000' })).status, 422);
  });

  test('settings are of one user and survive as they were put', async ({ assert }) => {
    const world = await sharedWorld();
    const [mine, his] = [await world.login('changan-officer'), await world.login('changan-officer2')];
    const value = { columns: ['名称', 'status'], width: 1.5, none: null };
    assert.equal((await mine.get('/api/me/preferences/grid.test')).body, null);
    assert.equal((await mine.put('/api/me/preferences/grid.test', value)).status, 204);
    assert.deepEqual((await mine.get('/api/me/preferences/grid.test')).body, value);
    assert.equal((await his.get('/api/me/preferences/grid.test')).body, null);
    assert.equal(
      (await mine.put('/api/me/preferences/grid.test', 'null', { 'Content-Type': 'application/json' })).status,
      204,
    );
    assert.equal((await mine.get('/api/me/preferences/grid.test')).body, null);
    assert.equal((await mine.put(`/api/me/preferences/${encodeURIComponent("x'; drop table")}`, 1)).status, 422);
  });
});
