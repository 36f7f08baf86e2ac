import { test } from '@japa/runner';
import { sharedWorld } from './shared_world.ts';
import type { Answer, Client } from './world.ts';

interface Item {
  id: string;
  [field: string]: unknown;
}
interface ImportBody {
  dry_run: boolean;
  total: number;
  good: number;
  bad: number;
  lines: { line: number; id: string | null; ok: boolean; faults: { code: string; path: string; message: string }[] }[];
}

const PEOPLE = '/api/records/core.person';
const OPERATORS = '/api/records/food.operator';
const q = encodeURIComponent;
/** The smallest PNG there is. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const csv = { 'Content-Type': 'text/csv' };
let serial = Date.now();
const number = () => `I${(serial += 1)}`;

test.group('Import and export', () => {
  test('good lines go in, bad ones come back with line, field, code and reason, and a dry run writes nothing', async ({
    assert,
  }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const [first, second] = [number(), number()];
    const text = [
      '姓名,工号,所在机构,人员类别,执法证号,执法证有效期至',
      `周一,${first},CA-JB,公务员（参公）,,`,
      `,${number()},CA-JB,公务员（参公）,,`,
      `,${second},没有的机构,公务员（参公）,,`,
      `周四,${number()},CA-JB,什么人,,`,
      `周五,${first},CA-JB,公务员（参公）,,`,
      `周六,${number()},CA-JB,公务员（参公）,C${first},2030/1/5`,
    ].join('\r\n');
    const dry = (await client.post(`${PEOPLE}/import?dry_run=true`, text, csv)).body as ImportBody;
    assert.deepEqual([dry.dry_run, dry.total, dry.good, dry.bad], [true, 6, 2, 4]);
    assert.lengthOf(
      ((await client.get(`${PEOPLE}?filter=${q(`record.staff_no == '${first}'`)}`)).body as { items: Item[] }).items,
      0,
    );
    const done = (await client.post(`${PEOPLE}/import`, text, csv)).body as ImportBody;
    assert.deepEqual([done.total, done.good, done.bad], [6, 2, 4]);
    const codes = done.lines.map((line) => line.faults[0]?.code ?? 'ok');
    assert.deepEqual(
      codes.map((code, i) => (i === 3 && code !== 'ok' ? 'code' : code)),
      ['ok', 'E_REQUIRED', 'E_REF_NONE', 'code', 'E_KEY_TWICE', 'ok'],
    );
    assert.sameMembers(
      done.lines[2]!.faults.map((fault) => `${fault.path} ${fault.code}`),
      ['org E_REF_NONE', 'name E_REQUIRED'],
      'every fault of a line at once',
    );
    assert.deepEqual(
      done.lines.map((line) => line.line),
      [2, 3, 4, 5, 6, 7],
    );
    const last = (await client.get(`${PEOPLE}/${done.lines[5]!.id}`)).body as Item;
    assert.equal(last.certificate_until, '2030-01-05');
    const again = (await client.post(`${PEOPLE}/import`, text, csv)).body as ImportBody;
    assert.equal(again.good, 0, 'the same file a second time changes nothing');
    assert.equal(again.lines[0]!.faults[0]!.code, 'E_KEY_TAKEN');
  });

  test('a file in GB18030 is read rightly', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    // 姓名,工号,所在机构,人员类别 / 王䶮,<no>,CA-JB,协管员, as a Chinese spreadsheet saves it.
    const head = Buffer.from('d0d5c3fb2cb9a4bac52ccbf9d4dabbfab9b92cc8cbd4b1c0e0b1f00a', 'hex');
    const staffNo = number();
    const body = Buffer.concat([
      head,
      Buffer.from('cdf5fe9f', 'hex'),
      Buffer.from(`,${staffNo},CA-JB,`),
      Buffer.from('d0adb9dcd4b1', 'hex'),
    ]);
    const world = await sharedWorld();
    const response = await fetch(`${world.url}${PEOPLE}/import`, {
      method: 'POST',
      headers: { Cookie: client.cookie, 'X-CSRF-Token': client.csrf, ...csv },
      body,
    });
    const result = (await response.json()) as ImportBody;
    assert.equal(result.good, 1, JSON.stringify(result));
    const record = (await client.get(`${PEOPLE}/${result.lines[0]!.id}`)).body as Item;
    assert.match(String(record.name), /^王/);
  });

  test('headings that are no field, an empty file, no CSV at all and a right that is missing each have their error', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const code = (answer: Answer) => (answer.body as { code: string }).code;
    assert.equal(code(await client.post(`${PEOPLE}/import`, '姓名,不认识\r\na,b', csv)), 'E_CSV_HEADING');
    assert.equal(code(await client.post(`${PEOPLE}/import`, '', csv)), 'E_CSV_EMPTY');
    assert.equal(code(await client.post(`${PEOPLE}/import`, 'PK\u0003\u0004\u0000\u0000', csv)), 'E_CSV');
    assert.equal(code(await client.post(`${PEOPLE}/import`, '姓名\r\n"open', csv)), 'E_CSV');
    const officer = await world.login('changan-officer');
    assert.equal((await officer.post(`${PEOPLE}/import`, '姓名\r\na', csv)).status, 403);
  });

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
