// Addresses of documents in the studio, and where a bureau's own documents are kept.
import type { PackageSource } from '@shijian/kernel';

/** @param line from 1, where the cursor is to be put */
export function documentPath(path: string, line?: number): string {
  const query = new URLSearchParams({ path });
  if (line !== undefined) query.set('line', String(line));
  return `/documents?${query.toString()}`;
}

/** The bureau's folder, "tenants/changan/": where its manifest lies. */
export function folderOf(tenant: PackageSource): string {
  const manifest = tenant.files.find(({ path }) => /(^|\/)tenant\.(ya?ml|json)$/.test(path));
  return (manifest?.path ?? '').replace(/[^/]*$/, '');
}

export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
