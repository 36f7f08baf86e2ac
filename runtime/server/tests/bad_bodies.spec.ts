// Bodies that are too much, no JSON, no form or hold what no database holds: each a named refusal, before anything is done.
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { sendBytes } from './send_bytes.ts';
import { sharedWorld } from './shared_world.ts';
import type { Client, World } from './world.ts';

type Json = Record<string, unknown>;
const OPERATORS = '/api/records/food.operator';

test.group('Bad bodies', (group) => {
  let world: World;
  let officer: Client;
  let record: Json;
  group.setup(async () => {
    world = await sharedWorld();
    officer = await world.login('changan-officer');
    record = ((await officer.get(`${OPERATORS}?limit=1`)).body as { items: Json[] }).items[0]!;
  });

  const sent = async (
    method: string,
    path: string,
    type: string,
    body: string | FormData | Blob,
  ): Promise<[status: number, code: string]> => {
    const headers = { cookie: officer.cookie, 'x-csrf-token': officer.csrf, 'if-match': '"1"' };
    const typed = type ? { ...headers, 'content-type': type } : headers;
    const answer = await fetch(world.url + path, { method, headers: typed, body });
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  const rows = async (): Promise<string> =>
    withClient(world.urls.superuser, async (client) => {
      const { rows: found } = await client.query(
        `select (select count(*) from platform.account)::text || ' ' || (select count(*) from platform.audit where action in ('create', 'update', 'delete'))::text as n`,
      );
      return (found[0] as { n: string }).n;
    });

  test('bodies that are too large, too deep, cut off or no JSON are refused before they are looked at', async ({
    assert,
  }) => {
    const post = (body: string): Promise<[number, string]> => sent('POST', OPERATORS, 'application/json', body);
    assert.deepEqual(await post(JSON.stringify({ remark: '长'.repeat(4_000_000) })), [413, 'E_BODY_TOO_LARGE']);
    assert.deepEqual(await post('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)), [400, 'E_BODY_DEPTH']);
    assert.deepEqual(await post('['.repeat(10_000)), [400, 'E_BODY_DEPTH']);
    for (const text of ['{"remark":"', '{remark: 1}', '{"area":NaN}', '{"area":1e}', 'null x', '\u0000'])
      assert.deepEqual(await post(text), [400, 'E_BODY_INVALID'], text);
    assert.deepEqual((await post('{"area":1e999}'))[0], 422);
    assert.deepEqual((await post('"text"'))[0], 400);
    assert.deepEqual((await post('[1]'))[0], 400);
  });

  test('without a login a body is small, and nowhere is one taken apart that is no object', async ({ assert }) => {
    const raw = (path: string, body: string): Promise<[number, string]> => sent('POST', path, 'application/json', body);
    const long = 'x'.repeat(17_000);
    for (const path of ['/api/session', '/api/registrations', '/api/registrations/status']) {
      assert.deepEqual(await raw(path, JSON.stringify({ login: 'a', password: long })), [413, 'E_BODY_TOO_LARGE']);
      for (const body of ['"text"', '[1,2]', '5', 'null', 'true'])
        assert.deepEqual(await raw(path, body), [400, 'E_BODY_TYPE'], `${path} ${body}`);
    }
    assert.deepEqual(await raw('/api/tokens', JSON.stringify(long.repeat(100))), [400, 'E_BODY_TYPE']);
    for (const value of ['"甲"', '[1,2]', '5', 'true', '{"a":null}']) {
      const put = await officer.put('/api/me/preferences/any', value, { 'Content-Type': 'application/json' });
      assert.equal(put.status, 204);
      assert.deepEqual((await officer.get('/api/me/preferences/any')).body, JSON.parse(value));
    }
  });

  test('of many thousand faults two hundred are told, and how many more there are', async ({ assert }) => {
    const many = (count: number, begin: string): Json =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${begin}${i}`, 1]));
    type Told = { code: string; path: string; message: string; index?: number };
    const told = async (path: string, body: unknown): Promise<Told[]> => {
      const answer = await officer.post(path, body);
      assert.equal(answer.status, 422);
      assert.isBelow(JSON.stringify(answer.body).length, 100_000);
      return (answer.body as { faults: Told[] }).faults;
    };
    const fields = await told(OPERATORS, many(120_000, 'nam'));
    assert.lengthOf(fields, 201);
    assert.isTrue(fields.slice(0, 200).every(({ code }) => code === 'E_FIELD_UNKNOWN'));
    assert.deepInclude(fields.at(-1), { code: 'E_FAULTS_MORE', path: '' });
    assert.match(fields.at(-1)!.message, /1198\d\d/);
    const cells = await told(OPERATORS, { staff: [many(50_000, 'nam'), many(50_000, 'nam')] });
    assert.lengthOf(cells, 201);
    assert.deepInclude(cells.at(-1), { code: 'E_FAULTS_MORE', path: '' });
    assert.deepInclude(cells[0], { path: 'staff[0].nam0', message: '没有“nam0”这一项' });
    const operations = Array.from({ length: 200 }, () => ({ op: 'create', body: many(300, 'licence_n') }));
    const batch = await told(`${OPERATORS}/batch`, { operations });
    assert.deepInclude(batch.at(-1), { code: 'E_FAULTS_MORE', index: 1 });
  });

  test('forms whose parts are called after members of objects, and forms cut off in the middle, end no server, with a login and without', async ({
    assert,
  }) => {
    const form = (name: string): string =>
      `--b\r\nContent-Disposition: form-data; ${name}; filename="x.png"\r\n\r\nx\r\n--b--\r\n`;
    const post = (path: string, body: string): Promise<[number, string]> =>
      sent('POST', path, 'multipart/form-data; boundary=b', body);
    for (const name of ['constructor', '__proto__', 'toString', 'constructor[0]', '__proto__[file]']) {
      assert.deepEqual(await post('/api/files', form(`name="${name}"`)), [400, 'E_FILE_MISSING'], name);
      assert.deepEqual(await post('/api/session', form(`name="${name}"`)), [415, 'E_BODY_MEDIA'], name);
    }
    for (const name of [`name="file"; filename*=utf-8''%E4%`, 'filename="x"', 'name=""'])
      assert.deepEqual(await post('/api/files', form(name)), [400, 'E_FORM_INVALID'], name);
    for (const path of ['/api/session', '/api/files'])
      await sendBytes(
        world.url,
        `POST ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${officer.cookie}\r\nX-CSRF-Token: ${officer.csrf}\r\n` +
          `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n${form('name="other"').slice(0, -9)}`,
        300,
      );
    assert.equal((await officer.get('/api/me')).status, 200);
  });

  test('texts that no database holds are refused by their places in every body, whether value or name, before anything is done', async ({
    assert,
  }) => {
    const before = await rows();
    const sent: [string, string, string[]][] = [
      ['POST', '/api/session', ['login']],
      ['POST', '/api/registrations', ['reason']],
      ['POST', '/api/tokens', ['label']],
      ['PUT', '/api/me/preferences/a', ['columns[1].name']],
      ['POST', OPERATORS, ['remark', 'items[0]']],
      ['POST', `${OPERATORS}/batch`, ['operations[0].body.remark']],
    ];
    const bodyOf = (path: string, text: string): unknown => {
      const [step, ...rest] = path.match(/[^.[\]]+|\[\d+\]/g)!;
      const inner = rest.length > 0 ? bodyOf(rest.join('.').replace(/\.\[/g, '['), text) : text;
      return step!.startsWith('[') ? [...Array(Number(step!.slice(1, -1))).fill('甲'), inner] : { [step!]: inner };
    };
    for (const text of ['甲\u0000', '\ud800乙', '\udc00'])
      for (const [method, at, paths] of sent) {
        const body = Object.assign({}, ...paths.map((path) => bodyOf(path, text))) as Json;
        const answer = await (method === 'PUT' ? officer.put(at, body) : officer.post(at, body));
        assert.equal(answer.status, 422, at);
        const { code, faults } = answer.body as { code: string; faults: { code: string; path: string }[] };
        assert.equal(code, 'E_BODY_TEXT');
        assert.deepEqual(
          faults.map((fault) => [fault.code, fault.path]),
          paths.map((path) => ['E_CHARACTER', path]),
        );
        const named = await officer.put('/api/me/preferences/a', { [text]: 1 });
        assert.deepEqual([named.status, (named.body as Json).code], [422, 'E_BODY_TEXT']);
      }
    assert.equal((await officer.put('/api/me/preferences/a', JSON.parse('{"甲":"\\ud83d\\ude00"}'))).status, 204);
    assert.equal(await rows(), before);
  });

  test('a body that is no JSON is refused wherever JSON is read, and nothing is said to be saved', async ({
    assert,
  }) => {
    const id = String(record.id);
    const paths = [
      'POST /api/session',
      'POST /api/registrations',
      'POST /api/registrations/status',
      `POST ${OPERATORS}`,
      `PATCH ${OPERATORS}/${id}`,
      `POST ${OPERATORS}/batch`,
      'POST /api/roles',
      'POST /api/tokens',
      'PUT /api/me/preferences/a',
      'DELETE /api/me/sessions/others',
    ];
    const form = new FormData();
    form.append('remark', 'x');
    const bodies: [string, string | FormData | Blob][] = [
      ['text/plain', 'remark=x'],
      ['application/x-www-form-urlencoded', 'remark=x'],
      ['application/json-patch+json', '[]'],
      ['application/xml', '<x/>'],
      ['', new Blob(['{"remark":"x"}'])],
      ['', form],
    ];
    for (const path of paths)
      for (const [type, body] of bodies) {
        const [method, at] = path.split(' ') as [string, string];
        assert.deepEqual(await sent(method, at, type, body), [415, 'E_BODY_MEDIA'], `${path} ${type}`);
      }
  });
});
