// Reads the trials of the language: each file of trials/ holds documents divided by ---, each headed by a comment with its package.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PackageSource } from '../src/index.ts';

export const trialsFolder = path.join(import.meta.dirname, 'trials');

export function trialFiles(): string[] {
  return readdirSync(trialsFolder).sort();
}

/** Packages of the trials. A document keeps its lines: what stands before it in its file is left as empty lines. */
export function trialPackages(files = trialFiles()): PackageSource[] {
  const packages = new Map<string, PackageSource>();
  for (const file of files) {
    const text = readFileSync(path.join(trialsFolder, file), 'utf8');
    let line = 0;
    for (const [i, part] of text.split(/^---\n/m).entries()) {
      const name = /^# ([a-z]+)\n(?=kind:)/m.exec(part)?.[1] ?? '';
      const source = packages.get(name) ?? { kind: 'package', name, files: [] };
      source.files.push({ path: `${name}/${file}#${i + 1}.yaml`, text: '\n'.repeat(line) + part });
      packages.set(name, source);
      line += part.split('\n').length;
    }
  }
  return [...packages.values()];
}
