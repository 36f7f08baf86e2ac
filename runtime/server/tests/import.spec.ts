// Imports over HTTP: mapping, dry run, good lines in and bad lines back, update by key, undo, and what happens in between.
import { test } from '@japa/runner';
import pg from 'pg';
import { sharedWorld } from './shared_world.ts';
import { ended, step, uploadSheet, type ImportView, type Job } from './transfer_helpers.ts';
import type { Client } from './world.ts';

const PEOPLE = 'core.person';
const q = (text: string): string => encodeURIComponent(text);
let serial = Math.floor(Math.random() * 1e6) * 1000;
const number = (): string => `I${(serial += 1)}`;

interface Item {
  id: string;
  version: number;
  [field: string]: unknown;
}

async function find(client: Client, filter: string): Promise<Item[]> {
  return ((await client.get(`/api/records/${PEOPLE}?limit=200&filter=${q(filter)}`)).body as { items: Item[] }).items;
}

async function admin(): Promise<{ world: Awaited<ReturnType<typeof sharedWorld>>; client: Client }> {
  const world = await sharedWorld();
  return { world, client: await world.login('changan-admin') };
}

test.group('An import', () => {
  test('maps columns by label, checks without writing, lets the good lines in and gives the bad ones back as a file', async ({
    assert,
  }) => {
    const { world, client } = await admin();
    const [first, second] = [number(), number()];
    const text = [
      '姓名*,工号,所在机构,人员类别,执法证号,执法证有效期至,多余的列',
      `周一,${first},CA-JB,公务员（参公）,,,x`,
      `,${number()},没有的机构,公务员（参公）,,,`,
      `周四,${number()},CA-JB,什么人,,,`,
      `周五,${first},CA-JB,公务员（参公）,,,`,
      `周六,${second},CA-JB,公务员（参公）,C${first},2030/1/5,`,
      `周日,${number()},CA-JB,#N/A,,,`,
    ].join('\r\n');
    const { status, body: view } = await uploadSheet(world, client, PEOPLE, text);
    assert.equal(status, 201, JSON.stringify(view));
    assert.deepEqual(view.mapping.columns, [
      'name',
      'staff_no',
      'org',
      'kind',
      'certificate_no',
      'certificate_until',
      null,
    ]);
    const checked = await step(client, PEOPLE, view, 'check', { mode: 'create', key: null });
    assert.equal(checked.job.state, 'done', JSON.stringify(checked.job));
    assert.deepEqual(checked.view.checked, { created: 2, updated: 0, unchanged: 0, repeated: 0, bad: 4 });
    assert.lengthOf(await find(client, `record.staff_no == '${first}'`), 0, 'a dry run writes nothing');
    const done = await step(client, PEOPLE, view, 'run', { mode: 'create', key: null });
    assert.deepEqual(done.view.counts, { created: 2, updated: 0, unchanged: 0, repeated: 0, bad: 4 });
    const codes = Object.fromEntries(
      done.view.faults.map(({ line, faults }) => [line, faults.map((f) => `${f.path} ${f.code}`)]),
    );
    assert.sameMembers(codes[3]!, ['org E_REF_NONE', 'name E_REQUIRED'], 'every fault of a line at once');
    assert.equal(codes[5]![0], 'staff_no E_KEY_TWICE');
    assert.equal(codes[7]![0], 'kind E_CELL_ERROR');
    assert.deepEqual(Object.keys(codes), ['3', '4', '5', '7']);
    const [last] = await find(client, `record.staff_no == '${second}'`);
    assert.equal(last!.certificate_until, '2030-01-05');
    const refused = String((await client.get(`/api/records/${PEOPLE}/imports/${view.id}/refused`)).body);
    const lines = refused.replace('\ufeff', '').trim().split('\r\n');
    assert.equal(lines[0], '姓名*,工号,所在机构,人员类别,执法证号,执法证有效期至,多余的列,行号,错误代码,原因');
    assert.lengthOf(lines, 5);
    assert.match(lines[1]!, /^,I\d+,没有的机构,.*,3,E_REF_NONE E_REQUIRED,/);
  });

  test('the refused lines, mended, go in as they come; the same file a second time does nothing twice and says so', async ({
    assert,
  }) => {
    const { world, client } = await admin();
    const [one, two] = [number(), number()];
    const text = ['姓名,工号,所在机构,人员类别', `甲一,${one},CA-JB,协管员`, `乙二,${two},无此机构,协管员`].join('\n');
    const first = await uploadSheet(world, client, PEOPLE, text);
    await step(client, PEOPLE, first.body, 'run', { mode: 'create', key: null });
    const again = await uploadSheet(world, client, PEOPLE, text);
    const repeat = await step(client, PEOPLE, again.body, 'run', { mode: 'create', key: null });
    assert.deepEqual(repeat.view.counts, { created: 0, updated: 0, unchanged: 0, repeated: 1, bad: 1 });
    assert.include(repeat.job.message, '上次已经导入');
    const refused = String((await client.get(`/api/records/${PEOPLE}/imports/${again.body.id}/refused`)).body);
    const mended = await uploadSheet(world, client, PEOPLE, refused.replace('无此机构', 'CA-JB'));
    const done = await step(client, PEOPLE, mended.body, 'run', { mode: 'create', key: null });
    assert.equal(done.view.counts!.created, 1, JSON.stringify(done.view.faults));
    assert.lengthOf(await find(client, `record.staff_no in ['${one}', '${two}']`), 2);
  });

  test('updates by key: an empty cell leaves, 清空 clears, what is equal is not written, and undo brings the values of before back', async ({
    assert,
  }) => {
    const { world, client } = await admin();
    const [kept, changed, made, touched] = [number(), number(), number(), number()];
    const start = await uploadSheet(
      world,
      client,
      PEOPLE,
      [
        '姓名,工号,所在机构,人员类别,职务',
        `留一,${kept},CA-JB,协管员,组员`,
        `改二,${changed},CA-JB,协管员,组员`,
        `动三,${touched},CA-JB,协管员,组员`,
      ].join('\n'),
    );
    await step(client, PEOPLE, start.body, 'run', { mode: 'create', key: null });
    const sheet = [
      '工号,姓名,职务,所在机构,人员类别',
      `${kept},留一,,,`,
      `${changed},改二二,清空,,`,
      `${made},新四,组长,CA-JB,协管员`,
      `${touched},动三三,,,`,
    ].join('\n');
    const { body: view } = await uploadSheet(world, client, PEOPLE, sheet);
    assert.include(view.modes, 'both');
    const key = view.keys.find(({ label }) => label === '工号')!.name;
    const done = await step(client, PEOPLE, view, 'run', { mode: 'both', key });
    assert.deepEqual(
      done.view.counts,
      { created: 1, updated: 2, unchanged: 1, repeated: 0, bad: 0 },
      JSON.stringify(done.view.faults),
    );
    const [two] = await find(client, `record.staff_no == '${changed}'`);
    assert.deepEqual([two!.name, two!.post], ['改二二', null]);
    const history = (await client.get(`/api/records/${PEOPLE}/${two!.id}/history`)).body as {
      items: { action: string; changes: { field: string }[] }[];
    };
    assert.deepEqual(
      [history.items[0]!.action, history.items[0]!.changes.map((c) => c.field).sort()],
      ['import', ['name', 'post']],
    );
    const [three] = await find(client, `record.staff_no == '${touched}'`);
    await client.patch(
      `/api/records/${PEOPLE}/${three!.id}`,
      { post: '后来改的' },
      { 'If-Match': `"${three!.version}"` },
    );
    const undone = await step(client, PEOPLE, done.view, 'undo');
    assert.equal(undone.job.state, 'done', JSON.stringify(undone.job));
    const result = undone.job.result as {
      removed: number;
      restored: number;
      kept: number;
      kept_records: { id: string; title: string }[];
    };
    assert.deepEqual([result.removed, result.restored, result.kept], [1, 1, 1]);
    assert.deepEqual(result.kept_records, [{ id: three!.id, title: '动三三' }]);
    const [back] = await find(client, `record.staff_no == '${changed}'`);
    assert.deepEqual([back!.name, back!.post], ['改二', '组员']);
    assert.lengthOf(await find(client, `record.staff_no == '${made}'`), 0);
    assert.equal((await client.post(`/api/records/${PEOPLE}/imports/${view.id}/undo`, {})).status, 409);
  });

  test('is read rightly from GB18030, with characters that GBK has not', async ({ assert }) => {
    const { world, client } = await admin();
    const staffNo = number();
    // 姓名,工号,所在机构,人员类别 / 王䶮,<no>,CA-JB,协管员, as a Chinese spreadsheet saves it.
    const bytes = Buffer.concat([
      Buffer.from('d0d5c3fb2cb9a4bac52ccbf9d4dabbfab9b92cc8cbd4b1c0e0b1f00a', 'hex'),
      Buffer.from('cdf5fe9f', 'hex'),
      Buffer.from(`,${staffNo},CA-JB,`),
      Buffer.from('d0adb9dcd4b1', 'hex'),
    ]);
    const { body: view } = await uploadSheet(world, client, PEOPLE, bytes);
    assert.deepEqual(view.headings, ['姓名', '工号', '所在机构', '人员类别']);
    const done = await step(client, PEOPLE, view, 'run', { mode: 'create', key: null });
    assert.equal(done.view.counts!.created, 1, JSON.stringify(done.view.faults));
    assert.equal((await find(client, `record.staff_no == '${staffNo}'`))[0]!.name, '王䶮');
  });

  test('refuses what is no sheet, what is too large before it is read, and who may not import, each by name', async ({
    assert,
  }) => {
    const { world, client } = await admin();
    const code = async (bytes: string | Uint8Array): Promise<string | undefined> =>
      (await uploadSheet(world, client, PEOPLE, bytes)).body.code;
    assert.equal(await code('姓名\r\n"open'), 'E_CSV_QUOTE');
    assert.equal(await code(new Uint8Array([0x61, 0, 0x62, 10])), 'E_CSV');
    assert.equal(await code('姓名,工号\n'), 'E_SHEET_EMPTY');
    assert.equal(await code(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0])), 'E_XLSX_BROKEN');
    assert.equal(await code(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0])), 'E_XLSX_OLD');
    const officer = await world.login('changan-officer');
    assert.equal((await uploadSheet(world, officer, PEOPLE, '姓名\na')).body.code, 'E_GRANT_IMPORT');
    const unknown = await uploadSheet(world, client, PEOPLE, '不认识,也不认识\na,b');
    const answer = await client.post(`/api/records/${PEOPLE}/imports/${unknown.body.id}/check`, unknown.body.mapping);
    assert.equal((answer.body as { code: string }).code, 'E_IMPORT_MAPPING');
    const nope = { ...unknown.body.mapping, mode: 'nope' };
    const strange = await client.post(`/api/records/${PEOPLE}/imports/${unknown.body.id}/check`, nope);
    assert.equal(strange.status, 422);
    assert.deepInclude((strange.body as { faults: object[] }).faults[0], {
      ...{ code: 'E_IMPORT_MODE', path: 'mode', value: 'nope' },
    });
    assert.equal((await officer.get(`/api/records/${PEOPLE}/imports/${unknown.body.id}`)).status, 403);
  });
});

