// Runs the numbered SQL files of migrations/ once each, by the migrator, one transaction a file, and says which are
// missing. Refuses a file that was changed after it ran.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { withClient } from './roles.ts';

export interface Migration {
  name: string;
  text: string;
  sha256: string;
}

const FOLDER = path.join(import.meta.dirname, 'migrations');
/** Two servers that start at once migrate one after the other. */
const LOCK = 7300;

const LEDGER = `create table if not exists platform.migration (
  name text collate "C" primary key,
  sha256 text collate "C" not null,
  at timestamptz not null default now()
)`;

/**
 * Brings the platform's own tables up to date.
 * @param adminUrl address of the migrator
 * @returns names of the files that ran
 * @throws Error E_MIGRATION_CHANGED when a file that has run reads differently now; a failing file leaves nothing behind
 */
export async function migrate(
  adminUrl: string,
  migrations: readonly Migration[] = readMigrations(),
): Promise<string[]> {
  return withClient(adminUrl, async (client) => {
    const ran: string[] = [];
    await inTransaction(client, async () => {
      await client.query(LEDGER);
      await client.query('grant select on platform.migration to shijian_app');
    });
    for (const migration of migrations) {
      await inTransaction(client, async () => {
        const found = await client.query('select sha256 from platform.migration where name = $1', [migration.name]);
        const sha256 = (found.rows[0] as { sha256: string } | undefined)?.sha256;
        if (sha256 === migration.sha256) return;
        if (sha256) {
          throw new Error(
            `E_MIGRATION_CHANGED: ${migration.name} has been run and reads differently now. ` +
              'Add a new file instead; a demo is reset by "npm start -- --fresh".',
          );
        }
        await client.query(migration.text);
        await client.query('insert into platform.migration (name, sha256) values ($1, $2)', [
          migration.name,
          migration.sha256,
        ]);
        ran.push(migration.name);
      });
    }
    return ran;
  });
}

/** The migrations of this version of the code, in order. */
export function readMigrations(folder: string = FOLDER): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
    });
}

async function inTransaction(client: pg.Client, body: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('set local role shijian_owner');
    // Only what is written with its schema is found: a migration cannot pick up somebody's table of the same name.
    await client.query('set local search_path = pg_catalog, pg_temp');
    await body();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}
