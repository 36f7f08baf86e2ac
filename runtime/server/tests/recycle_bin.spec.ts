// Deleted records: seen by whom may restore that very row, and told of by what points at them.
import { test } from '@japa/runner';
import { PeopleDesk } from './people_desk.ts';
import { OPERATORS, page, q, SUBJECTS, type Item, type ProblemBody } from './record_helpers.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

const PEOPLE = '/api/records/core.person';
/** The smallest PNG there is. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test.group('The recycle bin', (group) => {
  let world: World;
  let desk: PeopleDesk;
  let admin: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 120 });
    desk = await PeopleDesk.open(world);
    admin = desk.admin;
  });
  group.teardown(() => world.stop());

  /** Somebody of the station CA-JB with a role of the bureau's own. */
  const somebody = async (name: string, grants: object): Promise<Client> => {
    const made = await admin.post('/api/roles', { name: `x_${name}`, label: name, grants });
    if (made.status !== 200 && made.status !== 201) throw new Error(JSON.stringify(made.body));
    const { password } = await desk.hire(`bin-${name}`, `changan.x_${name}`);
    return desk.enter(world, `bin-${name}`, password);
  };
  const remove = async (at: string): Promise<Item> => {
    const { body, headers } = await admin.get(at);
    const gone = await admin.delete(at, { 'If-Match': headers.get('etag')! });
    if (gone.status !== 204) throw new Error(JSON.stringify(gone.body));
    return body as Item;
  };
  const codeOf = (answer: Answer): [number, string | undefined] => [answer.status, (answer.body as ProblemBody).code];

  test('a create that is sent again tells what its sender may read now: nothing of a record that somebody changed and deleted', async ({
    assert,
  }) => {
    const maker = await somebody('maker', { 'core.person': { read: true, create: true }, 'core.org': { read: true } });
    const { items } = await page(maker, `/api/records/core.org?limit=1&filter=${q("record.kind == 'station'")}`);
    const person = { name: '新来的', staff_no: 'BIN1', org: items[0]!.id, kind: 'civil' };
    const key = { 'Idempotency-Key': 'bin-maker-1' };
    const made = await maker.post(PEOPLE, person, key);
    assert.equal(made.status, 201);
    assert.equal((await maker.post(PEOPLE, person, key)).status, 200);
    const at = `${PEOPLE}/${(made.body as Item).id}`;
    await admin.patch(at, { post: '只有管理员知道' }, { 'If-Match': made.headers.get('etag')! });
    await remove(at);
    const again = await maker.post(PEOPLE, person, key);
    assert.deepEqual(codeOf(again), [410, 'E_RECORD_GONE']);
    assert.notInclude(JSON.stringify(again.body), '只有管理员知道');
  });

  test('whoever restores the rows of his station sees of another station’s deleted record no version, history or file, and not by restoring it', async ({
    assert,
  }) => {
    const keeper = await somebody('keeper', {
      'food.operator': { read: true, restore: 'own_station', history: true },
      'core.org': { read: true },
      'market.subject': { read: true },
    });
    const deleted = async (code: string): Promise<{ at: string; version: number; file: string }> => {
      const { items } = await page(admin, `${OPERATORS}?limit=1&filter=${q(`record.station.code == '${code}'`)}`);
      const at = `${OPERATORS}/${items[0]!.id}`;
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(PNG)]), '门头.png');
      const file = (await admin.post('/api/files', form)).body as { id: string };
      const match = { 'If-Match': (await admin.get(at)).headers.get('etag')! };
      const saved = await admin.patch(at, { photos: [{ id: file.id }] }, match);
      if (saved.status !== 200) throw new Error(JSON.stringify(saved.body));
      return { at, version: (await remove(at)).version + 1, file: `/api/files/${file.id}` };
    };
    const [own, foreign] = [await deleted('CA-JB'), await deleted('CA-GY')];
    const restore = (at: string, version: number) =>
      keeper.post(`${at}/restore`, undefined, { 'If-Match': `"${version}"` });
    assert.deepEqual(codeOf(await restore(own.at, 1)), [412, 'E_MATCH_STALE']);
    assert.deepEqual(codeOf(await restore(foreign.at, 1)), [404, 'E_RECORD_NONE']);
    assert.deepEqual(codeOf(await restore(foreign.at, foreign.version)), [404, 'E_RECORD_NONE']);
    for (const below of ['/history', '/as-of']) {
      assert.equal((await keeper.get(own.at + below)).status, 200, below);
      assert.deepEqual(codeOf(await keeper.get(foreign.at + below)), [404, 'E_RECORD_NONE'], below);
    }
    assert.equal((await keeper.get(own.file)).status, 200);
    assert.equal((await keeper.get(foreign.file)).status, 404);
    assert.equal((await restore(own.at, own.version)).status, 200);
  });

  test('what points at a deleted record tells whom it is about, in title, include and filter alike, and nobody can choose it', async ({
    assert,
  }) => {
    const officer = await world.login('changan-officer');
    const has = `has(record.subject) && record.subject.station.code == 'CA-JB'`;
    const { items } = await page(officer, `${OPERATORS}?limit=1&include=subject&filter=${q(has)}`);
    const [operator] = items as (Item & { _refs: Record<string, Item> })[];
    const subject = operator!._refs.subject!;
    await remove(`${SUBJECTS}/${subject.id}`);
    assert.equal((await officer.get(`${SUBJECTS}/${subject.id}`)).status, 404);
    const now = (await officer.get(`${OPERATORS}/${operator!.id}?include=subject`)).body as typeof operator;
    assert.deepEqual(now!._refs.subject, subject);
    const named = q(`record.subject.uscc == '${String(subject.uscc)}'`);
    assert.deepEqual(
      (await page(officer, `${OPERATORS}?filter=${named}`)).items.map(({ id }) => id),
      [operator!.id],
    );
    const { items: others } = await page(admin, `${OPERATORS}?limit=1&filter=${q(`record.id != '${operator!.id}'`)}`);
    const match = { 'If-Match': `"${others[0]!.version}"` };
    const chosen = await admin.patch(`${OPERATORS}/${others[0]!.id}`, { subject: subject.id }, match);
    assert.equal((chosen.body as ProblemBody).faults[0]?.code, 'E_REF_NONE');
  });
});
