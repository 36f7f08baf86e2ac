// The server as an operator and a browser see it: health, headers, errors without insides, production without a demo.
import { request } from 'node:http';
import { test } from '@japa/runner';
import { boot } from '../boot.ts';
import { readEnvironment } from '../config/environment.ts';
import { Database } from '../database/client.ts';
import { findMissing } from '../health/routes.ts';
import { Sessions } from '../identity/sessions.ts';
import { startHttp } from '../start/app.ts';
import { sharedWorld } from './shared_world.ts';
import { clientOf, type Answer } from './world.ts';

const codeOf = (answer: Answer): unknown => (answer.body as { code?: string } | null)?.code;

test.group('Server', () => {
  test('it lives while the process runs and is ready only when requests will succeed', async ({ assert }) => {
    const world = await sharedWorld();
    assert.equal((await world.anonymous().get('/health/live')).status, 200);
    const { services } = world.running;
    const dead = Database.open('postgres://nobody:x@127.0.0.1:1/none');
    const missing = await findMissing({ ...services, database: dead });
    assert.include(
      missing.map(({ what }) => what),
      'database',
    );
    await dead.close();
    const others = (await findMissing(services)).filter(({ what }) => !what.endsWith('_app'));
    assert.deepEqual(others, []);
  });

  test('a server whose database is away answers 503 with a code and keeps running', async ({ assert }) => {
    const world = await sharedWorld();
    const database = Database.open('postgres://nobody:x@127.0.0.1:1/none');
    const { services } = world.running;
    const environment = { ...services.environment, port: 0 };
    const app = await startHttp({
      ...services,
      environment,
      database,
      sessions: new Sessions({ ...services, database, production: false }),
    });
    try {
      const client = clientOf(app.url, `shijian_session=${'A'.repeat(43)}`, '');
      const answer = await client.get('/api/me');
      assert.equal(answer.status, 503);
      assert.equal(codeOf(answer), 'E_DATABASE_AWAY');
      assert.equal((await client.get('/health/ready')).status, 503);
      assert.equal((await client.get('/health/live')).status, 200);
    } finally {
      await app.close();
      await database.close();
    }
  });

  test('every answer carries the headers that keep a browser in its box', async ({ assert }) => {
    const world = await sharedWorld();
    for (const path of ['/health/live', '/api/me', '/nothing.js']) {
      const { headers } = await world.anonymous().get(path);
      assert.match(headers.get('content-security-policy')!, /default-src 'self'.*frame-ancestors 'none'/, path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(headers.get('referrer-policy'), 'no-referrer', path);
    }
  });

  test('errors are problem documents without a stack, SQL or path', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const json = { 'Content-Type': 'application/json' };
    const cases: [Promise<Answer>, number, string][] = [
      [client.get('/api/nothing'), 404, 'E_ROUTE_NONE'],
      [client.post('/nothing', {}), 404, 'E_ROUTE_NONE'],
      [client.put('/api/me/preferences/a', '{"broken', json), 400, 'E_BODY_INVALID'],
      [client.put('/api/me/preferences/a', JSON.stringify('x'.repeat(3_000_000)), json), 413, 'E_BODY_TOO_LARGE'],
      [client.put('/api/me/preferences/a', JSON.stringify('x'.repeat(100_000)), json), 422, 'E_INPUT_INVALID'],
      [client.get('/api/me/preferences/%E0%A4%A'), 400, 'E_URL_INVALID'],
    ];
    for (const [pending, status, code] of cases) {
      const answer = await pending;
      assert.equal(answer.status, status, code);
      assert.equal(codeOf(answer), code);
      assert.match(answer.headers.get('content-type')!, /^application\/problem\+json/, code);
      assert.notMatch(JSON.stringify(answer.body), /node_modules|\.ts|select |at async/);
    }
  });

  test('a request id that could forge a log line is replaced', async ({ assert }) => {
    const world = await sharedWorld();
    const kept = await world.anonymous().get('/health/live', { 'X-Request-Id': 'abc-123' });
    assert.equal(kept.headers.get('x-request-id'), 'abc-123');
    const forged = await world.anonymous().get('/health/live', { 'X-Request-Id': 'a" level="fatal' });
    assert.match(forged.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  test('closing lets a running request end and refuses the next', async ({ assert }) => {
    const world = await sharedWorld();
    const { services } = world.running;
    const app = await startHttp({ ...services, environment: { ...services.environment, port: 0 } });
    const { port } = new URL(app.url);
    const running = new Promise<number>((resolve, reject) => {
      // The server says "continue" once it has the request; only then it is running.
      const headers = { 'Content-Type': 'application/json', 'Content-Length': 2, Expect: '100-continue' };
      const started = request({ port, method: 'POST', path: '/api/session', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      started.once('error', reject);
      started.once('continue', () => {
        app.close().catch(reject);
        started.end('{}');
      });
      started.flushHeaders();
    });
    assert.equal(await running, 401);
    await assert.rejects(() => fetch(`${app.url}/health/live`));
  });

  test('a production server does not start over made-up data', async ({ assert }) => {
    const world = await sharedWorld();
    const environment = { ...world.running.services.environment, database: world.urls, port: 0 };
    await assert.rejects(() => boot({ demo: false, quiet: true, screens: false, environment }), /made-up/);
  });

  test('in production demo accounts are unknown, and their sessions are over', async ({ assert }) => {
    const world = await sharedWorld();
    const { services } = world.running;
    const session = await world.login('changan-officer');
    const environment = { ...services.environment, port: 0, production: true };
    const app = await startHttp({
      ...services,
      environment,
      sessions: new Sessions({ ...services, production: true }),
    });
    try {
      const answer = await clientOf(app.url, '', '').post('/api/session', {
        login: 'changan-officer',
        password: world.password,
      });
      assert.equal(codeOf(answer), 'E_LOGIN_FAILED');
      assert.equal((await clientOf(app.url, session.cookie, '').get('/api/me')).status, 401);
    } finally {
      await app.close();
    }
    assert.equal((await session.get('/api/me')).status, 200);
  });

  test('settings that make no sense stop the start with their name', ({ assert }) => {
    for (const env of [
      { PORT: 'x' },
      { PORT: '70000' },
      { DATABASE_URL: 'postgres://a@b/c' },
      { DATABASE_URL: 'mysql://x', DATABASE_ADMIN_URL: 'postgres://a@b/c' },
    ]) {
      assert.throws(() => readEnvironment(env), new RegExp(Object.keys(env)[0]!));
    }
    assert.deepInclude(readEnvironment({}), { host: '127.0.0.1', port: 3333, production: false, database: null });
  });
});
