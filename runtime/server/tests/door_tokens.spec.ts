// Programs at the door: a token publishes what its holder may publish, within its own reach, and is no second pair of eyes.
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import type { Plan } from '../plan/plan_change.ts';
import { addAdmin } from './added_admin.ts';
import { clientOf, startWorld, type Answer, type Client, type World } from './world.ts';

const DRAFTS = '/api/door/drafts';
const PATCH = 'tenants/changan/patches/door.token.yaml';
const field = (name: string): string =>
  `kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\nset:\n  fields.${name}: { type: string, label: 试用字段 }\n`;
const codeOf = (answer: Answer): unknown => (answer.body as { code?: string } | null)?.code;

test.group('Tokens at the door', (group) => {
  let world: World;
  let admin: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 20 });
    await addAdmin(world, 'changan', 'token-second');
    admin = await world.login('changan-admin');
  });
  group.teardown(() => world.stop());

  /** A program of whoever is logged in. */
  async function program(holder: Client, scope: object): Promise<Client> {
    const made = await holder.post('/api/tokens', { label: '发布程序', days: 1, ...scope });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    const headers = { Authorization: `Bearer ${(made.body as { token: string }).token}` };
    const plain = clientOf(world.url, '', '');
    return {
      ...plain,
      get: (at) => plain.get(at, headers),
      post: (at, body) => plain.post(at, body, headers),
      put: (at, body, more) => plain.put(at, body, { ...headers, ...more }),
      delete: (at) => plain.delete(at, headers),
    };
  }
  const draftOf = async (client: Client, text: string, path = PATCH): Promise<string> => {
    const made = await client.post(DRAFTS, { title: '程序的改动', message: '', changes: [{ path, text }] });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    return (made.body as { id: string }).id;
  };
  const planOf = async (client: Client, id: string): Promise<string> =>
    ((await client.post(`${DRAFTS}/${id}/plan`)).body as Plan).hash;
  /** Publishes, and waits for the end. @returns 'done' or the code of what stood in the way */
  async function publish(client: Client, id: string): Promise<unknown> {
    const asked = await client.post(`${DRAFTS}/${id}/apply`, { hash: await planOf(client, id) });
    if (asked.status !== 202) return codeOf(asked);
    for (;;) {
      const { body } = await client.get(`/api/jobs/${(asked.body as { job: string }).job}`);
      const { state, error } = body as { state: string; error: { code: string } | null };
      if (state === 'done') return 'done';
      if (state !== 'waiting' && state !== 'running') return error?.code;
      await sleep(30);
    }
  }

  test('one that may write publishes as its holder, by the hash of a plan', async ({ assert }) => {
    const its = await program(admin, { writes: true });
    const id = await draftOf(its, field('x_program'));
    assert.equal(await publish(its, id), 'done');
    assert.include(JSON.stringify((await admin.get('/api/model')).body), 'x_program');
    const shown = (await admin.get(`${DRAFTS}/${id}`)).body as { author: string; state: string };
    const me = (await admin.get('/api/me')).body as { user: { id: string } };
    assert.deepInclude(shown, { author: me.user.id, state: 'applied' });
  });

  test('one that reads looks at the door and changes nothing', async ({ assert }) => {
    const its = await program(admin, {});
    assert.equal((await its.get('/api/door')).status, 200);
    assert.equal((await its.get(DRAFTS)).status, 200);
    assert.equal(codeOf(await its.post(DRAFTS, { title: '改', changes: [] })), 'E_TOKEN_READS');
    const { rights } = (await its.get('/api/door')).body as { rights: Record<string, boolean> };
    assert.deepInclude(rights, { write: false, drop: false, approve: false, publish: false });
  });

  test('its entities are its reach: over drafts alone it publishes nothing, over records alone there is no door', async ({
    assert,
  }) => {
    const drafts = await program(admin, { writes: true, entities: ['core.draft'] });
    const id = await draftOf(drafts, field('x_narrow'));
    assert.equal(await publish(drafts, id), 'E_GRANT_PUBLISH');
    assert.equal(codeOf(await drafts.post(`${DRAFTS}/${id}/approve`, { hash: 'x' })), 'E_GRANT_APPROVE');
    assert.equal(codeOf(await drafts.get('/api/door/revisions')), 'E_ENTITY_NONE');
    const records = await program(admin, { writes: true, entities: ['food.operator'] });
    for (const path of ['', '/drafts', '/revisions', '/documents', '/sources', `/drafts/${id}`, '/integrity'])
      assert.equal(codeOf(await records.get(`/api/door${path}`)), 'E_ENTITY_NONE', path);
    const officer = await program(await world.login('changan-officer'), { writes: true });
    assert.equal(codeOf(await officer.get('/api/door')), 'E_ENTITY_NONE');
  });

  test('values that go for good are a person’s to clear', async ({ assert }) => {
    const its = await program(admin, { writes: true });
    for (const path of ['/api/door/retired/purge', '/api/door/retired/purge/', '/api/door//retired/purge']) {
      const refused = await its.post(path, { entity: 'food.operator', place: 'ext', name: 'x', count: 0 });
      assert.include([403, 404], refused.status, path);
      if (refused.status === 403) assert.equal(codeOf(refused), 'E_TOKEN_PATH', path);
    }
  });

  test('a token of who wrote a draft is no second pair of eyes, and the role screen says where the draft waits', async ({
    assert,
  }) => {
    const its = await program(admin, { writes: true });
    const path = 'tenants/changan/tenant.yaml';
    const { text } = (await admin.get(`/api/door/documents/text?path=${path}`)).body as { text: string };
    const manifest = text.replace('settings: { ', 'settings: { core.four_eyes: true, ');
    assert.equal(await publish(admin, await draftOf(admin, manifest, path)), 'done');

    const id = await draftOf(admin, field('x_eyes'));
    const hash = await planOf(its, id);
    assert.equal((await its.post(`${DRAFTS}/${id}/submit`)).status, 200);
    assert.equal(codeOf(await its.post(`${DRAFTS}/${id}/approve`, { hash })), 'E_DRAFT_OWN');
    assert.equal(await publish(its, id), 'E_PLAN_NOT_APPROVED');
    const second = await program(await world.login('token-second'), { writes: true });
    assert.equal((await second.post(`${DRAFTS}/${id}/approve`, { hash })).status, 200);
    assert.equal(await publish(its, id), 'done');

    const role = { name: 'x_link', label: '等审批', grants: { 'core.org': { read: true } } };
    const waits = await admin.post('/api/roles', role);
    assert.equal(codeOf(waits), 'E_ROLE_WAITS');
    const { draft, link } = waits.body as { draft: string; link: string };
    assert.equal(link, `/studio/drafts/${draft}`);
    assert.equal((await admin.get(`${DRAFTS}/${draft}`)).status, 200);
  });
});
