// The files of a revision with their hashes, and the hash of all: the same packages and documents have the same one anywhere.
import { createHash } from 'node:crypto';
import type { PackageSource } from '@shijian/kernel';

export interface RevisionFile {
  package: string;
  kind: 'package' | 'tenant';
  path: string;
  /** sha-256 of the text. */
  hash: string;
  text: string;
}

/** Packages first, the bureau's own documents behind. */
export function filesOf(packages: readonly PackageSource[], tenant: PackageSource): RevisionFile[] {
  return [...packages, tenant].flatMap((source) =>
    source.files.map(({ path, text }) => ({
      package: source.name,
      kind: source.kind,
      path,
      hash: textHash(text),
      text,
    })),
  );
}

/** Hash of a revision of these files. */
export function revisionHash(files: readonly { path: string; hash: string }[]): string {
  return textHash(files.map((file) => `${file.path} ${file.hash}`).join('\n'));
}

export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
