// Packages by version: what is let in, two bureaus on two versions of one package over one table, upgrades with conflicts, and back again.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import type { PackageSource } from '@shijian/kernel';
import { ROOT } from '../config/environment.ts';
import { withClient } from '../database/roles.ts';
import { createAccount } from '../identity/accounts.ts';
import { quickHash } from '../kit/quick_password.ts';
import { Seal } from '../records/seal.ts';
import { Backfills } from '../revisions/backfills.ts';
import { addAdmin } from './added_admin.ts';
import { askFor, begin, codeOf, faultsOf, hawker, publishDraft, upload, type MadeDraft } from './package_files.ts';
import { step, uploadSheet } from './transfer_helpers.ts';
import { startWorld, type Client, type World } from './world.ts';

const HAWKERS = '/api/records/hawker.hawker';
const MANIFEST = 'kind: Plugin\nname: hawker\nlabel: 食品摊贩\nlanguage: 1\nversion: 1.0.0\nneeds: { core: ^1 }\n';

const MORE = 'kind: Patch\nof: Form hawker.hawker_form\nbase: hawker@1.0.0\nset: { sections.main.label: 基本情况 }\n';

interface Conflict {
  id: string;
  key: string;
  document: string;
  address: string;
  reason: string;
  choices: string[];
  decision: { choice: string } | null;
  decided_name: string | null;
  base: { value: unknown; path: string; line: number } | null;
  theirs: { value: unknown; path: string } | null;
  ours: { value: unknown; path: string } | null;
}
type Item = Record<string, unknown> & { id: string; version: number };

/** `npm run plugin` over the world's database. */
function command(world: World, args: string[]): Promise<{ code: number | null; said: string }> {
  const { data } = world.running.services.environment;
  const env = {
    ...process.env,
    DATABASE_URL: world.urls.app,
    DATABASE_ADMIN_URL: world.urls.admin,
    SHIJIAN_DATA: data,
  };
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts/plugin.ts'), ...args], { env, stdio: 'pipe' });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, said })));
}

interface DoorSources {
  packages: PackageSource[];
  tenant: PackageSource;
}

