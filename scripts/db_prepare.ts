// `npm run db:prepare`: what a DBA runs once on a PostgreSQL of the operator's. Prints it, with fresh passwords; or runs it
// over the address in DATABASE_PREPARE_URL, which is used here and nowhere else.
//   npm run db:prepare -- --database shijian
import { randomBytes } from 'node:crypto';
import {
  createDatabase,
  inDatabase,
  prepareDatabase,
  roleStatements,
  schemaStatements,
} from '@shijian/server/database/roles';
import { readArguments } from './read_arguments.ts';

try {
  const { database = 'shijian' } = readArguments(process.argv.slice(2), { database: 'text' });
  const secret = () => randomBytes(24).toString('base64url');
  const passwords = { shijian_migrator: secret(), shijian_app: secret() };
  const url = process.env.DATABASE_PREPARE_URL || null;
  if (url) await prepareDatabase(url, database, passwords);
  else {
    console.log(`-- As a superuser, with psql:\n${roleStatements(passwords).join(';\n')};`);
    console.log(`${createDatabase(database)};\n\\connect ${database}\n${schemaStatements(database).join(';\n')};\n`);
  }
  const address = (role: 'shijian_app' | 'shijian_migrator') => {
    const copy = new URL(inDatabase(url ?? 'postgres://HOST:5432', database));
    copy.username = role;
    copy.password = passwords[role];
    return copy.href;
  };
  console.log(`${url ? 'Done. ' : '-- '}Start Shijian with:`);
  console.log(`-- DATABASE_URL=${address('shijian_app')}`);
  console.log(`-- DATABASE_ADMIN_URL=${address('shijian_migrator')}`);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
