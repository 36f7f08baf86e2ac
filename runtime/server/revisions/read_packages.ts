// Packages and tenants as text, from disk: the platform's own (metadata/), domain plugins (plugins/ and installed npm packages
// that carry "shijian" in their package.json) and the bureaus (tenants/). Reads; judges nothing.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isCode, type PackageSource, type SourceFile } from '@shijian/kernel';

export interface Sources {
  packages: PackageSource[];
  tenants: PackageSource[];
}

/** Where packages and tenants are looked for, beside the project's own folders. */
export interface SourceFolders {
  root: string;
  /** Further package folders, each with a plugin.yaml. */
  packages?: string[];
}

const TAKEN = /\.(ya?ml|json|csv)$/;
const PASSED_OVER = new Set(['node_modules', 'package.json', 'package-lock.json', 'web', 'schemas', 'tests']);

/** Folder of a package's functions. */
const CODE = 'server';

/** Reads every package and tenant; file paths are relative to the root, with forward slashes. */
export async function readSources(folders: SourceFolders): Promise<Sources> {
  const { root } = folders;
  const own = [...(await foldersIn(join(root, 'metadata'))), ...(await foldersIn(join(root, 'plugins')))];
  const packages: PackageSource[] = [];
  for (const folder of own)
    if (await exists(join(folder, 'plugin.yaml'))) packages.push(await readPackage('package', folder, root));
  const owned = new Set(packages.map(({ name }) => name));
  for (const folder of [...(await installedPackages(root)), ...(folders.packages ?? [])]) {
    if (!(await exists(join(folder, 'plugin.yaml')))) continue;
    const source = await readPackage('package', folder, root);
    // The project's own folder wins over an installed copy; two folders of one name otherwise are the kernel's to report.
    if (!owned.has(source.name)) packages.push(source);
  }
  const tenants: PackageSource[] = [];
  for (const folder of await foldersIn(join(root, 'tenants'))) {
    if (await exists(join(folder, 'tenant.yaml'))) tenants.push(await readPackage('tenant', folder, root));
  }
  return { packages, tenants };
}

/** One package or tenant from its folder. */
export async function readPackage(kind: 'package' | 'tenant', folder: string, root: string): Promise<PackageSource> {
  const files: SourceFile[] = [];
  await collect(folder, root, files);
  if (kind === 'package') await collectCode(folder, root, files);
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = files.find((file) => file.path.endsWith(kind === 'package' ? '/plugin.yaml' : '/tenant.yaml'));
  const name = /^name:\s*["']?([A-Za-z0-9_-]+)/m.exec(manifest?.text ?? '')?.[1];
  return { kind, name: name ?? folder.split('/').at(-1)!, files };
}

async function collect(folder: string, root: string, files: SourceFile[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (PASSED_OVER.has(entry.name) || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.name === CODE) continue;
    if (entry.isDirectory()) await collect(path, root, files);
    else if (TAKEN.test(entry.name)) {
      files.push({ path: relative(root, path).replaceAll('\\', '/'), text: await readFile(path, 'utf8') });
    }
  }
}

/** The package's functions: texts like its documents, so that a revision keeps them with the rest. */
async function collectCode(folder: string, root: string, files: SourceFile[], at = CODE): Promise<void> {
  for (const entry of await readdir(join(folder, at), { withFileTypes: true }).catch(() => [])) {
    const inner = `${at}/${entry.name}`;
    if (entry.isDirectory()) await collectCode(folder, root, files, inner);
    else if (isCode(inner)) {
      const path = join(folder, inner);
      files.push({ path: relative(root, path).replaceAll('\\', '/'), text: await readFile(path, 'utf8') });
    }
  }
}

/** Dependencies of the root package.json that say `"shijian": "plugin.yaml"`. */
async function installedPackages(root: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  const found: string[] = [];
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const folder = join(root, 'node_modules', name);
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
    if ((JSON.parse(text) as { shijian?: string }).shijian) found.push(folder);
  }
  return found;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
