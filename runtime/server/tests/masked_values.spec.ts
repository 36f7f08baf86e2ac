import { test } from '@japa/runner';
import pg from 'pg';
import { whileAuditRefuses } from './deaf_audit.ts';
import { OPERATORS, page, q, SUBJECTS, type Item, type ProblemBody } from './record_helpers.ts';
import { sharedWorld } from './shared_world.ts';
import { step, uploadSheet } from './transfer_helpers.ts';
import type { World } from './world.ts';

test.group('Masked values', () => {
  test('a masked value sent back is refused, left out it stays, replaced whole it is saved', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=3`);
    const item = items[2]!;
    const path = `${OPERATORS}/${item.id}`;
    const version = () => client.get(path).then((answer) => ({ 'If-Match': answer.headers.get('etag')! }));
    const masked = await client.patch(path, { phone: item.phone }, await version());
    assert.equal(masked.status, 422);
    assert.equal((masked.body as ProblemBody).faults[0]!.code, 'E_MASK_WRITTEN');
    const kept = await client.patch(path, { remark: `留着 ${Date.now()}` }, await version());
    assert.equal((kept.body as Item).phone, item.phone);
    const replaced = await client.patch(path, { phone: '13900001234' }, await version());
    assert.equal((replaced.body as Item).phone, '139****1234');
  });

  test('history tells who changed what, in words, and never a masked value', async ({ assert }) => {
    const client = await (await sharedWorld()).login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=4`);
    const path = `${OPERATORS}/${items[3]!.id}`;
    const etag = (await client.get(path)).headers.get('etag')!;
    const risk = items[3]!.risk === 'D' ? 'A' : 'D';
    await client.patch(path, { risk, phone: '13900005678' }, { 'If-Match': etag });
    const answer = await client.get(`${path}/history`);
    assert.equal(answer.status, 200);
    const newest = (
      answer.body as {
        items: { actor: { name: string }; changes: { field: string; before: string | null; after: string | null }[] }[];
      }
    ).items[0]!;
    assert.equal(newest.actor.name, '长安管理员');
    assert.match(newest.changes.find((change) => change.field === 'risk')!.after!, /级/);
    assert.equal(newest.changes.find((change) => change.field === 'phone')!.after, '139****5678');
    assert.notInclude(JSON.stringify(answer.body), '13900005678');
  });

  test('names in rows leave masked, and rows sent back with their masks keep the names they had', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { items } = await page(client, `${OPERATORS}?limit=1&filter=${q('size(record.staff) > 0')}`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const rows = items[0]!.staff as { id: string; name: string; health_until: string }[];
    assert.match(rows[0]!.name, /\*/);
    const superuser = new pg.Client({ connectionString: world.urls.superuser! });
    await superuser.connect();
    const names = async () =>
      (
        await superuser.query<{ name: string }>(
          `select e ->> 'name' as name from records.food_operator o, jsonb_array_elements(o.staff) e where o.id = $1`,
          [items[0]!.id],
        )
      ).rows.map((row) => row.name);
    try {
      const before = await names();
      assert.isTrue(before.every((name) => !name.includes('*')));
      const changed = rows.map((row, i) => (i === 0 ? { ...row, health_until: '2028-08-08' } : row));
      const saved = await client.patch(
        path,
        { staff: [...changed, { name: '新来的', post: 'chef', health_until: '2028-01-01' }] },
        { 'If-Match': `"${items[0]!.version}"` },
      );
      if (saved.status !== 200) assert.fail(JSON.stringify(saved.body));
      assert.deepEqual(await names(), [...before, '新来的']);
      const foreign = await client.patch(
        path,
        { staff: [{ name: '王**', post: 'chef', health_until: '2028-01-01' }] },
        { 'If-Match': saved.headers.get('etag')! },
      );
      assert.equal(foreign.status, 422, 'a mask without its row is no name');
    } finally {
      await superuser.end();
    }
  });

  test('suz-075: a masked value is seen in clear only with a purpose, by who may, and it stands in the history first', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=1&filter=${q('has(record.subject)')}`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const none = await client.post(`${path}/reveal`, { fields: ['phone'] });
    assert.equal(none.status, 422);
    assert.equal(
      (await client.post(`${path}/reveal`, { fields: ['manager'], purpose: '联系当事人' })).status,
      403,
      'the role shows the telephone only',
    );
    assert.equal((await client.post(`${path}/reveal`, { fields: ['licence_no'], purpose: '联系当事人' })).status, 403);
    const foreign = await world.login('changan-officer3');
    assert.equal((await foreign.post(`${path}/reveal`, { fields: ['phone'], purpose: '联系当事人' })).status, 404);
    const answer = await client.post(`${path}/reveal`, { fields: ['phone'], purpose: '联系当事人' });
    assert.equal(answer.status, 200);
    const phone = (answer.body as { values: { phone: string } }).values.phone;
    assert.match(phone, /^\d[\d-]+$/);
    const [newest] = ((await client.get(`${path}/history`)).body as { items: { action: string; note: string }[] })
      .items;
    assert.equal(newest!.action, 'reveal');
    assert.include(newest!.note, '联系当事人');
    assert.notInclude(newest!.note, phone);
  });

  test('a value that cannot be put on record is not shown: the answer is a code and nothing of the value', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=1&filter=${q('has(record.subject)')}`);
    const reveal = () =>
      client.post(`${OPERATORS}/${items[0]!.id}/reveal`, { fields: ['phone'], purpose: '联系当事人' });
    const phone = ((await reveal()).body as { values: { phone: string } }).values.phone;
    await whileAuditRefuses(world, 'reveal', async () => {
      const deaf = await reveal();
      assert.deepEqual([deaf.status, (deaf.body as ProblemBody).code], [500, 'E_INTERNAL']);
      assert.notInclude(JSON.stringify(deaf.body), phone);
    });
    assert.equal((await reveal()).status, 200);
  });

  test('a right guess of a masked value and a wrong one get one answer from who may not change it, alone and in a batch', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const { id, values } = await subjectOf(world);
    for (const [login, field] of [
      ['changan-auditor', 'phone'],
      ['changan-auditor', 'legal_rep'],
      ['changan-auditor', 'legal_rep_id'],
      ['changan-officer', 'legal_rep'],
    ] as const) {
      const client = await world.login(login);
      const etag = (await client.get(`${SUBJECTS}/${id}`)).headers.get('etag')!;
      const answers = await Promise.all(
        [values[field]!, OTHER[field]].map(async (guess) => {
          const alone = await client.patch(`${SUBJECTS}/${id}`, { [field]: guess }, { 'If-Match': etag });
          const operations = [{ op: 'update', id, version: etag.replaceAll('"', ''), body: { [field]: guess } }];
          const batch = await client.post(`${SUBJECTS}/batch`, { operations });
          return [alone.status, alone.body, batch.status, batch.body];
        }),
      );
      assert.deepEqual(answers[0], answers[1], `${login} ${field}`);
      assert.equal(answers[0]![0], 403);
    }
  });

  test('who may change a masked value writes it whatever he sends: version, history and undo do not tell a right guess from a wrong one', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const { id, values } = await subjectOf(world);
    const client = await world.login('changan-registrar');
    const path = `${SUBJECTS}/${id}`;
    const outcomes: { wrong: boolean; status: number; moved: number; newest: { changes: object[] } | undefined }[] = [];
    for (const wrong of [false, true]) {
      for (const field of ['phone', 'legal_rep', 'legal_rep_id'] as const) {
        const before = await client.get(path);
        // Nobody who sees the mask would send a value that does not fit it.
        const guess = wrong ? fitting(values[field]!, OTHER[field]) : values[field]!;
        const answer = await client.patch(path, { [field]: guess }, { 'If-Match': before.headers.get('etag')! });
        const item = answer.body as Item;
        const [newest] = ((await client.get(`${path}/history`)).body as { items: { changes: object[] }[] }).items;
        outcomes.push({
          ...{ wrong, field, status: answer.status, shown: item[field] },
          ...{ moved: item.version - (before.body as Item).version, notices: item._notices ?? null, newest },
        });
      }
    }
    const bare = ({ newest, ...outcome }: (typeof outcomes)[number]) => ({
      ...{ ...outcome, wrong: null, changes: newest!.changes },
    });
    assert.deepEqual(outcomes.filter(({ wrong }) => !wrong).map(bare), outcomes.filter(({ wrong }) => wrong).map(bare));
    for (const outcome of outcomes) {
      assert.deepEqual([outcome.status, outcome.moved], [200, 1]);
      assert.lengthOf(outcome.newest!.changes, 1);
    }
  });

  test('a name in a row that was guessed is written like one that is new, and the rows that only came back are not', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-officer');
    const { items } = await page(client, `${OPERATORS}?limit=1&filter=${q('size(record.staff) > 0')}`);
    const path = `${OPERATORS}/${items[0]!.id}`;
    const rows = items[0]!.staff as { id: string; name: string }[];
    const names = await inDatabase(
      world,
      `select e ->> 'name' as name from records.food_operator o, jsonb_array_elements(o.staff) e where o.id = $1`,
      items[0]!.id,
    );
    const send = async (staff: unknown) => {
      const before = await client.get(path);
      const answer = await client.patch(path, { staff }, { 'If-Match': before.headers.get('etag')! });
      const [newest] = ((await client.get(`${path}/history`)).body as { items: { changes: object[] }[] }).items;
      const moved = (answer.body as Item).version - (before.body as Item).version;
      return { status: answer.status, moved, changed: newest!.changes.length };
    };
    assert.equal((await send(rows)).moved, 0, 'what came back as it was shown');
    const guess = (name: string, id = rows[0]!.id) =>
      send(rows.map((row, i) => (i === 0 ? { ...row, id, name } : row)));
    const right = await guess(names[0]!.name!);
    assert.deepEqual(right, { status: 200, moved: 1, changed: 1 });
    assert.deepEqual(await guess(names[0]!.name!, rows[0]!.id.toUpperCase()), right);
    assert.deepEqual(await guess(fitting(names[0]!.name!, '王某某')), right);
  });

  test('an import with a masked column counts every line that has it as one that changes, in its check, its end and its undo', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const { uscc, values } = await subjectOf(world, 3);
    const client = await world.login('changan-registrar');
    const counts = [];
    for (const phone of [values.phone!, fitting(values.phone!, OTHER.phone)]) {
      const { body } = await uploadSheet(
        world,
        client,
        'market.subject',
        `统一社会信用代码,联系电话\n${uscc},${phone}\n`,
      );
      const by = { mode: 'update', key: body.keys[0]!.name };
      const checked = await step(client, 'market.subject', body, 'check', by);
      const done = await step(client, 'market.subject', body, 'run', by);
      const undone = await step(client, 'market.subject', body, 'undo', by);
      const { removed, restored, kept } = undone.job.result as Record<string, number>;
      counts.push([checked.view.checked, done.view.counts, { removed, restored, kept }]);
    }
    assert.deepEqual(counts[0], counts[1]);
    const said = { created: 0, updated: 1, unchanged: 0, repeated: 0, bad: 0 };
    assert.deepEqual(counts[0], [said, said, { removed: 0, restored: 1, kept: 0 }]);
  });
});

