// Fresh statistics after a bulk load: until they are there the planner guesses, and takes the wrong index.
import pg from 'pg';

/** Analyses every table of records; runs as their owner. */
export async function analyzeRecords(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('records', 'platform')`,
    );
    await client.query('set role shijian_owner');
    for (const { name } of rows) await client.query(`analyze ${name}`);
  } finally {
    await client.end();
  }
}
