// Functions of packages in bureaus that run: acts and what follows a save, with the rights of whoever acts and never more.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import type { SourceFile } from '@shijian/kernel';
import { ROOT } from '../config/environment.ts';
import { withClient } from '../database/roles.ts';
import { createAccount } from '../identity/accounts.ts';
import { quickHash } from '../kit/quick_password.ts';
import { addAdmin } from './added_admin.ts';
import { askFor, codeOf, faultsOf, filesBelow, publishDraft, upload } from './package_files.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

const LIFTS = '/api/records/lift.lift';
const FAULTS = '/api/records/lift.fault';

interface Item {
  id: string;
  version: number;
  [field: string]: unknown;
}

/** The example, with other files; 2.0.0 asks what the test writes into the note of a fault. */
function lift(version: string, other: Record<string, string> = {}): SourceFile[] {
  const files = new Map(filesBelow(path.join(ROOT, 'examples/server_code')).map((file) => [file.path, file.text]));
  files.set('plugin.yaml', files.get('plugin.yaml')!.replace('version: 1.0.0', `version: ${version}`));
  for (const [name, text] of Object.entries(other)) files.set(name, text);
  return [...files].map(([name, text]) => ({ path: name, text }));
}

/** The entity with a person of the bureau who looks after it. */
function keptBySomebody(): string {
  const text = lift('2.0.0').find(({ path: file }) => file === 'entities/lift.yaml')!.text;
  return text.replace(
    '\n  keeper_phone:',
    '\n  keeper: { type: ref, to: core.person, label: 安全员 }\n  keeper_phone:',
  );
}

/** Does in turn what the note of the fault says, and tells what came of each. */
const PROBE = `export default async ({ record }, services) => {
  const said = [];
  for (const [name, ...args] of JSON.parse(record.note))
    said.push(await services.records[name](...args).catch((error) => error.code));
  return { message: JSON.stringify(said).slice(0, 190) };
}`;
const HALF = `export default async ({ record }, { records }) => {
  await records.create('lift.fault', { lift: record.lift, note: 'half' });
  await records.update('lift.fault', record.id, record.version, { note: 'half' });
  throw new Error('in the middle');
}`;
const LATE = `export default async ({ record }, { records }) => {
  await records.create('lift.fault', { lift: record.lift, note: 'late' });
  await records.update('lift.lift', record.lift, 1, { risk: 'high' });
}`;
const ECHO = `export default async ({ id }, { records }) => {
  const lift = await records.get('lift.lift', id);
  await records.update('lift.lift', id, lift.version, { code: lift.code + '+' });
}`;
const TAKEN = `export default async ({ id }, { records }) => {
  const lift = await records.get('lift.lift', id);
  await records.update('lift.lift', id, lift.version, { risk: 'high' });
}`;
const ACTS = `server:
  acts:
    probe: { label: 试, of: fault, by: [inspector], run: server/probe.js }
    half: { label: 半, of: fault, by: [inspector], run: server/half.js }
    late: { label: 迟, of: fault, by: [inspector], run: server/late.js }
    spin: { label: 转, of: fault, by: [inspector], run: server/spin.js }
  saved:
    echo: { of: lift, on: [changed], fields: [keeper_phone], run: server/echo.js }
    taken: { of: lift, on: [changed], fields: [keeper], run: server/taken.js }
`;

