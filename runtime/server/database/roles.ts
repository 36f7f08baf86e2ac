// The four roles of the database and what they may, as SQL that runs any number of times; and the check that a database
// somebody else prepared keeps to it. Refuses a role that row security would not bind.
import pg from 'pg';

export interface RolePasswords {
  shijian_migrator: string;
  shijian_app: string;
}

/** A database that Shijian must not be run on; the message says what to do. */
export class DatabaseRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Oldest PostgreSQL that the generated SQL runs on. */
const OLDEST = 150000;

/** Who logs in. */
export const LOGIN_ROLES = ['shijian_migrator', 'shijian_app'] as const;

/** Whether a role that is there already gets the password that is given, or keeps the one that servers may be using. */
export type KnownRoles = 'set' | 'keep';

/**
 * What a superuser (or a role with CREATEROLE and CREATEDB) runs once, in any database.
 * @returns statements; `create database` has to stand outside a transaction
 */
export function roleStatements(passwords: RolePasswords, known: KnownRoles): string[] {
  return [
    ...['shijian_owner', 'shijian_reader'].map((role) => createRole(role, 'nologin')),
    ...LOGIN_ROLES.flatMap((role) => {
      const login = `login password ${pg.escapeLiteral(passwords[role])}`;
      return known === 'keep'
        ? [createRole(role, login)]
        : [createRole(role, 'login'), `alter role ${role} with ${login}`];
    }),
    // The migrator acts as the owner of tables and as the owner of the gates; the app is neither.
    'grant shijian_owner to shijian_migrator',
    'grant shijian_reader to shijian_migrator',
    // Whoever prepares without being superuser must be able to hand things to these roles.
    `do $$ begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant shijian_owner, shijian_reader to %I', current_user);
  end if;
end $$`,
  ];
}

/** The second half, in the database itself: extension and schemas. What a table grants stands beside its definition. */
export function schemaStatements(database: string): string[] {
  const name = pg.escapeIdentifier(database);
  return [
    `revoke all on database ${name} from public`,
    `grant connect on database ${name} to shijian_migrator, shijian_app`,
    // COPY does not pass row security: bulk rows go through a temporary table.
    `grant temporary on database ${name} to shijian_app`,
    'revoke create on schema public from public',
    'create extension if not exists btree_gin with schema public',
    'create schema if not exists platform authorization shijian_owner',
    'create schema if not exists records authorization shijian_owner',
    'create schema if not exists gate authorization shijian_reader',
    'grant usage on schema platform to shijian_app, shijian_reader',
    'grant usage on schema records to shijian_app, shijian_reader',
    'grant usage on schema gate to shijian_app, shijian_owner',
    plannerStatement(database),
  ];
}

/** What the statements were measured with; a server whose operator has said otherwise keeps what he said. */
const PLANNER = { jit: 'off', random_page_cost: '1.1', work_mem: '16MB' };

function plannerStatement(database: string): string {
  const each = Object.entries(PLANNER).map(
    ([name, value]) => `  if exists (select from pg_settings where name = '${name}' and source = 'default') then
    alter database ${pg.escapeIdentifier(database)} set ${name} = '${value}';
  end if;`,
  );
  return `do $$ begin\n${each.join('\n')}\nend $$`;
}

/**
 * Prepares a server: roles, the database, its schemas. Runs any number of times.
 * @param adminUrl address with the rights of a superuser, used here and nowhere else
 */
export async function prepareDatabase(
  adminUrl: string,
  database: string,
  passwords: RolePasswords,
  known: KnownRoles = 'set',
): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (const statement of roleStatements(passwords, known)) await client.query(statement);
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(createDatabase(database));
  });
  await withClient(inDatabase(adminUrl, database), async (client) => {
    for (const statement of schemaStatements(database)) await client.query(statement);
  });
}

/** template0 has neither a locale nor objects of anybody else. */
export function createDatabase(database: string): string {
  return `create database ${pg.escapeIdentifier(database)} owner shijian_owner template template0 encoding 'UTF8'`;
}

/** The same address with another database. */
export function inDatabase(url: string, database: string): string {
  const copy = new URL(url);
  copy.pathname = `/${encodeURIComponent(database)}`;
  return copy.href;
}

/**
 * Holds a database to what the design rests on.
 * @throws DatabaseRefused E_DATABASE_OLD, E_DATABASE_UNPREPARED, E_ROLE_BYPASSES (superuser, BYPASSRLS or a way there),
 *   E_ROLE_OWNS (the app owns tables or acts as their owner), E_ROLE_MIGRATOR (cannot act as owner and reader)
 */
export async function verifyDatabase(appUrl: string, adminUrl: string): Promise<void> {
  await withClient(appUrl, async (client) => {
    const version = Number((await client.query('show server_version_num')).rows[0].server_version_num);
    if (version < OLDEST) {
      throw new DatabaseRefused(
        'E_DATABASE_OLD',
        `PostgreSQL ${Math.floor(version / 10000)} is too old; use 15 or later.`,
      );
    }
    const { rows } = await client.query(APP_ROLE);
    const role = rows[0] as Record<'bypasses' | 'prepared' | 'is_app' | 'owns', boolean>;
    if (role.bypasses) {
      throw new DatabaseRefused(
        'E_ROLE_BYPASSES',
        'the role of DATABASE_URL is superuser or bypasses row security (or may become such a role), so bureaus would see each other. Use shijian_app; "npm run db:prepare" shows how to make it.',
      );
    }
    if (role.owns) {
      throw new DatabaseRefused(
        'E_ROLE_OWNS',
        'the role of DATABASE_URL owns tables or acts as their owner. Use shijian_app, and shijian_migrator for DATABASE_ADMIN_URL.',
      );
    }
    if (!role.prepared || !role.is_app) {
      throw new DatabaseRefused(
        'E_DATABASE_UNPREPARED',
        'roles or schemas are missing: let a DBA run what "npm run db:prepare" prints.',
      );
    }
  });
  await withClient(adminUrl, async (client) => {
    const { rows } = await client.query(
      `select pg_has_role(current_user, 'shijian_owner', 'usage') and pg_has_role(current_user, 'shijian_reader', 'usage') as able`,
    );
    if (!(rows[0] as { able: boolean }).able) {
      throw new DatabaseRefused(
        'E_ROLE_MIGRATOR',
        'the role of DATABASE_ADMIN_URL is no member of shijian_owner and shijian_reader; use shijian_migrator.',
      );
    }
  });
}

/** Membership counts as much as the attribute: whoever may SET ROLE to a superuser is one. */
const APP_ROLE = `
  with known as (select oid, rolname from pg_roles where rolname in ('shijian_owner', 'shijian_reader', 'shijian_migrator'))
  select
    exists (select from pg_roles r where (r.rolsuper or r.rolbypassrls) and pg_has_role(current_user, r.oid, 'member')) as bypasses,
    (select count(*) = 3 from known)
      and (select count(*) = 3 from pg_namespace where nspname in ('platform', 'records', 'gate')) as prepared,
    exists (select from pg_roles r where r.rolname = 'shijian_app' and pg_has_role(current_user, r.oid, 'usage')) as is_app,
    exists (select from known where pg_has_role(current_user, known.oid, 'member'))
      or exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('platform', 'records', 'gate') and pg_has_role(current_user, c.relowner, 'member')
      ) as owns`;

/** One connection for one job, closed whatever happens. */
export async function withClient<T>(url: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** None of the four is superuser, makes roles or bypasses row security; that is the default and stays unsaid. */
function createRole(role: string, login: string): string {
  return `do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then create role ${role} ${login}; end if;
end $$`;
}
