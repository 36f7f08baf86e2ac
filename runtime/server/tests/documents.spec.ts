import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import pg from 'pg';
import { ROOT } from '../config/environment.ts';
import { applyAllTenants } from '../revisions/apply_all.ts';
import { step, uploadSheet } from './transfer_helpers.ts';
import { startWorld, type World } from './world.ts';

interface Item {
  id: string;
  [field: string]: unknown;
}

const POINTS = '/api/records/stall.service_point';
const q = encodeURIComponent;

/** A copy of the documents that a test may change. */
function copyDocuments(): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'shijian-documents-'));
  for (const folder of ['metadata', 'plugins', 'tenants'])
    cpSync(path.join(ROOT, folder), path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, 'package.json'), '{}');
  return root;
}

function edit(root: string, file: string, change: (text: string) => string): void {
  const at = path.join(root, file);
  writeFileSync(at, change(readFileSync(at, 'utf8')));
}

test.group('Documents dropped in', (group) => {
  let world: World;
  let root: string;
  group.setup(async () => {
    world = await startWorld({ subjects: 60 });
    root = copyDocuments();
    return async () => {
      await world.stop();
      rmSync(root, { recursive: true, force: true });
    };
  });
  const apply = (warn: (line: string) => void = () => {}) =>
    applyAllTenants(world.urls.admin, world.urls.app, {
      root,
      data: world.running.services.environment.data,
      packages: [path.join(ROOT, 'examples/one_entity')],
      warn,
    });

  test('one more entity as YAML gets list, form, detail, search, import, export, history and OpenAPI while the server runs', async ({
    assert,
  }) => {
    const client = await world.login('changan-admin');
    assert.equal((await client.get(POINTS)).status, 404);
    edit(root, 'tenants/changan/tenant.yaml', (text) => text.replace('food: 1.2.0', 'food: 1.2.0, stall: 1.0.0'));
    await apply();
    await grant(world, 'changan-admin', 'stall.keeper');

    type Model = {
      entities: Record<string, { can: Record<string, boolean> }>;
      views: Record<string, { of: string; type: string }>;
      forms: Record<string, { of: string }>;
      menus: { items: { view: string }[] }[];
    };
    const model = (await client.get('/api/model')).body as Model;
    assert.isTrue(model.entities['stall.service_point']!.can.create);
    const views = Object.entries(model.views).filter(([, view]) => view.of === 'stall.service_point');
    assert.sameMembers(
      views.map(([, view]) => view.type),
      ['list', 'detail'],
    );
    assert.isTrue(Object.values(model.forms).some((form) => form.of === 'stall.service_point'));
    assert.isTrue(model.menus.some((menu) => menu.items.some((item) => views.some(([name]) => name === item.view))));

    const station = (
      (await client.get(`/api/records/core.org?limit=1&filter=${q("record.kind == 'station'")}`)).body as {
        items: Item[];
      }
    ).items[0]!;
    const body = {
      name: '北国商城消费维权服务站',
      kind: 'complaint',
      station: station.id,
      address: '河北省石家庄市长安区中山东路188号',
      phone: '13900001111',
      opened_on: '2024-05-01',
    };
    const made = await client.post(POINTS, body);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id } = made.body as Item;
    assert.equal((made.body as Item).open, true);
    assert.equal((await client.post(POINTS, { ...body, closed_on: '2020-01-01' })).status, 422);
    assert.equal(((await client.get(`${POINTS}?q=${q('维权')}`)).body as { items: Item[] }).items[0]!.id, id);
    assert.equal(
      (
        (await client.get(`${POINTS}?filter=${q("record.kind == 'complaint' && record.open")}&sort=-opened_on`))
          .body as { items: Item[] }
      ).items.length,
      1,
    );
    assert.include(String((await client.get(`${POINTS}/export`)).body), '消费维权服务站');
    const line = `站点名称,站点类型,监管所,地址,设立日期\r\n二站,公平秤服务点,${String(station.code)},河北省石家庄市长安区,2024/6/1`;
    const entity = POINTS.split('/').at(-1)!;
    const { body: upload } = await uploadSheet(world, client, entity, line);
    const imported = await step(client, entity, upload, 'run', { mode: 'create', key: null });
    assert.equal(imported.view.counts?.created, 1, JSON.stringify(imported));
    assert.lengthOf(((await client.get(`${POINTS}/${id}/history`)).body as { items: unknown[] }).items, 1);
    assert.include(JSON.stringify((await client.get('/api/openapi.json')).body), POINTS);
    assert.equal(
      (await (await world.login('luquan-admin')).get(POINTS)).status,
      404,
      'luquan did not take the package',
    );
  });

  test('documents with faults leave the bureau on what it had, with every fault named, and the server answers', async ({
    assert,
  }) => {
    const client = await world.login('changan-admin');
    const before = ((await client.get('/api/model')).body as { revision: number }).revision;
    writeFileSync(
      path.join(root, 'tenants/changan/patches/broken.yaml'),
      'kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\nset:\n  fields.gone.required: true\n',
    );
    writeFileSync(path.join(root, 'tenants/changan/patches/not_yaml.yaml'), 'kind: Patch\n\tof: [\n');
    writeFileSync(path.join(root, 'tenants/changan/patches/unknown.yaml'), 'kind: Ptach\nname: x\n');
    const lines: string[] = [];
    await apply((line) => lines.push(line));
    const text = lines.join('\n');
    for (const file of ['broken.yaml', 'not_yaml.yaml', 'unknown.yaml']) assert.include(text, file);
    for (const code of [/E_PATCH_TARGET/, /E_YAML_|E_TAB/, /E_KIND_UNKNOWN/]) assert.match(text, code);
    assert.equal(((await client.get('/api/model')).body as { revision: number }).revision, before);
    assert.equal((await client.get(`${POINTS}?limit=1`)).status, 200);
    for (const file of ['broken.yaml', 'not_yaml.yaml', 'unknown.yaml'])
      rmSync(path.join(root, 'tenants/changan/patches', file));
  });

  test("a field of the tenant's own that becomes indexed keeps its values, and one that is renamed keeps its column", async ({
    assert,
  }) => {
    const client = await world.login('changan-admin');
    edit(root, 'tenants/changan/patches/food.operator.yaml', (text) =>
      text.replace(
        'set:\n',
        'set:\n  fields.x_note: { type: string, label: 网格号 }\n  fields.x_size: { type: integer, label: 台数 }\n',
      ),
    );
    await apply();
    const { items } = (await client.get('/api/records/food.operator?limit=1')).body as { items: Item[] };
    const at = `/api/records/food.operator/${items[0]!.id}`;
    const etag = async () => ({ 'If-Match': (await client.get(at)).headers.get('etag')! });
    const saved = await client.patch(at, { x_note: '网格 07', x_size: 12 }, await etag());
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    edit(root, 'tenants/changan/patches/food.operator.yaml', (text) =>
      text
        .replace('label: 网格号 }', 'label: 网格号, indexed: true }')
        .replace(
          'fields.x_size: { type: integer, label: 台数 }',
          'fields.x_count: { type: integer, label: 台数, was: [x_size], indexed: true }',
        ),
    );
    await apply();
    const after = (await client.get(at)).body as Item;
    assert.equal(after.x_note, '网格 07');
    assert.equal(after.x_count, 12);
    const found = (
      await client.get(`/api/records/food.operator?filter=${q("record.x_note == '网格 07' && record.x_count > 11")}`)
    ).body as { items: Item[] };
    assert.deepEqual(
      found.items.map((item) => item.id),
      [items[0]!.id],
    );
  });

  test('what a role hides is not in the record, the model, a search, a filter, the history or an export', async ({
    assert,
  }) => {
    const client = await world.login('changan-leader');
    const { items } = (await client.get('/api/records/food.operator?limit=1')).body as { items: Item[] };
    const at = `/api/records/food.operator/${items[0]!.id}`;
    const number = String(items[0]!.licence_no);
    const search = async () =>
      ((await client.get(`/api/records/food.operator?q=${number}`)).body as { items: Item[] }).items.length;
    assert.equal(await search(), 1);
    mkdirSync(path.join(root, 'tenants/changan/additions/roles'), { recursive: true });
    writeFileSync(
      path.join(root, 'tenants/changan/additions/roles/x_clerk.yaml'),
      'kind: Role\nname: x_clerk\nlabel: 窗口人员\ngrants:\n  food.operator: { read: true, hide: [licence_no], history: true, export: true }\n',
    );
    await apply();
    await grant(world, 'changan-leader', 'changan.x_clerk');
    const hidden = (await client.get(at)).body as Item;
    assert.equal(hidden.id, items[0]!.id);
    assert.notProperty(hidden, 'licence_no');
    const model = (await client.get('/api/model')).body as { entities: Record<string, unknown> };
    assert.notInclude(JSON.stringify(model.entities['food.operator']), '"licence_no"');
    assert.equal(await search(), 0, 'a search must not tell');
    assert.equal(
      (await client.get(`/api/records/food.operator?filter=${q(`starts(record.licence_no, 'JY')`)}`)).status,
      400,
    );
    assert.equal((await client.get('/api/records/food.operator?sort=licence_no')).status, 400);
    assert.notInclude(
      String(
        (await client.get(`/api/records/food.operator/export?filter=${q(`record.id == '${items[0]!.id}'`)}`)).body,
      ),
      number,
    );
    assert.notInclude(JSON.stringify((await client.get(`${at}/history`)).body), number);
    const shop = String(hidden._title).slice(0, 2);
    assert.isAbove(
      ((await client.get(`/api/records/food.operator?q=${q(shop)}`)).body as { items: Item[] }).items.length,
      0,
      'what he sees is still found',
    );
  });
});

