import { test } from '@japa/runner';
import { fieldTypeNames } from '@shijian/kernel';
import { withClient } from '../database/roles.ts';
import { addPackage } from './added_package.ts';
import { importSheet, step, uploadSheet } from './transfer_helpers.ts';
import { startWorld, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==',
  'base64',
);
const SHEET = '/api/records/sample.sheet';

test.group('A field of every type', (group) => {
  let world: World;
  let client: Client;
  let notes: string[];
  let subject: string;
  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    await addPackage(world, {
      folder: 'examples/all_fields',
      entry: 'sample: 1.0.0',
      tenant: 'changan',
      account: {
        login: 'sample-keeper',
        name: '样例员',
        roles: ['core.staff', 'market.viewer', 'sample.keeper'],
        org_code: 'CA',
      },
    });
    client = await world.login('sample-keeper');
    notes = [];
    for (const name of ['甲签', '乙签', '丙签'])
      notes.push(((await client.post('/api/records/sample.note', { name })).body as { id: string }).id);
    const { items } = (await client.get('/api/records/market.subject?limit=1')).body as { items: { id: string }[] };
    subject = items[0]!.id;
  });
  group.teardown(() => world.stop());

  const create = async (body: Json): Promise<{ status: number; body: Json }> => {
    const answer = await client.post(SHEET, body);
    return { status: answer.status, body: answer.body as Json };
  };
  const list = async (filter: string): Promise<string[]> => {
    const answer = await client.get(`${SHEET}?limit=200&filter=${encodeURIComponent(filter)}`);
    return (answer.body as { items: { name: string }[] }).items.map(({ name }) => name);
  };
  const upload = async (): Promise<{ id: string }> => {
    const form = new FormData();
    form.append('file', new Blob([PICTURE], { type: 'image/png' }), '签名.png');
    return (await client.post('/api/files', form)).body as { id: string };
  };

  test('the example holds every type there is', async ({ assert }) => {
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'changan')!;
    const types = new Set(state.model.entities['sample.sheet']!.fields.map(({ type }) => type));
    assert.deepEqual(
      fieldTypeNames().filter((name) => !types.has(name)),
      [],
    );
  });

  test('values of the special types come back as they were written, and by GET, history and export', async ({
    assert,
  }) => {
    const story = {
      type: 'doc',
      content: [
        { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: '检查经过' }] },
        {
          type: 'paragraph',
          content: [
            { type: 'text', text: '见' },
            { type: 'text', text: '附件', marks: [{ type: 'link', attrs: { href: 'https://example.cn/a' } }] },
          ],
        },
      ],
    };
    const zone = {
      type: 'Polygon',
      coordinates: [
        [
          [114.5, 38.04],
          [114.6, 38.04],
          [114.6, 38.1],
        ],
      ],
    };
    const made = await create({
      name: '样例一',
      story,
      hours: '8:30～21:00',
      notes: [notes[1], notes[0], notes[0]],
      about: { entity: 'sample.note', id: notes[2] },
      signed: await upload(),
      place: { lng: 114.514_912_345, lat: 38.042_3 },
      zone,
      raw: { from: '省平台', list: [1, { a: null }] },
      rows: [{ item: '秤', count: 2 }],
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { body } = made;
    assert.deepEqual(body.story, story);
    assert.equal(body.hours, '08:30-21:00');
    assert.sameMembers(body.notes as string[], [notes[0]!, notes[1]!]);
    assert.deepEqual(body.about, { entity: 'sample.note', id: notes[2] });
    assert.equal((body.signed as Json).type, 'image/png');
    assert.deepEqual(body.place, { lng: 114.5149123, lat: 38.0423 });
    assert.lengthOf((body.zone as { coordinates: unknown[][] }).coordinates[0]!, 4, 'the ring is closed');
    assert.deepEqual(body.raw, { from: '省平台', list: [1, { a: null }] });
    const refs = body._refs as Record<string, { title: string; entity: string }[] & { title: string; entity: string }>;
    assert.sameMembers(
      refs.notes!.map(({ title }) => title),
      ['甲签', '乙签'],
    );
    assert.deepEqual([refs.about!.entity, refs.about!.title], ['sample.note', '丙签']);
    const read = await client.get(`${SHEET}/${String(body.id)}?include=notes`);
    assert.deepInclude((read.body as { _refs: { notes: Json[] } })._refs.notes[0]!, { name: '乙签' });
    const changed = await client.patch(
      `${SHEET}/${String(body.id)}`,
      { about: { entity: 'market.subject', id: subject }, notes: [notes[2]] },
      { 'If-Match': `"${String(body.version)}"` },
    );
    assert.equal(changed.status, 200);
    assert.equal((changed.body as { _refs: { about: Json } })._refs.about.entity, 'market.subject');
    const history = (await client.get(`${SHEET}/${String(body.id)}/history`)).body as {
      items: { changes: { field: string; before: string; after: string }[] }[];
    };
    const change = history.items[0]!.changes.find(({ field }) => field === 'notes')!;
    assert.sameMembers(change.before.split('、'), ['甲签', '乙签']);
    assert.equal(change.after, '丙签');
    const exported = String((await client.get(`${SHEET}/export?columns=notes,about,story,hours,place`)).body);
    assert.include(exported, '丙签');
    assert.include(exported, '检查经过');
    const found = (await client.get(`${SHEET}?q=${encodeURIComponent('检查经过')}`)).body as { items: Json[] };
    assert.equal(found.items[0]?.id, body.id);
  });

  test('sets of refs and refs to several entities are filtered, and their backs count', async ({ assert }) => {
    await create({ name: '甲', notes: [notes[0]], about: { entity: 'market.subject', id: subject } });
    await create({ name: '乙', notes: [notes[0], notes[2]] });
    await create({ name: '丙' });
    assert.sameMembers(await list("record.notes.exists(n, n.name == '丙签') && record.name != '样例一'"), ['乙']);
    assert.sameMembers(await list("record.notes.count() == 1 && record.name != '样例一'"), ['甲']);
    assert.notInclude(await list('with_notes'), '丙');
    assert.include(await list('of_subject'), '甲');
    const walked = await client.get(`${SHEET}?filter=${encodeURIComponent("record.about.name == 'x'")}`);
    assert.equal((walked.body as { faults: { code: string }[] }).faults[0]!.code, 'E_EXPR_REF_SEVERAL');
    const backs = await client.get(
      `/api/records/sample.note?filter=${encodeURIComponent("record.name == '丙签' && has(record.sheets)")}&count=exact`,
    );
    assert.equal(backs.status, 200);
    assert.equal((backs.body as { total: { value: number } }).total.value, 0, 'it moved to the subject');
  });

  test('what a type does not take is refused by code, all faults at once', async ({ assert }) => {
    const bad = await create({
      name: '坏',
      story: { type: 'doc', content: [{ type: 'script', content: [] }] },
      hours: '25:00-26:00',
      place: { lng: 200, lat: 0 },
      zone: { type: 'Polygon', coordinates: [[[1, 1]]] },
      about: { entity: 'core.org', id: subject },
      no: '样〔2026〕9999号',
    });
    assert.equal(bad.status, 422);
    assert.sameMembers(
      (bad.body.faults as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`),
      ['story E_RICH_TEXT', 'hours E_TIME_RANGE', 'place E_POINT', 'zone E_AREA', 'about E_REF_ID', 'no E_FIELD_DRAWN'],
    );
    const link = [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] }];
    const script = await create({
      name: '坏',
      story: { type: 'doc', content: [{ type: 'paragraph', content: link }] },
    });
    assert.equal((script.body.faults as { code: string }[])[0]!.code, 'E_RICH_TEXT');
    const unseen = await create({ name: '坏', notes: [notes[0], subject] });
    assert.equal(unseen.status, 422);
    assert.equal((unseen.body.faults as { path: string }[])[0]!.path, 'notes');
    const wrongKind = await create({ name: '坏', about: { entity: 'market.subject', id: notes[0] } });
    assert.equal((wrongKind.body.faults as { path: string }[])[0]!.path, 'about');
  });

  test('writers at once are never given one number twice, and a gapless number has no gap', async ({ assert }) => {
    const before = (await create({ name: '首' })).body;
    assert.match(String(before.no), /^样〔\d{4}〕\d{4}号$/);
    assert.match(String(before.file_no), /^130102-\d{4}-\d{3}$/);
    const made = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        create(i % 4 === 0 ? { name: '坏', notes: [subject] } : { name: `并发${i}` }),
      ),
    );
    const good = made.filter(({ status }) => status === 201).map(({ body }) => body);
    assert.lengthOf(good, 30);
    assert.equal(new Set(good.map(({ no }) => no)).size, 30);
    const last = (text: unknown): number => Number(/-(\d+)$/.exec(String(text))![1]);
    const numbers = good.map(({ file_no }) => last(file_no)).sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      Array.from({ length: 30 }, (_, i) => last(before.file_no) + 1 + i),
    );
    const found = (await client.get(`${SHEET}?q=${encodeURIComponent(String(good[0]!.file_no))}`)).body as {
      items: Json[];
    };
    assert.equal(found.items[0]?.id, good[0]!.id);
  });

  test('numbers that an import draws follow its file, also where its first batch has to be written twice', async ({
    assert,
  }) => {
    const lines = Array.from({ length: 1_800 }, (_, i) => `第${String(i).padStart(4, '0')}行`);
    // Their other number they bring along: a gapless one has writers wait for each other.
    const csv = ['名称,立卷号', ...lines.map((name, i) => `${name},旧-${i}`)].join('\n');
    const { body: view } = await uploadSheet(world, client, 'sample.sheet', csv);
    // Somebody's write gets in the way of the first batch while the second, which takes its time, is being written.
    await withClient(world.urls.superuser, (database) =>
      database.query(`create sequence public.first_tries;
        create sequence public.second_tries;
        create function public.in_the_way() returns trigger language plpgsql security definer as $$ begin
          if new.name = '第0007行' and nextval('public.first_tries') = 1 then
            perform pg_sleep(1);
            raise exception 'in the way' using errcode = '40001';
          end if;
          if new.name = '第0700行' and nextval('public.second_tries') = 1 then perform pg_sleep(2); end if;
          return new;
        end $$;
        create trigger in_the_way before insert on records.sample_sheet for each row execute function public.in_the_way()`),
    );
    const { job } = await step(client, 'sample.sheet', view, 'run', { mode: 'create', key: null });
    assert.include(job.result, { created: 1_800, bad: 0 }, JSON.stringify(job));
    const names: unknown[] = [];
    const filter = encodeURIComponent("starts(record.name, '第')");
    for (let after: string | null = ''; after !== null;) {
      const answer = await client.get(`${SHEET}?sort=no&limit=200&filter=${filter}&after=${after}`);
      const page = answer.body as { items: Json[]; next: string | null };
      names.push(...page.items.map(({ name }) => name));
      after = page.next;
    }
    assert.equal(names.length, 1_800);
    assert.isUndefined(names.find((name, i) => name !== lines[i]));
  }).timeout(60_000);

  test('an import brings refs by name, several of them, and numbers of old', async ({ assert }) => {
    const csv = '编号,名称,相关便签,关于,营业时间\r\n样〔2019〕0007号,旧档,甲签、丙签,乙签,08:00-20:00\r\n';
    const { view } = await importSheet(world, client, 'sample.sheet', csv);
    assert.equal(view.counts?.created, 1, JSON.stringify(view));
    const filter = encodeURIComponent("record.no == '样〔2019〕0007号'");
    const [read] = ((await client.get(`${SHEET}?filter=${filter}`)).body as { items: [Json] }).items;
    assert.sameMembers(read.notes as string[], [notes[0]!, notes[2]!]);
    assert.deepEqual(read.about, { entity: 'sample.note', id: notes[1] });
  });
});
