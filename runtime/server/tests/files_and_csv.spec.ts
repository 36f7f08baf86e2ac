import { test } from '@japa/runner';
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
    const path = `/api/files/${file.id}`;
    assert.equal((await officer.get(path)).status, 200);
    assert.equal((await colleague.get(path)).status, 404);
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
    assert.equal((await colleague.get(path)).status, 200);
    assert.equal((await neighbour.get(path)).status, 404);
    assert.equal((await foreign.get(path)).status, 404);
    assert.match((await officer.get(path)).headers.get('content-disposition')!, /^attachment/);
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
