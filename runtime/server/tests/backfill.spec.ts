import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { ROOT } from '../config/environment.ts';
import { withClient } from '../database/roles.ts';
import { Seal } from '../records/seal.ts';
import { applyAllTenants } from '../revisions/apply_all.ts';
import { Backfills } from '../revisions/backfills.ts';
import { startWorld, type Client, type World } from './world.ts';

const POINTS = '/api/records/stall.service_point';
const POINT = 'stall/entities/service_point.yaml';
const ROWS = 1_300;

test.group('Rows that were there before a revision', (group) => {
  let world: World;
  let root: string;
  let client: Client;
  let station: string;
  let told: string[] = [];
  group.setup(async () => {
    world = await startWorld({ subjects: 30 });
    root = mkdtempSync(path.join(os.tmpdir(), 'shijian-documents-'));
    for (const folder of ['metadata', 'plugins', 'tenants'])
      cpSync(path.join(ROOT, folder), path.join(root, folder), { recursive: true });
    cpSync(path.join(ROOT, 'examples/one_entity'), path.join(root, 'stall'), { recursive: true });
    writeFileSync(path.join(root, 'package.json'), '{}');
    edit('tenants/changan/tenant.yaml', (text) => text.replace('food: 1.2.0', 'food: 1.2.0, stall: 1.0.0'));
    await apply();
    await look(
      `insert into platform.assignment (tenant_id, id, account, role, org, starts_on)
       select a.tenant_id, gen_random_uuid(), a.account, 'stall.keeper', a.org, a.starts_on
       from platform.assignment a join platform.account p on p.tenant_id = a.tenant_id and p.id = a.account where p.login = 'changan-admin' limit 1`,
    );
    client = await world.login('changan-admin');
    const filter = encodeURIComponent("record.kind == 'station'");
    const orgs = (await client.get(`/api/records/core.org?limit=1&filter=${filter}`)).body as {
      items: { id: string }[];
    };
    station = orgs.items[0]!.id;
    await look(
      `insert into records.stall_service_point (tenant_id, id, rev, name, kind, station, address, opened_on, ext)
       select t.id, gen_random_uuid(), t.model_rev, '站点' || i, 'weighing', $1, '建设路' || i || '号', date '2026-01-01' + i % 300,
         jsonb_build_object('x_shelf', '架' || i)
       from platform.tenant t, generate_series(1, ${ROWS}) i where t.name = 'changan'`,
      [station],
    );
    return async () => {
      await world.stop();
      rmSync(root, { recursive: true, force: true });
    };
  });

  const look = async (text: string, values: unknown[] = []) =>
    withClient(world.urls.superuser, async (su) => (await su.query<Record<string, string>>(text, values)).rows);
  const count = async (text: string): Promise<number> =>
    Number((await look(`select count(*)::int4 as n from ${text}`))[0]!.n);
  const edit = (file: string, change: (text: string) => string): void => {
    const at = path.join(root, file);
    const text = readFileSync(at, 'utf8');
    if (change(text) === text) throw new Error(`nothing to change in ${file}`);
    writeFileSync(at, change(text));
  };
  const apply = async (): Promise<void> => {
    told = [];
    await applyAllTenants(world.urls.admin, world.urls.app, {
      root,
      data: world.running.services.environment.data,
      packages: [path.join(root, 'stall')],
      warn: (line) => told.push(line),
    });
  };
  const revision = async (): Promise<string> =>
    (await look(`select model_rev::text as rev from platform.tenant where name = 'changan'`))[0]!.rev!;
  const body = (name: string) => ({ name, kind: 'weighing', station, address: '建设路', opened_on: '2026-03-01' });
  const unique = (on: boolean): void =>
    edit(POINT, (text) =>
      on
        ? text.replace('label: 站点名称, required: true', 'label: 站点名称, unique: true, required: true')
        : text.replace('unique: true, required: true', 'required: true'),
    );

  test('a field becomes unique only when no two live records share it: they are counted and named, and nothing changes', async ({
    assert,
  }) => {
    await look(`update records.stall_service_point set name = '同名站' where name in ('站点7', '站点907', '站点1201')`);
    // One in the recycle bin stands in nobody's way.
    await look(`update records.stall_service_point set name = '站点3', deleted_at = now() where name = '站点4'`);
    const before = await revision();
    unique(true);
    await apply();
    assert.equal(await revision(), before);
    assert.lengthOf(told, 1);
    assert.include(told[0], 'E_KEY_DUPLICATES');
    assert.include(told[0], '2 records');
    assert.include(told[0], '同名站');
    assert.equal(await count(`platform.claim where rule like 'stall.%'`), 0);
    assert.equal(await count(`platform.backfill where task like 'keys%'`), 0);

    await look(`update records.stall_service_point set name = '改名' || id where name = '同名站'`);
    await apply();
    assert.deepEqual(told, []);
    assert.equal(await count(`platform.claim where rule like 'stall.%'`), ROWS - 1);
    assert.equal((await client.post(POINTS, body('站点5'))).status, 409);
    assert.equal((await client.post(POINTS, body('站点4'))).status, 201);
  });

  test('a key that means something else is claimed anew, and one that is given up leaves no claims', async ({
    assert,
  }) => {
    edit(
      POINT,
      (text) => `${text}keys:\n  place: { label: 地址, fields: [address], where: "record.kind == 'weighing'" }\n`,
    );
    await apply();
    assert.deepEqual(told, []);
    const rule = `stall.service_point#place`;
    const live = await count('records.stall_service_point where deleted_at is null');
    assert.equal(await count(`platform.claim where rule = '${rule}'`), live);
    edit(POINT, (text) =>
      text.replace('fields: [address], where: "record.kind == \'weighing\'"', 'fields: [address, opened_on]'),
    );
    await apply();
    assert.deepEqual(told, []);
    assert.equal(await count(`platform.claim where rule = '${rule}' and key like '%2026-%'`), live);
    assert.equal(await count(`platform.claim where rule like '~%'`), 0);
    edit(POINT, (text) => text.replace(/keys:\n.*\n/, ''));
    await apply();
    assert.equal(await count(`platform.claim where rule = '${rule}'`), 0);
  });

  test('writers go on while keys are filled, and what they write meanwhile counts', async ({ assert }) => {
    unique(false);
    await apply();
    await world.running.services.tenants.all();
    const made = await client.post(POINTS, body('先前'));
    assert.equal(made.status, 201);
    const { id } = made.body as { id: string };
    const before = await revision();
    unique(true);
    const [tenant] = await look(`select id from platform.tenant where name = 'changan'`);
    // The fill rests after it has read a batch: the record is changed behind its back.
    await look(`create or replace function public.rest() returns trigger language plpgsql as $$
      begin if current_user = 'shijian_owner' then perform pg_sleep(1); end if; return null; end $$`);
    await look('create trigger rest after insert on platform.claim for each statement execute function public.rest()');
    const applied = apply();
    await new Promise((wake) => setTimeout(wake, 700));
    const renamed = await client.patch(`${POINTS}/${id}`, { name: '后来' }, { 'If-Match': made.headers.get('etag')! });
    assert.equal(renamed.status, 200);
    assert.equal(await revision(), before);
    await applied;
    await look('drop trigger rest on platform.claim');
    assert.deepEqual(told, []);
    const keys = await look(`select key from platform.claim where tenant_id = $1 and record = $2`, [tenant!.id, id]);
    assert.deepEqual(keys, [{ key: '后来' }]);
    assert.equal((await client.post(POINTS, body('先前'))).status, 201);
    assert.equal((await client.post(POINTS, body('后来'))).status, 409);
  });

  test('a fill that was killed in the middle goes on where it was', async ({ assert }) => {
    unique(false);
    await apply();
    unique(true);
    await look(`create function public.trip() returns trigger language plpgsql as $$
      begin if (select count(*) from platform.claim where rule like 'stall.%') > 1100 then perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$`);
    await look(`create trigger trip after insert on platform.claim for each statement execute function public.trip()`);
    await assert.rejects(() => apply());
    await look('drop trigger trip on platform.claim');
    const [row] = await look(
      `select done::text as done, cursor::text as cursor from platform.backfill where task like 'keys%'`,
    );
    assert.equal(row!.done, '1000');
    assert.approximately(await count(`platform.claim where rule like 'stall.%'`), 1_000, 2);
    await apply();
    assert.deepEqual(told, []);
    assert.equal(
      await count(`platform.claim where rule like 'stall.%'`),
      await count('records.stall_service_point where deleted_at is null'),
    );
    assert.equal(await count(`platform.backfill where task like 'keys%'`), 0);
  });

  test('a field that becomes searchable is found in old records after the server has gone through them, a batch at a time', async ({
    assert,
  }) => {
    const { services } = world.running;
    edit(POINT, (text) =>
      text.replace('label: 撤销日期 }', 'label: 撤销日期 }\n  remark: { type: string, label: 备注, max_length: 20 }'),
    );
    await apply();
    await look(`update records.stall_service_point set remark = '雨棚' where name = '站点1200'`);
    edit(POINT, (text) => text.replace('label: 备注,', 'label: 备注, searchable: true,'));
    const search = async () =>
      ((await client.get(`${POINTS}?q=${encodeURIComponent('雨棚')}`)).body as { items: unknown[] }).items.length;
    const worker = new Backfills({
      database: services.database,
      tenants: services.tenants,
      seal: () => Seal.open(services.environment.data),
    });
    await apply();
    const versions = await look(`select sum(version)::text as n from records.stall_service_point`);
    for (let i = 0; i < 200 && ((await worker.step()) || (await count(`platform.backfill where open`)) > 0); i += 1)
      await new Promise((wake) => setTimeout(wake, 50));
    assert.equal(await search(), 1);
    assert.deepEqual(await look(`select sum(version)::text as n from records.stall_service_point`), versions);
    assert.equal(await count('platform.backfill'), 0);
  });

  test("a field of the bureau's own that becomes indexed is filtered at once, and is gone from where it was", async ({
    assert,
  }) => {
    const patch = 'tenants/changan/patches/shelf.yaml';
    const document = (indexed: boolean): string =>
      `kind: Patch\nof: Entity stall.service_point\nbase: stall@1.0.0\nset:\n  fields.x_shelf: { type: string, label: 货架号, max_length: 20${indexed ? ', indexed: true' : ''} }\n`;
    writeFileSync(path.join(root, patch), document(false));
    await apply();
    assert.deepEqual(told, []);
    writeFileSync(path.join(root, patch), document(true));
    await apply();
    assert.deepEqual(told, []);
    const filter = encodeURIComponent("record.x_shelf == '架77'");
    const answer = await client.get(`${POINTS}?filter=${filter}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const list = answer.body as { items: { x_shelf: string }[] };
    assert.deepEqual(
      list.items.map((item) => item.x_shelf),
      ['架77'],
    );
    for (let i = 0; i < 200 && (await count(`records.stall_service_point where ext ? 'x_shelf'`)) > 0; i += 1)
      await new Promise((wake) => setTimeout(wake, 100));
    assert.equal(await count(`records.stall_service_point where ext ? 'x_shelf'`), 0);
    assert.equal(await count(`records.stall_service_point where x_text_1 is not null`), ROWS);
  });

  test('rows of documents that a kill kept from being loaded are loaded by the next start', async ({ assert }) => {
    await look(
      `insert into platform.backfill (tenant_id, task, open) select id, 'seeds', true from platform.tenant where name = 'luquan'`,
    );
    await apply();
    assert.equal(await count(`platform.backfill where task = 'seeds'`), 0);
  });
});
