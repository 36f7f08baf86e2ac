// Reads the packages and bureaus of a golden folder: its top folders are packages, those with a tenant.yaml bureaus.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { CompileInput, PackageSource, SourceFile } from '../src/index.ts';

export const goldenFolder = path.join(import.meta.dirname, 'golden');
const base = filesOf(path.join(goldenFolder, 'base'));

/** The base with the files of a mistake laid over it; a file that is empty but for `# gone` is taken out. */
export function goldenInput(mistake: string | null): CompileInput {
  const files = new Map(base);
  if (mistake !== null)
    for (const [name, text] of filesOf(path.join(goldenFolder, mistake))) {
      if (text.trim() === '# gone') files.delete(name);
      else files.set(name, text);
    }
  files.delete('diagnostics.json');
  const sources = new Map<string, PackageSource>();
  for (const [name, text] of files) {
    const folder = name.split('/')[0] ?? '';
    // food_copy is a second folder of the package food.
    const source = sources.get(folder) ?? { kind: 'package', name: folder.replace(/_copy$/, ''), files: [] };
    if (name === `${folder}/tenant.yaml` || folder === 'changan') source.kind = 'tenant';
    source.files.push({ path: name, text });
    sources.set(folder, source);
  }
  const all = [...sources.values()];
  return { packages: all.filter((s) => s.kind === 'package'), tenant: all.find((s) => s.kind === 'tenant') ?? null };
}

export function mistakes(): string[] {
  return readdirSync(goldenFolder).filter(
    (name) => name !== 'base' && statSync(path.join(goldenFolder, name)).isDirectory(),
  );
}

/** Files below a folder by relative path with slashes. */
export function filesOf(folder: string, at = ''): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(folder)) return found;
  for (const name of readdirSync(folder).sort()) {
    const full = path.join(folder, name);
    const relative = at === '' ? name : `${at}/${name}`;
    if (statSync(full).isDirectory()) for (const [k, v] of filesOf(full, relative)) found.set(k, v);
    else found.set(relative, readFileSync(full, 'utf8'));
  }
  return found;
}

/** A folder of the repository as a package or bureau. */
export function packageOf(kind: PackageSource['kind'], folder: string): PackageSource {
  const files: SourceFile[] = [...filesOf(folder)].map(([name, text]) => ({
    path: `${path.basename(folder)}/${name}`,
    text,
  }));
  return { kind, name: path.basename(folder), files };
}
