// `plugin pack`: a folder as a tarball for a registry or a bureau. What would not install is not packed.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '@shijian/server/config/environment';
import { checkPackage, packagesOnDisk, sourceOfFiles } from '@shijian/server/packages/check_package';
import { filesOfFolder } from '@shijian/server/packages/fetch_package';
import { writeTarball } from '@shijian/server/packages/write_tarball';
import { readSources } from '@shijian/server/revisions/read_packages';
import { refusalLines } from './refusal_lines.ts';

/** Beside the metadata: what a reader of the tarball wants. */
const BESIDE = /^(?:package\.json|README(?:\.\w+)?\.md|LICENSE|CHANGELOG\.md)$/;

/** @returns the tarball's path. @throws Error with every fault */
export async function packPlugin(folder: string, out = '.'): Promise<string> {
  try {
    const files = (await filesOfFolder(folder)).filter(({ path: file }) => !file.startsWith('tests/'));
    const source = sourceOfFiles(files);
    const others = (await readSources({ root: ROOT })).packages.filter(({ name }) => name !== source.name);
    const { name, version, label } = await checkPackage(packagesOnDisk(others), source);
    const own = new Set(source.files.map((file) => file.path.split('/').slice(2).join('/')));
    const kept = files.filter((file) => own.has(file.path) || BESIDE.test(file.path));
    if (!kept.some((file) => file.path === 'package.json'))
      kept.push({
        path: 'package.json',
        text: `${JSON.stringify({ name: `shijian-${name}`, version, description: label, shijian: 'plugin.yaml' }, null, 2)}\n`,
      });
    const file = path.join(out, `${name}-${version}.tgz`);
    await mkdir(out, { recursive: true });
    await writeFile(file, writeTarball(kept));
    return file;
  } catch (error) {
    throw refusalLines(error);
  }
}
