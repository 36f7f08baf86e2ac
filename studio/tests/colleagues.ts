// What the studio's specs do over HTTP before somebody opens a page: people, drafts, publications.
import { setTimeout as sleep } from 'node:timers/promises';
import { addAdmin } from '../../runtime/server/tests/added_admin.ts';
import { clientOf, theOffice } from '../../runtime/officer/tests/office.ts';
import type { Client, World } from '../../runtime/server/tests/world.ts';

export interface Change {
  path: string;
  text: string | null;
}

/** Another admin of the bureau, who had no hand in what the first one writes. */
export const COLLEAGUE = 'changan-admin2';
let hired: Promise<void> | null = null;

/** The world of the run, with a second admin in it. */
export async function officeOfTwo(): Promise<World> {
  const world = await theOffice();
  await (hired ??= addAdmin(world, 'changan', COLLEAGUE));
  return world;
}

/** @returns the draft's id */
export async function draftOf(admin: Client, title: string, changes: Change[]): Promise<string> {
  const made = await admin.post('/api/door/drafts', { title, message: '', changes });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return (made.body as { id: string }).id;
}

/** @returns the hash of its plan */
export async function planHash(admin: Client, draft: string): Promise<string> {
  return ((await admin.post(`/api/door/drafts/${draft}/plan`, {})).body as { hash: string }).hash;
}

/** Publishes a draft by its plan, and waits for it. */
export async function publish(admin: Client, draft: string): Promise<void> {
  const begun = await admin.post(`/api/door/drafts/${draft}/apply`, { hash: await planHash(admin, draft) });
  if (begun.status !== 202) throw new Error(JSON.stringify(begun.body));
  for (;;) {
    const { body } = await admin.get(`/api/jobs/${(begun.body as { job: string }).job}`);
    const { state, error } = body as { state: string; error: unknown };
    if (state === 'done') return;
    if (state !== 'waiting' && state !== 'running') throw new Error(JSON.stringify(error));
    await sleep(50);
  }
}

/** A document of the bureau's own as it stands now. */
export async function textNow(admin: Client, path: string): Promise<string> {
  const found = await admin.get(`/api/door/documents/text?path=${encodeURIComponent(path)}`);
  return (found.body as { text: string }).text;
}

/** Switches the second pair of eyes on or off; off needs a second pair of eyes. */
export async function setFourEyes(on: boolean): Promise<void> {
  const world = await officeOfTwo();
  const [admin, colleague] = [await clientOf(world, 'changan-admin'), await clientOf(world, COLLEAGUE)];
  const path = 'tenants/changan/tenant.yaml';
  const before = await textNow(admin, path);
  const text = on
    ? before.replace('settings: { ', 'settings: { core.four_eyes: true, ')
    : before.replace('core.four_eyes: true, ', '');
  const draft = await draftOf(admin, on ? '发布须另一人审批' : '不再要另一人审批', [{ path, text }]);
  await admin.post(`/api/door/drafts/${draft}/submit`, {});
  await colleague.post(`/api/door/drafts/${draft}/approve`, { hash: await planHash(colleague, draft), comment: null });
  await publish(admin, draft);
}