test.group('Functions of packages', (group) => {
  let world: World;
  let city: Client;
  let officer: Client;
  let reader: Client;
  let elsewhere: Client;
  let head: Client;

  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    city = await world.login('sjz-admin');
    const manifest = lift('2.0.0').find(({ path: file }) => file === 'plugin.yaml')!.text;
    const probing = lift('2.0.0', {
      'plugin.yaml': `${manifest.slice(0, manifest.indexOf('server:\n'))}${ACTS}`,
      'server/probe.js': PROBE,
      'server/half.js': HALF,
      'server/late.js': LATE,
      'server/spin.js': 'export default () => { for (;;); }',
      'server/echo.js': ECHO,
      'server/taken.js': TAKEN,
      'entities/lift.yaml': keptBySomebody(),
    });
    for (const files of [lift('1.0.0'), probing]) {
      const answer = await upload(city, files);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    }
    for (const [bureau, version] of [
      ['changan', '1.0.0'],
      ['luquan', '2.0.0'],
    ] as const) {
      const admin = await world.login(`${bureau}-admin`);
      const done = await publishDraft(admin, (await askFor(admin, 'install', { version }, 'lift')).draft.id);
      if (done !== 'done') throw new Error(done);
    }
    const station = async (bureau: string): Promise<string> =>
      withClient(world.urls.superuser, async (client) => {
        const { rows } = await client.query<{ code: string }>(
          `select o.code from records.core_org o join platform.tenant t on t.id = o.tenant_id where t.name = $1 and o.kind = 'station' order by o.code limit 1`,
          [bureau],
        );
        return rows[0]!.code;
      });
    const seat = async (bureau: string, login: string, ...roles: string[]): Promise<Client> => {
      const org_code = await station(bureau);
      const assignments = [...roles, 'core.staff'].map((one) => ({ role: one, org_code }));
      const password = quickHash(world.password);
      await createAccount(
        world.running.services,
        { login, name: login, tenant: bureau, assignments },
        { password, mustChange: false, demo: true },
      );
      return world.login(login);
    };
    officer = await seat('changan', 'lift-officer', 'lift.inspector');
    reader = await seat('changan', 'lift-reader', 'lift.reader');
    elsewhere = await seat('luquan', 'lift-elsewhere', 'lift.inspector');
    head = await seat('luquan', 'lift-head', 'lift.inspector', 'core.admin');
  });
  group.teardown(() => world.stop());

  async function made(client: Client, at: string, body: object): Promise<Item> {
    const { org } = (await client.get('/api/me')).body as { org: { id: string } };
    const answer = await client.post(at, at === LIFTS ? { ...body, station: org.id } : body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as Item;
  }
  const act = (client: Client, at: string, record: { id: string }, name: string): Promise<Answer> =>
    client.post(`${at}/${record.id}/acts/lift.${name}`, {});
  const now = async (client: Client, at: string, { id }: { id: string }): Promise<Item> =>
    (await client.get(`${at}/${id}`)).body as Item;
  /** What a function that may do anything is answered, each in turn. */
  const probe = async (client: Client, record: Item, asked: unknown[]): Promise<unknown[]> => {
    const fault = await made(client, FAULTS, { lift: record.id, note: JSON.stringify(asked) });
    const answer = await act(client, FAULTS, fault, 'probe');
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return JSON.parse((answer.body as { message: string }).message) as unknown[];
  };
  async function until(what: () => Promise<boolean>): Promise<void> {
    for (let i = 0; i < 200 && !(await what()); i += 1) await sleep(50);
  }

  test('an act is offered to whom its manifest names, does what the officer could have done, and stands in the history', async ({
    assert,
  }) => {
    const record = await made(officer, LIFTS, { code: 'T-1' });
    for (const note of ['困人', '异响', '停梯']) await made(officer, FAULTS, { lift: record.id, note });
    // What the package does after a save moves the record on: the act would rightly be refused in that very moment.
    await until(async () => (await now(officer, LIFTS, record)).last_fault_on !== null);
    const acts = async (client: Client): Promise<unknown> =>
      ((await client.get('/api/model')).body as { entities: Record<string, { acts: unknown }> }).entities['lift.lift']!
        .acts;
    assert.deepEqual(await acts(officer), [{ name: 'lift.regrade', label: '重新评级' }]);
    assert.deepEqual(await acts(reader), []);
    const told = async (client: Client): Promise<string[]> =>
      Object.keys(((await client.get('/api/openapi.json')).body as { paths: object }).paths).filter((at) =>
        at.includes('/acts/'),
      );
    assert.deepEqual([await told(officer), await told(reader)], [[`${LIFTS}/{id}/acts/lift.regrade`], []]);
    assert.equal(codeOf(await act(reader, LIFTS, record, 'regrade')), 'E_GRANT_ACT');
    assert.equal(codeOf(await act(officer, LIFTS, record, 'nothing')), 'E_ACT_NONE');
    const answer = await act(officer, LIFTS, record, 'regrade');
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.include(JSON.stringify(answer.body), '近一年 3 次故障，已改为高风险');
    assert.equal((await now(officer, LIFTS, record)).risk, 'high');
    const again = await act(officer, LIFTS, record, 'regrade');
    assert.deepEqual([again.status, codeOf(again)], [422, 'E_ACT_REFUSED']);
    const { items } = (await officer.get(`${LIFTS}/${record.id}/history`)).body as {
      items: { action: string; note: string | null; actor: { name: string } }[];
    };
    assert.deepInclude(
      items.find(({ action }) => action === 'act')!,
      { note: '重新评级', actor: { name: 'lift-officer' } },
    );
    assert.isTrue(items.every(({ actor }) => actor.name === 'lift-officer'));
  });

  test('a function meets the same gate: no other bureau, no other station, no entity that it did not ask for, nothing in clear', async ({
    assert,
  }) => {
    const foreign = await made(officer, LIFTS, { code: 'T-2' });
    const hidden = await made(officer, FAULTS, { lift: foreign.id, note: '[]' });
    assert.equal(codeOf(await act(elsewhere, FAULTS, hidden, 'probe')), 'E_RECORD_NONE');
    const own = await made(elsewhere, LIFTS, { code: 'L-1', keeper_phone: '13831112046' });
    const other = await withClient(world.urls.superuser, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select o.id from records.core_org o join platform.tenant t on t.id = o.tenant_id where t.name = 'luquan' and o.kind = 'station' order by o.code desc limit 1`,
      );
      return rows[0]!.id;
    });
    assert.deepEqual(
      await probe(elsewhere, own, [
        ['get', 'lift.lift', foreign.id],
        ['update', 'lift.lift', foreign.id, 1, { risk: 'high' }],
      ]),
      ['E_RECORD_NONE', 'E_RECORD_NONE'],
    );
    const outside = JSON.stringify([['create', 'lift.lift', { code: 'x', station: other }]]);
    const pushing = await made(elsewhere, FAULTS, { lift: own.id, note: outside });
    assert.equal(codeOf(await act(elsewhere, FAULTS, pushing, 'probe')), 'E_ROW_OUTSIDE');
    assert.deepEqual(
      await probe(elsewhere, own, [
        ['list', 'core.person', {}],
        ['get', 'core.account', own.id],
        ['list', 'lift.none'],
      ]),
      ['E_PLUGIN_REACH', 'E_PLUGIN_REACH', 'E_ENTITY_NONE'],
    );
    assert.deepEqual(
      await probe(elsewhere, own, [['list', 'lift.lift', { filter: "record.keeper_phone == '13831112046'" }]]),
      ['E_QUERY_INVALID'],
    );
    const seen = JSON.stringify(
      await probe(elsewhere, own, [['list', 'lift.lift', { fields: 'keeper_phone' }]]).catch(String),
    );
    assert.notInclude(seen, '13831112046');
  });

  test('what it writes is kept whole or not at all, whether it fails, comes too late, or never ends', async ({
    assert,
  }) => {
    const record = await made(elsewhere, LIFTS, { code: 'L-2' });
    const fault = await made(elsewhere, FAULTS, { lift: record.id, note: 'whole' });
    const count = async (): Promise<number> =>
      (
        (await elsewhere.get(`${FAULTS}?filter=${encodeURIComponent(`record.lift == '${record.id}'`)}`)).body as {
          items: unknown[];
        }
      ).items.length;
    const half = await act(elsewhere, FAULTS, fault, 'half');
    assert.deepEqual([half.status, codeOf(half)], [502, 'E_PLUGIN_FAILED']);
    assert.notInclude(JSON.stringify(half.body), 'in the middle', 'its own words are for the log');
    await elsewhere.patch(`${LIFTS}/${record.id}`, { risk: 'high' }, { 'If-Match': `"${record.version}"` });
    assert.equal(codeOf(await act(elsewhere, FAULTS, fault, 'late')), 'E_MATCH_STALE');
    assert.equal(codeOf(await act(elsewhere, FAULTS, fault, 'spin')), 'E_PLUGIN_TIME');
    assert.equal(await count(), 1);
    assert.equal((await now(elsewhere, FAULTS, fault)).note, 'whole');
    assert.equal((await elsewhere.get('/api/me')).status, 200);
  }).timeout(60_000);

  test('after a save it is called with the rights of who saved, once though its own write is a save too', async ({
    assert,
  }) => {
    const record = await made(officer, LIFTS, { code: 'T-3' });
    await made(officer, FAULTS, { lift: record.id, note: '困人', happened_on: '2026-03-04' });
    await until(async () => (await now(officer, LIFTS, record)).last_fault_on !== null);
    assert.equal((await now(officer, LIFTS, record)).last_fault_on, '2026-03-04');
    const own = await made(elsewhere, LIFTS, { code: 'L-3', keeper_phone: '13831112046' });
    await elsewhere.patch(`${LIFTS}/${own.id}`, { risk: 'high' }, { 'If-Match': '"1"' });
    await elsewhere.patch(`${LIFTS}/${own.id}`, { keeper_phone: '13831112047' }, { 'If-Match': '"2"' });
    await until(async () => (await now(elsewhere, LIFTS, own)).code !== 'L-3');
    const marker = await made(elsewhere, LIFTS, { code: 'L-4' });
    await elsewhere.patch(`${LIFTS}/${marker.id}`, { keeper_phone: '13831112047' }, { 'If-Match': '"1"' });
    await until(async () => (await now(elsewhere, LIFTS, marker)).code !== 'L-4');
    // Whatever the first one led to has been handed on before the marker's.
    assert.equal((await now(elsewhere, LIFTS, own)).code, 'L-3+');
    await withClient(world.urls.superuser, async (client) => {
      await until(async () => (await client.query('select from platform.plugin_call')).rows.length === 0);
      assert.deepEqual((await client.query('select package, name, error from platform.plugin_call')).rows, []);
    });
  });

  test('a hand-over is a save like any other: what follows a change of that ref follows it, by who handed over', async ({
    assert,
  }) => {
    const { org } = (await head.get('/api/me')).body as { org: { id: string } };
    const person = async (name: string): Promise<string> =>
      (await made(head, '/api/records/core.person', { name, staff_no: `LQ-${name}`, org: org.id, kind: 'civil' })).id;
    const [leaver, successor] = [await person('要走的'), await person('接手的')];
    const record = await made(head, LIFTS, { code: 'L-5', keeper: leaver });
    const account = await made(head, '/api/records/core.account', {
      login: 'lift-leaver',
      name: '要走的',
      person: leaver,
    });
    const done = await head.post(`/api/records/core.account/${account.id}/hand-over`, { to: successor });
    assert.deepEqual([done.status, done.body], [200, { moved: 1 }]);
    await until(async () => (await now(head, LIFTS, record)).risk === 'high');
    const { keeper, risk } = await now(head, LIFTS, record);
    assert.deepEqual([keeper, risk], [successor, 'high']);
    const [newest] = ((await head.get(`${LIFTS}/${record.id}/history`)).body as { items: { actor: object }[] }).items;
    assert.deepEqual(newest!.actor, { name: 'lift-head' });
  });

  test('a reaction whose person has left is dropped, one that fails is tried again and then kept for an administrator', async ({
    assert,
  }) => {
    const insert = async (account: string, entity: string): Promise<string> =>
      withClient(world.urls.superuser, async (client) => {
        const { rows } = await client.query<{ seq: string }>(
          `insert into platform.plugin_call (tenant_id, event, what, package, name, entity, record, version, fields, made_by, account, tried)
           select t.id, gen_random_uuid()::text, 'created', 'lift', 'last_fault', $2, gen_random_uuid(), 1, '[]', '', coalesce((select id from platform.account where login = $1), gen_random_uuid()), 4
           from platform.tenant t where t.name = 'changan' returning seq::text as seq`,
          [account, entity],
        );
        return rows[0]!.seq;
      });
    const look = async (seq: string): Promise<{ dead: boolean; error: string } | undefined> =>
      withClient(
        world.urls.superuser,
        async (client) =>
          (
            await client.query<{ dead: boolean; error: string }>(
              'select dead_at is not null as dead, error from platform.plugin_call where seq = $1',
              [seq],
            )
          ).rows[0],
      );
    const left = await insert('nobody', 'lift.fault');
    const failing = await insert('lift-officer', 'lift.fault');
    await until(async () => (await look(left)) === undefined && (await look(failing))?.dead === true);
    assert.isUndefined(await look(left));
    assert.deepEqual(await look(failing), { dead: true, error: 'E_RECORD_NONE' });
  });

  test('a package is not let in with functions that reach out, are not declared, or have nothing to call', async ({
    assert,
  }) => {
    const refused = async (other: Record<string, string>): Promise<string[]> =>
      faultsOf(await upload(city, lift('3.0.0', other)));
    assert.deepEqual(await refused({ 'server/regrade.ts': `import fs from 'node:fs'; export default () => fs;` }), [
      'E_PLUGIN_CODE_IMPORT',
    ]);
    assert.deepEqual(await refused({ 'server/regrade.ts': `export const grade = 1;` }), ['E_PLUGIN_CODE_DEFAULT']);
    assert.deepEqual(await refused({ 'server/regrade.ts': `export default enum` }), ['E_PLUGIN_CODE_SYNTAX']);
    assert.deepEqual(await refused({ 'server/native.node': 'x' }), ['E_PLUGIN_CODE']);
    assert.deepEqual(await refused({ 'lib/x.js': 'x' }), ['E_PLUGIN_CODE']);
    const manifest = lift('3.0.0').find(({ path: file }) => file === 'plugin.yaml')!.text;
    assert.deepEqual(await refused({ 'plugin.yaml': manifest.replace('asks: [server]\n', '') }), [
      'E_PLUGIN_UNDECLARED',
    ]);
    assert.sameMembers(
      await refused({
        'plugin.yaml': manifest.replace('server/regrade.ts', 'server/none.ts').replace('[inspector]', '[nobody]'),
      }),
      ['E_SERVER_FILE', 'E_SERVER_ROLE'],
    );
  });

  test('who takes the package reads in the plan that it brings functions, and how far they reach', async ({
    assert,
  }) => {
    await addAdmin(world, 'changan', 'lift-second');
    const admin = await world.login('changan-admin');
    const wide = lift('1.1.0').map((file) =>
      file.path === 'plugin.yaml'
        ? { ...file, text: file.text.replace('server:\n', 'server:\n  writes: [core.org]\n') }
        : file,
    );
    assert.equal((await upload(city, wide)).status, 201);
    const { draft } = await askFor(admin, 'upgrade', { version: '1.1.0' }, 'lift');
    const plan = (await admin.post(`/api/door/drafts/${draft.id}/plan`)).body as {
      steps: { code: string; risk: string; params: object }[];
    };
    assert.deepInclude(
      plan.steps.find(({ code }) => code === 'PLAN_SERVER_CODE')!,
      { risk: 'confirm' },
    );
  });
});