test.group('Packages', (group) => {
  let world: World;
  let city: Client;
  let changan: Client;
  let luquan: Client;
  let station: string;

  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    await addAdmin(world, 'changan', 'pk-second');
    [city, changan, luquan] = [
      await world.login('sjz-admin'),
      await world.login('changan-admin'),
      await world.login('luquan-admin'),
    ];
  });
  group.teardown(() => world.stop());

  const conflictsOf = async (client: Client, made: MadeDraft): Promise<Conflict[]> =>
    ((await client.get(`/api/door/conflicts?draft=${made.draft.id}`)).body as { items: Conflict[] }).items;
  const decide = (client: Client, conflict: Conflict, choice: string, text?: string) =>
    client.post(`/api/door/conflicts/${conflict.id}/decide`, { choice, ...(text !== undefined && { text }) });
  const running = async (client: Client): Promise<string | undefined> =>
    ((await client.get('/api/door')).body as { packages: { name: string; version: string }[] }).packages.find(
      ({ name }) => name === 'hawker',
    )?.version;
  const hashOf = async (client: Client): Promise<unknown> =>
    ((await client.get('/api/door')).body as { hash: string }).hash;

  async function holder(tenant: string, login: string, role = 'hawker.admin'): Promise<Client> {
    await createAccount(
      world.running.services,
      { login, name: login, tenant, assignments: [role, 'core.staff'].map((one) => ({ role: one, org_code: null })) },
      { password: quickHash(world.password), mustChange: false, demo: true },
    );
    return world.login(login);
  }

  test('only the bureau above may install, and nothing is let in that lies, points elsewhere or carries code', async ({
    assert,
  }) => {
    assert.equal(codeOf(await upload(changan, hawker('1.0.0'))), 'E_GRANT_INSTALL');
    assert.equal(codeOf(await upload(city, Buffer.from('no tarball'))), 'E_TARBALL_UNREADABLE');
    const entry = { path: 'plugin.yaml', text: MANIFEST };
    const hostile: [string, Parameters<typeof upload>[1]][] = [
      ['E_TARBALL_PATH', [entry, { path: '../../evil.yaml', text: 'x' }]],
      ['E_TARBALL_PATH', [entry, { path: 'a\\b.yaml', text: 'x' }]],
      ['E_TARBALL_PATH', [entry, { path: 'lists/a.yaml', text: 'x' }, { path: 'lists/A.yaml', text: 'y' }]],
      ['E_TARBALL_LINK', [entry, { path: 'lists/b.yaml', text: '', type: '2', link: '/etc/passwd' }]],
      ['E_TARBALL_LINK', [entry, { path: 'lists/b.yaml', text: '', type: '1', link: 'plugin.yaml' }]],
    ];
    for (const [code, files] of hostile) assert.deepEqual(faultsOf(await upload(city, files)), [code]);
    const invalid = await upload(city, [
      { path: 'plugin.yaml', text: MANIFEST.replace('language: 1', 'language: 2') },
      { path: 'web/index.ts', text: 'process.exit()' },
      {
        path: 'package.json',
        text: '{ "version": "3.0.0", "scripts": { "postinstall": "x" }, "dependencies": { "left-pad": "1" } }',
      },
      {
        path: 'patches/a.yaml',
        text: 'kind: Patch\nof: View core.orgs\nset: { tabs.hawker_x: { label: 甲, columns: [name] } }\n',
      },
      {
        path: 'entities/secret.yaml',
        text: 'kind: Entity\nname: secret\nlabel: 密\nfields:\n  id_no: { type: id_card, label: 证件, personal: sensitive }\n',
      },
    ]);
    assert.equal(codeOf(invalid), 'E_PACKAGE_INVALID');
    assert.sameMembers(faultsOf(invalid), [
      ...['E_PLUGIN_CODE', 'E_PLUGIN_LANGUAGE', 'E_PLUGIN_SCRIPTS', 'E_PLUGIN_DEPENDENCIES', 'E_PLUGIN_VERSION'],
      ...['E_PLUGIN_UNDECLARED', 'E_PLUGIN_UNDECLARED'],
    ]);
    const needs = hawker('1.0.0', { 'plugin.yaml': MANIFEST.replace('^1', '^7') });
    assert.deepEqual(faultsOf(await upload(city, needs)), ['E_PLUGIN_NEEDS']);
    const broken = hawker('1.0.0', {
      'views/hawkers.yaml': 'kind: View\nname: hawkers\nof: hawker\ntype: list\ncolumns: [nothing]\n',
    });
    assert.deepEqual(faultsOf(await upload(city, broken)), ['E_REFERENCE_FIELD']);
  });

  test('a version is installed once, the same everywhere, and never changes', async ({ assert }) => {
    assert.equal((await upload(city, hawker('1.0.0'))).status, 201);
    assert.equal((await upload(city, hawker('1.0.0'))).status, 200, 'the same files again');
    const other = hawker('1.0.0', {
      'lists/trade.yaml': 'kind: CodeList\nname: trade\nlabel: 别的\ncodes: { A: { label: 甲 } }\n',
    });
    assert.equal(codeOf(await upload(city, other)), 'E_PACKAGE_IMMUTABLE');
    await withClient(world.urls.superuser, async (client) => {
      await assert.rejects(() => client.query(`update platform.package_version set hash = 'x' where name = 'hawker'`));
    });
    assert.equal((await upload(city, hawker('2.0.0'))).status, 201);
    const { body } = await changan.get('/api/door/packages');
    const shelf = body as { can: object; items: { name: string; version: string | null; available: string[] }[] };
    assert.deepEqual(shelf.can, { upload: false, change: true });
    assert.deepInclude(
      shelf.items.find(({ name }) => name === 'hawker'),
      { version: null, available: ['2.0.0', '1.0.0'] },
    );
    assert.isUndefined(await running(changan), 'installed is not yet used');
  });

  test('two bureaus begin with a version, each with patches of its own', async ({ assert }) => {
    await begin(changan, '1.0.0', 'changan');
    await begin(luquan, '1.0.0', 'luquan');
    assert.deepEqual([await running(changan), await running(luquan)], ['1.0.0', '1.0.0']);
    assert.equal(codeOf(await changan.post('/api/door/packages/hawker/install', {})), 'E_PACKAGE_VERSION_NONE');
    const orgs = (await changan.get('/api/records/core.org?limit=1')).body as { items: Item[] };
    station = orgs.items[0]!.id;
    const keeper = await holder('changan', 'pk-changan');
    const made = await keeper.post(HAWKERS, {
      ...{
        name: '张记凉皮',
        trade: 'B',
        station,
        manager: '张三',
        phone: '13800000001',
        opened_on: '2020-05-01',
        x_stall_no: 'A-1',
      },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const other = await holder('luquan', 'pk-luquan');
    const theirs = (await luquan.get('/api/records/core.org?limit=1')).body as { items: Item[] };
    const shop = await other.post(HAWKERS, {
      ...{ name: '李记烤肠', trade: 'A', station: theirs.items[0]!.id, manager: '李四', opened_on: '2021-01-01' },
    });
    assert.equal(shop.status, 201, JSON.stringify(shop.body));
  });

  test('an upgrade merges what does not overlap, asks about what does, and until all is decided the bureau runs on what it had', async ({
    assert,
  }) => {
    const second = await world.login('pk-second');
    const before = await hashOf(changan);
    const made = await askFor(changan, 'upgrade');
    const found = await conflictsOf(changan, made);
    assert.deepEqual(
      found.map(({ document, address, reason }) => `${document} ${address} ${reason}`),
      [
        'CodeList hawker.trade codes.B.label removed',
        'Entity hawker.hawker fields.manager.label changed',
        'Form hawker.hawker_form sections.people.label changed',
        'Role hawker.inspector grants[hawker.hawker].read changed',
      ],
    );
    const [code, label, form, role] = found as [Conflict, Conflict, Conflict, Conflict];
    assert.deepEqual([form.base?.value, form.theirs?.value, form.ours?.value], ['人员', '人员与健康', '负责人与联系']);
    assert.equal(form.ours?.path, 'tenants/changan/patches/hawker.hawker_form.yaml');
    // Who goes on writing the draft reads and checks it over the version that it goes to.
    const over = await changan.get(`/api/door/sources?draft=${made.draft.id}`);
    const texts = (over.body as DoorSources).packages.find(({ name }) => name === 'hawker')!.files;
    assert.isTrue(texts.some(({ path, text }) => path.endsWith('plugin.yaml') && text.includes('version: 2.0.0')));
    assert.include(JSON.stringify((over.body as DoorSources).tenant), 'hawker: 1.0.0', 'its changes are not in it');
    assert.equal((await luquan.get(`/api/door/sources?draft=${made.draft.id}`)).status, 404);
    assert.equal(await publishDraft(changan, made.draft.id), 'E_CONFLICTS_OPEN');
    assert.equal(codeOf(await changan.post(`/api/door/drafts/${made.draft.id}/submit`)), 'E_CONFLICTS_OPEN');
    assert.equal(await hashOf(changan), before);
    await withClient(world.urls.superuser, async (client) => {
      await assert.rejects(() =>
        client.query(`update platform.draft set state = 'submitted' where id = '${made.draft.id}'`),
      );
    });
    assert.equal(codeOf(await decide(changan, form, 'maybe')), 'E_CONFLICT_CHOICE');
    assert.equal(codeOf(await decide(changan, code, 'ours')), 'E_CONFLICT_CHOICE', 'there is no such code to label');
    assert.equal(codeOf(await decide(changan, role, 'text', '{')), 'E_CONFLICT_TEXT');
    assert.equal((await decide(luquan, form, 'ours')).status, 404, 'another bureau');
    const answers = await Promise.all([
      decide(second, role, 'text', '"record.station == actor.station"'),
      decide(changan, form, 'ours'),
      decide(changan, label, 'ours'),
      decide(second, code, 'theirs'),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
      JSON.stringify(answers),
    );
    const decided = await conflictsOf(changan, made);
    assert.isTrue(decided.every(({ decision, decided_name }) => decision !== null && decided_name !== null));
    assert.equal(await publishDraft(changan, made.draft.id), 'done');
    assert.equal(await running(changan), '2.0.0');
    assert.equal(await running(luquan), '1.0.0');
    const text = async (path: string): Promise<string> =>
      ((await changan.get(`/api/door/documents/text?path=${encodeURIComponent(path)}`)).body as { text: string }).text;
    const patch = await text('tenants/changan/patches/hawker.hawker.yaml');
    assert.include(patch, 'base: hawker@2.0.0');
    assert.include(patch, 'fields.safety_officer.label: 食品安全负责人');
    assert.include(patch, '# a telephone that answers');
    assert.include(patch, '{ after: safety_officer }');
    assert.include(await text('tenants/changan/patches/hawker.inspector.yaml'), 'record.station == actor.station');
  });

  test('two versions of a package work on one table: reads, writes, import and export, each by its own model', async ({
    assert,
  }) => {
    const [ours, theirs] = [await world.login('pk-changan'), await world.login('pk-luquan')];
    const first = async (client: Client): Promise<Item> =>
      ((await client.get(`${HAWKERS}?limit=1`)).body as { items: Item[] }).items[0]!;
    const [mine, other] = [await first(ours), await first(theirs)];
    assert.match(String(mine.safety_officer), /^张/, 'the value of before under the new name');
    assert.notProperty(mine, 'manager');
    assert.notProperty(mine, 'opened_on');
    assert.match(String(other.manager), /^李/);
    assert.notProperty(other, 'safety_officer');
    const changed = await ours.patch(
      `${HAWKERS}/${mine.id}`,
      { safety_officer: '王五', trade: 'B1', health: 'valid' },
      { 'If-Match': `"${mine.version}"` },
    );
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    const same = await theirs.patch(
      `${HAWKERS}/${other.id}`,
      { manager: '赵六', trade: 'B' },
      { 'If-Match': `"${other.version}"` },
    );
    assert.equal(same.status, 200, JSON.stringify(same.body));
    assert.deepEqual(
      faultsOf(await theirs.patch(`${HAWKERS}/${other.id}`, { trade: 'B1' }, { 'If-Match': `"${other.version + 1}"` })),
      ['E_CODE_UNKNOWN'],
    );
    const csv = async (client: Client, columns: string): Promise<string> =>
      String((await client.get(`${HAWKERS}/export?columns=${columns}`)).body);
    assert.include(await csv(ours, 'name,safety_officer,health'), '食品安全负责人');
    assert.include(await csv(theirs, 'name,manager,opened_on'), '开业日期');
    await withClient(world.urls.superuser, async (client) => {
      const { rows } = await client.query<{ manager: string; opened_on: string | null; health: string | null }>(
        'select manager, opened_on::text, health from records.hawker_hawker order by created_at',
      );
      assert.deepEqual(rows, [
        { manager: '王五', opened_on: '2020-05-01', health: 'valid' },
        { manager: '赵六', opened_on: '2021-01-01', health: null },
      ]);
    });
  });

  test('readers and writers of one bureau go on while the other one moves to and fro', async ({ assert }) => {
    const [ours, theirs] = [await world.login('pk-changan'), await world.login('pk-luquan')];
    let going = true;
    const seen: number[] = [];
    const work = async (client: Client): Promise<void> => {
      while (going) {
        const list = await client.get(`${HAWKERS}?limit=1`);
        seen.push(list.status);
        const [item] = (list.body as { items?: Item[] }).items ?? [];
        if (!item) continue;
        const saved = await client.patch(
          `${HAWKERS}/${item.id}`,
          { name: `摊 ${seen.length}` },
          { 'If-Match': `"${item.version}"` },
        );
        seen.push(saved.status);
      }
    };
    const workers = [work(ours), work(theirs)];
    const down = await askFor(changan, 'downgrade', { version: '1.0.0' });
    for (const conflict of await conflictsOf(changan, down)) await decide(changan, conflict, 'theirs');
    const [there, back] = [await publishDraft(changan, down.draft.id), await askFor(changan, 'upgrade')];
    for (const conflict of await conflictsOf(changan, back)) await decide(changan, conflict, 'theirs');
    const again = await publishDraft(changan, back.draft.id);
    going = false;
    await Promise.all(workers);
    assert.deepEqual([there, again], ['done', 'done']);
    assert.deepEqual([...new Set(seen)], [200]);
    assert.isAbove(seen.length, 4);
  });

  test('both bureaus import and export, each by its own version, while one of them moves to and fro', async ({
    assert,
  }) => {
    const [ours, theirs] = [await world.login('pk-changan'), await world.login('pk-luquan')];
    const stationOf = async (client: Client): Promise<string> =>
      (
        (await client.get(`${HAWKERS}?limit=1&include=station`)).body as {
          items: { _refs: { station: { title: string } } }[];
        }
      ).items[0]!._refs.station.title;
    const sheet = async (client: Client, heading: string, value: (n: number) => string): Promise<string> => {
      const place = await stationOf(client);
      const lines = Array.from({ length: 400 }, (_, n) => `并行${n},A,${place},${value(n)}`);
      return [`摊贩名称,经营品类,监管所,${heading}`, ...lines].join('\n');
    };
    const bring = async (client: Client, heading: string, value: (n: number) => string): Promise<unknown> => {
      const { body } = await uploadSheet(world, client, 'hawker.hawker', await sheet(client, heading, value));
      const { job, view } = await step(client, 'hawker.hawker', body, 'run', { mode: 'create' });
      return job.state === 'done' ? view.counts!.created : { job, faults: view.faults.slice(0, 2) };
    };
    let going = true;
    const exported: string[] = [];
    const take = async (client: Client, columns: string): Promise<void> => {
      while (going) {
        const answer = await client.get(`${HAWKERS}/export?columns=${columns}`);
        exported.push(answer.status === 200 ? String(answer.body).split('\n')[0]!.trim() : String(answer.status));
      }
    };
    const takers = [take(ours, 'name,phone'), take(theirs, 'name,opened_on')];
    const imports = [
      bring(ours, '联系电话', (n) => `1383111${1000 + n}`),
      bring(theirs, '开业日期', () => '2026-02-03'),
    ];
    const down = await askFor(changan, 'downgrade', { version: '1.0.0' });
    for (const conflict of await conflictsOf(changan, down)) await decide(changan, conflict, 'theirs');
    const [there, back] = [
      await publishDraft(changan, down.draft.id),
      await askFor(changan, 'upgrade', { version: '2.0.0' }),
    ];
    for (const conflict of await conflictsOf(changan, back)) await decide(changan, conflict, 'theirs');
    const again = await publishDraft(changan, back.draft.id);
    const made = await Promise.all(imports);
    going = false;
    await Promise.all(takers);
    assert.deepEqual([there, again, ...made], ['done', 'done', 400, 400]);
    assert.sameMembers(
      [...new Set(exported)].map((line) => line.replace('\ufeff', '')),
      ['摊贩名称,联系电话', '摊贩名称,开业日期'],
    );
    await withClient(world.urls.superuser, async (client) => {
      const { rows } = await client.query<{ name: string; n: number; opened: number; phones: number }>(
        `select t.name, count(*)::int4 as n, count(h.opened_on)::int4 as opened, count(h.phone)::int4 as phones
         from records.hawker_hawker h join platform.tenant t on t.id = h.tenant_id where h.name like '并行%' group by t.name order by t.name`,
      );
      assert.deepEqual(rows, [
        { name: 'changan', n: 400, opened: 0, phones: 400 },
        { name: 'luquan', n: 400, opened: 400, phones: 0 },
      ]);
      // The specs that follow count what was there before.
      await client.query(`delete from records.hawker_hawker where name like '并行%'`);
    });
  }).timeout(120_000);

  test('removal asks what becomes of the records; the package comes back to them as they were', async ({ assert }) => {
    assert.equal(codeOf(await luquan.post('/api/door/packages/hawker/remove', {})), 'E_REMOVE_DATA');
    const before = await hashOf(luquan);
    const gone = await askFor(luquan, 'remove', { data: 'keep' });
    assert.equal(gone.open, 0);
    assert.equal(await publishDraft(luquan, gone.draft.id), 'done');
    assert.isUndefined(await running(luquan));
    assert.equal((await luquan.get(HAWKERS)).status, 404);
    await begin(luquan, '1.0.0', 'luquan');
    assert.equal(await hashOf(luquan), before, 'the same documents are the same revision');
    const back = await world.login('pk-luquan');
    assert.lengthOf(((await back.get(`${HAWKERS}?limit=5`)).body as { items: Item[] }).items, 1);
  });

  test('an upgrade whose base moved is merged again with what was decided, and what was not is still asked', async ({
    assert,
  }) => {
    const made = await askFor(luquan, 'upgrade', { version: '2.0.0' });
    const [first, second] = (await conflictsOf(luquan, made)) as [Conflict, Conflict];
    await decide(luquan, first, 'ours');
    const other = await luquan.post('/api/door/drafts', {
      ...{ title: '改标签', message: '', changes: [{ path: 'tenants/luquan/patches/more.yaml', text: MORE }] },
    });
    assert.equal(await publishDraft(luquan, (other.body as { id: string }).id), 'done');
    assert.equal(await publishDraft(luquan, made.draft.id), 'E_PLAN_STALE');
    const carried = await luquan.post(`/api/door/drafts/${made.draft.id}/rebase`, {});
    assert.equal(carried.status, 200, JSON.stringify(carried.body));
    const now = await conflictsOf(luquan, made);
    assert.deepEqual(
      now.map(({ key, decision }) => [key, decision?.choice ?? null]),
      [
        [first.key, 'ours'],
        [second.key, null],
      ],
    );
    assert.equal(await publishDraft(luquan, made.draft.id), 'E_CONFLICTS_OPEN');
    assert.equal((await decide(luquan, now[1]!, 'theirs')).status, 200);
    const { changes } = (await luquan.get(`/api/door/drafts/${made.draft.id}`)).body as MadeDraft['draft'];
    const patch = changes.find(({ path }) => path.endsWith('more.yaml'));
    assert.include(patch?.text, 'base: hawker@2.0.0', 'what came in meanwhile is carried over too');
    assert.equal(await publishDraft(luquan, made.draft.id), 'done');
    assert.equal(await running(luquan), '2.0.0');
  });

  test('a new field that has to be there gets its default on the rows that were there before it', async ({
    assert,
  }) => {
    const { database, tenants, environment } = world.running.services;
    const backfills = new Backfills({ database, tenants, seal: () => Seal.open(environment.data) });
    while (await backfills.step());
    const keeper = await world.login('pk-luquan');
    const [shop] = ((await keeper.get(`${HAWKERS}?limit=1`)).body as { items: Item[] }).items;
    assert.equal(shop!.health, 'unknown');
  });

  test('the command lists, plans and changes versions, and leaves what overlaps as a draft for the desk', async ({
    assert,
  }) => {
    const list = await command(world, ['list']);
    assert.match(list.said, /hawker 2\.0\.0 .*changan/);
    const down = await command(world, ['downgrade', 'hawker', '--tenant', 'luquan', '--version', '1.0.0']);
    assert.equal(down.code, 2, down.said);
    assert.match(down.said, /conflicts are left as the draft/);
    const { items } = (await luquan.get('/api/door/drafts?state=open')).body as { items: { author_name: string }[] };
    assert.isTrue(items.some(({ author_name }) => author_name === 'command'));
    const plan = await command(world, ['remove', 'hawker', '--tenant', 'luquan', '--data', 'keep']);
    const [, hash = ''] = /plan ([0-9a-f]+)/.exec(plan.said) ?? [];
    assert.equal(await running(luquan), '2.0.0', plan.said);
    const done = await command(world, ['remove', 'hawker', '--tenant', 'luquan', '--data', 'keep', '--plan', hash]);
    assert.equal(done.code, 0, done.said);
    assert.isUndefined(await running(luquan));
  });

  test('versions that nobody tested together are taken with a reason only, which is kept in the audit', async ({
    assert,
  }) => {
    const manifest = MANIFEST.replace('1.0.0', '2.1.0').concat('tested: { core: "0.9" }\n');
    assert.equal((await upload(city, hawker('2.0.0', { 'plugin.yaml': manifest }))).status, 201);
    const refused = await changan.post('/api/door/packages/hawker/upgrade', {});
    assert.equal(codeOf(refused), 'E_PACKAGE_UNTESTED');
    const made = await askFor(changan, 'upgrade', { waiver: '市局同意试用' });
    const history = await changan.get(`/api/records/core.draft/${made.draft.id}/history`);
    assert.include(
      (history.body as { items: { action: string }[] }).items.map(({ action }) => action),
      'waive',
    );
  });

  test('a command says why, too, and it is kept whether the change is made or left as a draft', async ({ assert }) => {
    const waived = async (): Promise<{ actor_name: string; message: string; drafted: boolean }[]> =>
      withClient(world.urls.superuser, async (client) => {
        const { rows } = await client.query<{ actor_name: string; message: string; drafted: boolean }>(
          `select actor_name, after ->> 'message' as message, record is not null as drafted from platform.audit
           where action = 'waive' and actor is null order by seq`,
        );
        return rows;
      });
    const change = ['upgrade', 'hawker', '--tenant', 'changan', '--version', '2.1.0', '--by', '李工'];
    const refused = await command(world, change);
    assert.deepEqual([refused.code, /E_PACKAGE_UNTESTED/.test(refused.said)], [1, true], refused.said);
    const plan = await command(world, [...change, '--waiver', '市局同意']);
    assert.deepEqual(await waived(), [], 'a plan is only looked at');
    const [, hash = ''] = /plan ([0-9a-f]+)/.exec(plan.said) ?? [];
    const done = await command(world, [...change, '--waiver', '市局同意', '--plan', hash]);
    const first = { actor_name: '李工', message: '市局同意', drafted: done.code === 2 };
    assert.deepEqual(await waived(), [first], done.said);
  });

  test('records go with the package where the bureau says so: its own, with files and keys, and nobody else loses any', async ({
    assert,
  }) => {
    if ((await running(luquan)) === undefined) await begin(luquan, '1.0.0', 'luquan');
    const [ours, theirs] = [await world.login('pk-changan'), await world.login('pk-luquan')];
    const count = async (bureau: string): Promise<{ rows: number; claims: number; audit: number }> =>
      withClient(world.urls.superuser, async (client) => {
        const { rows } = await client.query<{ rows: number; claims: number; audit: number }>(
          `select (select count(*)::int4 from records.hawker_hawker h where h.tenant_id = t.id) as rows,
             (select count(*)::int4 from platform.claim c where c.tenant_id = t.id and c.rule like 'hawker.%') as claims,
             (select count(*)::int4 from platform.audit a where a.tenant_id = t.id and a.entity = 'hawker.hawker') as audit
           from platform.tenant t where t.name = $1`,
          [bureau],
        );
        return rows[0]!;
      });
    // A file and a key of a record of ours, as an upload and a unique field would have left them.
    const { data } = world.running.services.environment;
    const file = await withClient(world.urls.superuser, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `insert into platform.file (tenant_id, id, name, type, size, sha256, created_by, entity, record, field)
         select h.tenant_id, gen_random_uuid(), 'a.txt', 'text/plain', 1, '', gen_random_uuid(), 'hawker.hawker', h.id, 'photo'
         from records.hawker_hawker h join platform.tenant t on t.id = h.tenant_id where t.name = 'luquan' limit 1 returning id::text as id`,
      );
      await client.query(
        `insert into platform.claim (tenant_id, rule, key, record)
         select h.tenant_id, 'hawker.hawker.tried', h.id::text, h.id from records.hawker_hawker h join platform.tenant t on t.id = h.tenant_id`,
      );
      return { id: rows[0]!.id, path: path.join(data, 'files/luquan', rows[0]!.id) };
    });
    mkdirSync(path.dirname(file.path), { recursive: true });
    writeFileSync(file.path, 'x');
    const [mine, before] = [await count('luquan'), await count('changan')];
    assert.isAbove(mine.rows, 0);
    assert.isAbove(mine.claims, 0);
    assert.isAbove(before.rows, 0);
    const made = await askFor(luquan, 'remove', { data: 'delete' });
    const plan = (await luquan.post(`/api/door/drafts/${made.draft.id}/plan`)).body as {
      steps: { code: string; kind: string; risk: string; count?: number; reversible: boolean; document: string }[];
    };
    const [step] = plan.steps.filter(({ code }) => code === 'PLAN_ENTITY_DELETED');
    assert.deepInclude(step!, {
      kind: 'data',
      risk: 'confirm',
      count: mine.rows,
      reversible: false,
      document: 'Entity hawker.hawker',
    });
    assert.equal(await publishDraft(luquan, made.draft.id), 'done');
    const jobs = async (): Promise<{ title: string; state: string; result: unknown }[]> =>
      ((await luquan.get('/api/jobs')).body as { items: { title: string; state: string; result: unknown }[] }).items;
    for (
      let i = 0;
      i < 100 && !(await jobs()).some(({ title, state }) => title.startsWith('清除记录') && state === 'done');
      i += 1
    )
      await sleep(50);
    assert.deepInclude(
      (await jobs()).find(({ title }) => title.startsWith('清除记录'))!,
      {
        state: 'done',
        result: { records: mine.rows, left: 0 },
      },
    );
    assert.deepEqual(
      await count('luquan'),
      { rows: 0, claims: 0, audit: mine.audit },
      'what was done stays in the audit',
    );
    assert.deepEqual(await count('changan'), before);
    assert.isFalse(existsSync(file.path));
    await withClient(world.urls.superuser, async (client) =>
      assert.lengthOf((await client.query('select from platform.file where id = $1', [file.id])).rows, 0),
    );
    assert.equal((await ours.get(`${HAWKERS}?limit=1`)).status, 200);
    await begin(luquan, '1.0.0', null);
    assert.lengthOf(((await theirs.get(`${HAWKERS}?limit=5`)).body as { items: Item[] }).items, 0);
    const again = await theirs.post(HAWKERS, { name: '新摊', licence_no: 'L-9', trade: 'A', manager: '钱七' });
    assert.notEqual(again.status, 500, JSON.stringify(again.body));
  });
});
