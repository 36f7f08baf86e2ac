import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { sharedWorld } from './shared_world.ts';
import type { Answer, Client } from './world.ts';

interface Item {
  id: string;
  [field: string]: unknown;
}

const OPERATORS = '/api/records/food.operator';
const q = encodeURIComponent;
/** The smallest PNG there is. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test.group('Export', () => {
  test('an export has the rows and labels of the list, masked, and runs no formula', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const list = (await client.get(`${OPERATORS}?filter=${q("record.risk == 'D'")}&sort=valid_until&limit=200`))
      .body as { items: Item[] };
    const target = list.items[0]!;
    const etag = (await client.get(`${OPERATORS}/${target.id}`)).headers.get('etag')!;
    await client.patch(`${OPERATORS}/${target.id}`, { remark: '=HYPERLINK("http://x")' }, { 'If-Match': etag });
    const answer = await client.get(
      `${OPERATORS}/export?filter=${q("record.risk == 'D'")}&sort=valid_until&columns=licence_no,risk,phone,remark,subject.name`,
    );
    const lines = String(answer.body)
      .replace(/^\ufeff/, '')
      .trim()
      .split('\r\n');
    assert.equal(lines[0], '许可证编号,风险等级,联系电话,备注,市场主体.名称');
    assert.match(lines.pop()!, /^导出说明：.+changan-admin.+共 \d+ 条/, 'the last line says who took it');
    assert.lengthOf(lines, list.items.length + 1);
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(',')[0]),
      list.items.map((item) => item.licence_no),
    );
    assert.isTrue(lines.slice(1).every((line) => /,D 级,/.test(line) && /\*{4}/.test(line)));
    assert.isFalse(lines.some((line) => /,"?=/.test(line)));
  });
});

test.group('Files', () => {
  const upload = async (client: Client, bytes: Buffer, name: string): Promise<Answer> => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), name);
    return client.post('/api/files', form);
  };

  test("an uploaded picture is the uploader's until a record holds it, then whoever reads the record reads it", async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [officer, colleague, neighbour, foreign] = [
      await world.login('changan-officer'),
      await world.login('changan-officer2'),
      await world.login('changan-officer3'),
      await world.login('luquan-admin'),
    ];
    const made = await upload(officer, PNG, '门头.png');
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const file = made.body as { id: string; name: string; type: string; size: number };
    assert.deepEqual([file.name, file.type, file.size], ['门头.png', 'image/png', PNG.length]);
    const place = `/api/files/${file.id}`;
    assert.equal((await officer.get(place)).status, 200);
    assert.equal((await colleague.get(place)).status, 404);
    const { items } = (await officer.get(`${OPERATORS}?limit=1`)).body as { items: Item[] };
    const at = `${OPERATORS}/${items[0]!.id}`;
    const etag = async () => ({ 'If-Match': (await officer.get(at)).headers.get('etag')! });
    const stolen = await colleague.patch(at, { photos: [{ id: file.id }] }, await etag());
    assert.equal(stolen.status, 422, 'somebody else may not put it into a record');
    const saved = await officer.patch(at, { photos: [{ id: file.id, name: '改过的名字.exe' }] }, await etag());
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    assert.equal(
      ((saved.body as Item).photos as { name: string }[])[0]!.name,
      '门头.png',
      'the name is the uploaded one',
    );
    assert.equal((await colleague.get(place)).status, 200);
    assert.equal((await neighbour.get(place)).status, 404);
    assert.equal((await foreign.get(place)).status, 404);
    assert.match((await officer.get(place)).headers.get('content-disposition')!, /^attachment/);
  });

  test('a file is held in one place: two records that take it at once, in parallel or in a batch, do not both get it', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = (await client.get(`${OPERATORS}?limit=2`)).body as { items: Item[] };
    const now = (i: number) => client.get(`${OPERATORS}/${items[i]!.id}`).then(({ body }) => body as Item);
    const uploaded = async (): Promise<{ id: string }> => {
      const { body } = await upload(client, PNG, '门头.png');
      return { id: (body as Item).id };
    };
    const patch = async (i: number, body: object): Promise<Answer> =>
      client.patch(`${OPERATORS}/${items[i]!.id}`, body, { 'If-Match': `"${Number((await now(i)).version)}"` });
    const faults = (answer: Answer) =>
      (answer.body as { faults: { code: string; path: string; index?: number }[] }).faults.map(
        ({ code, path: at, index }) => ({ code, at, ...(index !== undefined && { index }) }),
      );
    for (let round = 0; round < 5; round += 1) {
      const photos = [await uploaded()];
      const answers = await Promise.all([patch(0, { photos }), patch(1, { photos })]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422]);
      const refused = answers.find(({ status }) => status === 422)!;
      assert.deepEqual(faults(refused), [{ code: 'E_FILE_NONE', at: 'photos' }]);
    }
    const photos = [await uploaded()];
    const operations = await Promise.all(
      [0, 1].map(async (i) => ({ op: 'update', id: items[i]!.id, version: (await now(i)).version, body: { photos } })),
    );
    const batch = await client.post(`${OPERATORS}/batch`, { operations });
    assert.deepEqual(faults(batch), [{ code: 'E_FILE_NONE', at: 'photos', index: 1 }]);
    assert.deepEqual(faults(await patch(0, { photos: [...photos, ...photos] })), [
      { code: 'E_FILE_TWICE', at: 'photos' },
    ]);
    const twice = await patch(0, { photos, licence_scan: photos[0] });
    assert.deepEqual(faults(twice), [{ code: 'E_FILE_TWICE', at: 'photos' }]);
    assert.equal((await patch(0, { photos })).status, 200);
    const moved = await patch(0, { photos: [], licence_scan: photos[0] });
    assert.equal(moved.status, 200, JSON.stringify(moved.body));
    const place = await withClient((await sharedWorld()).urls.superuser, (database) =>
      database.query<{ field: string }>('select field from platform.file where id = $1', [photos[0]!.id]),
    );
    assert.equal(place.rows[0]!.field, 'licence_scan', 'it is read by the rights of the field that holds it now');
  });

  /** A form as nobody's browser writes it, in pieces of so many bytes. */
  const sendForm = async (client: Client, parts: [string, string | Buffer][], piece = 1_000_000, end = '--b--\r\n') => {
    const bytes = Buffer.concat([
      ...parts.flatMap(([head, content]) => [
        Buffer.from(`--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
        Buffer.from(content),
        Buffer.from('\r\n'),
      ]),
      Buffer.from(end),
    ]);
    const answer = await fetch(`${(await sharedWorld()).url}/api/files`, {
      method: 'POST',
      headers: {
        cookie: client.cookie,
        'x-csrf-token': client.csrf,
        'content-type': 'multipart/form-data; boundary=b',
      },
      duplex: 'half',
      body: new ReadableStream({
        start(controller) {
          for (let at = 0; at < bytes.length; at += piece) controller.enqueue(bytes.subarray(at, at + piece));
          controller.close();
        },
      }),
    } as RequestInit);
    return { status: answer.status, body: (await answer.json()) as { id: string; code: string; name: string } };
  };

  test('fields of a form that name members of its file bring nobody a file of the server, and take none away', async ({
    assert,
    cleanup,
  }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-secret-'));
    cleanup(() => rmSync(folder, { recursive: true, force: true }));
    const secret = path.join(folder, 'secret.txt');
    writeFileSync(secret, '密码');
    const { body } = await sendForm(client, [
      ['name="file"; filename="a.txt"', '正文'],
      ['name="file.state"', 'taken'],
      ['name="file.tmpPath"', secret],
    ]);
    assert.isTrue(existsSync(secret));
    assert.equal((await client.get(`/api/files/${body.id}`)).body, '正文');
  });

  test('a form is read whole however its bytes arrive, and one that is cut off or out of shape is refused', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const nearly = '一\r\n--c\r\n--\r\n-\r\n二\r\n--';
    for (const piece of [1, 7, 1_000_000]) {
      const { status, body } = await sendForm(
        client,
        [
          ['name="note"', '附注'],
          ['name="file"; filename="甲%22乙.txt"; filename*=UTF-8\'\'%E4%B8%99.txt', nearly],
          ['name="file"; filename="b.txt"', '第二个'],
        ],
        piece,
      );
      assert.deepEqual([status, body.name], [201, '丙.txt']);
      assert.equal((await client.get(`/api/files/${body.id}`)).body, nearly);
    }
    const cut = await sendForm(client, [['name="file"; filename="a.txt"', '正文']], 5, '');
    assert.deepEqual([cut.status, cut.body.code], [400, 'E_FORM_INVALID']);
    const wrong: [string, string][][] = [
      [['name="file"; filename*=utf-8\'\'%E4%', 'x']],
      [['name="file"\r\nX-Long: ' + 'a'.repeat(20_000), 'x']],
      Array.from({ length: 50 }, (_, i) => [`name="f${i}"`, 'x']),
      [['name="f"', 'x'.repeat(100_000)]],
    ];
    for (const parts of wrong) {
      const { status, body } = await sendForm(client, parts);
      assert.deepEqual([status, body.code], [400, 'E_FORM_INVALID'], parts[0]![0].slice(0, 40));
    }
  });

  test('what is no file of a known kind, empty, or missing is refused by name', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-officer');
    const code = (answer: Answer) => (answer.body as { code: string }).code;
    assert.equal(code(await upload(client, Buffer.from('<script>alert(1)</script>'), 'a.html')), 'E_FILE_TYPE');
    assert.equal(code(await upload(client, Buffer.from('MZ\u0090\u0000'), 'a.png')), 'E_FILE_TYPE');
    assert.include(['E_FILE_EMPTY', 'E_FILE_MISSING'], code(await upload(client, Buffer.alloc(0), 'a.png')));
    assert.equal((await client.get('/api/files/not-an-id')).status, 404);
  });
});
