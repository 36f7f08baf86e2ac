// A package that bureaus have: let go and taken back, upgraded over a base that moved, changed by command, and removed with its records.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { Seal } from '../records/seal.ts';
import { Backfills } from '../revisions/backfills.ts';
import { HAWKERS, MANIFEST, PackageDesk, type Conflict, type Item } from './package_desk.ts';
import { askFor, begin, codeOf, hawker, publishDraft, upload, type MadeDraft } from './package_files.ts';
import { startWorld, type World } from './world.ts';

const MORE = 'kind: Patch\nof: Form hawker.hawker_form\nbase: hawker@1.0.0\nset: { sections.main.label: 基本情况 }\n';

test.group('A package that bureaus have', (group) => {
  let world: World;
  let desk: PackageDesk;

  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    desk = await PackageDesk.open(world);
    for (const version of ['1.0.0', '2.0.0']) await upload(desk.city, hawker(version));
    await begin(desk.changan, '1.0.0', 'changan');
    await begin(desk.luquan, '1.0.0', 'luquan');
    await desk.enterHawkers();
    const upgrade = await askFor(desk.changan, 'upgrade');
    for (const conflict of await desk.conflictsOf(desk.changan, upgrade))
      await desk.decide(desk.changan, conflict, 'theirs');
    await publishDraft(desk.changan, upgrade.draft.id);
  });
  group.teardown(() => world.stop());

  test('removal asks what becomes of the records; the package comes back to them as they were', async ({ assert }) => {
    assert.equal(codeOf(await desk.luquan.post('/api/door/packages/hawker/remove', {})), 'E_REMOVE_DATA');
    const before = await desk.hashOf(desk.luquan);
    const gone = await askFor(desk.luquan, 'remove', { data: 'keep' });
    assert.equal(gone.open, 0);
    assert.equal(await publishDraft(desk.luquan, gone.draft.id), 'done');
    assert.isUndefined(await desk.running(desk.luquan));
    assert.equal((await desk.luquan.get(HAWKERS)).status, 404);
    await begin(desk.luquan, '1.0.0', 'luquan');
    assert.equal(await desk.hashOf(desk.luquan), before, 'the same documents are the same revision');
    const back = await world.login('pk-luquan');
    assert.lengthOf(((await back.get(`${HAWKERS}?limit=5`)).body as { items: Item[] }).items, 1);
  });

  test('an upgrade whose base moved is merged again with what was decided, and what was not is still asked', async ({
    assert,
  }) => {
    const made = await askFor(desk.luquan, 'upgrade', { version: '2.0.0' });
    const [first, second] = (await desk.conflictsOf(desk.luquan, made)) as [Conflict, Conflict];
    await desk.decide(desk.luquan, first, 'ours');
    const other = await desk.luquan.post('/api/door/drafts', {
      ...{ title: '改标签', message: '', changes: [{ path: 'tenants/luquan/patches/more.yaml', text: MORE }] },
    });
    assert.equal(await publishDraft(desk.luquan, (other.body as { id: string }).id), 'done');
    assert.equal(await publishDraft(desk.luquan, made.draft.id), 'E_PLAN_STALE');
    const carried = await desk.luquan.post(`/api/door/drafts/${made.draft.id}/rebase`, {});
    assert.equal(carried.status, 200, JSON.stringify(carried.body));
    const now = await desk.conflictsOf(desk.luquan, made);
    assert.deepEqual(
      now.map(({ key, decision }) => [key, decision?.choice ?? null]),
      [
        [first.key, 'ours'],
        [second.key, null],
      ],
    );
    assert.equal(await publishDraft(desk.luquan, made.draft.id), 'E_CONFLICTS_OPEN');
    assert.equal((await desk.decide(desk.luquan, now[1]!, 'theirs')).status, 200);
    const { changes } = (await desk.luquan.get(`/api/door/drafts/${made.draft.id}`)).body as MadeDraft['draft'];
    const patch = changes.find(({ path }) => path.endsWith('more.yaml'));
    assert.include(patch?.text, 'base: hawker@2.0.0', 'what came in meanwhile is carried over too');
    assert.equal(await publishDraft(desk.luquan, made.draft.id), 'done');
    assert.equal(await desk.running(desk.luquan), '2.0.0');
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
    const list = await desk.command(['list']);
    assert.match(list.said, /hawker 2\.0\.0 .*changan/);
    const down = await desk.command(['downgrade', 'hawker', '--tenant', 'luquan', '--version', '1.0.0']);
    assert.equal(down.code, 2, down.said);
    assert.match(down.said, /conflicts are left as the draft/);
    const { items } = (await desk.luquan.get('/api/door/drafts?state=open')).body as {
      items: { author_name: string }[];
    };
    assert.isTrue(items.some(({ author_name }) => author_name === 'command'));
    const plan = await desk.command(['remove', 'hawker', '--tenant', 'luquan', '--data', 'keep']);
    const [, hash = ''] = /plan ([0-9a-f]+)/.exec(plan.said) ?? [];
    assert.equal(await desk.running(desk.luquan), '2.0.0', plan.said);
    const done = await desk.command(['remove', 'hawker', '--tenant', 'luquan', '--data', 'keep', '--plan', hash]);
    assert.equal(done.code, 0, done.said);
    assert.isUndefined(await desk.running(desk.luquan));
  });

  test('versions that nobody tested together are taken with a reason only, which is kept in the audit', async ({
    assert,
  }) => {
    const manifest = MANIFEST.replace('1.0.0', '2.1.0').concat('tested: { core: "0.9" }\n');
    assert.equal((await upload(desk.city, hawker('2.0.0', { 'plugin.yaml': manifest }))).status, 201);
    const refused = await desk.changan.post('/api/door/packages/hawker/upgrade', {});
    assert.equal(codeOf(refused), 'E_PACKAGE_UNTESTED');
    const made = await askFor(desk.changan, 'upgrade', { waiver: '市局同意试用' });
    const history = await desk.changan.get(`/api/records/core.draft/${made.draft.id}/history`);
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
    const refused = await desk.command(change);
    assert.deepEqual([refused.code, /E_PACKAGE_UNTESTED/.test(refused.said)], [1, true], refused.said);
    const plan = await desk.command([...change, '--waiver', '市局同意']);
    assert.deepEqual(await waived(), [], 'a plan is only looked at');
    const [, hash = ''] = /plan ([0-9a-f]+)/.exec(plan.said) ?? [];
    const done = await desk.command([...change, '--waiver', '市局同意', '--plan', hash]);
    const first = { actor_name: '李工', message: '市局同意', drafted: done.code === 2 };
    assert.deepEqual(await waived(), [first], done.said);
  });

  test('records go with the package where the bureau says so: its own, with files and keys, and nobody else loses any', async ({
    assert,
  }) => {
    if ((await desk.running(desk.luquan)) === undefined) await begin(desk.luquan, '1.0.0', 'luquan');
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
    const made = await askFor(desk.luquan, 'remove', { data: 'delete' });
    const plan = (await desk.luquan.post(`/api/door/drafts/${made.draft.id}/plan`)).body as {
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
    assert.equal(await publishDraft(desk.luquan, made.draft.id), 'done');
    const jobs = async (): Promise<{ title: string; state: string; result: unknown }[]> =>
      ((await desk.luquan.get('/api/jobs')).body as { items: { title: string; state: string; result: unknown }[] })
        .items;
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
    await begin(desk.luquan, '1.0.0', null);
    assert.lengthOf(((await theirs.get(`${HAWKERS}?limit=5`)).body as { items: Item[] }).items, 0);
    const again = await theirs.post(HAWKERS, { name: '新摊', licence_no: 'L-9', trade: 'A', manager: '钱七' });
    assert.notEqual(again.status, 500, JSON.stringify(again.body));
  });
});
