import { test } from '@japa/runner';
import pg from 'pg';
import { askAtRandom } from './oracle/ask_at_random.ts';
import { holdFiles } from './oracle/hold_files.ts';
import { Judge } from './oracle/judge.ts';
import { BUREAUS, readPeople, staffEveryRole } from './oracle/people.ts';
import { paths } from './oracle/paths.ts';
import { RawRows } from './oracle/raw_rows.ts';
import { startWorld, type World } from './world.ts';

/** Requests of a run; `npm run prove` asks more. */
const REQUESTS = Number(process.env.ORACLE_REQUESTS ?? 20_000);
const SEED = Number(process.env.ORACLE_SEED ?? 20261121);

test.group('Requests at random', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 240 });
  });
  group.teardown(() => world.stop());

  test(`nf-053 sjz-005: ${REQUESTS} requests show every row that the roles allow and no other`, async ({ assert }) => {
    const states = (await world.running.services.tenants.all()).filter(({ name }) => BUREAUS.includes(name));
    await staffEveryRole(world, states);
    await unsettle(world.urls.superuser);
    const before = await RawRows.read(world.urls.superuser, states);
    const people = await readPeople(world, states, before);
    const admins = people.filter(({ login }) => login.endsWith('-admin')).map((person) => new Judge(before, person));
    const files = await holdFiles(world, admins);
    const raw = await RawRows.read(world.urls.superuser, states);
    const asked = await askAtRandom(world, raw, people, { seed: SEED, requests: REQUESTS }, files);
    assert.isAbove(files.length, 10);
    assert.deepEqual(asked.faults.slice(0, 20), [], `seed ${SEED}`);
    assert.isAtLeast(asked.requests, REQUESTS);
    assert.isAtLeast(asked.withRows / asked.requests, 1 / 3, 'a third of the answers holds rows');
    for (const path of Object.keys(paths).filter((name) => name !== 'forbidden'))
      assert.isAbove(asked.rowsByPath.get(path) ?? 0, 0, `${path} shows rows`);
    const combinations = people.flatMap(({ login, state }) =>
      Object.keys(state.model.entities).flatMap((entity) =>
        Object.keys(paths).map((path) => `${login} ${entity} ${path}`),
      ),
    );
    assert.deepEqual(
      combinations.filter((key) => !asked.hit.has(key)),
      [],
      'every person asks every path of every entity',
    );
  }).timeout(600_000);
});

/** Rows as years of work leave them: some in the bin, some without a value that scopes and sorts read. */
async function unsettle(superuser: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  try {
    const { rows } = await client.query<{ table_name: string; holes: string[] | null }>(
      `select t.table_name, (select array_agg(c.column_name::text) from information_schema.columns c
         where c.table_schema = 'records' and c.table_name = t.table_name and c.column_name in ('station', 'valid_until', 'subject')) as holes
       from information_schema.tables t where t.table_schema = 'records' and t.table_name not like 'core_%'`,
    );
    for (const { table_name, holes } of rows) {
      await client.query(`update records."${table_name}" set deleted_at = now() where hashtext(id::text) % 11 = 0`);
      for (const [i, hole] of (holes ?? []).entries())
        await client.query(
          `update records."${table_name}" set "${hole}" = null where hashtext(id::text) % 17 = ${i + 1}`,
        );
    }
  } finally {
    await client.end();
  }
}
