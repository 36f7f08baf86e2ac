// `npm run db:prepare`: what a DBA runs once on a PostgreSQL of the operator's. Prints it, with fresh passwords; or runs it
// over the address in DATABASE_PREPARE_URL, which is used here and nowhere else. Run again it changes nothing: a role that is
// there keeps its password, for servers may be using it.
//   npm run db:prepare -- --database shijian
import { randomBytes } from 'node:crypto';
import { checkUrl } from '@shijian/server/config/environment';
import {
  createDatabase,
  inDatabase,
  LOGIN_ROLES,
  prepareDatabase,
  roleStatements,
  schemaStatements,
  withClient,
} from '@shijian/server/database/roles';
import { readArguments } from './read_arguments.ts';

try {
  const { database = 'shijian' } = readArguments(process.argv.slice(2), { database: 'text' });
  const secret = () => randomBytes(24).toString('base64url');
  const passwords = { shijian_migrator: secret(), shijian_app: secret() };
  const url = process.env.DATABASE_PREPARE_URL || null;
  checkUrl('DATABASE_PREPARE_URL', url ?? undefined);
  const kept = url ? await rolesThere(url) : [];
  if (url) await prepareDatabase(url, database, passwords, 'keep');
  else {
    console.log(`-- As a superuser, with psql:\n${roleStatements(passwords, 'keep').join(';\n')};`);
    console.log(`${createDatabase(database)};\n\\connect ${database}\n${schemaStatements(database).join(';\n')};\n`);
  }
  const address = (role: (typeof LOGIN_ROLES)[number]) => {
    const copy = new URL(inDatabase(url ?? 'postgres://HOST:5432', database));
    copy.username = role;
    copy.password = kept.includes(role) ? 'PASSWORD' : passwords[role];
    return copy.href;
  };
  console.log(`${url ? 'Done. ' : '-- '}Start Shijian with:`);
  console.log(`-- DATABASE_URL=${address('shijian_app')}`);
  console.log(`-- DATABASE_ADMIN_URL=${address('shijian_migrator')}`);
  if (kept.length > 0) console.log(`-- PASSWORD as it was: ${kept.join(' and ')} had one before.`);
} catch (error) {
  const { message, code } = error as Error & { code?: string };
  console.error(`Not prepared: ${message || code}`);
  process.exit(1);
}

async function rolesThere(url: string): Promise<string[]> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ name: string }>('select rolname as name from pg_roles where rolname = any($1) order by 1', [
      [...LOGIN_ROLES],
    ]),
  );
  return rows.map(({ name }) => name);
}
