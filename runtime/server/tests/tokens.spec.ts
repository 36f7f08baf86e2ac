// Tokens of programs, and how many requests one account may make.
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { RequestLimits } from '../web/request_limits.ts';
import type { Problem } from '../exceptions/problem.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
const OPERATORS = '/api/records/food.operator';
const SUBJECTS = '/api/records/market.subject';

test.group('Tokens', (group) => {
  let world: World;
  let officer: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 200 });
    officer = await world.login('changan-officer');
  });
  group.teardown(() => world.stop());

  const make = async (body: Json): Promise<{ id: string; token: string }> => {
    const answer = await officer.post('/api/tokens', { label: '省平台对接', days: 30, ...body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as { id: string; token: string };
  };
  const ask = async (token: string, path: string, more: RequestInit = {}): Promise<Answer> => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...more.headers };
    const answer = await fetch(`${world.url}${path}`, { ...more, headers });
    const text = await answer.text();
    const body: unknown = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    return { status: answer.status, headers: answer.headers, body };
  };
  const code = (answer: Answer): string => (answer.body as { code: string }).code;
  const first = async (path: string): Promise<Json> =>
    ((await officer.get(`${path}?limit=1`)).body as { items: Json[] }).items[0]!;

  test('a token reads what its owner reads, row for row, and no more of what he may do', async ({ assert }) => {
    const { token } = await make({});
    const [his, its] = [
      await officer.get(`${OPERATORS}?limit=200&count=exact`),
      await ask(token, `${OPERATORS}?limit=200&count=exact`),
    ];
    assert.equal(its.status, 200);
    assert.deepEqual(its.body, his.body);
    const record = await first(OPERATORS);
    for (const [method, path] of [
      ['POST', OPERATORS],
      ['PATCH', `${OPERATORS}/${String(record.id)}`],
      ['DELETE', `${OPERATORS}/${String(record.id)}`],
    ]) {
      const refused = await ask(token, path!, { method: method!, body: '{}', headers: { 'If-Match': '"1"' } });
      assert.deepEqual([refused.status, code(refused)], [403, 'E_TOKEN_READS'], method);
    }
  });

  test('its entities are all that it reaches: no list, no id, no include, no walk in a filter leads elsewhere', async ({
    assert,
  }) => {
    const { token } = await make({ entities: ['food.operator'] });
    assert.equal((await ask(token, `${OPERATORS}?limit=1`)).status, 200);
    const subject = await first(SUBJECTS);
    for (const path of [SUBJECTS, `${SUBJECTS}/${String(subject.id)}`, `${SUBJECTS}/export`])
      assert.equal((await ask(token, path)).status, 404, path);
    const included = (await ask(token, `${OPERATORS}?limit=5&include=subject`)).body as { items: Json[] };
    assert.notInclude(JSON.stringify(included), '"market.subject"');
    const walk = await ask(token, `${OPERATORS}?filter=${encodeURIComponent("record.subject.name != ''")}`);
    assert.equal(walk.status, 400);
    const model = (await ask(token, '/api/model')).body as { entities: Json };
    assert.deepEqual(Object.keys(model.entities), ['food.operator']);
  });

  test('a token of the city reaches no more of the counties than of the city', async ({ assert }) => {
    const viewer = await world.login('sjz-viewer');
    const wide = (await viewer.post('/api/tokens', { label: '全市', days: 1 })).body as { token: string };
    const narrow = (await viewer.post('/api/tokens', { label: '机构', days: 1, entities: ['core.org'] })).body as {
      token: string;
    };
    const seen = (await ask(wide.token, `${OPERATORS}?limit=200&count=exact`)).body as { total: { value: number } };
    const his = (await viewer.get(`${OPERATORS}?limit=200&count=exact`)).body as { total: { value: number } };
    assert.deepEqual(seen.total, his.total);
    assert.isAbove(his.total.value, 0);
    assert.equal((await ask(narrow.token, `${OPERATORS}?limit=1`)).status, 404);
    const model = (await ask(narrow.token, '/api/model')).body as { entities: Json };
    assert.deepEqual(Object.keys(model.entities), ['core.org']);
  });

  test('one that may write needs no page of ours, and its writes carry its owner', async ({ assert }) => {
    const { token } = await make({ writes: true, entities: ['food.operator', 'market.subject', 'core.org'] });
    const record = await first(OPERATORS);
    const changed = await ask(token, `${OPERATORS}/${String(record.id)}`, {
      method: 'PATCH',
      body: JSON.stringify({ remark: '由对接程序更新' }),
      headers: { 'If-Match': `"${String(record.version)}"` },
    });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    const history = (await officer.get(`${OPERATORS}/${String(record.id)}/history`)).body as { items: Json[] };
    assert.include(JSON.stringify(history.items[0]), '由对接程序更新');
    const reveal = await ask(token, `${OPERATORS}/${String(record.id)}/reveal`, {
      method: 'POST',
      body: JSON.stringify({ fields: ['phone'], purpose: '核对' }),
    });
    assert.deepEqual([reveal.status, code(reveal)], [403, 'E_GRANT_REVEAL']);
  });

  test('it opens no door of a person: not his password, posts, sessions or further tokens', async ({ assert }) => {
    const { token } = await make({ writes: true });
    for (const [method, path] of [
      ['PUT', '/api/me/password'],
      ['PUT', '/api/me/post'],
      ['GET', '/api/tokens'],
      ['POST', '/api/tokens'],
      ['DELETE', '/api/session'],
    ]) {
      const refused = await ask(token, path!, { method: method!, ...(method === 'GET' ? {} : { body: '{}' }) });
      assert.deepEqual([refused.status, code(refused)], [403, 'E_TOKEN_PATH'], path);
    }
  });

  test('one of an admin that may write gets nobody’s one-time password, and his own stays as it is', async ({
    assert,
  }) => {
    const admin = await world.login('changan-admin');
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'changan')!;
    const accounts = Object.values(state.model.entities).find(({ source }) => source === 'account')!.name;
    const filter = encodeURIComponent("record.login == 'changan-leader'");
    const { items } = (await admin.get(`/api/records/${accounts}?filter=${filter}`)).body as { items: Json[] };
    const made = await admin.post('/api/tokens', { label: '同步', days: 1, writes: true });
    const path = `/api/records/${accounts}/${String(items[0]!.id)}/password`;
    const refused = await ask((made.body as { token: string }).token, path, { method: 'POST' });
    assert.deepEqual([refused.status, code(refused)], [403, 'E_TOKEN_PATH']);
    assert.equal((await (await world.login('changan-leader')).get('/api/me')).status, 200);
  });

  test('ended, run out, made up, or with its owner stopped, it is nothing at the next request', async ({ assert }) => {
    const ended = await make({});
    assert.equal((await ask(ended.token, `${OPERATORS}?limit=1`)).status, 200);
    assert.equal((await officer.delete(`/api/tokens/${ended.id}`)).status, 204);
    assert.equal(code(await ask(ended.token, `${OPERATORS}?limit=1`)), 'E_TOKEN_NONE');
    assert.equal((await officer.delete(`/api/tokens/${ended.id}`)).status, 404);
    for (const made of ['sjt_', `sjt_${'A'.repeat(43)}`, `sjt_${'A'.repeat(44)}`, "sjt_' or 1=1"])
      assert.equal(code(await ask(made, '/api/me')), 'E_TOKEN_NONE', made);
    const late = await make({});
    await ask(late.token, '/api/me');
    await withClient(world.urls.superuser, async (client) => {
      await client.query(`update platform.token set expires_at = now() - interval '1 second' where id = '${late.id}'`);
      await client.query(`update platform.tenant set access_rev = access_rev + 1`);
    });
    assert.equal(code(await ask(late.token, '/api/me')), 'E_TOKEN_NONE');

    const last = await make({});
    await ask(last.token, '/api/me');
    await withClient(world.urls.superuser, (client) =>
      client.query(`update platform.account set stopped_at = now() where login = 'changan-officer'`),
    );
    assert.equal(code(await ask(last.token, '/api/me')), 'E_TOKEN_NONE');
    await withClient(world.urls.superuser, (client) =>
      client.query(`update platform.account set stopped_at = null where login = 'changan-officer'`),
    );
  });

  test('only its hash is kept, it is shown once, and making and ending it stand in the audit', async ({ assert }) => {
    officer = await world.login('changan-officer');
    const made = await make({ label: '归集程序' });
    const list = (await officer.get('/api/tokens')).body as { items: Json[] };
    assert.containsSubset(list.items, [{ id: made.id, label: '归集程序', writes: false, entities: null }]);
    assert.notInclude(JSON.stringify(list), made.token.slice(4));
    await officer.delete(`/api/tokens/${made.id}`);
    const rows = await withClient(world.urls.superuser, (client) =>
      client.query(`select to_jsonb(t)::text as row from platform.token t where id = '${made.id}'
        union all select to_jsonb(a)::text from platform.audit a where a.after ->> 'token' = '${made.id}'`),
    );
    const text = (rows.rows as { row: string }[]).map(({ row }) => row).join('\n');
    assert.notInclude(text, made.token.slice(4));
    assert.include(text, 'token made');
    assert.include(text, 'token ended');
  });

  test('wrong wishes are told all at once, and twenty tokens are enough', async ({ assert }) => {
    const wrong = await officer.post('/api/tokens', {
      label: ' ',
      days: 999,
      writes: 'yes',
      entities: ['core.nothing'],
    });
    assert.sameMembers(
      (wrong.body as { faults: { code: string }[] }).faults.map((fault) => fault.code),
      ['E_TOKEN_LABEL', 'E_TOKEN_DAYS', 'E_TOKEN_WRITES', 'E_TOKEN_ENTITY'],
    );
    for (let i = 0; i < 25; i += 1) await officer.post('/api/tokens', { label: `第${i}个`, days: 1 });
    const list = (await officer.get('/api/tokens')).body as { items: Json[] };
    assert.lengthOf(list.items, 20);
    assert.equal(code(await officer.post('/api/tokens', { label: '再一个', days: 1 })), 'E_TOKEN_MANY');
  });
});

