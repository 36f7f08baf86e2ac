// Filling empty tables: indexes that serve searching are put aside and made again over all rows at once, which costs a fraction of
// keeping them up row by row. Unique ones and those of constraints stay.
import pg from 'pg';

interface Aside {
  table: string;
  name: string;
  definition: string;
}

/** Indexes are made by so many connections side by side. */
const BUILDERS = 2;

/** Not of a partition: those go and come with the index of the whole table. */
const FOUND = `select t.oid::regclass::text as table, i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
  from pg_index i join pg_class t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
  where t.relnamespace = 'records'::regnamespace and not i.indisunique and i.indisvalid and not x.relispartition
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
  order by pg_relation_size(i.indrelid) desc, 1, 2`;

/**
 * Runs what fills the tables of records without their indexes; runs as their owner. When it fails they are not made again: whoever
 * fills tables that were empty begins anew.
 */
export async function withIndexesAside(adminUrl: string, fill: () => Promise<void>): Promise<void> {
  const owners = await Promise.all(Array.from({ length: BUILDERS }, () => ownerOf(adminUrl)));
  try {
    const [owner] = owners;
    const { rows } = await owner!.query<Aside>(FOUND);
    if (rows.length > 0) await owner!.query(`drop index ${rows.map(({ name }) => name).join(', ')}`);
    await fill();
    // The index of a table in partitions is told as if it were to leave them out.
    const left = rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '));
    await Promise.all(
      owners.map(async (builder) => {
        for (let next = left.shift(); next; next = left.shift()) await builder.query(next);
      }),
    );
  } finally {
    await Promise.all(owners.map((owner) => owner.end()));
  }
}

async function ownerOf(adminUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query('set role shijian_owner');
  return client;
}