/** Values that the demo's people do not have. */
const OTHER = { phone: '13011112222', legal_rep: '欧阳不是他', legal_rep_id: '130102198501013234' } as const;

/** One of the station's own subjects, with its masked values as they are. */
async function subjectOf(
  world: World,
  at = 1,
): Promise<{ id: string; uscc: string; values: Record<keyof typeof OTHER, string> }> {
  const officer = await world.login('changan-officer');
  const admin = await world.login('changan-admin');
  const { items } = await page(officer, `${SUBJECTS}?limit=${at}&sort=uscc`);
  const { id, uscc } = items.at(-1)!;
  const etag = (await admin.get(`${SUBJECTS}/${id}`)).headers.get('etag')!;
  const values = { phone: '13812340001', legal_rep: '张小明', legal_rep_id: '130102198501011634' };
  const saved = await admin.patch(`${SUBJECTS}/${id}`, values, { 'If-Match': etag });
  if (saved.status !== 200) throw new Error(JSON.stringify(saved.body));
  return { id, uscc: String(uscc), values };
}

/** Another value behind the same mask. */
function fitting(value: string, other: string): string {
  if (/^\d{11}$/.test(value)) return value.slice(0, 3) + other.slice(3, 7) + value.slice(-4);
  return value.length < 17 ? `${value[0]}${other.slice(1, value.length)}` : other;
}

async function inDatabase(world: World, text: string, id: string): Promise<Record<string, string | null>[]> {
  const superuser = new pg.Client({ connectionString: world.urls.superuser });
  await superuser.connect();
  try {
    return (await superuser.query<Record<string, string | null>>(text, [id])).rows;
  } finally {
    await superuser.end();
  }
}
