// Tests over a PostgreSQL that somebody gives: the part of the suite that asks most of the database. Refuses a server on which a
// Shijian is at home, because the passwords of its roles would be changed.
import { withClient } from '@shijian/server/database/roles';
import type { Suite } from './suites.ts';

/** Not the spec of plans: it asks for them in a way that 15 does not know. */
const KERNEL = ['agreement', 'mask'];
const SERVER = [
  'isolation',
  'pipeline',
  'one_connection',
  'reading',
  'writing',
  'masked_values',
  'all_fields',
  'batch',
  'keys_across',
  'stored_computed',
  'import',
  'large_entity',
  'backfill',
  'audit_seal',
  'outbox',
  'queues',
  'retention',
  'matrix',
  'city',
  'plans',
];
const OLDEST = 150000;

/** What runs over it, in this order. */
export function givenSuites(url: string, version: string): Suite[] {
  const suite = (folder: string, specs: string[], env: Record<string, string>): Suite => ({
    name: `${folder} on PostgreSQL ${version}`,
    runner: `${folder}/tests/run.ts`,
    args: specs.flatMap((spec) => ['--files', `${spec}.spec.ts`]),
    env: { TEST_DATABASE_URL: url, ...env },
  });
  // The kernel's specs use the server's own database, which nobody has prepared.
  return [
    suite('kernel', KERNEL, { PGOPTIONS: '-c jit=off -c random_page_cost=1.1' }),
    suite('runtime/server', SERVER, {}),
  ];
}

/** @returns its version, such as "15.20". @throws Error when it is too old, not a superuser's, or not empty of Shijians */
export async function checkGiven(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ number: number; version: string; superuser: boolean; taken: string | null }>(
      `select current_setting('server_version_num')::int4 as number, split_part(current_setting('server_version'), ' ', 1) as version,
         (select rolsuper from pg_roles where rolname = current_user) as superuser,
         (select string_agg(d.datname, ', ') from pg_database d join pg_roles r on r.oid = d.datdba
            where r.rolname = 'shijian_owner' and d.datname !~ '^world_[0-9a-f]{12}$') as taken`,
    );
    const { number, version, superuser, taken } = rows[0]!;
    if (number < OLDEST) throw new Error(`PostgreSQL ${version} is too old for the tests; give 15 or later.`);
    if (!superuser)
      throw new Error('The tests need a superuser of the PostgreSQL that is given: they make roles and databases.');
    if (taken)
      throw new Error(
        `A Shijian is at home there (${taken}): its roles would get other passwords. Give an empty PostgreSQL.`,
      );
    return version;
  });
}
