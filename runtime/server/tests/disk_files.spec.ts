// Files on disk and changes of the bureau meet: whoever changed a document alone is followed, and where both did nothing is lost.
import { cpSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import { ROOT } from '../config/environment.ts';
import type { Plan } from '../plan/plan_change.ts';
import { applyAllTenants } from '../revisions/apply_all.ts';
import { startWorld, type Client, type World } from './world.ts';

const ROLES = 'tenants/changan/additions/roles';
const role = (name: string, label: string): string =>
  `kind: Role\nname: ${name}\nlabel: ${label}\ngrants: { core.org: { read: true } }\n`;

test.group('Files on disk', (group) => {
  let world: World;
  let admin: Client;
  const root = mkdtempSync(path.join(os.tmpdir(), 'shijian-disk-'));
  group.setup(async () => {
    world = await startWorld({ subjects: 20 });
    admin = await world.login('changan-admin');
    for (const name of ['metadata', 'plugins', 'tenants'])
      cpSync(path.join(ROOT, name), path.join(root, name), { recursive: true });
    writeFileSync(path.join(root, 'package.json'), '{}');
    mkdirSync(path.join(root, ROLES), { recursive: true });
  });
  group.teardown(async () => {
    rmSync(root, { recursive: true, force: true });
    await world.stop();
  });

  const onDisk = (file: string, text: string | null): void => {
    if (text === null) rmSync(path.join(root, file));
    else writeFileSync(path.join(root, file), text);
  };
  /** What a start does with the documents. @returns its warnings */
  async function start(): Promise<string[]> {
    const warnings: string[] = [];
    const { environment } = world.running.services;
    const warn = (line: string): void => void warnings.push(line);
    await applyAllTenants(world.urls.admin, world.urls.app, { root, data: environment.data, warn });
    return warnings;
  }
  const rev = async (): Promise<number> => ((await admin.get('/api/door')).body as { rev: number }).rev;
  const text = async (file: string): Promise<string | null> => {
    const { body, status } = await admin.get(`/api/door/documents/text?path=${encodeURIComponent(file)}`);
    return status === 404 ? null : (body as { text: string }).text;
  };
  async function publish(id: string): Promise<void> {
    const { hash } = (await admin.post(`/api/door/drafts/${id}/plan`)).body as Plan;
    const { job } = (await admin.post(`/api/door/drafts/${id}/apply`, { hash })).body as { job: string };
    for (;;) {
      const { state, error } = (await admin.get(`/api/jobs/${job}`)).body as { state: string; error: unknown };
      if (state === 'done') return;
      if (state !== 'waiting' && state !== 'running') throw new Error(JSON.stringify(error));
      await sleep(20);
    }
  }
  async function change(file: string, now: string | null): Promise<void> {
    const made = await admin.post('/api/door/drafts', { title: '改', changes: [{ path: file, text: now }] });
    await publish((made.body as { id: string }).id);
  }

  test('what only the bureau changed stays, and what only the disk changed is taken over, whichever comes first', async ({
    assert,
  }) => {
    const [ours, theirs] = [`${ROLES}/x_ours.yaml`, `${ROLES}/x_theirs.yaml`];
    await change(ours, role('x_ours', '本局建的'));
    const before = await rev();
    assert.deepEqual(await start(), []);
    assert.equal(await rev(), before, 'a start over files that say nothing new changes nothing');
    onDisk(theirs, role('x_theirs', '磁盘上的'));
    assert.deepEqual(await start(), []);
    assert.equal(await rev(), before + 1);
    assert.deepEqual(
      [await text(ours), await text(theirs)],
      [role('x_ours', '本局建的'), role('x_theirs', '磁盘上的')],
    );
    await change(theirs, role('x_theirs', '本局改过'));
    assert.deepEqual(await start(), []);
    assert.equal(await text(theirs), role('x_theirs', '本局改过'));
    await change(ours, null);
    assert.deepEqual(await start(), []);
    assert.isNull(await text(ours));
  });

  test('a document that both changed is left as the bureau has it, with a draft of what the disk says, once', async ({
    assert,
  }) => {
    const [both, alone] = [`${ROLES}/x_both.yaml`, `${ROLES}/x_alone.yaml`];
    onDisk(both, role('x_both', '起初'));
    assert.deepEqual(await start(), []);
    await change(both, role('x_both', '本局改的'));
    const before = await rev();
    onDisk(both, role('x_both', '磁盘改的'));
    onDisk(alone, role('x_alone', '一起改的'));
    const warnings = await start();
    assert.lengthOf(warnings, 1);
    assert.match(warnings[0]!, /^E_FILES_DIVERGED: changan .*x_both\.yaml/);
    assert.deepEqual(await start(), [], 'told once');
    assert.equal(await rev(), before);
    assert.equal(await text(both), role('x_both', '本局改的'));
    const { items } = (await admin.get('/api/door/drafts?state=open')).body as {
      items: { id: string; kind: string; detail: object; author: string | null }[];
    };
    const left = items.filter(({ kind }) => kind === 'files');
    assert.lengthOf(left, 1);
    assert.deepInclude(left[0], { author: null, detail: { contested: [both] } });
    await publish(left[0]!.id);
    assert.deepEqual([await text(both), await text(alone)], [role('x_both', '磁盘改的'), role('x_alone', '一起改的')]);
    assert.deepEqual(await start(), []);
    assert.equal(await rev(), before + 1);
  });

  test('documents on disk with faults are looked at again when they are right', async ({ assert }) => {
    const file = `${ROLES}/x_wrong.yaml`;
    const before = await rev();
    onDisk(file, 'kind: Role\nname: x_wrong\nlabel: 错的\ngrants: { core.nothing: { read: true } }\n');
    assert.match((await start())[0]!, /changan keeps its revision/);
    assert.equal(await rev(), before);
    onDisk(file, role('x_wrong', '改正了'));
    assert.deepEqual(await start(), []);
    assert.equal(await text(file), role('x_wrong', '改正了'));
    onDisk(file, null);
    assert.deepEqual(await start(), []);
    assert.isNull(await text(file));
  });
});
