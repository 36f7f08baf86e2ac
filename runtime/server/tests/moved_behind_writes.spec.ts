// A bureau that moves on behind each write of a request: what the request does is done once all the same, and its answer says so.
import path from 'node:path';
import type { Assert } from '@japa/assert';
import { test } from '@japa/runner';
import { ROOT } from '../config/environment.ts';
import { withClient } from '../database/roles.ts';
import { createAccount } from '../identity/accounts.ts';
import { quickHash } from '../kit/quick_password.ts';
import { addAdmin } from './added_admin.ts';
import { PATCH, field } from './door_desk.ts';
import { askFor, begin, filesBelow, hawker, publishDraft, upload } from './package_files.ts';
import { ended, uploadSheet, type Job } from './transfer_helpers.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

type Json = Record<string, unknown>;
const PERSON = '/api/records/core.person';
const ACCOUNT = '/api/records/core.account';
const DRAFTS = '/api/door/drafts';

test.group('A bureau that moves on behind a write', (group) => {
  let world: World;
  let admin: Client;
  let officer: Client;
  let second: Client;
  let city: Client;
  let org: string;
  let moving = false;
  let moves = 0;

  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    await addAdmin(world, 'changan', 'door-second');
    [admin, officer, second, city] = (await Promise.all(
      ['changan-admin', 'changan-officer', 'door-second', 'sjz-admin'].map((login) => world.login(login)),
    )) as [Client, Client, Client, Client];
    org = idOf(await admin.get(`/api/records/core.org?filter=${encodeURIComponent("record.code == 'CA-JB'")}`));
    const { database } = world.running.services;
    const write = database.write.bind(database);
    database.write = async (...sent) => {
      const written = await write(...sent);
      if (moving) {
        moves += 1;
        await withClient(world.urls.superuser, (client) =>
          client.query(
            `update platform.tenant set access_rev = access_rev + 1 where name in ('changan', 'shijiazhuang')`,
          ),
        );
      }
      return written;
    };
  });
  group.teardown(() => world.stop());

  const idOf = (answer: Answer): string => {
    const { items, id } = answer.body as { items?: { id: string }[]; id?: string };
    return items?.[0]?.id ?? String(id);
  };
  const match = (answer: Answer) => ({ 'If-Match': answer.headers.get('etag')! });
  /** Rows of the log and of every table that requests fill, deleted ones included. */
  const counts = (): Promise<Record<string, number>> =>
    withClient(world.urls.superuser, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables
         where schemaname = 'records' or (schemaname = 'platform' and tablename in
           ('audit', 'draft', 'conflict', 'import', 'job', 'file', 'token', 'account', 'assignment', 'registration', 'revision'))`,
      );
      const text = tables.map(({ name }) => `select '${name}' as name, count(*)::int4 as n from ${name}`);
      const { rows } = await client.query<{ name: string; n: number }>(text.join(' union all '));
      return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
    });
  interface Done {
    status: number;
    added: Record<string, number>;
    answer: Answer;
  }
  /** What a request says and adds, while nothing moves or while everything does; a job that it begins is waited for. */
  const done = async (move: boolean, act: () => Promise<Answer>): Promise<Done> => {
    const before = await counts();
    moving = move;
    moves = 0;
    const answer = await act().finally(() => (moving = false));
    if (move && moves === 0) throw new Error('nothing was written');
    if (answer.status === 202) await ended(admin, jobOf(answer));
    const after = await counts();
    const added = Object.entries(after).filter(([name, n]) => n !== before[name]);
    return {
      status: answer.status,
      added: Object.fromEntries(added.map(([name, n]) => [name, n - (before[name] ?? 0)])),
      answer,
    };
  };
  const jobOf = ({ body }: Answer): string => String((body as Json).job ?? (body as Job).id);
  /**
   * The same act in peace and in motion has one answer and one effect.
   * @param ready makes what it is done to, anew for each
   */
  const twice = async <T>(
    { assert }: { assert: Assert },
    what: string,
    ready: (n: string) => Promise<T>,
    act: (on: T) => Promise<Answer>,
  ): Promise<Answer> => {
    const [quiet, moved] = [
      await done(false, await prepared(ready, `${what}q`, act)),
      await done(true, await prepared(ready, `${what}m`, act)),
    ];
    assert.isBelow(quiet.status, 300, `${what}: ${JSON.stringify(quiet.answer.body)}`);
    assert.equal(moved.status, quiet.status, `${what}: ${JSON.stringify(moved.answer.body)}`);
    assert.deepEqual(moved.added, quiet.added, what);
    return moved.answer;
  };
  const prepared = async <T>(ready: (n: string) => Promise<T>, n: string, act: (on: T) => Promise<Answer>) => {
    const on = await ready(n);
    return () => act(on);
  };
  const ok = (answer: Answer): Answer => {
    if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };
  const person = (n: string): Json => ({ name: '王建国', staff_no: `moved-${n}`, org });
  const hired = async (n: string): Promise<Answer> => ok(await admin.post(PERSON, person(n)));
  const posted = async (n: string): Promise<Answer> =>
    ok(await admin.post(ACCOUNT, { login: `moved.${n}`, name: '调动', person: idOf(await hired(n)) }));

  test('records are written once, one by one and several together', async (t) => {
    await twice(
      t,
      'create',
      async (n) => n,
      (n) => admin.post(PERSON, person(n)),
    );
    await twice(t, 'update', hired, (made) => admin.patch(`${PERSON}/${idOf(made)}`, { name: '李秀英' }, match(made)));
    await twice(t, 'delete', hired, (made) => admin.delete(`${PERSON}/${idOf(made)}`, match(made)));
    const binned = async (n: string): Promise<string> => {
      const made = await hired(n);
      ok(await admin.delete(`${PERSON}/${idOf(made)}`, match(made)));
      return idOf(made);
    };
    await twice(t, 'restore', binned, (id) => admin.post(`${PERSON}/${id}/restore`, {}, { 'If-Match': '"2"' }));
    const operations = (n: string) => ['a', 'b'].map((one) => ({ op: 'create', body: person(n + one) }));
    await twice(
      t,
      'batch',
      async (n) => n,
      (n) => admin.post(`${PERSON}/batch`, { operations: operations(n) }),
    );
  });

  test('sheets are taken, checked, imported, undone and exported once', async (t) => {
    const sheet = (n: string): string => `姓名,工号,所在机构,人员类别\n张三,moved-${n},CA-JB,协管员`;
    const upload = async (n: string): Promise<Answer> => {
      const { status, body } = await uploadSheet(world, admin, 'core.person', sheet(n));
      return { status, body, headers: new Headers() };
    };
    await twice(t, 'upload', async (n) => n, upload);
    const at = (answer: Answer): string => `${PERSON}/imports/${idOf(answer)}`;
    const mapping = (answer: Answer): unknown => (answer.body as { mapping: unknown }).mapping;
    await twice(t, 'check', upload, (made) => admin.post(`${at(made)}/check`, mapping(made)));
    await twice(t, 'run', upload, (made) => admin.post(`${at(made)}/run`, mapping(made)));
    const imported = async (n: string): Promise<Answer> => {
      const made = ok(await upload(n));
      await ended(admin, jobOf(ok(await admin.post(`${at(made)}/run`, mapping(made)))));
      return made;
    };
    await twice(t, 'undo', imported, (made) => admin.post(`${at(made)}/undo`));
    await twice(
      t,
      'export',
      async () => null,
      () => admin.post(`${PERSON}/exports`, { format: 'csv' }),
    );
  });

  test('accounts, passwords, posts, requests and tokens are given once, and hand-overs made once', async (t) => {
    await twice(t, 'account', hired, (made) =>
      admin.post(ACCOUNT, { login: `new.${idOf(made).slice(-8)}`, name: '新', person: idOf(made) }),
    );
    await twice(t, 'password', posted, (made) => admin.post(`${ACCOUNT}/${idOf(made)}/password`));
    await twice(t, 'freeze', posted, (made) =>
      admin.patch(`${ACCOUNT}/${idOf(made)}`, { state: 'frozen' }, match(made)),
    );
    const role = idOf(
      await admin.get(`/api/records/core.role?filter=${encodeURIComponent("record.code == 'core.staff'")}`),
    );
    await twice(t, 'post', posted, (made) =>
      admin.post('/api/records/core.assignment', { account: idOf(made), role, org }),
    );
    const to = idOf(await hired('successor'));
    await twice(t, 'hand-over', posted, (made) => admin.post(`${ACCOUNT}/${idOf(made)}/hand-over`, { to }));
    const asked = async (n: string): Promise<string> => {
      const wish = { bureau: 'changan', login: `asks.${n}`, name: '周明', unit: '某所', phone: '13800002046' };
      ok(await world.anonymous().post('/api/registrations', { ...wish, password: 'Quiet-river-2031' }));
      return idOf(
        await admin.get(`/api/records/core.registration?filter=${encodeURIComponent(`record.login == 'asks.${n}'`)}`),
      );
    };
    await twice(t, 'decide', asked, (id) =>
      admin.post(`/api/records/core.registration/${id}/decision`, { decision: 'approved' }),
    );
    const token = () => officer.post('/api/tokens', { label: '对接', days: 30 });
    await twice(t, 'token', async () => null, token);
    await twice(t, 'token ended', token, (made) => officer.delete(`/api/tokens/${idOf(made)}`));
  });

  test('drafts are made, changed, judged and published once', async (t) => {
    const draft = async (n: string): Promise<Answer> =>
      ok(
        await admin.post(DRAFTS, {
          title: n,
          message: '',
          changes: [{ path: PATCH, text: field(`x_${n.replace(/\W/g, '_')}`) }],
        }),
      );
    const at = (made: Answer): string => `${DRAFTS}/${idOf(made)}`;
    await twice(t, 'draft', async (n) => n, draft);
    await twice(t, 'save', draft, (made) => admin.put(at(made), { title: '改过' }, match(made)));
    await twice(t, 'drop', draft, (made) => admin.delete(at(made)));
    await twice(t, 'submit', draft, (made) => admin.post(`${at(made)}/submit`));
    const submitted = async (n: string): Promise<{ made: Answer; hash: string }> => {
      const made = await draft(n);
      ok(await admin.post(`${at(made)}/submit`));
      return { made, hash: ((await admin.post(`${at(made)}/plan`)).body as { hash: string }).hash };
    };
    await twice(t, 'reject', submitted, ({ made }) => second.post(`${at(made)}/reject`, { comment: '再想想' }));
    await twice(t, 'approve', submitted, ({ made, hash }) => second.post(`${at(made)}/approve`, { hash }));
    const planned = async (n: string): Promise<{ made: Answer; hash: string }> => {
      const made = await draft(n);
      return { made, hash: ((await admin.post(`${at(made)}/plan`)).body as { hash: string }).hash };
    };
    await twice(t, 'apply', planned, ({ made, hash }) => admin.post(`${at(made)}/apply`, { hash }));
    await twice(
      t,
      'rollback',
      async () => null,
      () => admin.post('/api/door/rollback', { rev: 1 }),
    );
    const behind = async (n: string): Promise<Answer> => {
      const made = await draft(n);
      const other = ok(
        await admin.post(DRAFTS, {
          title: '别的',
          message: '',
          changes: [{ path: `tenants/changan/patches/${n}.yaml`, text: field(`x_o${n}`) }],
        }),
      );
      if ((await publishDraft(admin, idOf(other))) !== 'done') throw new Error('not published');
      return made;
    };
    await twice(t, 'rebase', behind, (made) => admin.post(`${at(made)}/rebase`, {}));
  });

  test('packages are put on the shelf, asked for and decided about once, and what they do is done once', async (t) => {
    const versions = { q: '1.0.0', m: '2.0.0' };
    await twice(
      t,
      'shelf ',
      async (n) => versions[n.at(-1) as 'q' | 'm'],
      (version) => upload(city, hawker(version)),
    );
    await twice(
      t,
      'ask',
      async () => null,
      () => admin.post('/api/door/packages/hawker/install', { version: '1.0.0' }),
    );
    await begin(admin, '1.0.0', 'changan');
    const conflict = async (): Promise<string> => {
      const { draft } = await askFor(admin, 'upgrade');
      return idOf(await admin.get(`/api/door/conflicts?draft=${draft.id}`));
    };
    await twice(t, 'conflict', conflict, (id) => admin.post(`/api/door/conflicts/${id}/decide`, { choice: 'theirs' }));

    ok(await upload(city, filesBelow(path.join(ROOT, 'examples/server_code'))));
    const lift = await askFor(admin, 'install', { version: '1.0.0' }, 'lift');
    if ((await publishDraft(admin, lift.draft.id)) !== 'done') throw new Error('not published');
    const assignments = ['lift.inspector', 'core.staff'].map((role) => ({ role, org_code: 'CA-JB' }));
    const password = { password: quickHash(world.password), mustChange: false, demo: true };
    await createAccount(
      world.running.services,
      { login: 'moved-lifts', name: '电梯', tenant: 'changan', assignments },
      password,
    );
    const inspector = await world.login('moved-lifts');
    const lifts = '/api/records/lift.lift';
    const entered = async (n: string): Promise<Answer> =>
      ok(await inspector.post(lifts, { code: `D-${n}`, risk: 'high', station: org }));
    await twice(t, 'act', entered, (made) => inspector.post(`${lifts}/${idOf(made)}/acts/lift.regrade`));
  });
});
