// Packages by version: what is let in, two bureaus on two versions of one package over one table, and upgrades with conflicts.
import { test } from '@japa/runner';
import type { PackageSource } from '@shijian/kernel';
import { withClient } from '../database/roles.ts';
import { addAdmin } from './added_admin.ts';
import { HAWKERS, MANIFEST, PackageDesk, type Conflict, type Item } from './package_desk.ts';
import { askFor, begin, codeOf, faultsOf, hawker, publishDraft, upload } from './package_files.ts';
import { step, uploadSheet } from './transfer_helpers.ts';
import { startWorld, type Client, type World } from './world.ts';

interface DoorSources {
  packages: PackageSource[];
  tenant: PackageSource;
}

test.group('Packages', (group) => {
  let world: World;
  let desk: PackageDesk;

  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    desk = await PackageDesk.open(world);
    await addAdmin(world, 'changan', 'pk-second');
  });
  group.teardown(() => world.stop());

  test('only the bureau above may install, and nothing is let in that lies, points elsewhere or carries code', async ({
    assert,
  }) => {
    assert.equal(codeOf(await upload(desk.changan, hawker('1.0.0'))), 'E_GRANT_INSTALL');
    assert.equal(codeOf(await upload(desk.city, Buffer.from('no tarball'))), 'E_TARBALL_UNREADABLE');
    const entry = { path: 'plugin.yaml', text: MANIFEST };
    const hostile: [string, Parameters<typeof upload>[1]][] = [
      ['E_TARBALL_PATH', [entry, { path: '../../evil.yaml', text: 'x' }]],
      ['E_TARBALL_PATH', [entry, { path: 'a\\b.yaml', text: 'x' }]],
      ['E_TARBALL_PATH', [entry, { path: 'lists/a.yaml', text: 'x' }, { path: 'lists/A.yaml', text: 'y' }]],
      ['E_TARBALL_LINK', [entry, { path: 'lists/b.yaml', text: '', type: '2', link: '/etc/passwd' }]],
      ['E_TARBALL_LINK', [entry, { path: 'lists/b.yaml', text: '', type: '1', link: 'plugin.yaml' }]],
    ];
    for (const [code, files] of hostile) assert.deepEqual(faultsOf(await upload(desk.city, files)), [code]);
    const invalid = await upload(desk.city, [
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
    assert.deepEqual(faultsOf(await upload(desk.city, needs)), ['E_PLUGIN_NEEDS']);
    const broken = hawker('1.0.0', {
      'views/hawkers.yaml': 'kind: View\nname: hawkers\nof: hawker\ntype: list\ncolumns: [nothing]\n',
    });
    assert.deepEqual(faultsOf(await upload(desk.city, broken)), ['E_REFERENCE_FIELD']);
  });

  test('a version is installed once, the same everywhere, and never changes', async ({ assert }) => {
    assert.equal((await upload(desk.city, hawker('1.0.0'))).status, 201);
    assert.equal((await upload(desk.city, hawker('1.0.0'))).status, 200, 'the same files again');
    const other = hawker('1.0.0', {
      'lists/trade.yaml': 'kind: CodeList\nname: trade\nlabel: 别的\ncodes: { A: { label: 甲 } }\n',
    });
    assert.equal(codeOf(await upload(desk.city, other)), 'E_PACKAGE_IMMUTABLE');
    await withClient(world.urls.superuser, async (client) => {
      await assert.rejects(() => client.query(`update platform.package_version set hash = 'x' where name = 'hawker'`));
    });
    assert.equal((await upload(desk.city, hawker('2.0.0'))).status, 201);
    const { body } = await desk.changan.get('/api/door/packages');
    const shelf = body as { can: object; items: { name: string; version: string | null; available: string[] }[] };
    assert.deepEqual(shelf.can, { upload: false, change: true });
    assert.deepInclude(
      shelf.items.find(({ name }) => name === 'hawker'),
      { version: null, available: ['2.0.0', '1.0.0'] },
    );
    assert.isUndefined(await desk.running(desk.changan), 'installed is not yet used');
  });

  test('two bureaus begin with a version, each with patches of its own', async ({ assert }) => {
    await begin(desk.changan, '1.0.0', 'changan');
    await begin(desk.luquan, '1.0.0', 'luquan');
    assert.deepEqual([await desk.running(desk.changan), await desk.running(desk.luquan)], ['1.0.0', '1.0.0']);
    assert.equal(codeOf(await desk.changan.post('/api/door/packages/hawker/install', {})), 'E_PACKAGE_VERSION_NONE');
    await desk.enterHawkers();
  });

  test('an upgrade merges what does not overlap, asks about what does, and until all is decided the bureau runs on what it had', async ({
    assert,
  }) => {
    const second = await world.login('pk-second');
    const before = await desk.hashOf(desk.changan);
    const made = await askFor(desk.changan, 'upgrade');
    const found = await desk.conflictsOf(desk.changan, made);
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
    const over = await desk.changan.get(`/api/door/sources?draft=${made.draft.id}`);
    const texts = (over.body as DoorSources).packages.find(({ name }) => name === 'hawker')!.files;
    assert.isTrue(texts.some(({ path, text }) => path.endsWith('plugin.yaml') && text.includes('version: 2.0.0')));
    assert.include(JSON.stringify((over.body as DoorSources).tenant), 'hawker: 1.0.0', 'its changes are not in it');
    assert.equal((await desk.luquan.get(`/api/door/sources?draft=${made.draft.id}`)).status, 404);
    assert.equal(await publishDraft(desk.changan, made.draft.id), 'E_CONFLICTS_OPEN');
    assert.equal(codeOf(await desk.changan.post(`/api/door/drafts/${made.draft.id}/submit`)), 'E_CONFLICTS_OPEN');
    assert.equal(await desk.hashOf(desk.changan), before);
    await withClient(world.urls.superuser, async (client) => {
      await assert.rejects(() =>
        client.query(`update platform.draft set state = 'submitted' where id = '${made.draft.id}'`),
      );
    });
    assert.equal(codeOf(await desk.decide(desk.changan, form, 'maybe')), 'E_CONFLICT_CHOICE');
    assert.equal(
      codeOf(await desk.decide(desk.changan, code, 'ours')),
      'E_CONFLICT_CHOICE',
      'there is no such code to label',
    );
    assert.equal(codeOf(await desk.decide(desk.changan, role, 'text', '{')), 'E_CONFLICT_TEXT');
    assert.equal((await desk.decide(desk.luquan, form, 'ours')).status, 404, 'another bureau');
    const answers = await Promise.all([
      desk.decide(second, role, 'text', '"record.station == actor.station"'),
      desk.decide(desk.changan, form, 'ours'),
      desk.decide(desk.changan, label, 'ours'),
      desk.decide(second, code, 'theirs'),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
      JSON.stringify(answers),
    );
    const decided = await desk.conflictsOf(desk.changan, made);
    assert.isTrue(decided.every(({ decision, decided_name }) => decision !== null && decided_name !== null));
    assert.equal(await publishDraft(desk.changan, made.draft.id), 'done');
    assert.equal(await desk.running(desk.changan), '2.0.0');
    assert.equal(await desk.running(desk.luquan), '1.0.0');
    const text = async (path: string): Promise<string> =>
      ((await desk.changan.get(`/api/door/documents/text?path=${encodeURIComponent(path)}`)).body as { text: string })
        .text;
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
    const down = await askFor(desk.changan, 'downgrade', { version: '1.0.0' });
    for (const conflict of await desk.conflictsOf(desk.changan, down))
      await desk.decide(desk.changan, conflict, 'theirs');
    const [there, back] = [await publishDraft(desk.changan, down.draft.id), await askFor(desk.changan, 'upgrade')];
    for (const conflict of await desk.conflictsOf(desk.changan, back))
      await desk.decide(desk.changan, conflict, 'theirs');
    const again = await publishDraft(desk.changan, back.draft.id);
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
    // Rows that come in meanwhile may void a plan: whoever publishes looks at the next one.
    const publish = async (draft: string): Promise<string> => {
      for (;;) {
        const said = await publishDraft(desk.changan, draft);
        if (!said.startsWith('E_PLAN_STALE')) return said;
      }
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
    const down = await askFor(desk.changan, 'downgrade', { version: '1.0.0' });
    for (const conflict of await desk.conflictsOf(desk.changan, down))
      await desk.decide(desk.changan, conflict, 'theirs');
    const [there, back] = [await publish(down.draft.id), await askFor(desk.changan, 'upgrade', { version: '2.0.0' })];
    for (const conflict of await desk.conflictsOf(desk.changan, back))
      await desk.decide(desk.changan, conflict, 'theirs');
    const again = await publish(back.draft.id);
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
});