test.group('The house', () => {
  test("no entity's name occurs in runtime/", ({ assert }) => {
    const names = new Set<string>();
    for (const folder of ['metadata/core', 'metadata/market', 'plugins/food']) {
      const pack = path.basename(folder);
      for (const file of readdirSync(path.join(ROOT, folder, 'entities')))
        names.add(`${pack}.${file.replace(/\.yaml$/, '')}`);
    }
    assert.isAbove(names.size, 6);
    const hits: string[] = [];
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (['node_modules', 'tests', 'dist'].includes(entry.name)) continue;
        const at = path.join(folder, entry.name);
        if (entry.isDirectory()) walk(at);
        else if (/\.(ts|tsx|sql|css)$/.test(entry.name)) {
          const text = readFileSync(at, 'utf8').replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
          for (const name of names)
            if (text.includes(name) || text.includes(name.replace('.', '_')))
              hits.push(`${path.relative(ROOT, at)}: ${name}`);
        }
      }
    };
    walk(path.join(ROOT, 'runtime'));
    assert.deepEqual(hits, []);
  });
});

async function grant(world: World, login: string, role: string): Promise<void> {
  const superuser = new pg.Client({ connectionString: world.urls.superuser! });
  await superuser.connect();
  await superuser.query(
    `insert into platform.assignment (tenant_id, id, account, role, org, starts_on)
     select a.tenant_id, gen_random_uuid(), a.account, $2, a.org, a.starts_on from platform.assignment a
     join platform.account p on p.tenant_id = a.tenant_id and p.id = a.account where p.login = $1 limit 1`,
    [login, role],
  );
  await superuser.end();
}
