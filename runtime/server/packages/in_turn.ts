// A connection of the migrator while nobody else applies or installs.
import pg from 'pg';
import { takeTurn } from '../revisions/apply_all.ts';

export async function inTurn<T>(adminUrl: string, body: (migrator: pg.Client) => Promise<T>): Promise<T> {
  const migrator = new pg.Client({ connectionString: adminUrl });
  await migrator.connect();
  try {
    await takeTurn(migrator);
    return await body(migrator);
  } finally {
    await migrator.end();
  }
}
