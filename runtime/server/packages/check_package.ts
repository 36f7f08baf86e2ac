// A package is judged by its manifest and its documents before anything of it is used: what it says it is, what it stands on, what it adds to
// others, what it asks for. All faults at once.
import {
  compareVersions,
  compile,
  isCode,
  manifestOf,
  satisfies,
  sentences,
  undeclared,
  type Manifest,
  type PackageSource,
  type SourceFile,
} from '@shijian/kernel';
import { checkCode } from '../plugin_code/check_code.ts';
import { packageSource, packageVersions } from './package_store.ts';
import type { Database } from '../database/client.ts';
import { PackageRefused, type PackageFault } from './package_refused.ts';

/** Files that the metadata reader takes; its functions are taken beside them. */
const TAKEN = /\.(ya?ml|json|csv)$/;
const BESIDE = new Set(['package.json', 'package-lock.json']);
const CODE = /\.(?:[cm]?[jt]sx?|node|wasm|sh|bat|exe|dll|so|dylib|html?)$/i;
const LANGUAGE = 1;
const SCRIPTS = /^(?:pre|post)?install$|^prepare$|^(?:pre|post)pack$/;

/**
 * Files of an unpacked package as a source, judged by themselves.
 * @throws PackageRefused E_PACKAGE_INVALID with all faults
 */
