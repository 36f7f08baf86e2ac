// A county that has made the packages its own: what the city then sees of it, and that both may move while the city looks.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { ROOT } from '../config/environment.ts';
import { applyAllTenants } from '../revisions/apply_all.ts';
import { startWorld, type Client, type World } from './world.ts';

const OPERATORS = '/api/records/food.operator';
const q = encodeURIComponent;

type Item = Record<string, unknown> & { id: string; version: number; _tenant: { name: string } };

/** 鹿泉区 masks a field, hides one from the city's role, leaves two out of a list's reach and adds a code of its own. */
const PATCHES: Record<string, string> = {
  'food.operator.yaml': `kind: Patch
of: Entity food.operator
base: food@1.2.0
set:
  fields.issuer.personal: basic
  fields.issuer.mask: all
  fields.x_night: { type: string, label: 夜市摊位, searchable: true }
`,
  'food.city_viewer.yaml': `kind: Patch
of: Role food.city_viewer
base: food@1.2.0
add:
  grants[food.operator].hide: [seats]
`,
  'food.trade.yaml': `kind: Patch
of: CodeList food.trade
base: food@1.2.0
set:
  codes.x_night: { label: 夜市摊点 }
`,
};

test.group('A county that differs', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 240 });
  });
  group.teardown(() => world.stop());

  const items = async (client: Client, query: string): Promise<Item[]> => {
    const answer = await client.get(`${OPERATORS}?limit=200&${query}`);
    if (answer.status !== 200) throw new Error(`${query}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return (answer.body as { items: Item[] }).items;
  };

  test('its stricter mask, its hidden field and its own codes hold for the city, in what it reads, filters, sorts, searches, groups and exports', async ({
    assert,
  }) => {
    const [city, county] = [await world.login('sjz-viewer'), await world.login('luquan-admin')];
    const [before] = await items(city, 'tenant=luquan&filter=has(record.issuer)');
    assert.notMatch(String(before!.issuer), /\*/);
    await apply(world, (root) => {
      for (const [name, text] of Object.entries(PATCHES))
        writeFileSync(path.join(root, 'tenants/luquan/patches', name), text);
    });
    const [shop] = await items(county, 'sort=-licence_no');
    const saved = await county.patch(
      `${OPERATORS}/${shop!.id}`,
      { trade: 'x_night', x_night: '七号摊位丙' },
      { 'If-Match': `"${shop!.version}"` },
    );
    assert.equal(saved.status, 200, JSON.stringify(saved.body));

    const all = await items(city, 'tenant=luquan,changan');
    const [luquan, changan] = ['luquan', 'changan'].map((name) => all.filter(({ _tenant }) => _tenant.name === name));
    assert.isAbove(luquan!.length, 0);
    assert.isTrue(
      luquan!.every(({ issuer }) => issuer === null || /^\*+$/.test(String(issuer))),
      'masked below',
    );
    assert.isTrue(changan!.some(({ issuer }) => issuer === '长安区行政审批局' || /局$/.test(String(issuer))));
    assert.isTrue(
      luquan!.every((item) => !('seats' in item)),
      'hidden below',
    );
    assert.isTrue(changan!.every((item) => 'seats' in item));

    const counted = async (query: string): Promise<number> =>
      ((await city.get(`${OPERATORS}?limit=0&count=exact&${query}`)).body as { total: { value: number } }).total.value;
    assert.equal(
      await counted(`tenant=luquan&filter=${q('has(record.issuer)')}`),
      0,
      'what is masked there is no value',
    );
    assert.equal(await counted(`tenant=luquan&filter=${q('record.seats >= 0')}`), 0);
    assert.isAbove(await counted(`tenant=changan&filter=${q('has(record.issuer)')}`), 0);
    const sorted = await items(city, 'tenant=luquan,changan&sort=issuer');
    const keyless = sorted.findIndex(({ _tenant }) => _tenant.name === 'luquan');
    assert.isTrue(sorted.slice(keyless).every(({ _tenant, issuer }) => _tenant.name === 'luquan' || issuer === null));
    const grouped = await city.get(`${OPERATORS}/aggregate?group=_tenant&measure=sum(seats)&tenant=luquan`);
    const [sum] = (grouped.body as { items: { measure: Record<string, unknown> }[] }).items;
    assert.isNull(sum!.measure['sum(seats)']);

    const night = (await city.get(`${OPERATORS}/${shop!.id}`)).body as Item & { _labels: unknown };
    assert.deepEqual([night.trade, night._labels], ['x_night', { trade: { x_night: '夜市摊点' } }]);
    assert.notProperty(night, 'x_night');
    const trades = await city.get(`${OPERATORS}/aggregate?group=trade`);
    const groups = (trades.body as { items: { group: { trade: { value: string; label: string } } }[] }).items;
    assert.deepInclude(
      groups.map(({ group: by }) => by.trade),
      { value: 'x_night', label: '夜市摊点' },
    );
    assert.include(String((await city.get(`${OPERATORS}/export?tenant=luquan`)).body), '夜市摊点');
    assert.lengthOf(await items(city, `q=${q('七号摊位')}`), 0, "a word in a county's own field finds nothing above");
    assert.lengthOf(await items(county, `q=${q('七号摊位')}`), 1);
  });

  test('a county that joins is read at the next request, by a session that was open before', async ({ assert }) => {
    const city = await world.login('sjz-viewer');
    const bureaus = async (): Promise<string[]> =>
      ((await city.get('/api/model')).body as { bureaus: { name: string }[] }).bureaus.map(({ name }) => name);
    assert.notInclude(await bureaus(), 'xinle');
    assert.equal((await city.get(`${OPERATORS}?tenant=xinle`)).status, 400);
    await apply(world, (root) => {
      cpSync(path.join(root, 'tenants/luquan'), path.join(root, 'tenants/xinle'), { recursive: true });
      writeFileSync(
        path.join(root, 'tenants/xinle/tenant.yaml'),
        `kind: Tenant
name: xinle
label: 新乐市市场监督管理局
parent: shijiazhuang
region: "130184"
time_zone: Asia/Shanghai
packages: { core: 1.0.0, market: 1.0.0, food: 1.2.0 }
`,
      );
    });
    const orgs = await city.get('/api/records/core.org?limit=200&tenant=xinle');
    assert.equal(orgs.status, 200, JSON.stringify(orgs.body));
    assert.isAbove((orgs.body as { items: unknown[] }).items.length, 3);
    assert.include(await bureaus(), 'xinle');
    const county = await world.login('changan-admin');
    assert.equal((await county.get('/api/records/core.org?tenant=xinle')).status, 400);
  });
});

/** Applies a changed copy of the house's documents, as an admin does beside a server that runs. */
async function apply(world: World, edit: (root: string) => void): Promise<void> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'shijian-documents-'));
  try {
    for (const name of ['metadata', 'plugins', 'tenants'])
      cpSync(path.join(ROOT, name), path.join(root, name), { recursive: true });
    writeFileSync(path.join(root, 'package.json'), '{}');
    cpSync(path.join(root, 'tenants/changan/patches'), path.join(root, 'tenants/luquan/patches'), {
      recursive: true,
      filter: (from) => !from.endsWith('.yaml'),
    });
    edit(root);
    const { environment } = world.running.services;
    const warnings: string[] = [];
    await applyAllTenants(world.urls.admin, world.urls.app, {
      root,
      data: environment.data,
      warn: (line) => warnings.push(line),
    });
    if (warnings.length > 0) throw new Error(warnings.join('\n'));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
