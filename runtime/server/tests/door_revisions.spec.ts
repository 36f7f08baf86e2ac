// Revisions as files through the door and back, the way back to an older one, and drafts whose base has moved.
import { test } from '@japa/runner';
import type { SourceFile } from '@shijian/kernel';
import { readZip } from '../door/read_zip.ts';
import { writeZip } from '../door/write_zip.ts';
import type { Plan } from '../plan/plan_change.ts';
import { codeOf, DoorDesk, DRAFTS, field, PATCH, type Shown } from './door_desk.ts';
import { startWorld, type Answer, type World } from './world.ts';

test.group('Revisions and drafts at the door', (group) => {
  let world: World;
  let desk: DoorDesk;
  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    desk = await DoorDesk.open(world);
  });
  group.teardown(() => world.stop());

  test('a revision as a ZIP imports back to the same hash, packed by us or by hand, and what is no sound archive is refused', async ({
    assert,
  }) => {
    const door = async (): Promise<{ rev: number; hash: string }> =>
      (await desk.admin.get('/api/door')).body as { rev: number; hash: string };
    const start = await door();
    const answer = await fetch(`${world.url}/api/door/revisions/${start.rev}/export?format=zip`, {
      headers: { Cookie: desk.admin.cookie },
    });
    assert.equal(answer.headers.get('content-type'), 'application/zip');
    const zip = Buffer.from(await answer.arrayBuffer());
    const { files } = (await desk.admin.get(`/api/door/revisions/${start.rev}/export`)).body as { files: SourceFile[] };
    assert.deepEqual(readZip(zip), files);
    const send = (bytes: Buffer, fields: Record<string, string> = {}): Promise<Answer> => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set('file', new File([new Uint8Array(bytes)], 'changan.zip', { type: 'application/zip' }));
      return desk.admin.post('/api/door/import', form);
    };
    const changed = await desk.create([{ path: PATCH, text: field('x_packed') }]);
    assert.equal(await desk.apply(changed.id, (await desk.plan(changed.id)).hash), 'done');
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
    assert.equal(await desk.apply(id, (await desk.plan(id)).hash), 'done');
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
      (await desk.admin.get('/api/door')).body as { rev: number; hash: string };
    const start = await door();
    const files = ((await desk.admin.get(`/api/door/revisions/${start.rev}/export`)).body as { files: object[] }).files;
    const changed = await desk.create([{ path: PATCH, text: field('x_away') }]);
    assert.equal(await desk.apply(changed.id, (await desk.plan(changed.id)).hash), 'done');
    assert.notEqual((await door()).hash, start.hash);

    const imported = await desk.admin.post('/api/door/import', { files });
    assert.equal(imported.status, 201, JSON.stringify(imported.body));
    const { id, changes } = imported.body as Shown;
    assert.deepEqual(
      changes.map(({ path }) => path),
      [PATCH],
    );
    assert.equal(await desk.apply(id, (await desk.plan(id)).hash), 'done');
    assert.equal((await door()).hash, start.hash, 'the same documents have the same hash');
    assert.equal(codeOf(await desk.admin.post('/api/door/import', { files: files.slice(1, 2) })), 'E_DRAFT_INVALID');

    const back = await desk.admin.post('/api/door/rollback', { rev: start.rev + 1 });
    const rollback = back.body as { draft: Shown & { kind: string; detail: object }; plan: Plan };
    assert.deepInclude(rollback.draft, { kind: 'rollback', detail: { rev: start.rev + 1 } });
    assert.isTrue(rollback.plan.ok);
    assert.equal(await desk.apply(rollback.draft.id, rollback.plan.hash), 'done');
    assert.equal(codeOf(await desk.admin.post('/api/door/rollback', { rev: start.rev + 1 })), 'E_ROLLBACK_SAME');
    assert.equal(codeOf(await desk.admin.post('/api/door/rollback', { rev: 9999 })), 'E_REVISION_NONE');

    const { items } = (await desk.admin.get('/api/door/revisions')).body as {
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
    const diff = (await desk.admin.get(`/api/door/revisions/${start.rev}/diff/${start.rev + 1}`)).body as {
      documents: { path: string; change: string }[];
      changes: { address: string; text: string }[];
    };
    const added = diff.changes.find(({ address }) => address === 'fields.x_away');
    assert.include(added?.text, '试用字段');
    assert.deepEqual(
      diff.documents.map(({ path }) => path),
      [PATCH],
    );
    const same = (await desk.admin.get(`/api/door/revisions/${start.rev}/diff/${start.rev + 2}`)).body as {
      documents: object[];
    };
    assert.deepEqual(same.documents, []);
    const one = (await desk.admin.get(`/api/door/revisions/${start.rev + 1}`)).body as {
      documents: { after: string }[];
    };
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
    const behind = await desk.create([
      { path: PATCH, text: mine! },
      { path: other, text: role },
    ]);
    const first = await desk.create([{ path: PATCH, text: apart! }]);
    assert.equal(await desk.apply(first.id, (await desk.plan(first.id)).hash), 'done');
    const at = `${DRAFTS}/${behind.id}/rebase`;
    const clash = await desk.admin.post(at, {});
    assert.equal(codeOf(clash), 'E_DRAFT_CONFLICTS');
    const { conflicts } = clash.body as { conflicts: { path: string; ours: string; theirs: string }[] };
    assert.deepEqual(
      conflicts.map(({ path, ours, theirs }) => [path, ours, theirs]),
      [[PATCH, mine, apart]],
    );
    const carried = await desk.admin.post(at, { take: { [PATCH]: 'theirs' } });
    assert.deepInclude(carried.body, { behind: false, base_rev: await desk.rev() });
    assert.deepEqual(
      (carried.body as Shown).changes.map(({ path }) => path),
      [other],
    );
    assert.equal(await desk.apply(behind.id, (await desk.plan(behind.id)).hash), 'done');
  });

  test('two drafts that change different lines of one document are both taken', async ({ assert }) => {
    const path = 'tenants/changan/additions/roles/x_shared.yaml';
    const text = (label: string, last: string): string =>
      `kind: Role\nname: x_shared\nlabel: ${label}\ngrants:\n  core.org: { read: true }\n${last}`;
    const publish = async (now: string): Promise<void> => {
      const { id } = await desk.create([{ path, text: now }]);
      assert.equal(await desk.apply(id, (await desk.plan(id)).hash), 'done');
    };
    await publish(text('起初', '  core.person: { read: true }\n'));
    const behind = await desk.create([{ path, text: text('改了名', '  core.person: { read: true }\n') }]);
    await publish(text('起初', '  core.person: { read: true, history: true }\n'));
    const carried = await desk.admin.post(`${DRAFTS}/${behind.id}/rebase`, {});
    assert.equal(carried.status, 200, JSON.stringify(carried.body));
    assert.deepEqual((carried.body as Shown).changes, [
      { path, text: text('改了名', '  core.person: { read: true, history: true }\n') },
    ]);
  });
});
