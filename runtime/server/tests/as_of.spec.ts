// A record looked back at: what it said and how it was judged by the revision that wrote it, with what the asker may see today.
import { test } from '@japa/runner';
import { publish } from '../door/publish.ts';
import type { DocumentChange } from '../revisions/stored_documents.ts';
import { withClient } from '../database/roles.ts';
import { createAccount } from '../identity/accounts.ts';
import { quickHash } from '../kit/quick_password.ts';
import { startWorld, type Answer, type Client, type World } from './world.ts';

interface Past {
  version: number;
  rev: number;
  current: boolean;
  fields: { field: string; label: string; text: string | null; required: boolean }[];
  sections: { label: string; fields: string[] }[];
  checks: { name: string; message: string; holds: boolean | null }[];
}

const PERSON = '/api/records/core.person';
const patch = (text: string): DocumentChange[] => [
  { path: 'tenants/changan/patches/past.yaml', text: `kind: Patch\nof: Entity core.person\nbase: core@1.0.0\n${text}` },
];
const codeOf = (answer: Answer): unknown => (answer.body as { code?: string } | null)?.code;

test.group('A record as a revision showed it', (group) => {
  let world: World;
  let admin: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 20 });
    admin = await world.login('changan-admin');
  });
  group.teardown(() => world.stop());

  /** @returns the revision */
  async function change(changes: DocumentChange[]): Promise<number> {
    const { services } = world.running;
    const state = (await services.tenants.all()).find(({ name }) => name === 'changan')!;
    const fresh = (await services.tenants.refresh(state.id))!;
    const by = { id: null, name: '测试' };
    const published = await publish(services, {
      ...{ tenant: fresh.id, base: fresh.model_rev, changes, kind: 'edit', by, note: '改' },
    });
    if (!published.ok) throw new Error(JSON.stringify(published.diagnostics));
    return published.rev;
  }

  test('its labels, its fields and its checks are those of the revision that wrote the version, its values those of the version', async ({
    assert,
  }) => {
    const first = await change(
      patch(`set:
  fields.name.label: 旧时的姓名
  fields.x_gone: { type: string, label: 后来去掉的 }
  checks.x_long: { rule: "size(record.name) > 1", message: 姓名要两个字以上, at: name, level: warn }
`),
    );
    const org = ((await admin.get('/api/records/core.org?limit=1')).body as { items: { id: string }[] }).items[0]!.id;
    const made = await admin.post(PERSON, {
      name: '王',
      staff_no: 'AS-OF-1',
      org,
      x_gone: '当时填的',
      phone: '13812342046',
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id } = made.body as { id: string };
    const second = await change(patch('set:\n  fields.name.label: 今天的姓名\n'));
    const saved = await admin.patch(`${PERSON}/${id}`, { name: '王小明' }, { 'If-Match': '"1"' });
    assert.equal(saved.status, 200, JSON.stringify(saved.body));

    const old = (await admin.get(`${PERSON}/${id}/as-of?version=1`)).body as Past;
    assert.deepInclude(old, { version: 1, rev: first, current: false });
    const shown = (past: Past, name: string): object | undefined => past.fields.find(({ field }) => field === name);
    assert.deepEqual(shown(old, 'name'), { field: 'name', label: '旧时的姓名', text: '王', required: true });
    assert.deepEqual(shown(old, 'x_gone'), { field: 'x_gone', label: '后来去掉的', text: '当时填的', required: false });
    assert.deepInclude(
      old.checks.find(({ name }) => name === 'x_long')!,
      { holds: false, message: '姓名要两个字以上' },
    );
    assert.notInclude(JSON.stringify(old), '13812342046', 'what is masked today is masked in what was');
    const placed = old.sections.flatMap(({ fields }) => fields);
    assert.includeMembers(placed, ['name', 'x_gone'], 'each stands in a section of that time');
    assert.lengthOf(placed, new Set(placed).size);

    const now = (await admin.get(`${PERSON}/${id}/as-of`)).body as Past;
    assert.deepInclude(now, { version: 2, rev: second, current: true });
    assert.deepEqual(shown(now, 'name'), { field: 'name', label: '今天的姓名', text: '王小明', required: true });
    assert.isUndefined(shown(now, 'x_gone'));
    const byRev = (await admin.get(`${PERSON}/${id}/as-of?rev=${first}`)).body as Past;
    assert.equal(byRev.version, 1);
    assert.equal(codeOf(await admin.get(`${PERSON}/${id}/as-of?version=9`)), 'E_VERSION_NONE');
    assert.equal(codeOf(await admin.get(`${PERSON}/${id}/as-of?rev=x`)), 'E_VERSION_NONE');
  });

  test('each act of a history says whether it left a version, and what the model calls it', async ({ assert }) => {
    const org = ((await admin.get('/api/records/core.org?limit=1')).body as { items: { id: string }[] }).items[0]!.id;
    const made = (await admin.post(PERSON, { name: '李', staff_no: 'AS-OF-2', org })).body as { id: string };
    await withClient(world.urls.superuser, (client) =>
      client.query(
        `insert into platform.audit (tenant_id, actor_name, action, entity, record, version, rev, after)
           select a.tenant_id, a.actor_name, act, a.entity, a.record, a.version, a.rev, '{}'
           from platform.audit a, unnest(array['waive', 'unheard_of']) act where a.record = $1 and a.action = 'create'`,
        [made.id],
      ),
    );
    const { items } = (await admin.get(`${PERSON}/${made.id}/history`)).body as {
      items: { action: string; label: string; kept: boolean }[];
    };
    assert.sameDeepMembers(
      items.map(({ action, label, kept }) => ({ action, label, kept })),
      [
        { action: 'create', label: '新建', kept: true },
        { action: 'waive', label: '放行未测试组合', kept: false },
        { action: 'unheard_of', label: '操作', kept: false },
      ],
    );
  });

  test('what the first installations wrote of themselves in English is told in Chinese', async ({ assert }) => {
    await withClient(world.urls.superuser, (client) =>
      client.query(
        `update platform.revision set by_name = 'boot', note = 'documents on disk'
           where rev = 1 and tenant_id = (select id from platform.tenant where name = 'changan')`,
      ),
    );
    const door = (await admin.get('/api/door/revisions/1')).body;
    const listed = (await admin.get('/api/records/core.revision?filter=record.number%20%3D%3D%201')).body as {
      items: object[];
    };
    for (const revision of [door, listed.items[0]])
      assert.deepInclude(revision, { by_name: '系统', note: '按磁盘上的配置更新' });
  });

  test('a title in what was is not left out because the reader holds a role of later days', async ({ assert }) => {
    const org = ((await admin.get('/api/records/core.org?limit=1')).body as { items: { id: string; _title: string }[] })
      .items[0]!;
    const made = await admin.post(PERSON, { name: '李', staff_no: 'AS-OF-9', org: org.id });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id } = made.body as { id: string };
    const grants = { 'core.org': { read: true }, 'core.person': { read: true, history: true } };
    const role = await admin.post('/api/roles', { name: 'x_later', label: '后来的角色', grants });
    assert.equal(role.status, 201, JSON.stringify(role.body));
    const { services, password } = world.running;
    await createAccount(
      services,
      {
        ...{ login: 'later', name: '后来的人', tenant: 'changan' },
        assignments: [{ role: 'changan.x_later', org_code: 'CA-JB' }],
      },
      { password: quickHash(password), mustChange: false, demo: true },
    );
    const answer = await (await world.login('later')).get(`${PERSON}/${id}/as-of?version=1`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const past = answer.body as Past;
    assert.equal(past.fields.find(({ field }) => field === 'org')?.text, org._title);
  });

  test('who may not read the history looks back at nothing, nor does another bureau', async ({ assert }) => {
    const { items } = (await admin.get(`${PERSON}?limit=1`)).body as { items: { id: string }[] };
    const at = `${PERSON}/${items[0]!.id}/as-of`;
    assert.equal(codeOf(await (await world.login('luquan-admin')).get(at)), 'E_RECORD_NONE');
    const officer = await world.login('changan-officer');
    assert.include(['E_GRANT_HISTORY', 'E_ENTITY_NONE', 'E_RECORD_NONE'], String(codeOf(await officer.get(at))));
  });
});
