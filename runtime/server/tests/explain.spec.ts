// Who may see what, and why: what is explained is what happens, and only whoever may ask is told.
import { test } from '@japa/runner';
import pg from 'pg';
import type { Explained } from '../insight/explain.ts';
import type { ScopePart } from '../insight/explain_scope.ts';
import { sharedWorld } from './shared_world.ts';
import type { Client, World } from './world.ts';

const OPERATOR = 'food.operator';

interface Page {
  items: { id: string; station: string }[];
}

async function idsOf(world: World, sql: string, values: unknown[] = []): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: world.urls.superuser });
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const accountId = async (world: World, login: string): Promise<string> =>
  (await idsOf(world, 'select id::text from platform.account where login = $1', [login]))[0]!.id!;

async function explain(client: Client, query: Record<string, string>): Promise<Explained> {
  const answer = await client.get(`/api/door/explain?${new URLSearchParams(query)}`);
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Explained;
}

const act = (explained: Explained, name: string) => explained.acts.find((one) => one.act === name)!;
const field = (explained: Explained, name: string) => explained.fields.find((one) => one.name === name)!;

test.group('Who may see what', () => {
  test('of a record in his station an officer is said to see, by which role and condition; of another that he does not', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const [admin, officer] = await Promise.all([world.login('changan-admin'), world.login('changan-officer')]);
    const account = await accountId(world, 'changan-officer');
    const mine = ((await officer.get(`/api/records/${OPERATOR}?limit=1`)).body as Page).items[0]!;
    const all = ((await admin.get(`/api/records/${OPERATOR}?limit=100`)).body as Page).items;
    const strange = all.find(({ station }) => station !== mine.station)!;

    const seen = await explain(admin, { account, entity: OPERATOR, id: mine.id });
    assert.equal(seen.account.login, 'changan-officer');
    assert.equal(seen.record?.id, mine.id);
    const read = act(seen, 'read');
    assert.equal(read.verdict, 'yes');
    const by = read.by.find(({ role }) => role === 'food.inspector')!;
    assert.containsSubset(by, { verdict: 'yes', scope: { value: 'true' } });
    assert.include(by.scope!.words, '监管所');
    assert.match(by.origin!.path, /plugins\/food\/roles\/inspector\.yaml$/);
    assert.isAbove(by.origin!.line, 1);

    const unseen = await explain(admin, { account, entity: OPERATOR, id: strange.id });
    assert.equal(act(unseen, 'read').verdict, 'no');
    assert.equal(act(unseen, 'read').by[0]!.scope!.value, 'false');
    for (const { act: name, verdict } of unseen.acts) assert.include(['no', 'depends'], verdict, name);
    assert.equal((await officer.get(`/api/records/${OPERATOR}/${strange.id}`)).status, 404);
  });

  test('every act and field that is explained is what the person meets himself', async ({ assert }) => {
    const world = await sharedWorld();
    const admin = await world.login('changan-admin');
    const all = ((await admin.get(`/api/records/${OPERATOR}?limit=15`)).body as Page).items;
    let seen = 0;
    for (const login of ['changan-officer', 'changan-leader', 'changan-auditor', 'changan-officer3']) {
      const [account, client] = [await accountId(world, login), await world.login(login)];
      for (const { id } of all) {
        const told = await explain(admin, { account, entity: OPERATOR, id });
        const met = await client.get(`/api/records/${OPERATOR}/${id}`);
        assert.equal(act(told, 'read').verdict, met.status === 200 ? 'yes' : 'no', `${login} ${id}`);
        if (met.status !== 200) continue;
        seen++;
        const wire = met.body as Record<string, unknown> & { _can?: Record<string, boolean> };
        for (const one of told.fields) assert.equal(one.name in wire, one.shown !== 'hidden', `${login} ${one.name}`);
        const history = await client.get(`/api/records/${OPERATOR}/${id}/history`);
        assert.equal(act(told, 'history').verdict, history.status === 200 ? 'yes' : 'no', `${login} history`);
      }
    }
    assert.isAbove(seen, 12);
  });

  test('fields are clear, masked or hidden, with the role that decided', async ({ assert }) => {
    const world = await sharedWorld();
    const admin = await world.login('changan-admin');
    const told = await explain(admin, {
      account: await accountId(world, 'changan-officer'),
      entity: 'market.subject',
    });
    assert.isNull(told.record);
    assert.equal(field(told, 'name').shown, 'clear');
    assert.containsSubset(field(told, 'phone'), { shown: 'masked', reveal: true, update: true });
    assert.containsSubset(field(told, 'legal_rep_id'), {
      shown: 'hidden',
      roles: ['market.inspector'],
      reveal: false,
    });
    const read = act(told, 'read');
    assert.equal(read.verdict, 'depends');
    assert.isNull(read.by[0]!.scope!.value);
    assert.isAbove(told.silent.length, 0);
  });

  test('a condition is told in its parts, each true, false or unknown', async ({ assert }) => {
    const world = await sharedWorld();
    const { scopeParts, judgeConditions } = await import('../insight/explain_scope.ts');
    const { deskOf } = await import('../records/in_tenant.ts');
    const { sceneOf } = await import('../records/scene.ts');
    const { checkExpression, modelScope } = await import('@shijian/kernel');
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'changan')!;
    const desk = deskOf(world.running.services);
    const actor = await world.running.services.sessions.actorOf(
      state.id,
      await accountId(world, 'changan-officer'),
      null,
    );
    const scene = sceneOf({ ...actor!, ip: '' }, state);
    const scope = modelScope(state.model, { roots: { record: OPERATOR }, package: 'food' });
    const text = "(record.station == actor.station || record.risk == 'Z') && !(record.licence_no < record.stall_none)";
    assert.isNull(checkExpression(text, scope, 'boolean').expr, 'what is not there is a fault');
    const { expr } = checkExpression(
      "(record.station == actor.station || record.risk == 'D') && !(record.last_inspected > today)",
      scope,
      'boolean',
    );
    const [row] = await idsOf(
      world,
      `select id::text from records.food_operator where tenant_id = $1 and station = $2 and deleted_at is null limit 1`,
      [state.id, actor!.station],
    );
    await idsOf(world, 'update records.food_operator set last_inspected = null where tenant_id = $1 and id = $2', [
      state.id,
      row!.id,
    ]);
    const truths = await judgeConditions(desk, scene, OPERATOR, row!.id!, [expr!], () => false);
    const told = scopeParts(state.model, state.model.entities[OPERATOR]!, expr!, truths);
    const shape = (part: ScopePart): unknown[] => [part.op, part.value, ...part.parts.map(shape)];
    assert.deepEqual(shape(told).slice(0, 2), ['and', 'unknown']);
    assert.deepEqual(shape(told.parts[0]!).slice(0, 3), ['or', 'true', ['is', 'true']]);
    assert.deepEqual(shape(told.parts[1]!), ['not', 'unknown', ['is', 'unknown']]);
    assert.include(told.words, '本人所在监管所');
    const kept = await judgeConditions(desk, scene, OPERATOR, row!.id!, [expr!], (part) => part.op === 'gt');
    assert.deepEqual(shape(scopeParts(state.model, state.model.entities[OPERATOR]!, expr!, kept).parts[1]!), [
      'not',
      'unknown',
      ['is', 'withheld'],
    ]);
    assert.notMatch(told.words, /record\.|actor\./);
  });

  test('nobody is told who may not look into people and roles, nor of a record that he does not see himself', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const account = await accountId(world, 'changan-officer');
    const officer = await world.login('changan-officer');
    const refused = await officer.get(`/api/door/explain?account=${account}&entity=${OPERATOR}`);
    assert.equal(refused.status, 403);
    assert.propertyVal(refused.body, 'code', 'E_GRANT_EXPLAIN');
    const [foreign] = await idsOf(
      world,
      `select o.id::text from records.food_operator o join platform.tenant t on t.id = o.tenant_id where t.name = 'luquan' limit 1`,
    );
    const admin = await world.login('changan-admin');
    const status = async (query: string): Promise<number> => (await admin.get(`/api/door/explain?${query}`)).status;
    assert.equal(await status(`account=${account}&entity=${OPERATOR}&id=${foreign!.id}`), 404);
    assert.equal(await status(`account=${await accountId(world, 'luquan-officer')}&entity=${OPERATOR}`), 404);
    assert.equal(await status(`account=${account}&entity=food.nothing`), 404);
    assert.equal(await status(`entity=${OPERATOR}`), 400);
    const [known] = await idsOf(
      world,
      `select a.id::text as account, a.person::text as person from platform.account a join platform.tenant t on t.id = a.tenant_id
       where t.name = 'changan' and a.person is not null limit 1`,
    );
    if (known)
      assert.equal(
        (await explain(admin, { person: known.person!, entity: OPERATOR })).account.id,
        known.account,
        'by the person too',
      );
    assert.equal(await status(`account=nobody&entity=${OPERATOR}`), 404);
  });

  test('what a condition comes to is withheld where it would tell what the asker may not read in clear', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const { explainActs } = await import('../insight/explain_acts.ts');
    const state = (await world.running.services.tenants.all()).find(({ name }) => name === 'changan')!;
    const input = { packages: [], tenant: null };
    const acts = explainActs(state, input, ['food.inspector'], OPERATOR, () => 'withheld', true);
    assert.equal(acts.find(({ act: name }) => name === 'read')!.verdict, 'withheld');
  });

  test('every question is on record at the account', async ({ assert }) => {
    const world = await sharedWorld();
    const account = await accountId(world, 'changan-head');
    const before = (
      await idsOf(world, `select 1 from platform.audit where action = 'explain' and record = $1`, [account])
    ).length;
    await explain(await world.login('changan-admin'), { account, entity: OPERATOR });
    const rows = await idsOf(
      world,
      `select actor_name, after::text from platform.audit where action = 'explain' and record = $1 order by seq`,
      [account],
    );
    assert.lengthOf(rows, before + 1);
    assert.deepEqual(JSON.parse(rows.at(-1)!.after!), { explained: OPERATOR, about: null });
  });
});

