import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import { startWorld, type Client, type World } from './world.ts';

const PATCH = 'tenants/changan/patches/food.operator.yaml';
const LIST = 'tenants/changan/patches/food.operators.yaml';
const DRAFTS = '/api/door/drafts';
const OPERATORS = '/api/records/food.operator';
const OWN =
  '{ type: string, label: 摊位号, max_length: 12, indexed: true, searchable: true, hint: 农贸市场、美食城内的摊位填写, example: B-12 }';

test.group('A field of another type', (group) => {
  let world: World;
  let admin: Client;
  let text: string;
  let list: string;
  let ids: string[];
  group.setup(async () => {
    world = await startWorld({ subjects: 200 });
    admin = await world.login('changan-admin');
    text = await textOf(PATCH);
    list = await textOf(LIST);
    ids = (
      await look(
        `select o.id::text as id from records.food_operator o join platform.tenant t on t.id = o.tenant_id
         where t.name = 'changan' and o.deleted_at is null order by o.id limit 6`,
      )
    ).map(({ id }) => id!);
    // Four stalls with a number, two that will not become one.
    for (const [i, value] of ['12', '7', '１０8', '3', 'B-12', '东3'].entries())
      await look(`update records.food_operator set x_text_1 = $2 where id = $1`, [ids[i], value]);
    await look(`update records.food_operator set x_text_1 = null where id <> all ($1)`, [ids]);
    return () => world.stop();
  });

  const textOf = async (path: string): Promise<string> =>
    ((await admin.get(`/api/door/documents/text?path=${path}`)).body as { text: string }).text;
  const look = async (sql: string, values: unknown[] = []) =>
    withClient(world.urls.superuser, async (su) => (await su.query<Record<string, string>>(sql, values)).rows);
  const draftOf = async (changes: { path: string; text: string }[]): Promise<{ id: string; plan: Plan }> => {
    const made = await admin.post(DRAFTS, { title: '改类型', message: '', changes });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    const { id } = made.body as { id: string };
    return { id, plan: (await admin.post(`${DRAFTS}/${id}/plan`)).body as Plan };
  };
  const apply = async ({ id, plan }: { id: string; plan: Plan }): Promise<void> => {
    const { body, status } = await admin.post(`${DRAFTS}/${id}/apply`, { hash: plan.hash });
    if (status !== 202) throw new Error(JSON.stringify(body));
    await ended((body as { job: string }).job);
  };
  const ended = async (id: string): Promise<void> => {
    for (;;) {
      const job = (await admin.get(`/api/jobs/${id}`)).body as { state: string };
      if (job.state === 'done') return;
      if (job.state !== 'waiting' && job.state !== 'running') throw new Error(JSON.stringify(job));
      await sleep(30);
    }
  };
  /** The field that became indexed is in its spare column: the running server moves it. */
  const moved = async (): Promise<void> => {
    const owed = `select task from platform.backfill where task ~ '^(slot|tidy) '`;
    while ((await look(owed)).length > 0) await sleep(50);
  };
  const only = ({ steps, diagnostics }: Plan, code: string): PlanStep => {
    const found = steps.filter((step) => step.code === code);
    if (found.length !== 1) throw new Error(JSON.stringify([code, steps.map((step) => step.code), diagnostics]));
    return found[0]!;
  };
  const values = async (field: string, client = admin): Promise<unknown[]> =>
    Promise.all(
      ids.map(async (id) => ((await client.get(`${OPERATORS}/${id}`)).body as Record<string, unknown>)[field] ?? null),
    );
  const numbered = (more: string) => [
    { path: LIST, text: list.replace('\n  search: [x_stall_no]', '') },
    { path: PATCH, text: text.replace(OWN, `{ type: integer, label: 摊位号, indexed: true${more} }`) },
  ];

  test('without a stated conversion it is refused', async ({ assert }) => {
    const { plan } = await draftOf(numbered(''));
    assert.isFalse(plan.ok);
    const step = only(plan, 'PLAN_TYPE_REFUSED');
    assert.equal(step.count, 6);
  });

  test('with one the plan says what is converted and lists what is not, apply does it, and going back gives everything back', async ({
    assert,
  }) => {
    const draft = await draftOf(numbered(', convert: { from: string, map: { 东3: "33" } }'));
    assert.equal(only(draft.plan, 'PLAN_TYPE_CONVERTED').count, 6);
    const lost = only(draft.plan, 'PLAN_TYPE_UNCONVERTED');
    assert.equal(lost.count, 1);
    assert.equal(lost.risk, 'confirm');
    const listed = await admin.get(`${DRAFTS}/${draft.id}/plan/steps/${lost.id}/rows`);
    assert.equal(listed.status, 200);
    assert.include(String(listed.body), 'B-12');
    await apply(draft);
    assert.deepEqual(await values('x_stall_no'), [12, 7, 108, 3, null, 33]);
    await moved();
    // Found by its index, as a number.
    const filter = encodeURIComponent('record.x_stall_no > 30');
    const found = (await admin.get(`${OPERATORS}?filter=${filter}&count=exact`)).body as { items: { id: string }[] };
    assert.sameMembers(
      found.items.map(({ id }) => id),
      [ids[2]!, ids[5]!],
    );
    const { headers } = await admin.get(`${OPERATORS}/${ids[0]}`);
    const saved = await admin.patch(`${OPERATORS}/${ids[0]}`, { x_stall_no: 99 }, { 'If-Match': headers.get('etag')! });
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    const back = await draftOf([
      { path: LIST, text: list },
      { path: PATCH, text },
    ]);
    assert.equal(only(back.plan, 'PLAN_TYPE_UNCONVERTED').count, 0);
    await apply(back);
    // What was changed meanwhile comes along, what never converted is what it was.
    assert.deepEqual(await values('x_stall_no'), ['99', '7', '108', '3', 'B-12', '东3']);
  });

  test('what a conversion left behind stays until it is purged, on record; a number that moved is not purged', async ({
    assert,
  }) => {
    const at = '/api/door/retired';
    const retired = async () =>
      (
        (await admin.get(`${at}?entity=food.operator`)).body as {
          items: { place: string; name: string; count: number }[];
        }
      ).items;
    // The copies of what moved into a spare column are taken away by the running server at its ease.
    let found = await retired();
    for (const until = Date.now() + 30_000; found.length > 1 && Date.now() < until; found = await retired())
      await sleep(200);
    const [left, ...others] = found;
    assert.deepEqual([left!.place, left!.count, others], ['slot', 5, []]);
    const order = { entity: 'food.operator', ...left! };
    const moved = await admin.post(`${at}/purge`, { ...order, count: 4 });
    assert.equal((moved.body as { code: string }).code, 'E_PURGE_MOVED');
    const used = await admin.post(`${at}/purge`, { ...order, name: 'x_text_1' });
    assert.equal((used.body as { code: string }).code, 'E_PURGE_MOVED');
    const officer = await world.login('changan-officer');
    assert.equal((await officer.post(`${at}/purge`, order)).status, 404);
    const done = await admin.post(`${at}/purge`, order);
    assert.equal(done.status, 202, JSON.stringify(done.body));
    await ended((done.body as { job: string }).job);
    assert.deepEqual(await retired(), []);
    // The field itself is as it was.
    assert.deepEqual(await values('x_stall_no'), ['99', '7', '108', '3', 'B-12', '东3']);
    const [logged] = await look(`select after::text as after from platform.audit where action = 'purge'`);
    assert.deepInclude(JSON.parse(logged!.after!), left!);
  });

  test('two bureaus work on one table, each with its own type of one field', async ({ assert }) => {
    const set =
      '  fields.employees.type: decimal\n  fields.employees.convert: { from: integer }\n  fields.employees.scale: 1\n';
    await look(`update records.food_operator set employees = 4 where id = any ($1)`, [ids]);
    await apply(await draftOf([{ path: PATCH, text: text.replace('set:\n', `set:\n${set}`) }]));
    assert.deepEqual(new Set(await values('employees')), new Set(['4.0']));
    const { headers } = await admin.get(`${OPERATORS}/${ids[0]}`);
    const saved = await admin.patch(
      `${OPERATORS}/${ids[0]}`,
      { employees: '4.5' },
      { 'If-Match': headers.get('etag')! },
    );
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    assert.equal((await values('employees'))[0], '4.5');
    const luquan = await world.login('luquan-admin');
    const theirs = (await luquan.get(`${OPERATORS}?limit=1`)).body as { items: { id: string; employees: unknown }[] };
    const [one] = theirs.items;
    const etag = (await luquan.get(`${OPERATORS}/${one!.id}`)).headers.get('etag')!;
    assert.equal((await luquan.patch(`${OPERATORS}/${one!.id}`, { employees: 8 }, { 'If-Match': etag })).status, 200);
    const again = (await luquan.get(`${OPERATORS}/${one!.id}`)).body as { employees: unknown };
    assert.strictEqual(again.employees, 8);
    const half = await luquan.patch(`${OPERATORS}/${one!.id}`, { employees: '8.5' });
    assert.notEqual(half.status, 200);
  });
});
