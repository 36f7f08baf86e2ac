// What is built beside requests after a revision is there: indexes of packaged fields, and own fields that move into a spare column.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import { ROOT } from '../config/environment.ts';
import { withClient } from '../database/roles.ts';
import { baseOf } from '../records/names.ts';
import { applyAllTenants } from '../revisions/apply_all.ts';
import { Builds } from '../revisions/builds.ts';
import { ddlOf } from '../revisions/ddl.ts';
import { runDdl } from '../revisions/run_ddl.ts';
import { startWorld, type Client, type World } from './world.ts';

const OPERATORS = '/api/records/food.operator';
const OPERATOR = 'plugins/food/entities/operator.yaml';
const INDEX = 'food_operator__remark';
const PATCH = 'tenants/luquan/patches/builds.yaml';
const own = (indexed: boolean): string =>
  `kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\nset:\n  fields.x_shelf: { type: string, label: 货架号, max_length: 20${indexed ? ', indexed: true' : ''} }\n`;

test.group('Built after the switch', (group) => {
  let world: World;
  let root: string;
  let client: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 400 });
    root = mkdtempSync(path.join(os.tmpdir(), 'shijian-documents-'));
    for (const folder of ['metadata', 'plugins', 'tenants'])
      cpSync(path.join(ROOT, folder), path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, 'package.json'), '{}');
    mkdirSync(path.join(root, 'tenants/luquan/patches'));
    client = await world.login('changan-admin');
    return async () => {
      await world.stop();
      rmSync(root, { recursive: true, force: true });
    };
  });

  const look = async (text: string, values: unknown[] = []) =>
    withClient(world.urls.superuser, async (su) => (await su.query<Record<string, string>>(text, values)).rows);
  const apply = async (): Promise<string[]> => {
    const told: string[] = [];
    const { data } = world.running.services.environment;
    await applyAllTenants(world.urls.admin, world.urls.app, { root, data, warn: (line) => told.push(line) });
    return told;
  };
  const builds = (): Builds => {
    const { database, tenants, adminUrl } = world.running.services;
    return new Builds({ database, tenants, adminUrl });
  };
  const valid = async () =>
    (await look(`select indisvalid::text as valid from pg_index where indexrelid::regclass::text ~ $1`, [INDEX])).map(
      (row) => row.valid,
    );
  /** Until no server has anything to build. */
  const allBuilt = async (): Promise<void> => {
    const owed = `select name from platform.index_build union all select task from platform.backfill where task ~ '^(slot|tidy) '`;
    while ((await look(owed)).length > 0) await sleep(50);
  };
  const waiting = async (query: string): Promise<string> => {
    for (;;) {
      const [found] = await look(
        `select pid::text as pid from pg_stat_activity where query like $1 and state = 'active' and wait_event_type = 'Lock'`,
        [query],
      );
      if (found) return found.pid!;
      await sleep(20);
    }
  };
  interface Work {
    what: string;
    entity: string;
    says: string;
  }
  const work = async (who = client): Promise<Work[]> => ((await who.get('/api/door')).body as { work: Work[] }).work;

  test('a packaged field that becomes indexed is published at once; its index is built beside writers, seen, and begun anew when its build is killed', async ({
    assert,
  }) => {
    const at = path.join(root, OPERATOR);
    const text = readFileSync(at, 'utf8');
    const indexed = text.replace(/(\n {2}remark: \{ type: [a-z]+,)/, '$1 indexed: true,');
    assert.notEqual(indexed, text);
    writeFileSync(at, indexed);
    await withClient(world.urls.superuser, async (other) => {
      // A writer who has not finished keeps every build waiting.
      await other.query('begin');
      await other.query(
        'update records.food_operator set version = version where id = (select id from records.food_operator limit 1)',
      );
      const before = await look(`select model_rev::text as rev from platform.tenant where name = 'changan'`);
      assert.deepEqual(await apply(), []);
      const after = await look(`select model_rev::text as rev from platform.tenant where name = 'changan'`);
      assert.equal(Number(after[0]!.rev), Number(before[0]!.rev) + 1, 'the bureau is on the new revision');
      assert.deepEqual(
        (await work()).map(({ what, entity }) => [what, entity]),
        [['index', 'food.operator']],
      );

      const pid = await waiting(`create index concurrently "${INDEX}"%`);
      assert.equal((await client.get(`${OPERATORS}?limit=5&sort=remark`)).status, 200, 'readers do not wait for it');
      await look('select pg_terminate_backend($1)', [pid]);
      assert.deepEqual(await valid(), ['false'], 'cut short');
      await other.query('rollback');
    });
    await allBuilt();
    assert.deepEqual(await valid(), ['true']);
    assert.deepEqual(
      (await work()).filter(({ what }) => what === 'index'),
      [],
    );
  });

  test('DDL that is there takes no lock: the first publication of a process passes tables that somebody keeps', async ({
    assert,
  }) => {
    const { model } = (await world.running.services.tenants.named('zhengding'))!;
    const bases = Object.values(model.entities).flatMap(({ name, source }) => (source === null ? [baseOf(name)] : []));
    await withClient(world.urls.superuser, async (other) => {
      await other.query('begin');
      for (const base of bases) await other.query(`lock table ${base} in access exclusive mode`);
      await withClient(world.urls.admin, async (migrator) => {
        await migrator.query(`set statement_timeout = '5s'`);
        assert.deepEqual(await runDdl(migrator, ddlOf(model), new Set()), []);
      });
      await other.query('rollback');
    });
  });

  test('a server that stops cuts its build short, and the next one begins it anew', async ({ assert }) => {
    await look(`drop index records.${INDEX}`);
    await withClient(world.urls.superuser, async (other) => {
      await other.query('begin');
      await other.query(
        'update records.food_operator set version = version where id = (select id from records.food_operator limit 1)',
      );
      // The world's own server is kept from taking it.
      await other.query('select pg_advisory_lock(7304)');
      await look(
        `insert into platform.index_build (name, base, rest, large) values ($1, 'records."food_operator"', '(tenant_id, remark, id) where deleted_at is null', false)`,
        [INDEX],
      );
      const one = builds();
      await sleep(50);
      assert.isFalse(await one.step(), 'somebody else builds');
      await other.query('select pg_advisory_unlock(7304)');
      one.start();
      await waiting(`create index concurrently "${INDEX}"%`);
      await one.stop();
      await other.query('rollback');
    });
    await allBuilt();
    assert.deepEqual(await valid(), ['true']);
  });

  test('an own field that becomes indexed is there at once, read where it was, and moves with all that is written meanwhile', async ({
    assert,
  }) => {
    const admin = await world.login('luquan-admin');
    writeFileSync(path.join(root, PATCH), own(false));
    assert.deepEqual(await apply(), []);
    await look(
      `update records.food_operator o set ext = o.ext || jsonb_build_object('x_shelf', '架' || left(o.id::text, 13)) from platform.tenant t where t.id = o.tenant_id and t.name = 'luquan'`,
    );
    const list = async (filter: string): Promise<{ id: string; version: number; x_shelf: string }[]> => {
      const answer = await admin.get(`${OPERATORS}?limit=200&filter=${encodeURIComponent(filter)}`);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return (answer.body as { items: { id: string; version: number; x_shelf: string }[] }).items;
    };
    const has = 'has(record.x_shelf)';
    const all = await list(has);
    assert.isAbove(all.length, 2);
    await withClient(world.urls.superuser, async (other) => {
      // Nobody builds yet.
      await other.query('select pg_advisory_lock(7304)');
      writeFileSync(path.join(root, PATCH), own(true));
      assert.deepEqual(await apply(), []);
      assert.sameMembers(
        (await list(has)).map(({ id }) => id),
        all.map(({ id }) => id),
      );
      assert.includeMembers(
        (await work(admin)).map(({ what }) => what),
        ['slot'],
      );
      const [changed] = all;
      const saved = await admin.patch(
        `${OPERATORS}/${changed!.id}`,
        { x_shelf: '新架' },
        { 'If-Match': `"${changed!.version}"` },
      );
      assert.equal(saved.status, 200, JSON.stringify(saved.body));
      await other.query('select pg_advisory_unlock(7304)');
    });
    await allBuilt();
    const [slot] = await look(
      `select m.slot from platform.slot_map m join platform.tenant t on t.id = m.tenant_id where t.name = 'luquan' and m.uid = 'x_shelf'`,
    );
    assert.isOk(slot);
    const [there] = await look(
      `select count(*) filter (where o.${slot!.slot!} is not null)::text as moved, count(*) filter (where o.ext ? 'x_shelf')::text as left
       from records.food_operator o join platform.tenant t on t.id = o.tenant_id where t.name = 'luquan'`,
    );
    assert.equal(there!.left, '0');
    assert.isAtLeast(Number(there!.moved), all.length);
    assert.deepEqual(
      (await list("record.x_shelf == '新架'")).map(({ id }) => id),
      [all[0]!.id],
    );
    assert.lengthOf(await list(has), all.length);
  });

  test('a fill that is given up leaves no values behind', async ({ assert }) => {
    const admin = await world.login('luquan-admin');
    assert.equal((await admin.get('/api/door')).status, 200);
    const document = (indexed: boolean): string =>
      own(true)
        .replace('x_shelf', 'x_other')
        .replace(', indexed: true', indexed ? ', indexed: true' : '');
    const second = path.join(root, 'tenants/luquan/patches/builds_more.yaml');
    await withClient(world.urls.superuser, async (other) => {
      await other.query('select pg_advisory_lock(7304)');
      writeFileSync(second, document(true));
      assert.deepEqual(await apply(), []);
      const [task] = await look(`select task from platform.backfill where task like 'slot %'`);
      const slot = task!.task!.split(' ')[3]!;
      await look(
        `update records.food_operator o set ${slot} = '半途' from platform.tenant t where t.id = o.tenant_id and t.name = 'luquan'`,
      );
      writeFileSync(second, document(false));
      assert.deepEqual(await apply(), []);
      assert.deepEqual(await look(`select task from platform.backfill where task like 'slot %'`), []);
      for (let i = 0; i < 400; i += 1) {
        const [left] = await look(`select count(*)::text as n from records.food_operator where ${slot} = '半途'`);
        if (left!.n === '0') return;
        await sleep(50);
      }
      assert.fail('values of a fill that was given up stay');
    });
  });
});