export function sourceOfFiles(files: readonly SourceFile[]): PackageSource {
  const faults: PackageFault[] = [];
  const fault = (code: string, at: string, value: unknown, message: string): void =>
    void faults.push({ code, at, value, message });
  const folders = new Set(['tests', 'node_modules', 'schemas']);
  const own = files.filter(({ path }) => !folders.has(path.split('/')[0]!));
  for (const { path } of own)
    if (CODE.test(path) && !isFunction(path))
      fault('E_PLUGIN_CODE', path, path, '程序只能是 server/ 里的 .ts 或 .js 文件，并在 plugin.yaml 的 server 里写明');
  const npm = readJson(own.find(({ path }) => path === 'package.json')?.text);
  for (const name of Object.keys(record(npm.scripts)))
    if (SCRIPTS.test(name))
      fault('E_PLUGIN_SCRIPTS', `package.json scripts.${name}`, name, '安装时不运行任何脚本，请去掉');
  for (const name of Object.keys(record(npm.dependencies)))
    fault(
      'E_PLUGIN_DEPENDENCIES',
      `package.json dependencies.${name}`,
      name,
      '包不能带 npm 依赖；依赖的包写在 plugin.yaml 的 needs 里',
    );
  const taken = own.filter(
    ({ path }) =>
      isFunction(path) ||
      (TAKEN.test(path) && !BESIDE.has(path) && !path.split('/').some((one) => one.startsWith('.'))),
  );
  const named = /^name:\s*["']?([A-Za-z0-9_-]+)/m.exec(
    taken.find(({ path }) => path === 'plugin.yaml')?.text ?? '',
  )?.[1];
  const bare: PackageSource = { kind: 'package', name: named ?? 'unnamed', files: [...taken] };
  const manifest = manifestOf(bare);
  if (!manifest) fault('E_PACKAGE_MANIFEST', 'plugin.yaml', null, '包里没有可读的 plugin.yaml');
  else {
    if (manifest.language !== LANGUAGE)
      fault('E_PLUGIN_LANGUAGE', 'language', manifest.language, `这个服务器读的是第 ${LANGUAGE} 版元数据语言`);
    if (typeof npm.version === 'string' && npm.version !== manifest.version)
      fault(
        'E_PLUGIN_VERSION',
        'package.json version',
        npm.version,
        `plugin.yaml 里写的是 ${manifest.version}，两处要一致`,
      );
    for (const { key, value, path } of undeclared(bare))
      fault('E_PLUGIN_UNDECLARED', key, value, `${path} 用到了它，请在 plugin.yaml 的 ${key} 里写明`);
  }
  if (faults.length > 0) throw new PackageRefused('E_PACKAGE_INVALID', faults);
  const folder = `packages/${manifest!.name}-${manifest!.version}`;
  const sorted = taken.map(({ path, text }) => ({ path: `${folder}/${path}`, text }));
  return { kind: 'package', name: manifest!.name, files: sorted.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** A file of its functions, by its path in the package. */
function isFunction(path: string): boolean {
  return path.startsWith('server/') && isCode(path);
}

/** A version that others can stand on. */
export interface InstalledPackage {
  name: string;
  version: string;
  manifest: Manifest;
  source(): Promise<PackageSource | null>;
}

/** Those of an installation. */
export async function installedPackages(database: Pick<Database, 'platform'>): Promise<InstalledPackage[]> {
  return (await packageVersions(database)).map(({ name, version, manifest }) => ({
    ...{ name, version, manifest },
    source: () => packageSource(database, name, version),
  }));
}

/** Those of folders on disk. */
export function packagesOnDisk(sources: readonly PackageSource[]): InstalledPackage[] {
  return sources.flatMap((source) => {
    const manifest = manifestOf(source);
    return manifest ? [{ name: source.name, version: manifest.version, manifest, source: async () => source }] : [];
  });
}

/**
 * Judges a package among those that are installed: what it needs must be there, and with it its documents must compile.
 * @throws PackageRefused E_PACKAGE_INVALID with all faults
 */
export async function checkPackage(installed: readonly InstalledPackage[], source: PackageSource): Promise<Manifest> {
  const manifest = manifestOf(source)!;
  const faults: PackageFault[] = [];
  const others = await neighbours(installed, manifest, faults);
  for (const value of manifest.extends) {
    const of = value.split(' ')[1]?.split('.')[0] ?? '';
    if (!(of in manifest.needs))
      faults.push({ code: 'E_PLUGIN_EXTENDS', at: 'extends', value, message: `要先在 needs 里写明 ${of}` });
  }
  if (faults.length === 0)
    for (const found of compile({ packages: [...others, source], tenant: null }).diagnostics)
      if (found.severity === 'error')
        faults.push({
          code: found.code,
          at: `${found.path}:${found.line} ${found.at}`,
          value: found.value,
          message: sentences(found, 'zh'),
        });
  faults.push(...(await checkCode(source, manifest)));
  if (faults.length > 0) throw new PackageRefused('E_PACKAGE_INVALID', faults);
  return manifest;
}

/** The newest installed versions that it, and what it stands on, need. */
async function neighbours(
  installed: readonly InstalledPackage[],
  manifest: Manifest,
  faults: PackageFault[],
): Promise<PackageSource[]> {
  const found = new Map<string, PackageSource>();
  const waiting = Object.entries(manifest.needs).map(([name, range]) => ({ name, range, by: manifest.name }));
  for (let need = waiting.shift(); need; need = waiting.shift()) {
    const { name, range, by } = need;
    if (found.has(name) || name === manifest.name) continue;
    const versions = installed.filter((one) => one.name === name);
    const fit = versions.filter(({ version }) => satisfies(version, range) === true);
    const best = fit.sort((a, b) => compareVersions(b.version, a.version))[0];
    if (!best) {
      const has = versions.map(({ version }) => version).join('、');
      const message = has
        ? `${by} 需要 ${name} ${range}，这里装的是 ${has}`
        : `${by} 需要 ${name} ${range}，这里没有装`;
      faults.push({ code: 'E_PLUGIN_NEEDS', at: `needs.${name}`, value: range, message });
      continue;
    }
    const source = await best.source();
    if (!source) continue;
    found.set(name, source);
    for (const [other, its] of Object.entries(best.manifest.needs)) waiting.push({ name: other, range: its, by: name });
  }
  return [...found.values()];
}

function readJson(text: string | undefined): Record<string, unknown> {
  try {
    return record(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