test.group('Requests a minute', () => {
  test('a burst passes, a runaway is told how long to wait, and others are not', ({ assert }) => {
    const limits = new RequestLimits(60);
    const now = 1_000_000;
    for (let i = 0; i < 20; i += 1) limits.take('a', now);
    const refused = ((): Problem | null => {
      try {
        limits.take('a', now);
        return null;
      } catch (error) {
        return error as Problem;
      }
    })();
    assert.deepEqual([refused?.status, refused?.code, refused?.headers['Retry-After']], [429, 'E_REQUESTS_MANY', '1']);
    limits.take('b', now);
    limits.take('a', now + 1_100);
    assert.throws(() => limits.take('a', now + 1_100), /E_REQUESTS_MANY/);
  });

  test('a session over the limit gets 429 from the server', async ({ assert }) => {
    const world = await startWorld({ subjects: 60, environment: { requestsPerMinute: 30 } });
    try {
      const client = await world.login('changan-officer');
      const answers = await Promise.all(Array.from({ length: 20 }, () => client.get('/api/me')));
      const refused = answers.filter(({ status }) => status === 429);
      assert.isAbove(refused.length, 5);
      assert.match(refused[0]!.headers.get('retry-after') ?? '', /^\d+$/);
      assert.isAbove(answers.filter(({ status }) => status === 200).length, 5);
    } finally {
      await world.stop();
    }
  });
});
