// Fresh statistics after a bulk load: until they are there the planner guesses, and takes the wrong index.
import { withClient } from '../database/roles.ts';

/** Connections that go through the tables side by side. */
const SIDE_BY_SIDE = 2;

/** Analyses every table of records and of the platform; runs as their owner. */
export async function analyzeRecords(adminUrl: string): Promise<void> {
  const waiting = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
       where c.relnamespace in ('records'::regnamespace, 'platform'::regnamespace) and c.relkind in ('r', 'p')
       order by pg_relation_size(c.oid)`,
    );
    return rows.map(({ name }) => name);
  });
  const worker = () =>
    withClient(adminUrl, async (client) => {
      await client.query('set role shijian_owner');
      // The largest stand at the end.
      for (let name = waiting.pop(); name; name = waiting.pop()) await client.query(`analyze ${name}`);
    });
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}