test.group('Integrity over HTTP', () => {
  test('an admin sees what the rules find, roles that nobody holds among it; an officer is refused', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const answer = await (await world.login('changan-admin')).get('/api/door/integrity');
    assert.equal(answer.status, 200);
    const { findings, rev } = answer.body as { rev: number; findings: { rule: string; document: string }[] };
    assert.isAbove(rev, 0);
    const unheld = findings.filter(({ rule }) => rule === 'role_unheld').map(({ document }) => document);
    assert.include(unheld, 'Role food.city_viewer');
    assert.notInclude(unheld, 'Role food.inspector');
    for (const finding of findings)
      assert.sameMembers(Object.keys(finding), [
        ...['rule', 'code', 'severity', 'package', 'document', 'address', 'path', 'line', 'col'],
        ...['says', 'remedy', 'own'],
      ]);
    const refused = await (await world.login('changan-officer')).get('/api/door/integrity');
    assert.equal(refused.status, 404);
    assert.propertyVal(refused.body, 'code', 'E_ENTITY_NONE');
  });

  test('a draft is looked at before it is published, and says when it does not compile', async ({ assert }) => {
    const world = await sharedWorld();
    const admin = await world.login('changan-admin');
    const drafted = async (
      text: string,
    ): Promise<{ compiles: boolean; findings: { code: string; own: boolean }[] }> => {
      const changes = [{ path: 'tenants/changan/additions/lists/x_spare.yaml', text }];
      const made = await admin.post('/api/door/drafts', { title: '备用代码表', message: '', changes });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const { id, version } = made.body as { id: string; version: string };
      const answer = await admin.get(`/api/door/integrity?draft=${id}`);
      assert.equal(answer.status, 200);
      await admin.delete(`/api/door/drafts/${id}`, { 'If-Match': `"${version}"` });
      return answer.body as { compiles: boolean; findings: { code: string; own: boolean }[] };
    };
    const well = await drafted(
      'kind: CodeList\nname: x_spare\nlabel: 备用\nstandard: own\ncodes: { A: { label: 甲 } }\n',
    );
    assert.isTrue(well.compiles);
    assert.deepInclude(
      well.findings.map(({ code, own }) => ({ code, own })),
      { code: 'I_LIST_UNUSED', own: true },
    );
    const ill = await drafted('kind: CodeList\nname: x_spare\n');
    assert.isFalse(ill.compiles);
    assert.deepEqual(ill.findings, []);
    assert.equal((await admin.get('/api/door/integrity?draft=01990000-0000-7000-8000-00000000dead')).status, 404);
  });
});
