// 改成本局的: the bureau's own patch over a document of a package, which stays when the package is upgraded.
import type { DocumentEntry } from '../kernel/messages.ts';

/** The patch that the bureau already has over a document. */
export function patchOver(document: DocumentEntry, documents: readonly DocumentEntry[]): DocumentEntry | null {
  const key = `${document.kind ?? ''} ${document.name ?? ''}`;
  return documents.find((one) => one.own && one.does !== 'removed' && one.of === key) ?? null;
}

/** Only these kinds are never patched: what names the package itself, rows beside a document, and patches. */
export function canBePatched(document: DocumentEntry): boolean {
  return !document.own && document.name !== null && !['Plugin', 'CSV', 'Patch', null].includes(document.kind);
}

/** Where the bureau's patch over a document is kept. @param folder "tenants/changan/" */
export function patchPath(document: DocumentEntry, folder: string, documents: readonly DocumentEntry[]): string {
  const taken = (path: string) => documents.some((one) => one.path === path);
  const plain = `${folder}patches/${document.name ?? ''}.yaml`;
  // An entity and a role may share a name.
  return taken(plain) ? `${folder}patches/${document.name ?? ''}_${(document.kind ?? '').toLowerCase()}.yaml` : plain;
}

/** A patch that changes nothing yet. @param version of the document's package */
export function emptyPatch(document: DocumentEntry, version: string | undefined): string {
  const base = version === undefined ? '' : `base: ${document.package}@${version}\n`;
  return `kind: Patch\nof: ${document.kind ?? ''} ${document.name ?? ''}\n${base}set:\n  `;
}
