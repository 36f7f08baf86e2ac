// What PostgreSQL itself refuses, whatever the server does: other bureaus' rows, rows without a bureau, roles that bypass.
import { test } from '@japa/runner';
import pg from 'pg';
import { DatabaseRefused, inDatabase, verifyDatabase, withClient } from '../database/roles.ts';
import { migrate, readMigrations } from '../database/migrate.ts';
import { sharedWorld } from './shared_world.ts';

/** Tables with rows of bureaus: everything that has a tenant_id. */
const TENANT_TABLES = `select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('platform', 'records') and c.relkind = 'r'
    and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
  order by 1`;

/** Revisions and slots are read to compile a model and hold no record; see 0002_records.sql. */
const OPEN = ['platform.revision', 'platform.slot_map'];

test.group('Isolation in the database', () => {
  test('row security is forced on every table that has rows of bureaus', async ({ assert }) => {
    const { urls } = await sharedWorld();
    const rows = await withClient(
      urls.app,
      async (client) => (await client.query<{ name: string; forced: boolean }>(TENANT_TABLES)).rows,
    );
    assert.isAbove(rows.length, 10);
    assert.deepEqual(
      rows.filter(({ forced, name }) => !forced && !OPEN.includes(name)).map(({ name }) => name),
      [],
    );
  });

  test('without a tenant the app reads no row of any table or view', async ({ assert }) => {
    const { urls } = await sharedWorld();
    await withClient(urls.app, async (client) => {
      const tables = (await client.query<{ name: string }>(TENANT_TABLES)).rows
        .map(({ name }) => name)
        .filter((name) => !OPEN.includes(name));
      const views = (
        await client.query<{ name: string }>(
          `select 'gate.' || viewname as name from pg_views where schemaname = 'gate'`,
        )
      ).rows;
      assert.isAbove(views.length, 5);
      for (const name of [...tables, ...views.map((view) => view.name)]) {
        const [schema, table] = name.split('.') as [string, string];
        const answer = await client
          .query<{ n: number }>(`select count(*)::int as n from ${schema}.${pg.escapeIdentifier(table)}`)
          .catch((error: pg.DatabaseError) => error.code);
        // What the app may not read at all it reads no row of either.
        if (answer !== '42501') assert.equal(typeof answer === 'object' ? answer.rows[0]!.n : answer, 0, name);
      }
    });
  });

  test('in one bureau the app reads, changes and adds nothing of another', async ({ assert }) => {
    const { urls, running } = await sharedWorld();
    const [mine, other] = await Promise.all(
      ['changan', 'luquan'].map(async (name) =>
        (await running.services.tenants.all()).find((state) => state.name === name)!,
      ),
    );
    const table = `records.${pg.escapeIdentifier(
      Object.keys(mine!.model.entities)
        .find((name) => mine!.model.entities[name]!.plays === 'org')!
        .replace('.', '_'),
    )}`;
    await withClient(urls.app, async (client) => {
      const within = async (tenant: number, text: string, values: unknown[] = []): Promise<pg.QueryResult> => {
        await client.query('begin');
        try {
          await client.query(`select set_config('app.tenant', $1, true)`, [String(tenant)]);
          return await client.query(text, values);
        } finally {
          await client.query('rollback');
        }
      };
      assert.isAbove((await within(other!.id, `select id from ${table}`)).rowCount!, 0, 'luquan has orgs');
      assert.equal((await within(mine!.id, `select id from ${table} where tenant_id = $1`, [other!.id])).rowCount, 0);
      assert.equal(
        (await within(mine!.id, `update ${table} set version = version where tenant_id = $1`, [other!.id])).rowCount,
        0,
      );
      await assert.rejects(
        () =>
          within(mine!.id, `insert into ${table} (tenant_id, id, rev) values ($1, gen_random_uuid(), 1)`, [other!.id]),
        /row-level security/,
      );
      await assert.rejects(() => within(mine!.id, `delete from ${table}`), /permission denied/);
    });
  });

  test('the app can neither raise its rights nor move a counter nor read a password hash by login', async ({
    assert,
  }) => {
    const { urls } = await sharedWorld();
    await withClient(urls.app, async (client) => {
      for (const text of [
        'set role shijian_owner',
        'set role shijian_reader',
        'update platform.tenant set access_rev = 0',
        `insert into platform.instance values ('demo', '{}')`,
        'alter table platform.account disable row level security',
        'delete from platform.audit',
        `select platform.bump_access()`,
      ]) {
        const error = await client.query(text).catch((refused: unknown) => refused);
        assert.instanceOf(error, pg.DatabaseError, text);
      }
      const { fields } = await client.query(`select * from platform.find_login('changan-officer')`);
      assert.deepEqual(
        fields.map(({ name }) => name),
        ['tenant_id', 'account'],
      );
    });
  });

  test('a role that bypasses row security, or owns tables, is refused as the app', async ({ assert }) => {
    const { urls } = await sharedWorld();
    await assert.doesNotReject(() => verifyDatabase(urls.app, urls.admin));
    const refused = async (app: string, admin: string): Promise<string> =>
      verifyDatabase(app, admin).then(
        () => 'accepted',
        (error: unknown) => (error instanceof DatabaseRefused ? error.code : String(error)),
      );
    assert.equal(await refused(urls.admin, urls.admin), 'E_ROLE_OWNS');
    assert.equal(await refused(urls.app, urls.app), 'E_ROLE_MIGRATOR');
    assert.equal(await refused(urls.superuser, urls.admin), 'E_ROLE_BYPASSES');
    assert.equal(await refused(inDatabase(urls.superuser, 'postgres'), urls.admin), 'E_ROLE_BYPASSES');
    await withClient(urls.superuser, async (client) => {
      // A detour over membership counts as well; dropped again so that other worlds of the cluster keep their app.
      await client.query('create role detour bypassrls');
      await client.query(`create role app_by_detour login password 'test' in role shijian_app, detour`);
      await client.query(`grant connect on database ${client.database} to app_by_detour`);
      const url = new URL(urls.app);
      url.username = 'app_by_detour';
      url.password = 'test';
      assert.equal(await refused(url.href, urls.admin), 'E_ROLE_BYPASSES');
      await client.query(`revoke connect on database ${client.database} from app_by_detour`);
      await client.query('drop role app_by_detour');
      await client.query('drop role detour');
    });
  });

  test('migrations run once, and one that was edited after it ran is refused', async ({ assert }) => {
    const { urls } = await sharedWorld();
    assert.deepEqual(await migrate(urls.admin), []);
    const [first, ...rest] = readMigrations();
    await assert.rejects(() => migrate(urls.admin, [{ ...first!, sha256: 'edited' }, ...rest]), /E_MIGRATION_CHANGED/);
    const broken = { name: '9999_broken.sql', sha256: 'x', text: 'create table platform.half (n int4); select 1 / 0;' };
    await assert.rejects(() => migrate(urls.admin, [broken]), /division by zero/);
    await withClient(urls.admin, async (client) => {
      const { rows } = await client.query(
        `select to_regclass('platform.half') as half, (select count(*)::int from platform.migration where name like '9999%') as ledger`,
      );
      assert.deepEqual(rows[0], { half: null, ledger: 0 });
    });
  });
});
