// The one door for metadata over HTTP: drafts, their plans, approval and publication, and who is not let through.
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import type { SourceFile } from '@shijian/kernel';
import { withClient } from '../database/roles.ts';
import { readZip } from '../door/read_zip.ts';
import { writeZip } from '../door/write_zip.ts';
import type { Plan } from '../plan/plan_change.ts';
import { addAdmin } from './added_admin.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

interface Shown {
  id: string;
  version: string;
  state: string;
  base_rev: number;
  applied_rev: number | null;
  changes: { path: string; text: string | null }[];
  can: Record<string, boolean>;
}

const DRAFTS = '/api/door/drafts';
const PATCH = 'tenants/changan/patches/door.test.yaml';
/** A field more for a bureau's own entity over the shelf's. */
const field = (name: string): string =>
  `kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\nset:\n  fields.${name}: { type: string, label: 试用字段 }\n`;
const codeOf = (answer: Answer): unknown => (answer.body as { code?: string } | null)?.code;
const faultsOf = (answer: Answer): string[] =>
  (answer.body as { faults: { code: string; path: string }[] }).faults.map(({ code, path }) => `${path} ${code}`);

test.group('The door', (group) => {
  let world: World;
  let admin: Client;
  let second: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    await addAdmin(world, 'changan', 'door-second');
    admin = await world.login('changan-admin');
    second = await world.login('door-second');
  });
  group.teardown(() => world.stop());

  const create = async (changes: object[], client = admin): Promise<Shown> => {
    const answer = await client.post(DRAFTS, { title: '试用', message: '为测试', changes });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as Shown;
  };
  const plan = async (id: string): Promise<Plan> => (await admin.post(`${DRAFTS}/${id}/plan`)).body as Plan;
  const show = async (id: string): Promise<Shown> => (await admin.get(`${DRAFTS}/${id}`)).body as Shown;
  const rev = async (): Promise<number> => ((await admin.get('/api/door')).body as { rev: number }).rev;

  /** Waits for the job's end. */
  async function ended(
    job: string,
    client = admin,
  ): Promise<{ state: string; error: { code: string } | null; result: unknown }> {
    for (;;) {
      const { body } = await client.get(`/api/jobs/${job}`);
      const found = body as { state: string; error: { code: string } | null; result: unknown };
      if (found.state !== 'waiting' && found.state !== 'running') return found;
      await sleep(30);
    }
  }
  async function apply(id: string, hash: string, client = admin): Promise<string> {
    const answer = await client.post(`${DRAFTS}/${id}/apply`, { hash });
    if (answer.status !== 202) return String(codeOf(answer));
    const { state, error } = await ended((answer.body as { job: string }).job, client);
    return state === 'done' ? 'done' : String(error?.code);
  }

  test('a draft is written, planned and published by the hash of its plan; the next request works by it', async ({
    assert,
  }) => {
    const before = await rev();
    const draft = await create([{ path: PATCH, text: field('x_tried') }]);
    assert.equal(draft.base_rev, before);
    assert.deepInclude(draft.can, { edit: true, submit: true, publish: true, approve: false });
    const { hash, ok, base_rev } = await plan(draft.id);
    assert.deepEqual([ok, base_rev], [true, before]);
    assert.equal((await plan(draft.id)).hash, hash, 'the same draft has the same plan');
    assert.equal(await apply(draft.id, 'another'), 'E_PLAN_STALE');
    assert.equal(await rev(), before);
    assert.equal(await apply(draft.id, hash), 'done');
    assert.equal(await rev(), before + 1);
    const shown = await show(draft.id);
    assert.deepInclude(shown, { state: 'applied', applied_rev: before + 1 });
    const model = JSON.stringify((await admin.get('/api/model')).body);
    assert.include(model, 'x_tried');
    assert.equal(await apply(draft.id, hash), 'E_DRAFT_STATE', 'once');
    const history = await admin.get(`/api/records/core.draft/${draft.id}/history`);
    assert.deepEqual(
      (history.body as { items: { action: string }[] }).items.map(({ action }) => action),
      ['publish', 'create'],
    );
  });

  test('what was planned over a revision is not applied over another', async ({ assert }) => {
    const one = await create([{ path: PATCH, text: field('x_one') }]);
    const other = await create([{ path: PATCH, text: field('x_other') }]);
    const [first, late] = [await plan(one.id), await plan(other.id)];
    assert.equal(await apply(one.id, first.hash), 'done');
    assert.equal(await apply(other.id, late.hash), 'E_PLAN_STALE');
    assert.deepInclude(await show(other.id), { state: 'open', behind: true });
  });

  test('two editors of one draft: the later one is told, and what was approved is open again', async ({ assert }) => {
    const draft = await create([{ path: PATCH, text: field('x_edited') }]);
    const at = `${DRAFTS}/${draft.id}`;
    assert.equal(codeOf(await admin.put(at, { title: '无版本' })), 'E_MATCH_MISSING');
    assert.equal((await admin.post(`${at}/submit`)).status, 200);
    const match = { 'If-Match': `"${(await show(draft.id)).version}"` };
    const saved = await second.put(at, { title: '改过' }, match);
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    assert.deepInclude(saved.body, { title: '改过', state: 'open' });
    assert.equal(codeOf(await admin.put(at, { title: '晚了' }, match)), 'E_MATCH_STALE');
    assert.equal((await admin.delete(at)).status, 204);
    assert.equal((await show(draft.id)).state, 'dropped');
    assert.equal(codeOf(await admin.post(`${at}/submit`)), 'E_DRAFT_STATE');
  });

  test('all faults of what was sent are told at once, and nothing outside the own folder is a document', async ({
    assert,
  }) => {
    const answer = await admin.post(DRAFTS, {
      title: '坏的',
      changes: [
        { path: 'tenants/luquan/patches/a.yaml', text: 'kind: Patch' },
        { path: 'tenants/changan/../luquan/a.yaml', text: 'x' },
        { path: 'tenants/changan/server/a.json', text: 'x' },
        { path: 'tenants/changan/a.exe', text: 'x' },
        { path: 'tenants/changan/tenant.yaml', text: null },
        { path: 'tenants/changan/a.yaml', text: 7 },
        { path: 'tenants/changan/a.yaml', text: 'kind: Patch' },
      ],
    });
    assert.equal(answer.status, 422);
    assert.deepEqual(faultsOf(answer), [
      'changes[0].path E_DOCUMENT_PATH',
      'changes[1].path E_DOCUMENT_PATH',
      'changes[2].path E_DOCUMENT_PATH',
      'changes[3].path E_DOCUMENT_PATH',
      'changes[4].path E_DOCUMENT_MANIFEST',
      'changes[5].text E_DOCUMENT_TEXT',
      'changes[6].path E_DOCUMENT_TWICE',
    ]);
    assert.equal(codeOf(await admin.post(DRAFTS, { title: '' })), 'E_DRAFT_INVALID');
  });

  test('a draft whose documents have faults is neither submitted nor published, and one that renames the bureau is refused', async ({
    assert,
  }) => {
    const broken = await create([
      { path: PATCH, text: 'kind: Patch\nof: Entity food.nothing\nbase: food@1.2.0\nset: {}\n' },
    ]);
    const { ok, diagnostics, hash } = await plan(broken.id);
    assert.isFalse(ok);
    assert.isAbove(diagnostics.length, 0);
    assert.equal(codeOf(await admin.post(`${DRAFTS}/${broken.id}/submit`)), 'E_PLAN_REFUSED');
    const before = await rev();
    assert.equal(await apply(broken.id, hash), 'E_PLAN_REFUSED');
    const { text } = (await admin.get('/api/door/documents/text?path=tenants/changan/tenant.yaml')).body as {
      text: string;
    };
    const renamed = await create([
      { path: 'tenants/changan/tenant.yaml', text: text.replace('name: changan', 'name: luquan') },
    ]);
    assert.include(['E_TENANT_RENAMED', 'E_PLAN_REFUSED'], await apply(renamed.id, (await plan(renamed.id)).hash));
    assert.equal(await rev(), before);
  });

  test('where the bureau asks for a second pair of eyes nobody publishes what nobody else has approved', async ({
    assert,
  }) => {
    const { text } = (await admin.get('/api/door/documents/text?path=tenants/changan/tenant.yaml')).body as {
      text: string;
    };
    const manifest = (on: boolean): object => ({
      path: 'tenants/changan/tenant.yaml',
      text: text.replace('settings: { ', `settings: { core.four_eyes: ${on}, `),
    });
    const on = await create([manifest(true)]);
    assert.equal(await apply(on.id, (await plan(on.id)).hash), 'done');
    assert.isTrue(((await admin.get('/api/door')).body as { four_eyes: boolean }).four_eyes);

    const draft = await create([{ path: PATCH, text: field('x_seen') }]);
    const at = `${DRAFTS}/${draft.id}`;
    const { hash } = await plan(draft.id);
    assert.equal(await apply(draft.id, hash), 'E_PLAN_NOT_APPROVED');
    assert.equal((await admin.post(`${at}/submit`)).status, 200);
    assert.equal(await apply(draft.id, hash), 'E_PLAN_NOT_APPROVED');
    assert.equal(codeOf(await admin.post(`${at}/approve`, { hash })), 'E_DRAFT_OWN');
    assert.equal(codeOf(await second.post(`${at}/approve`, { hash: 'guess' })), 'E_PLAN_STALE');
    assert.equal(codeOf(await second.post(`${at}/reject`, {})), 'E_DRAFT_INVALID');
    const rejected = await second.post(`${at}/reject`, { comment: '标题写清楚' });
    assert.deepInclude(rejected.body, { state: 'rejected', comment: '标题写清楚' });
    // Who helps to write it has had a hand in it.
    const match = { 'If-Match': `"${(await show(draft.id)).version}"` };
    assert.equal((await second.put(at, { title: '清楚' }, match)).status, 200);
    assert.equal((await second.post(`${at}/submit`)).status, 200);
    assert.equal(codeOf(await second.post(`${at}/approve`, { hash })), 'E_DRAFT_OWN');
    await withClient(world.urls.superuser, (client) =>
      client.query('update platform.draft set editors = array[author] where id = $1', [draft.id]),
    );
    const approved = await second.post(`${at}/approve`, { hash, comment: '同意' });
    assert.equal(approved.status, 200, JSON.stringify(approved.body));
    assert.equal(await apply(draft.id, hash), 'done');
    const [row] = await withClient(
      world.urls.superuser,
      async (client) =>
        (
          await client.query<{ four_eyes: boolean; approved_by: string; plan_hash: string }>(
            'select four_eyes, approved_by, plan_hash from platform.revision where draft = $1',
            [draft.id],
          )
        ).rows,
    );
    assert.deepInclude(row, { four_eyes: true, plan_hash: hash });
    const role = await admin.post('/api/roles', {
      name: 'x_waits',
      label: '等审批',
      grants: { 'core.org': { read: true } },
    });
    assert.equal(codeOf(role), 'E_ROLE_WAITS');

    const off = await create([manifest(false)]);
    const plain = await plan(off.id);
    assert.equal(await apply(off.id, plain.hash), 'E_PLAN_NOT_APPROVED', 'nobody turns it off alone');
    await admin.post(`${DRAFTS}/${off.id}/submit`);
    assert.equal((await second.post(`${DRAFTS}/${off.id}/approve`, { hash: plain.hash })).status, 200);
    assert.equal(await apply(off.id, plain.hash), 'done');
  });

  test('the database keeps a second pair of eyes, whatever the server says', async ({ assert }) => {
    const draft = await create([{ path: PATCH, text: field('x_alone') }]);
    await withClient(world.urls.app, async (client) => {
      const refused = async (text: string): Promise<string> => {
        await client.query('begin');
        await client.query(
          `select set_config('app.tenant', (select id::text from platform.tenant where name = 'changan'), true)`,
        );
        const code = await client.query(text).then(
          () => 'done',
          (error: { code: string }) => error.code,
        );
        await client.query('rollback');
        return code;
      };
      const where = `where id = '${draft.id}'`;
      assert.equal(await refused(`update platform.draft set applied_rev = 1, state = 'applied' ${where}`), '42501');
      assert.equal(await refused(`update platform.draft set author = null ${where}`), '42501');
      assert.equal(await refused(`delete from platform.draft ${where}`), '42501');
      assert.equal(await refused(`update platform.draft set state = 'applied' ${where}`), '23514');
      assert.equal(await refused(`update platform.revision set four_eyes = false`), '42501');
    });
    await withClient(world.urls.admin, async (client) => {
      const alone = client.query(
        `update platform.draft set state = 'applied', applied_rev = 99, four_eyes = true, plan_hash = 'x', decided_by = author where id = $1`,
        [draft.id],
      );
      await assert.rejects(() => alone, /check constraint/);
    });
  });

  test('who has no grant finds no door, who only reads writes nothing, and another bureau sees none of it', async ({
    assert,
  }) => {
    const draft = await create([{ path: PATCH, text: field('x_mine') }]);
    const { hash } = await plan(draft.id);
    const at = `${DRAFTS}/${draft.id}`;
    const officer = await world.login('changan-officer');
    for (const path of ['/api/door', '/api/door/documents', '/api/door/sources', DRAFTS, at])
      assert.equal(codeOf(await officer.get(path)), 'E_ENTITY_NONE', path);
    for (const path of [`${at}/plan`, `${at}/submit`, `${at}/approve`, `${at}/reject`, `${at}/apply`])
      assert.equal(codeOf(await officer.post(path, { hash, comment: '不' })), 'E_ENTITY_NONE', path);
    await addAdmin(world, 'changan', 'door-auditor', 'core.auditor');
    const auditor = await world.login('door-auditor');
    assert.equal((await auditor.get(at)).status, 200);
    assert.equal(codeOf(await auditor.post(DRAFTS, { title: '越权' })), 'E_GRANT_UPDATE');
    assert.equal(codeOf(await auditor.put(at, { title: '越权' }, { 'If-Match': '"1"' })), 'E_GRANT_UPDATE');
    assert.equal(codeOf(await auditor.delete(at)), 'E_GRANT_DELETE');
    assert.equal(codeOf(await auditor.post(`${at}/approve`, { hash })), 'E_GRANT_APPROVE');
    assert.equal(codeOf(await auditor.post(`${at}/apply`, { hash })), 'E_GRANT_PUBLISH');
    await withClient(world.urls.superuser, (client) =>
      client.query(`update platform.account set frozen_at = now() where login = 'door-auditor'`),
    );
    for (const path of ['/api/door', '/api/door/documents', '/api/door/sources', '/api/door/revisions'])
      assert.equal((await auditor.get(path)).status, 401, `${path} of somebody frozen`);
    const other = await world.login('luquan-admin');
    assert.equal(codeOf(await other.get(at)), 'E_RECORD_NONE');
    assert.equal(codeOf(await other.post(`${at}/apply`, { hash })), 'E_RECORD_NONE');
    assert.notInclude(JSON.stringify((await other.get(DRAFTS)).body), draft.id);
    assert.equal(
      codeOf(await other.get('/api/door/documents/text?path=tenants/changan/tenant.yaml')),
      'E_DOCUMENT_NONE',
    );
  });

  test('the sources of a revision are sent once, with its hash as their mark', async ({ assert }) => {
    const first = await admin.get('/api/door/sources');
    const { tenant, packages } = first.body as { tenant: { files: unknown[] }; packages: unknown[] };
    assert.isAbove(tenant.files.length, 0);
    assert.isAbove(packages.length, 0);
    const again = await admin.get('/api/door/sources', { 'If-None-Match': first.headers.get('etag')! });
    assert.equal(again.status, 304);
    const { items } = (await admin.get('/api/door/documents')).body as {
      items: { path: string; kind: string; own: boolean; label: string }[];
    };
    assert.deepInclude(
      items.find(({ path }) => path === 'metadata/core/entities/org.yaml')!,
      { kind: 'Entity', own: false },
    );
    assert.deepInclude(
      items.find(({ path }) => path === 'tenants/changan/tenant.yaml')!,
      { kind: 'Tenant', own: true },
    );
  });

  test('a revision as a ZIP imports back to the same hash, packed by us or by hand, and what is no sound archive is refused', async ({
    assert,
  }) => {
    const door = async (): Promise<{ rev: number; hash: string }> =>
      (await admin.get('/api/door')).body as { rev: number; hash: string };
    const start = await door();
    const answer = await fetch(`${world.url}/api/door/revisions/${start.rev}/export?format=zip`, {
      headers: { Cookie: admin.cookie },
    });
    assert.equal(answer.headers.get('content-type'), 'application/zip');
    const zip = Buffer.from(await answer.arrayBuffer());
    const { files } = (await admin.get(`/api/door/revisions/${start.rev}/export`)).body as { files: SourceFile[] };
    assert.deepEqual(readZip(zip), files);
    const send = (bytes: Buffer, fields: Record<string, string> = {}): Promise<Answer> => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set('file', new File([new Uint8Array(bytes)], 'changan.zip', { type: 'application/zip' }));
      return admin.post('/api/door/import', form);
    };
    const changed = await create([{ path: PATCH, text: field('x_packed') }]);
    assert.equal(await apply(changed.id, (await plan(changed.id)).hash), 'done');
    const byHand = [
      ...files.map(({ path, text }) => ({ path: path.replace('tenants/changan/', 'Desktop/长安/'), text })),
      { path: 'Desktop/长安/README.md', text: '# 说明' },
      { path: '__MACOSX/Desktop/长安/._tenant.yaml', text: 'x' },
    ];
    for (const bytes of [zip, writeZip(byHand)]) {
      const imported = await send(bytes, { title: '从文件夹' });
      assert.equal(imported.status, 201, JSON.stringify(imported.body));
      const { changes, title } = imported.body as Shown & { title: string };
      const before = files.find(({ path }) => path === PATCH)?.text ?? null;
      assert.deepEqual([title, changes], ['从文件夹', [{ path: PATCH, text: before }]]);
    }
    const { id } = (await send(zip)).body as Shown;
    assert.equal(await apply(id, (await plan(id)).hash), 'done');
    assert.equal((await door()).hash, start.hash);
    const part = writeZip([{ path: PATCH, text: field('x_part') }]);
    const said = await send(part);
    assert.equal(codeOf(said), 'E_DRAFT_INVALID', 'a whole folder has its manifest');
    assert.deepEqual(((await send(part, { whole: 'false' })).body as Shown).changes.length, 1);
    const spoilt = Buffer.from(zip);
    const inside = 30 + zip.readUInt16LE(26) + 5;
    spoilt[inside] = spoilt[inside]! ^ 0xff;
    for (const bytes of [Buffer.from('no archive'), spoilt, zip.subarray(0, zip.length - 40)])
      assert.equal(codeOf(await send(bytes)), 'E_ZIP_UNREADABLE');
    assert.equal(
      codeOf(await send(writeZip([{ path: '../evil.yaml', text: 'x' }]), { whole: 'false' })),
      'E_DRAFT_INVALID',
    );
    const bomb = writeZip([{ path: 'tenants/changan/a.yaml', text: '#'.repeat(21 * 1024 * 1024) }]);
    assert.equal(codeOf(await send(bomb)), 'E_ZIP_SIZE');
  });

  test('an exported revision imports back to the same hash, and a rollback is a draft with its plan', async ({
    assert,
  }) => {
    const door = async (): Promise<{ rev: number; hash: string }> =>
      (await admin.get('/api/door')).body as { rev: number; hash: string };
    const start = await door();
    const files = ((await admin.get(`/api/door/revisions/${start.rev}/export`)).body as { files: object[] }).files;
    const changed = await create([{ path: PATCH, text: field('x_away') }]);
    assert.equal(await apply(changed.id, (await plan(changed.id)).hash), 'done');
    assert.notEqual((await door()).hash, start.hash);

    const imported = await admin.post('/api/door/import', { files });
    assert.equal(imported.status, 201, JSON.stringify(imported.body));
    const { id, changes } = imported.body as Shown;
    assert.deepEqual(
      changes.map(({ path }) => path),
      [PATCH],
    );
    assert.equal(await apply(id, (await plan(id)).hash), 'done');
    assert.equal((await door()).hash, start.hash, 'the same documents have the same hash');
    assert.equal(codeOf(await admin.post('/api/door/import', { files: files.slice(1, 2) })), 'E_DRAFT_INVALID');

    const back = await admin.post('/api/door/rollback', { rev: start.rev + 1 });
    const rollback = back.body as { draft: Shown & { kind: string; detail: object }; plan: Plan };
    assert.deepInclude(rollback.draft, { kind: 'rollback', detail: { rev: start.rev + 1 } });
    assert.isTrue(rollback.plan.ok);
    assert.equal(await apply(rollback.draft.id, rollback.plan.hash), 'done');
    assert.equal(codeOf(await admin.post('/api/door/rollback', { rev: start.rev + 1 })), 'E_ROLLBACK_SAME');
    assert.equal(codeOf(await admin.post('/api/door/rollback', { rev: 9999 })), 'E_REVISION_NONE');

    const { items } = (await admin.get('/api/door/revisions')).body as {
      items: { rev: number; parent: number; kind: string; plan_hash: string; current: boolean }[];
    };
    assert.deepInclude(items[0], {
      rev: start.rev + 3,
      parent: start.rev + 2,
      kind: 'rollback',
      current: true,
      plan_hash: rollback.plan.hash,
    });
    assert.deepEqual(
      items.slice(0, 3).map(({ kind }) => kind),
      ['rollback', 'files', 'edit'],
    );
    const diff = (await admin.get(`/api/door/revisions/${start.rev}/diff/${start.rev + 1}`)).body as {
      documents: { path: string; change: string }[];
      changes: { address: string; text: string }[];
    };
    const added = diff.changes.find(({ address }) => address === 'fields.x_away');
    assert.include(added?.text, '试用字段');
    assert.deepEqual(
      diff.documents.map(({ path }) => path),
      [PATCH],
    );
    const same = (await admin.get(`/api/door/revisions/${start.rev}/diff/${start.rev + 2}`)).body as {
      documents: object[];
    };
    assert.deepEqual(same.documents, []);
    const one = (await admin.get(`/api/door/revisions/${start.rev + 1}`)).body as { documents: { after: string }[] };
    assert.deepEqual(
      one.documents.map(({ after }) => after),
      [field('x_away')],
    );
  });

  test('a draft whose base has moved is carried over, and where both changed a document its author decides', async ({
    assert,
  }) => {
    const [mine, apart] = ['x_mine_now', 'x_apart'].map(field);
    const other = 'tenants/changan/additions/roles/x_apart.yaml';
    const role = 'kind: Role\nname: x_apart\nlabel: 另一处\ngrants: { core.org: { read: true } }\n';
    const behind = await create([
      { path: PATCH, text: mine! },
      { path: other, text: role },
    ]);
    const first = await create([{ path: PATCH, text: apart! }]);
    assert.equal(await apply(first.id, (await plan(first.id)).hash), 'done');
    const at = `${DRAFTS}/${behind.id}/rebase`;
    const clash = await admin.post(at, {});
    assert.equal(codeOf(clash), 'E_DRAFT_CONFLICTS');
    const { conflicts } = clash.body as { conflicts: { path: string; ours: string; theirs: string }[] };
    assert.deepEqual(
      conflicts.map(({ path, ours, theirs }) => [path, ours, theirs]),
      [[PATCH, mine, apart]],
    );
    const carried = await admin.post(at, { take: { [PATCH]: 'theirs' } });
    assert.deepInclude(carried.body, { behind: false, base_rev: await rev() });
    assert.deepEqual(
      (carried.body as Shown).changes.map(({ path }) => path),
      [other],
    );
    assert.equal(await apply(behind.id, (await plan(behind.id)).hash), 'done');
  });

  test('two drafts that change different lines of one document are both taken', async ({ assert }) => {
    const path = 'tenants/changan/additions/roles/x_shared.yaml';
    const text = (label: string, last: string): string =>
      `kind: Role\nname: x_shared\nlabel: ${label}\ngrants:\n  core.org: { read: true }\n${last}`;
    const publish = async (now: string): Promise<void> => {
      const { id } = await create([{ path, text: now }]);
      assert.equal(await apply(id, (await plan(id)).hash), 'done');
    };
    await publish(text('起初', '  core.person: { read: true }\n'));
    const behind = await create([{ path, text: text('改了名', '  core.person: { read: true }\n') }]);
    await publish(text('起初', '  core.person: { read: true, history: true }\n'));
    const carried = await admin.post(`${DRAFTS}/${behind.id}/rebase`, {});
    assert.equal(carried.status, 200, JSON.stringify(carried.body));
    assert.deepEqual((carried.body as Shown).changes, [
      { path, text: text('改了名', '  core.person: { read: true, history: true }\n') },
    ]);
  });
});
