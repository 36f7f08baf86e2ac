// Addresses of documents in the studio, and where a bureau's own documents are kept.
import type { PackageSource } from '@shijian/kernel';

/** Which state of the bureau a document is shown in; neither: what is worked on. */
export interface DocumentPlace {
  /** A draft, which is taken up with it. */
  draft?: string | undefined;
  /** A revision of the past, which is only read. */
  rev?: number | undefined;
}

/** @param line from 1, where the cursor is to be put */
export function documentPath(path: string, line?: number, place: DocumentPlace = {}): string {
  const query = new URLSearchParams({ path });
  if (line !== undefined) query.set('line', String(line));
  if (place.draft !== undefined) query.set('draft', place.draft);
  if (place.rev !== undefined) query.set('rev', String(place.rev));
  return `/documents?${query.toString()}`;
}

/** The bureau's own settings: which packages it runs, in which versions. */
export const isManifest = (path: string): boolean => /(^|\/)tenant\.(ya?ml|json)$/.test(path);

/** The bureau's folder, "tenants/changan/": where its manifest lies. */
export function folderOf(tenant: PackageSource): string {
  const manifest = tenant.files.find(({ path }) => isManifest(path));
  return (manifest?.path ?? '').replace(/[^/]*$/, '');
}

export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