interface Told {
  id: number;
  event: string;
  data: Job;
}

/** Events of a job from where somebody had come, until one will do or the stream ends. */
async function eventsOf(
  world: { url: string },
  client: Client,
  id: string,
  after: number | null,
  enough: (event: Told) => boolean,
): Promise<Told[]> {
  const gone = new AbortController();
  const headers = { Cookie: client.cookie, ...(after === null ? {} : { 'Last-Event-ID': String(after) }) };
  const { body } = await fetch(`${world.url}/api/jobs/${id}/events`, { headers, signal: gone.signal });
  const told: Told[] = [];
  let text = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const said = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(text.slice(0, end));
      text = text.slice(end + 2);
      if (!said) continue;
      told.push({ id: Number(said[1]), event: said[2]!, data: JSON.parse(said[3]!) as Job });
      if (enough(told.at(-1)!)) {
        gone.abort();
        return told;
      }
    }
  }
  return told;
}

test.group('Jobs', () => {
  test('tell their progress as events, are resumed by Last-Event-ID, and are nobody else’s', async ({ assert }) => {
    const { world, client } = await admin();
    const { body: view } = await uploadSheet(
      world,
      client,
      PEOPLE,
      `姓名,工号,所在机构,人员类别\n事件,${number()},CA-JB,协管员\n`,
    );
    const started = (
      await client.post(`/api/records/${PEOPLE}/imports/${view.id}/check`, {
        ...view.mapping,
        mode: 'create',
        key: null,
      })
    ).body as Job;
    const events = await fetch(`${world.url}/api/jobs/${started.id}/events`, { headers: { Cookie: client.cookie } });
    assert.equal(events.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const said = await events.text();
    assert.match(said, /event: done\ndata: \{/);
    const job = await ended(client, started.id);
    const late = await fetch(`${world.url}/api/jobs/${started.id}/events`, {
      headers: { Cookie: client.cookie, 'Last-Event-ID': String(job.rev) },
    });
    assert.equal(late.status, 204);
    const astray = await fetch(`${world.url}/api/jobs/${started.id}/events`, {
      headers: { Cookie: client.cookie, 'Last-Event-ID': 'abc' },
    });
    assert.match(await astray.text(), /event: done\ndata: \{/);
    const list = (await client.get('/api/jobs')).body as { items: Job[] };
    assert.isTrue(list.items.some(({ id }) => id === started.id));
    for (const other of ['changan-officer', 'luquan-admin']) {
      const stranger = await world.login(other);
      assert.equal((await stranger.get(`/api/jobs/${started.id}`)).status, 404);
      assert.equal((await stranger.get(`/api/jobs/${started.id}/events`)).status, 404);
      assert.equal((await stranger.get(`/api/jobs/${started.id}/file`)).status, 404);
      assert.equal((await stranger.post(`/api/jobs/${started.id}/cancel`)).status, 404);
    }
    assert.equal(((await client.post(`/api/jobs/${started.id}/cancel`)).body as { code: string }).code, 'E_JOB_ENDED');
  });

  test('tell what is done of how much while they run, never less than before, and go on where a browser that lost them had come', async ({
    assert,
  }) => {
    const { world, client } = await admin();
    const numbers = Array.from({ length: 900 }, number);
    const lines = numbers.map((no) => `事件,${no},CA-JB,协管员`);
    const { body: view } = await uploadSheet(
      world,
      client,
      PEOPLE,
      ['姓名,工号,所在机构,人员类别', ...lines].join('\n'),
    );
    const superuser = new pg.Client({ connectionString: world.urls.superuser });
    await superuser.connect();
    // The import waits at a line near its end until it is let go on.
    await superuser.query(`select pg_advisory_lock(4711);
      create function public.hold() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(4711); return new; end $$;
      create trigger hold before insert on records.core_person for each row when (new.staff_no = '${numbers[880]}') execute function public.hold()`);
    try {
      const at = `/api/records/${PEOPLE}/imports/${view.id}`;
      const job = (await client.post(`${at}/run`, { ...view.mapping, mode: 'create', key: null })).body as Job;
      const first = await eventsOf(world, client, job.id, null, (event) => event.data.done > 0);
      const held = first.at(-1)!;
      assert.equal(held.event, 'progress');
      assert.isTrue(held.data.done < 900, 'in the middle of it');
      assert.equal((await (await world.login('changan-officer')).get(`/api/jobs/${job.id}/events`)).status, 404);
      const again = eventsOf(world, client, job.id, held.id, () => false);
      await new Promise((resolve) => setTimeout(resolve, 600));
      await superuser.query('select pg_advisory_unlock(4711)');
      const rest = await again;
      assert.isTrue(
        rest.every(({ id }) => id > held.id),
        'nothing is told twice',
      );
      const all = [...first, ...rest];
      assert.deepEqual(
        all.map(({ data }) => data.done),
        all.map(({ data }) => data.done).sort((a, b) => a - b),
      );
      assert.deepEqual(
        all.map(({ id }) => id),
        [...new Set(all.map(({ id }) => id))].sort((a, b) => a - b),
      );
      assert.isTrue(all.every(({ data }) => data.total === null || (data.total === 900 && data.done <= 900)));
      assert.deepEqual([all.at(-1)!.event, all.at(-1)!.data.done, all.at(-1)!.data.total], ['done', 900, 900]);
      assert.isTrue(all.slice(0, -1).every(({ event }) => event === 'progress'));
    } finally {
      await superuser.query(
        'select pg_advisory_unlock_all(); drop trigger hold on records.core_person; drop function public.hold()',
      );
      await superuser.end();
    }
  }).timeout(60_000);
});

export type { ImportView };
