// The packages of this installation by name and version. Which of them a bureau runs is what its tenant.yaml names, so bureaus on two
// versions of one package stand side by side.
import type pg from 'pg';
import { compareVersions, manifestOf, versionsOf, type Manifest, type PackageSource } from '@shijian/kernel';
import type { Database } from '../database/client.ts';
import { textHash } from '../revisions/revision_files.ts';
import { PackageRefused } from './package_refused.ts';

/** Where a version came from: this server's own folders (then it follows them), or installed for good. */
export type PackageOrigin = 'disk' | 'tarball' | 'folder' | 'registry';

export interface PackageVersion {
  name: string;
  version: string;
  label: string;
  hash: string;
  manifest: Manifest;
  origin: PackageOrigin;
  /** ISO instant. */
  installed_at: string;
  installed_by: string;
}

type Platform = Pick<Database, 'platform'>;

/**
 * Notes a version; within the caller's turn. The same files again change nothing.
 * @throws PackageRefused E_PACKAGE_IMMUTABLE when that version is there with other files, E_PACKAGE_MANIFEST without a manifest
 */
export async function registerPackage(
  migrator: pg.ClientBase,
  source: PackageSource,
  origin: PackageOrigin,
  by: string,
): Promise<'new' | 'same' | 'changed'> {
  const manifest = manifestOf(source);
  if (!manifest || manifest.version === '')
    throw new PackageRefused('E_PACKAGE_MANIFEST', [
      { code: 'E_PACKAGE_MANIFEST', at: 'plugin.yaml', value: null, message: '包里没有可读的 plugin.yaml' },
    ]);
  const hash = packageHash(source);
  const { name, version, label } = manifest;
  const { rows } = await migrator.query<{ hash: string; origin: PackageOrigin }>(
    'select hash, origin from platform.package_version where name = $1 and version = $2',
    [name, version],
  );
  const [known] = rows;
  if (known?.hash === hash) return 'same';
  if (known && (origin !== 'disk' || known.origin !== 'disk'))
    throw new PackageRefused('E_PACKAGE_IMMUTABLE', [
      {
        code: 'E_PACKAGE_IMMUTABLE',
        at: 'version',
        value: version,
        message: `${name} ${version} 已经装过，内容不同。请换一个版本号`,
      },
    ]);
  const files = source.files.map(({ path, text }) => ({ path, hash: textHash(text), text }));
  await migrator.query(
    'insert into platform.source (hash, text) select distinct * from unnest($1::text[], $2::text[]) on conflict do nothing',
    [files.map((file) => file.hash), files.map((file) => file.text)],
  );
  await migrator.query(
    `insert into platform.package_version (name, version, label, hash, files, manifest, origin, installed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (name, version) do update set label = excluded.label, hash = excluded.hash, files = excluded.files,
       manifest = excluded.manifest, installed_at = now(), installed_by = excluded.installed_by`,
    [
      ...[name, version, label, hash, JSON.stringify(files.map(({ path, hash: own }) => ({ path, hash: own })))],
      ...[JSON.stringify(manifest), origin, by],
    ],
  );
  return known ? 'changed' : 'new';
}

/** Hash of a package's files wherever they lie: the same content from a folder and from a tarball is the same version. */
export function packageHash(source: PackageSource): string {
  const manifest = source.files.find(({ path }) => /(^|\/)plugin\.yaml$/.test(path));
  const folder = manifest ? manifest.path.slice(0, -'plugin.yaml'.length) : '';
  const lines = source.files.map(({ path, text }) => `${path.slice(folder.length)} ${textHash(text)}`);
  return textHash(lines.sort().join('\n'));
}

/** Every version that is installed, by name, newest first. */
export async function packageVersions(database: Platform): Promise<PackageVersion[]> {
  const rows = await database.platform({
    text: `select name, version, label, hash, origin, installed_by, manifest::text as manifest,
             to_char(installed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as installed_at
           from platform.package_version order by name`,
    values: [],
  });
  return rows
    .map((row): PackageVersion => ({
      ...{ name: row.name!, version: row.version!, label: row.label!, hash: row.hash! },
      manifest: JSON.parse(row.manifest!) as Manifest,
      origin: row.origin as PackageOrigin,
      ...{ installed_at: row.installed_at!, installed_by: row.installed_by! },
    }))
    .sort((a, b) => (a.name === b.name ? compareVersions(b.version, a.version) : a.name < b.name ? -1 : 1));
}

/** Read once and shared by all bureaus: the kernel reads the same object once too. */
const sources = new Map<string, PackageSource>();
const MOST_KEPT = 200;

/** @returns null where that version is not installed */
export async function packageSource(database: Platform, name: string, version: string): Promise<PackageSource | null> {
  const [known] = await database.platform({
    text: 'select hash from platform.package_version where name = $1::text and version = $2::text',
    values: [name, version],
  });
  if (!known) return null;
  const key = `${name} ${known.hash}`;
  const kept = sources.get(key);
  if (kept) return kept;
  const rows = await database.platform({
    text: `select f.file ->> 'path' as path, s.text
           from platform.package_version p
           cross join lateral jsonb_array_elements(p.files) with ordinality f(file, n)
           join platform.source s on s.hash = f.file ->> 'hash'
           where p.name = $1::text and p.version = $2::text and p.hash = $3::text order by f.n`,
    values: [name, version, known.hash!],
  });
  const source: PackageSource = {
    kind: 'package',
    name,
    files: rows.map((row) => ({ path: row.path!, text: row.text! })),
  };
  if (sources.size >= MOST_KEPT) sources.clear();
  sources.set(key, source);
  return source;
}

/**
 * The packages that a bureau's tenant.yaml names, each in the version that it names.
 * @param near taken where name and version are right: what the bureau runs, or what is on disk; of a version that is nowhere the nearest
 * of that name is handed back, so that the kernel says which version is wanted and which is there
 */
export async function packagesOf(
  database: Platform,
  tenant: PackageSource,
  near: readonly PackageSource[] = [],
): Promise<PackageSource[]> {
  const versions = versionsOf(tenant);
  const found: PackageSource[] = [];
  for (const [name, version] of Object.entries(versions)) {
    const close = near.filter((source) => source.name === name);
    const right = close.find((source) => manifestOf(source)?.version === version);
    const source = right ?? (await packageSource(database, name, version)) ?? close[0];
    if (source) found.push(source);
  }
  // A package that others need and nobody names is told by the kernel, who has to see it.
  return [...found, ...near.filter((source) => !(source.name in versions))];
}
