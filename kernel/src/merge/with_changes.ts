// A bureau's documents with some of them changed.
import type { PackageSource } from '../parse/load_package.ts';
import type { MergedDocument } from './contract.ts';

/** Changed files keep their place, new ones come last. */
export function withChanges(tenant: PackageSource, changes: readonly MergedDocument[]): PackageSource {
  const now = new Map(changes.map(({ path, text }) => [path, text]));
  const kept = tenant.files.flatMap((file) => {
    const text = now.get(file.path);
    now.delete(file.path);
    return text === undefined ? [file] : text === null ? [] : [{ path: file.path, text }];
  });
  const added = [...now].flatMap(([path, text]) => (text === null ? [] : [{ path, text }]));
  return { ...tenant, files: [...kept, ...added] };
}
