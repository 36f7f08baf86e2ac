// What a change of a bureau's documents is, however it comes in: from the studio, a screen, a package or files on disk.
import type { PackageSource } from '@shijian/kernel';

/** A document as it is to be from now on; null takes it away. */
export interface DocumentChange {
  /** Below the bureau's folder, such as tenants/changan/additions/roles/x_night.json. */
  path: string;
  text: string | null;
}

/** A bureau's documents as these changes make them, in order of their paths: the same documents are the same revision. */
export function withChanges(source: PackageSource, changes: readonly DocumentChange[]): PackageSource {
  const texts = new Map(source.files.map(({ path, text }) => [path, text]));
  for (const { path, text } of changes) {
    if (text === null) texts.delete(path);
    else texts.set(path, text);
  }
  const files = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => ({ path, text }));
  return { ...source, files };
}

/** What makes one of the other. */
export function changesBetween(before: PackageSource, after: PackageSource): DocumentChange[] {
  const old = new Map(before.files.map(({ path, text }) => [path, text]));
  const now = new Map(after.files.map(({ path, text }) => [path, text]));
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  return paths.filter((path) => old.get(path) !== now.get(path)).map((path) => ({ path, text: now.get(path) ?? null }));
}

/** Of these changes those that change something. */
export function effectiveChanges(source: PackageSource, changes: readonly DocumentChange[]): DocumentChange[] {
  return changesBetween(source, withChanges(source, changes));
}

/** The folder that a bureau's documents lie in, with a slash behind: where its manifest is. */
export function folderOf(source: PackageSource): string {
  const manifest = source.files.find(({ path }) => path.endsWith('/tenant.yaml'));
  return manifest ? manifest.path.slice(0, -'tenant.yaml'.length) : `tenants/${source.name}/`;
}
