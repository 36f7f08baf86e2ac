// Whatever is sent, the answer is a named refusal or the right reading of it; nothing is half written and the server stays up.
import net from 'node:net';
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { sendBytes } from './send_bytes.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
const OPERATORS = '/api/records/food.operator';

/** Texts that break readers of text: SQL, expressions, patterns, halves of characters, names of members, numbers beyond numbers. */
const HOSTILE = [
  "'; drop table platform.account; --",
  "' or '1'='1",
  '") or true --',
  '$1::int4',
  "record.id == '' || true",
  "record['__proto__']",
  '__proto__',
  'constructor',
  'toString',
  '%',
  '_',
  '\\',
  '\u0000',
  '\ud800',
  '\u202e反写',
  '1e999',
  'NaN',
  '-0',
  '99999999999999999999',
  '9223372036854775808',
  '{"$gt":""}',
  '[]',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '😀'.repeat(300),
  'a'.repeat(5_000),
  '('.repeat(2_000),
  `${'record.risk == "A" && '.repeat(400)}true`,
  `${'!'.repeat(3_000)}true`,
];

test.group('Bad input', (group) => {
  let world: World;
  let officer: Client;
  let record: Json;
  group.setup(async () => {
    world = await startWorld({ subjects: 200 });
    officer = await world.login('changan-officer');
    record = ((await officer.get(`${OPERATORS}?limit=1`)).body as { items: Json[] }).items[0]!;
  });
  group.teardown(() => world.stop());

  const isNamed = ({ status, body }: Answer): boolean =>
    status < 400 || (status < 500 && /^E_[A-Z_]+$/.test(String((body as { code?: unknown } | null)?.code)));
  const rows = async (): Promise<string> =>
    withClient(world.urls.superuser, async (client) => {
      const { rows: found } = await client.query(
        `select (select count(*) from platform.account)::text || ' ' || (select count(*) from platform.audit where action in ('create', 'update', 'delete'))::text as n`,
      );
      return (found[0] as { n: string }).n;
    });
  const send = (bytes: string, patience: number): Promise<string> => sendBytes(world.url, bytes, patience);

  test('in every parameter of every reading path it is refused by name or read as text', async ({ assert }) => {
    const before = await rows();
    const id = String(record.id);
    const asks = HOSTILE.flatMap((text) => {
      const value = encodeURIComponent(text.toWellFormed());
      return [
        ...['filter', 'q', 'sort', 'limit', 'after', 'count', 'include', 'fields', 'deleted', 'nothing'].map(
          (name) => `${OPERATORS}?${name}=${value}`,
        ),
        `${OPERATORS}/export?filter=${value}`,
        `${OPERATORS}/export?columns=${value}`,
        `${OPERATORS}/aggregate?group=${value}`,
        `${OPERATORS}/${value}`,
        `${OPERATORS}/${id}/${value}`,
        `${OPERATORS}/${id}?include=${value}`,
        `/api/records/${value}`,
        `/api/files/${value}`,
      ];
    });
    const wrong: string[] = [];
    for (let i = 0; i < asks.length; i += 8) {
      const answers = await Promise.all(asks.slice(i, i + 8).map((path) => officer.get(path)));
      answers.forEach((answer, at) => {
        if (!isNamed(answer)) wrong.push(`${answer.status} ${asks[i + at]!.slice(0, 120)}`);
      });
    }
    assert.deepEqual(wrong, []);
    assert.equal(await rows(), before);
    assert.equal((await officer.get('/api/me')).status, 200);
  });

  test('a parameter given twice, and one that nobody knows, are told together', async ({ assert }) => {
    const answer = await officer.get(`${OPERATORS}?limit=5&limit=6&colour=red`);
    assert.equal(answer.status, 400);
    const { faults } = answer.body as { faults: { code: string; path: string }[] };
    assert.sameDeepMembers(
      faults.map(({ code, path }) => [code, path]),
      [
        ['E_QUERY_TYPE', 'limit'],
        ['E_QUERY_UNKNOWN', 'colour'],
      ],
    );
  });

  test('in every field of a write it is a fault at that field or stays the text it is, and nothing else moves', async ({
    assert,
  }) => {
    const fields = [
      'subject',
      'licence_no',
      'category',
      'issued_on',
      'area',
      'station',
      'phone',
      'items',
      'staff',
      'photos',
      'remark',
      'is_online',
    ];
    const before = await rows();
    const values: unknown[] = [
      ...HOSTILE.map((text) => text.toWellFormed()),
      1e308,
      -1,
      true,
      [],
      {},
      [[[]]],
      { id: record.id },
      { $ne: null },
      [null],
      '\u0000',
    ];
    for (const name of fields)
      for (const value of values) {
        const answer = await officer.post(OPERATORS, { [name]: value });
        assert.isTrue(
          isNamed(answer) && answer.status >= 400,
          `${name} ${JSON.stringify(value).slice(0, 60)} ${answer.status}`,
        );
      }
    assert.equal(await rows(), before);
  });

  test('members of objects that are no fields, of the system or of the language, are refused and taint nothing', async ({
    assert,
  }) => {
    for (const body of [
      '{"__proto__":{"admin":true},"licence_no":"x"}',
      '{"constructor":{"prototype":{"admin":true}}}',
      `{"id":"${String(record.id)}","version":1}`,
      '{"tenant_id":1}',
      '{"created_by":"x","rev":9}',
      '{"_title":"x","_refs":{}}',
    ]) {
      const answer = await officer.post(OPERATORS, JSON.parse(body.replace('__proto__', '__proto_')));
      assert.equal(answer.status, 422, body);
      const raw = await fetch(`${world.url}${OPERATORS}`, {
        method: 'POST',
        headers: { cookie: officer.cookie, 'x-csrf-token': officer.csrf, 'content-type': 'application/json' },
        body,
      });
      assert.equal(raw.status, 422, body);
    }
    assert.isUndefined(({} as Json).admin);
  });

  test('another bureau’s record is not there by any path, for reading and for writing', async ({ assert }) => {
    const other = await world.login('luquan-officer').catch(() => world.login('luquan-admin'));
    const match = { 'If-Match': '"1"' };
    const id = String(record.id);
    const codes = await Promise.all([
      other.get(`${OPERATORS}/${id}`),
      other.get(`${OPERATORS}/${id}/history`),
      other.get(`${OPERATORS}/${id}/title`),
      other.patch(`${OPERATORS}/${id}`, { remark: 'x' }, match),
      other.post(`${OPERATORS}/${id}/reveal`, { fields: ['phone'], purpose: '核对信息' }),
    ]);
    for (const answer of codes) assert.oneOf(answer.status, [403, 404], JSON.stringify(answer.body));
    const listed = await other.get(
      `${OPERATORS}?filter=${encodeURIComponent(`record.subject == '${String(record.subject)}'`)}`,
    );
    assert.notInclude(JSON.stringify(listed.body), id);
  });

  test('an upload that says it has two gigabytes is refused at its first bytes', async ({ assert }) => {
    const head = (path: string, type: string): string =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${officer.cookie}\r\nX-CSRF-Token: ${officer.csrf}\r\nContent-Type: ${type}\r\nContent-Length: 2147483648\r\n\r\n`;
    const part =
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n';
    const [json, file] = await Promise.all([
      send(head(OPERATORS, 'application/json') + '{', 5_000),
      send(head('/api/files', 'multipart/form-data; boundary=b') + part + 'x'.repeat(100_000), 5_000),
    ]);
    assert.match(json, /^HTTP\/1\.1 413 /);
    assert.match(file, /^HTTP\/1\.1 413 /);
    assert.equal((await officer.get('/api/me')).status, 200);
  });

  test('an address written whole is answered as its path, and what is no address or names no host is refused by name', async ({
    assert,
  }) => {
    const ask = async (line: string, headers: string[]): Promise<[number, string | undefined]> => {
      const text = await send(`${[line, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`, 5_000);
      const code = /"code":"(E_[A-Z_]+)"/.exec(text)?.[1];
      return [Number(text.split(' ')[1]), code];
    };
    const [host, mine] = ['Host: x', `Cookie: ${officer.cookie}`];
    assert.deepEqual(await ask('GET http://x/api/me HTTP/1.1', [host]), [401, 'E_SESSION_NONE']);
    assert.deepEqual(await ask('GET http://x/api/me HTTP/1.1', [host, mine]), [200, undefined]);
    assert.deepEqual(await ask(`GET HTTP://x${OPERATORS}?limit=1 HTTP/1.1`, [host, mine]), [200, undefined]);
    assert.deepEqual(await ask('GET http://x/health/live?a=1 HTTP/1.1', [host]), [200, undefined]);
    for (const line of ['GET *', 'OPTIONS *', 'GET ftp://x/api/me'])
      assert.deepEqual(await ask(`${line} HTTP/1.1`, [host]), [400, 'E_URL_INVALID'], line);
    assert.deepEqual(await ask('GET /api/me HTTP/1.1', []), [400, 'E_HOST_MISSING']);
    assert.deepEqual(await ask('GET /api/me HTTP/1.0', [mine]), [200, undefined]);
    assert.deepEqual(await ask('GET /api/me HTTP/1.1', [host, 'Expect: tea']), [417, 'E_EXPECT_UNKNOWN']);
  });

  test('headers and addresses beyond all measure are refused, and a client that dribbles costs others nothing', async ({
    assert,
  }) => {
    const [headers, address, broken] = await Promise.all([
      send(`GET /api/me HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(40_000)}\r\n\r\n`, 3_000),
      send(`GET ${OPERATORS}?filter=${'a'.repeat(60_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 3_000),
      send('GET /api/me HTTP/9.9\r\n\u0000\r\n\r\n', 3_000),
    ]);
    assert.match(headers, /^HTTP\/1\.1 431 /);
    assert.match(address, /^HTTP\/1\.1 4(14|31) /);
    assert.match(broken, /^HTTP\/1\.1 400 /);
    const { hostname, port } = new URL(world.url);
    const slow = Array.from({ length: 200 }, () => {
      const socket = net.connect(Number(port), hostname, () => socket.write('GET /api/me HTTP/1.1\r\nHost: x\r\nX-'));
      socket.on('error', () => {});
      return socket;
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => officer.get(`${OPERATORS}?limit=1`)));
    for (const socket of slow) socket.destroy();
    assert.isTrue(answers.every(({ status }) => status === 200));
  });
});
