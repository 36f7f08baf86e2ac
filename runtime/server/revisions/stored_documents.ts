// Documents that a bureau wrote on its screens. They stand in the database, not on disk, and are compiled with the bureau's files
// whenever a revision is made, so that a restart finds them again.
import type pg from 'pg';
import type { PackageSource } from '@shijian/kernel';

/** A document as it is to be from now on; null takes it away. */
export interface DocumentChange {
  /** Below the bureau's folder, such as tenants/changan/additions/roles/x_night.json. */
  path: string;
  text: string | null;
}

/** The bureau's files with its own documents behind them, as they are or as these changes make them. */
export async function withStoredDocuments(
  migrator: pg.Client,
  source: PackageSource,
  changes: readonly DocumentChange[] = [],
): Promise<PackageSource> {
  const { rows } = await migrator.query<{ path: string; text: string }>(
    `select d.path, d.text from platform.document d join platform.tenant t on t.id = d.tenant_id where t.name = $1`,
    [source.name],
  );
  const stored = new Map(rows.map(({ path, text }) => [path, text]));
  const known = new Set([...stored.keys(), ...changes.map(({ path }) => path)]);
  for (const { path, text } of changes) {
    if (text === null) stored.delete(path);
    else stored.set(path, text);
  }
  if (known.size === 0) return source;
  // A revision that was read back has them among its files: always behind, in one order, or the same documents would hash twice.
  const files = source.files.filter(({ path }) => !known.has(path));
  const own = [...stored].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => ({ path, text }));
  return { ...source, files: [...files, ...own] };
}

/** Keeps the changes; within the metadata transaction. */
export async function keepDocuments(
  migrator: pg.Client,
  tenant: number,
  changes: readonly DocumentChange[],
  by: string,
): Promise<void> {
  for (const { path, text } of changes) {
    if (text === null)
      await migrator.query('delete from platform.document where tenant_id = $1 and path = $2', [tenant, path]);
    else
      await migrator.query(
        `insert into platform.document (tenant_id, path, text, by_name) values ($1, $2, $3, $4)
         on conflict (tenant_id, path) do update set text = excluded.text, by_name = excluded.by_name, at = now()`,
        [tenant, path, text, by],
      );
  }
}
