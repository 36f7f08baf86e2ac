// Reads files that hold many documents divided by ---, each headed by a comment with its package: the trials of the language
// (trials/) and the examples of its design pages (pages/).
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PackageSource } from '../src/index.ts';

export const trialsFolder = path.join(import.meta.dirname, 'trials');

export function trialFiles(): string[] {
  return readdirSync(trialsFolder).sort();
}

/** Packages of the trials. */
export function trialPackages(files = trialFiles()): PackageSource[] {
  return packagesIn(files.map((file) => path.join(trialsFolder, file)));
}

/** Packages whose documents stand in these files. A document keeps its lines: what stands before it is left as empty lines. */
export function packagesIn(files: string[]): PackageSource[] {
  const packages = new Map<string, PackageSource>();
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    let line = 0;
    for (const [i, part] of text.split(/^---\n/m).entries()) {
      const name = /^# ([a-z]+)\n(?=kind:)/m.exec(part)?.[1] ?? '';
      const source = packages.get(name) ?? { kind: 'package', name, files: [] };
      if (/^kind: Tenant$/m.test(part)) source.kind = 'tenant';
      source.files.push({ path: `${name}/${path.basename(file)}#${i + 1}.yaml`, text: '\n'.repeat(line) + part });
      packages.set(name, source);
      line += part.split('\n').length;
    }
  }
  return [...packages.values()];
}
