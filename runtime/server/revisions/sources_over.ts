// The documents of a revision, and what changes make of them: what a plan compares and apply compiles.
import type { PackageSource } from '@shijian/kernel';
import type { Database } from '../database/client.ts';
import { packagesOf } from '../packages/package_store.ts';
import { withChanges, type DocumentChange } from './stored_documents.ts';
import { readRevision } from './tenants.ts';

export interface Sources {
  packages: PackageSource[];
  tenant: PackageSource;
}

/** The documents that a revision was made of. @returns null when there is no such revision */
export async function sourcesOf(
  database: Pick<Database, 'platform'>,
  tenant: number,
  rev: number,
): Promise<Sources | null> {
  const { packages, tenant: own } = await readRevision(database, tenant, rev);
  return own && { packages, tenant: own };
}

/** What the changes make of a revision's documents: the packages are those that the manifest names then. */
export async function sourcesOver(
  database: Pick<Database, 'platform'>,
  base: Sources,
  changes: readonly DocumentChange[],
): Promise<Sources> {
  const tenant = withChanges(base.tenant, changes);
  return { packages: await packagesOf(database, tenant, base.packages), tenant };
}
