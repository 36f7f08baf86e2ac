// The files of a package from wherever somebody says: a folder, a tarball, or the npm registry by the npm that is there. Nothing of it is run.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SourceFile } from '@shijian/kernel';
import type { PackageOrigin } from './package_store.ts';
import { PackageRefused } from './package_refused.ts';
import { readTarball, TARBALL_LIMITS } from './read_tarball.ts';

export interface FetchedPackage {
  origin: PackageOrigin;
  /** By their path in the package. */
  files: SourceFile[];
}

/** A name of npm with a version, a range or a tag; no URL, no repository, no flag. */
const NPM_SPEC = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*(?:@[\w.^~<>=* +-]+)?$/i;
const PATIENCE_MS = 120_000;

/**
 * @param spec a folder, a .tgz, or a package of the npm registry (`@vendor/food@2.0.0`)
 * @param options further environment for npm, such as another registry
 * @throws PackageRefused E_PACKAGE_NONE when there is nothing of that name, and what a tarball is refused for
 */
export async function fetchPackage(spec: string, options: { env?: NodeJS.ProcessEnv } = {}): Promise<FetchedPackage> {
  const place = await stat(spec).catch(() => null);
  if (place?.isDirectory()) return { origin: 'folder', files: await filesOfFolder(spec) };
  if (place?.isFile()) return { origin: 'tarball', files: await readTarball(await readFile(spec)) };
  if (/\.t?gz$/.test(spec) || spec.startsWith('.') || spec.startsWith('/') || !NPM_SPEC.test(spec))
    throw none(spec, '没有这个文件或文件夹');
  return { origin: 'registry', files: await readTarball(await fromRegistry(spec, options.env ?? process.env)) };
}

/** npm fetches the tarball and checks its integrity; scripts of the package are not run. */
async function fromRegistry(spec: string, env: NodeJS.ProcessEnv): Promise<Buffer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'shijian-package-'));
  const args = [
    'pack',
    spec,
    '--ignore-scripts',
    '--pack-destination',
    folder,
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ];
  try {
    await promisify(execFile)('npm', args, { cwd: folder, env, timeout: PATIENCE_MS, shell: false });
    const [name] = (await readdir(folder)).filter((one) => one.endsWith('.tgz'));
    if (!name) throw none(spec, 'npm 没有给出这个包');
    return await readFile(path.join(folder, name));
  } catch (error) {
    if (error instanceof PackageRefused) throw error;
    const said = String((error as { stderr?: string }).stderr ?? (error as Error).message).trim();
    throw none(spec, `npm 取不到这个包：${said.split('\n')[0] ?? ''}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Plain files below a folder. @throws PackageRefused E_TARBALL_LINK, E_TARBALL_SIZE */
export async function filesOfFolder(folder: string, at = ''): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const entry of await readdir(path.join(folder, at), { withFileTypes: true })) {
    const inner = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) files.push(...(await filesOfFolder(folder, inner)));
    else if (!entry.isFile()) throw refused('E_TARBALL_LINK', inner, '文件夹里有链接或特殊文件，只能放普通文件');
    else if ((await stat(path.join(folder, inner))).size > TARBALL_LIMITS.file)
      throw refused('E_TARBALL_SIZE', inner, '文件太大');
    else files.push({ path: inner, text: await readFile(path.join(folder, inner), 'utf8') });
    if (files.length > TARBALL_LIMITS.entries) throw refused('E_TARBALL_SIZE', inner, '文件太多');
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function none(spec: string, message: string): PackageRefused {
  return refused('E_PACKAGE_NONE', spec, message);
}

function refused(code: string, at: string, message: string): PackageRefused {
  return new PackageRefused(code, [{ code, at, value: at, message }]);
}
