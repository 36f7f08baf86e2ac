import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import pg from 'pg';
import { ROOT } from '../config/environment.ts';
import { withClient } from '../database/roles.ts';
import { applyAllTenants } from '../revisions/apply_all.ts';
import { PARTS, partOf, type IndexStep } from '../revisions/ddl.ts';
import { buildIndex } from '../revisions/build_index.ts';
import { runDdl } from '../revisions/run_ddl.ts';
import { addPackage } from './added_package.ts';
import { startWorld, type Client, type World } from './world.ts';

const RESULT = '/api/records/lab.result';
const keeper = (bureau: string, code: string) => ({
  tenant: bureau,
  account: {
    login: `${bureau}-lab`,
    name: '检测员',
    roles: ['core.staff', 'market.viewer', 'lab.keeper'],
    org_code: code,
  },
});

test.group('An entity that is large', (group) => {
  let world: World;
  let changan: Client;
  let luquan: Client;
  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    await addPackage(world, {
      folder: 'examples/large_entity',
      entry: 'lab: 1.0.0',
      ...keeper('changan', 'CA'),
      also: [keeper('luquan', 'LQ')],
    });
    changan = await world.login('changan-lab');
    luquan = await world.login('luquan-lab');
  });
  group.teardown(() => world.stop());

  const look = (text: string, values: unknown[] = []) =>
    withClient(world.urls.superuser, async (client) => (await client.query<Record<string, string>>(text, values)).rows);
  const made = async (client: Client, number: string): Promise<{ id: string; etag: string }> => {
    const answer = await client.post(RESULT, {
      number,
      item: '铅',
      measured: '0.125',
      tested_on: '2026-11-02',
      passed: true,
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return { id: (answer.body as { id: string }).id, etag: answer.headers.get('etag')! };
  };

  test('is written, found, changed, deleted and restored as any other, and each bureau sees its own', async ({
    assert,
  }) => {
    const { id, etag } = await made(changan, 'CJ-1');
    await made(luquan, 'CJ-1');
    assert.equal((await changan.post(RESULT, { number: 'CJ-1', item: '镉', tested_on: '2026-11-02' })).status, 409);
    const changed = await changan.patch(`${RESULT}/${id}`, { item: '总砷' }, { 'If-Match': etag });
    assert.equal(changed.status, 200);
    const list = (await changan.get(`${RESULT}?q=${encodeURIComponent('总砷')}&sort=tested_on&include=subject`))
      .body as {
      items: { id: string }[];
    };
    assert.deepEqual(
      list.items.map((item) => item.id),
      [id],
    );
    assert.equal((await luquan.get(`${RESULT}/${id}`)).status, 404);
    assert.equal((await changan.delete(`${RESULT}/${id}`, { 'If-Match': changed.headers.get('etag')! })).status, 204);
    assert.equal((await changan.post(`${RESULT}/${id}/restore`, {}, { 'If-Match': '"3"' })).status, 200);
    assert.equal((await changan.get(`${RESULT}/${id}/history`)).status, 200);
  });

  test('keeps the rows of a bureau in one of its parts, and no part can be reached past the table above', async ({
    assert,
  }) => {
    await made(changan, 'CJ-2');
    await made(luquan, 'CJ-2');
    const rows = await look(
      `select tenant_id, count(distinct tableoid)::int4 as parts from records.lab_result group by tenant_id`,
    );
    assert.lengthOf(rows, 2);
    assert.isTrue(rows.every(({ parts }) => Number(parts) === 1));
    const [counted] = await look(
      `select count(*)::int4 as n from pg_partition_tree('records.lab_result') where isleaf`,
    );
    assert.equal(Number(counted!.n), PARTS);
    await withClient(world.urls.app, async (app) => {
      await app.query(`select set_config('app.tenant', $1, false)`, [rows[0]!.tenant_id]);
      for (let part = 0; part < PARTS; part += 1)
        await assert.rejects(
          () => app.query(`select 1 from ${partOf('records."lab_result"', part)}`),
          /permission denied/,
        );
      const seen = await app.query('select distinct tenant_id from records.lab_result');
      assert.deepEqual(seen.rows, [{ tenant_id: rows[0]!.tenant_id }]);
    });
  });

  test('is read in one part alone, by a plan that was made for every bureau', async ({ assert }) => {
    await withClient(world.urls.app, async (app) => {
      await app.query(`set plan_cache_mode = 'force_generic_plan'`);
      await app.query(`select set_config('app.reach', '{2}', false)`);
      await app.query(
        'prepare shape as select id from gate.lab_result t where t.tenant_id = $1 and t.deleted_at is null order by t.tested_on, t.id limit 20',
      );
      const { rows } = await app.query<{ 'QUERY PLAN': string }>('explain (costs off) execute shape (2)');
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.include(plan, `Subplans Removed: ${PARTS - 1}`);
    });
  });

  test('cannot become large when it has had rows: the bureau keeps its revision and the start says why', async ({
    assert,
  }) => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'shijian-documents-'));
    try {
      for (const folder of ['metadata', 'plugins', 'tenants'])
        cpSync(path.join(ROOT, folder), path.join(root, folder), { recursive: true });
      writeFileSync(path.join(root, 'package.json'), '{}');
      const file = path.join(root, 'metadata/market/entities/subject.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^label: .*$/m, '$&\nlarge: true'));
      const before = await look('select name, model_rev from platform.tenant order by name');
      const told: string[] = [];
      await applyAllTenants(world.urls.admin, world.urls.app, {
        root,
        data: world.running.services.environment.data,
        packages: [path.join(ROOT, 'examples/large_entity')],
        warn: (line) => told.push(line),
      });
      assert.isTrue(told.some((line) => line.includes('E_LARGE_LIVE')));
      assert.deepEqual(await look('select name, model_rev from platform.tenant order by name'), before);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  test('an index over rows is built beside its writers in every part, and one that a kill left half built is built anew', async ({
    assert,
  }) => {
    for (const [base, large] of [
      ['records."lab_result"', true],
      ['records."market_subject"', false],
    ] as const) {
      const step: IndexStep = { name: `probe_${large}`, base, rest: '(tenant_id, updated_by, id)', large };
      const valid = async () =>
        (
          await look(
            `select i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname like '${step.name}%'`,
          )
        ).map((row) => row.valid);
      const build = async (): Promise<void> => withClient(world.urls.admin, (migrator) => buildIndex(migrator, step));
      await withClient(world.urls.superuser, async (other) => {
        // A writer who has not finished keeps the build waiting; nobody waits for the build.
        const [own] = await look(`select tableoid::regclass::text as name from ${base} limit 1`);
        await other.query('begin');
        await other.query(`update ${own!.name} set version = version`);
        const killed = build().then(
          () => 'built',
          () => 'killed',
        );
        for (let i = 0; i < 200; i += 1) {
          const ended = await look(
            `select pg_terminate_backend(pid) from pg_stat_activity where query like 'create index concurrently "${step.name}%' and state = 'active' and wait_event_type = 'Lock'`,
          );
          if (ended.length > 0) break;
          await new Promise((wake) => setTimeout(wake, 50));
        }
        assert.equal(await killed, 'killed');
        await other.query('rollback');
      });
      assert.include(await valid(), false as never);
      await build();
      const now = await valid();
      assert.lengthOf(now, large ? PARTS + 1 : 1);
      assert.isTrue(now.every(Boolean));
      await build();
    }
  });

  test('DDL that finds its table busy lets readers pass and is done when the table is free', async ({ assert }) => {
    const migrator = new pg.Client({ connectionString: world.urls.admin });
    await migrator.connect();
    try {
      await withClient(world.urls.superuser, async (slow) => {
        await slow.query('begin');
        await slow.query('select count(*) from records.lab_result');
        const ddl = runDdl(
          migrator,
          [{ base: 'records."lab_result"', columns: [{ name: 'probe', type: 'text collate "C"' }] }],
          new Set(),
        );
        const waits: number[] = [];
        for (let i = 0; i < 10; i += 1) {
          const started = performance.now();
          await look('select count(*) from records.lab_result');
          waits.push(performance.now() - started);
        }
        await slow.query('commit');
        await ddl;
        assert.isBelow(Math.max(...waits), 2_000);
      });
      assert.lengthOf(
        await look(
          `select 1 from information_schema.columns where table_name = 'lab_result' and column_name = 'probe'`,
        ),
        1,
      );
    } finally {
      await migrator.end();
    }
  });
});
