// Files on disk are one author of a bureau's documents among others. What of them was looked at last is kept, so that at a start only a
// file that has changed since says something; and where the bureau has changed the same document meanwhile, neither is lost.
import type pg from 'pg';
import type { PackageSource } from '@shijian/kernel';
import { uuidV7 } from '../records/uuid_v7.ts';
import { textHash } from './revision_files.ts';
import { withChanges, type DocumentChange } from './stored_documents.ts';
import { readRevision } from './tenants.ts';
import { platformOf } from './platform_of.ts';

export interface DiskFile {
  path: string;
  hash: string;
}

export interface Reconciled {
  /** The bureau's documents as they are to be. */
  tenant: PackageSource;
  /** What is on disk now, to be kept when this has been applied. */
  disk: DiskFile[];
  /** Changes on disk that are left as a draft, because the bureau changed one of these documents itself; empty when there are none. */
  diverged: DocumentChange[];
  /** Those that both changed. */
  contested: string[];
}

/** @param source the bureau's files as they are on disk */
export async function reconcile(migrator: pg.Client, source: PackageSource): Promise<Reconciled> {
  const disk = source.files.map(({ path, text }) => ({ path, hash: textHash(text) }));
  const taken: Reconciled = { tenant: withChanges(source, []), disk, diverged: [], contested: [] };
  const { rows } = await migrator.query<{ id: number; model_rev: number }>(
    'select id, model_rev from platform.tenant where name = $1 and model_rev > 0',
    [source.name],
  );
  if (!rows[0]) return taken;
  const current = (await readRevision(platformOf(migrator), rows[0].id, rows[0].model_rev)).tenant!;
  const known = await migrator.query<DiskFile>('select path, hash from platform.disk_file where tenant_id = $1', [
    rows[0].id,
  ]);
  const before = new Map(known.rows.map(({ path, hash }) => [path, hash]));
  const there = new Map(source.files.map(({ path, text }) => [path, text]));
  const ours = new Map(current.files.map(({ path, text }) => [path, text]));
  const hashIn = (texts: Map<string, string>, path: string): string | null =>
    texts.has(path) ? textHash(texts.get(path)!) : null;
  const changed = [...new Set([...before.keys(), ...there.keys()])]
    .filter((path) => (before.get(path) ?? null) !== hashIn(there, path))
    .filter((path) => hashIn(there, path) !== hashIn(ours, path))
    .sort();
  const changes = changed.map((path) => ({ path, text: there.get(path) ?? null }));
  const contested = changed.filter((path) => hashIn(ours, path) !== (before.get(path) ?? null));
  // What was changed together on disk stays together.
  if (contested.length > 0) return { ...taken, tenant: withChanges(current, []), diverged: changes, contested };
  return { ...taken, tenant: withChanges(current, changes) };
}

/** Notes what of the disk was looked at; within a transaction. */
export async function keepDisk(migrator: pg.Client, tenant: number, disk: readonly DiskFile[]): Promise<void> {
  await migrator.query('delete from platform.disk_file where tenant_id = $1', [tenant]);
  await migrator.query(
    'insert into platform.disk_file (tenant_id, path, hash) select $1, * from unnest($2::text[], $3::text[])',
    [tenant, disk.map(({ path }) => path), disk.map(({ hash }) => hash)],
  );
}

/** Leaves what the disk says, where the bureau says something else, as a draft; within the transaction that notes the disk. */
export async function leaveDraft(
  migrator: pg.Client,
  rev: number,
  { tenant, diverged, contested }: Reconciled,
): Promise<void> {
  if (diverged.length === 0) return;
  await migrator.query(
    `insert into platform.draft (tenant_id, id, title, message, kind, base_rev, changes, detail, author_name)
     select t.id, $2, $3, $4, 'files', $5, $6, $7, '磁盘文件' from platform.tenant t where t.name = $1`,
    [
      tenant.name,
      uuidV7(),
      `磁盘文件的改动（${diverged.length} 个文档）`,
      `这些文档在磁盘上和系统里都改过，没有自动采用：${contested.join('、')}`,
      rev,
      JSON.stringify(diverged),
      JSON.stringify({ contested }),
    ],
  );
}
