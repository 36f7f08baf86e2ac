// A city over twenty counties: the first page of a list and the count by county and risk, as long as PostgreSQL takes for the very
// statements of the server. The counties are made for it, with copies of the demo's rows.
import pg from 'pg';
import { ROOT } from '@shijian/server/config/environment';
import { Database } from '@shijian/server/database/client';
import { withClient } from '@shijian/server/database/roles';
import { accessOf } from '@shijian/server/records/access';
import { planAggregate } from '@shijian/server/records/aggregate';
import { Desk } from '@shijian/server/records/desk';
import { parseAggregate } from '@shijian/server/records/parse_aggregate';
import { parseListRequest } from '@shijian/server/records/parse_list_request';
import { planListAcross } from '@shijian/server/records/plan_across';
import { listArgs } from '@shijian/server/records/plan_list';
import { reachArgs } from '@shijian/server/records/reach';
import type { Scene } from '@shijian/server/records/scene';
import { Seal } from '@shijian/server/records/seal';
import { bindPlan } from '@shijian/server/records/sql_builder';
import { apply } from '@shijian/server/revisions/apply';
import { readSources } from '@shijian/server/revisions/read_packages';
import { Tenants } from '@shijian/server/revisions/tenants';
import { sceneIn, type Places } from './places.ts';
import type { BenchRow } from './run.ts';

const COUNTIES = 20;
const RUNS = 15;
const ENTITY = 'food.operator';
const READERS = ['core.city_viewer', 'core.staff', 'food.city_viewer', 'market.city_viewer'];
/** Copied with their refs to each other, so that titles and includes lead somewhere. */
const TABLES = [
  { table: 'market_subject', ref: null },
  { table: 'food_operator', ref: 'subject' },
];

/** @param rows operators over all counties together */
export async function cityRows(places: Places, rows: number, say: (line: string) => void): Promise<BenchRow[]> {
  say(`${COUNTIES} counties with ${rows} operators`);
  await makeCounties(places.admin);
  await withClient(places.superuser, (client) => fill(client, Math.ceil(rows / COUNTIES)));
  const database = Database.open(places.app, { max: 1 });
  try {
    const tenants = new Tenants(database);
    const desk = new Desk({ database, tenants, seal: Seal.open(places.data), filesFolder: places.data });
    const scene = await sceneIn(tenants, 'shijiazhuang', READERS);
    const access = accessOf(scene.state, scene.actor.roles, ENTITY)!;
    const list = parseListRequest(scene, access, { limit: '20', sort: 'valid_until', include: 'subject' });
    const counts = parseAggregate(scene, access, { group: '_tenant,risk' });
    const statements = {
      'city, list of 20 over twenty counties': {
        statement: bindPlan(
          desk.plan(scene, 'bench list', (builder) => planListAcross(builder, list.shape, list.reach!)),
          scene,
          { ...listArgs(list.shape, 21), ...reachArgs(list.reach!) },
        ),
        mode: 'force_generic_plan',
        goal: 5,
      },
      [`city, count by county and risk of ${rows}`]: {
        statement: bindPlan(
          desk.plan(scene, 'bench counts', (builder) => planAggregate(builder, counts)),
          scene,
          { limit: 201, ...reachArgs(counts.reach!) },
        ),
        mode: 'auto',
        goal: 300,
      },
    };
    const found: BenchRow[] = [];
    for (const [name, { statement, mode, goal }] of Object.entries(statements)) {
      const value = await withClient(places.app, (client) => timeOf(client, scene, statement, mode));
      found.push({ name, value, unit: 'ms in PostgreSQL', ceiling: null, ratio: null, goal, ok: value <= goal });
    }
    return found;
  } finally {
    await database.close();
  }
}

/** Median execution time of a statement, prepared and entered as the server does. */
async function timeOf(
  client: pg.Client,
  scene: Scene,
  statement: { text: string; values: readonly unknown[] },
  mode: string,
): Promise<number> {
  const reach = [scene.state.id, ...scene.below.map(({ id }) => id)];
  await client.query(
    `select set_config('app.tenant', $1, false), set_config('app.reach', $2, false),
    set_config('app.above', $3, false), set_config('plan_cache_mode', $4, false)`,
    [String(scene.state.id), `{${reach.join(',')}}`, `{${scene.state.id}}`, mode],
  );
  await client.query(`set timezone to 'UTC'`);
  await client.query(`prepare city as ${statement.text}`);
  const values = statement.values.map((value) =>
    value === null ? 'null' : pg.escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : String(value)),
  );
  const execute = `execute city${values.length > 0 ? `(${values.join(', ')})` : ''}`;
  const times: number[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    const { rows } = await client.query<{ 'QUERY PLAN': { 'Execution Time': number }[] }>(
      `explain (analyze, timing off, format json) ${execute}`,
    );
    times.push(rows[0]!['QUERY PLAN'][0]!['Execution Time']);
  }
  return Number(times.sort((a, b) => a - b)[RUNS >> 1]!.toFixed(2));
}

async function makeCounties(adminUrl: string): Promise<void> {
  const { packages, tenants } = await readSources({ root: ROOT });
  const pattern = tenants.find(({ name }) => name === 'luquan')!;
  const done = new Set<string>();
  await withClient(adminUrl, async (client) => {
    for (let i = 1; i <= COUNTIES; i += 1) {
      const name = `bench${String(i).padStart(2, '0')}`;
      const files = pattern.files
        .filter(({ path: at }) => at.endsWith('/tenant.yaml'))
        .map((file) => ({ ...file, text: file.text.replace(/^name: .*$/m, `name: ${name}`) }));
      const result = await apply(client, {
        tenant: { ...pattern, name, files },
        packages,
        by: 'bench',
        note: '',
        done,
      });
      if (!result.ok) throw new Error(`${name}: ${result.diagnostics.map(({ code }) => code).join(', ')}`);
    }
  });
}

/** Rows of 长安区, as often as it takes, under new ids and with their terms spread. */
async function fill(client: pg.Client, each: number): Promise<void> {
  await client.query(`set session_replication_role = 'replica'`);
  // Nothing here searches, and text is the dearest of all to index.
  for (const { table } of TABLES) await client.query(`drop index if exists records."${table}__search"`);
  for (const { table, ref } of TABLES) {
    const { rows } = await client.query<{ name: string }>(
      `select column_name::text as name from information_schema.columns where table_schema = 'records' and table_name = $1`,
      [table],
    );
    const names = rows.map(({ name }) => name);
    const values = names.map((name) => {
      if (name === 'tenant_id') return 'c.id';
      if (name === 'id') return `md5(s.id::text || c.id || k)::uuid`;
      if (name === ref) return `md5(s.${name}::text || c.id || k)::uuid`;
      return name === 'valid_until' ? `s.valid_until + (hashtext(s.id::text || k) % 500)` : `s."${name}"`;
    });
    await client.query(
      `insert into records."${table}" (${names.map((name) => `"${name}"`).join(', ')})
       select x.* from platform.tenant c cross join lateral (
         select ${values.join(', ')} from records."${table}" s cross join generate_series(1, 100000) k
         where s.tenant_id = (select id from platform.tenant where name = 'changan') limit ${each}) x
       where c.name like 'bench%'`,
    );
    await client.query(`vacuum analyze records."${table}"`);
  }
}
