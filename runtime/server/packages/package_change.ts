// Another version of a package for one bureau, as changes of its documents: its tenant.yaml names the version, and its patches are carried
// over by the kernel's three-way merge. Nothing is written here.
import {
  compareVersions,
  manifestOf,
  mergeUpgrade,
  untestedPairs,
  versionsOf,
  withVersions,
  type Decision,
  type Merged,
  type PackageSource,
  type UntestedPair,
} from '@shijian/kernel';
import type { Database } from '../database/client.ts';
import type { Sources } from '../revisions/sources_over.ts';
import { withChanges, type DocumentChange } from '../revisions/stored_documents.ts';
import { packagesOf, packageSource } from './package_store.ts';

export type PackageAct = 'install' | 'upgrade' | 'downgrade' | 'remove';

/** What a draft that changes a package's version keeps of it. */
export interface PackageChange {
  act: PackageAct;
  package: string;
  from: string | null;
  to: string | null;
  /** Why an untested pair is taken all the same. */
  waiver: string | null;
  untested: UntestedPair[];
  /** What becomes of the records when the package goes. */
  data: 'keep' | 'delete' | null;
}

type Platform = Pick<Database, 'platform'>;

/** What it would be for a bureau to run that version; null: to run the package no more. */
export function actOf(from: string | null, to: string | null): PackageAct | null {
  if (to === null) return from === null ? null : 'remove';
  if (from === null) return 'install';
  const order = compareVersions(to, from);
  return order > 0 ? 'upgrade' : order < 0 ? 'downgrade' : null;
}

/** The version that a bureau runs; null when it does not run the package. */
export function runningVersion(base: Sources, name: string): string | null {
  return versionsOf(base.tenant)[name] ?? null;
}

/** Packages as the bureau would run them. */
export async function packagesAfter(
  database: Platform,
  base: Sources,
  change: Pick<PackageChange, 'package' | 'to'>,
): Promise<PackageSource[]> {
  const manifest = withVersions(base.tenant, { [change.package]: change.to });
  const tenant = manifest ? withChanges(base.tenant, [manifest]) : base.tenant;
  return named(await packagesOf(database, tenant, base.packages), tenant);
}

/** Pairs that nobody tested, among those that this change brings together. */
export async function untestedBy(
  database: Platform,
  base: Sources,
  change: Pick<PackageChange, 'package' | 'to'>,
): Promise<UntestedPair[]> {
  if (change.to === null) return [];
  const pairs = untestedPairs(await packagesAfter(database, base, change));
  return pairs.filter((pair) => pair.package === change.package || pair.with === change.package);
}

/** The merge over a revision of the bureau, with what was decided so far. */
export async function mergeChange(
  database: Platform,
  base: Sources,
  change: Pick<PackageChange, 'package' | 'to'>,
  decisions: ReadonlyMap<string, Decision> = new Map(),
): Promise<Merged> {
  return mergeUpgrade({
    before: named(base.packages, base.tenant),
    after: await packagesAfter(database, base, change),
    tenant: base.tenant,
    written: await writtenAgainst(database, base),
    decisions,
  });
}

/** Documents that somebody changed in the draft beside the merge stay; those of the merge are as it made them. */
export function withMerged(changes: readonly DocumentChange[], before: Merged, after: Merged): DocumentChange[] {
  const own = new Set([...before.changes, ...after.changes].map(({ path }) => path));
  return [...changes.filter(({ path }) => !own.has(path)), ...after.changes].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function named(packages: readonly PackageSource[], tenant: PackageSource): PackageSource[] {
  const versions = versionsOf(tenant);
  return packages.filter(({ name }) => Object.hasOwn(versions, name));
}

/** Older versions that patches say they were written against. */
async function writtenAgainst(database: Platform, base: Sources): Promise<PackageSource[]> {
  const running = new Set(base.packages.map((one) => `${one.name}@${manifestOf(one)?.version ?? ''}`));
  const labels = new Set<string>();
  for (const { path, text } of base.tenant.files) {
    const found = /^\s*"?base"?\s*:\s*["']?([a-z][a-z0-9]*@[\w.-]+)/m.exec(text)?.[1];
    if (found && !path.endsWith('.csv') && !running.has(found)) labels.add(found);
  }
  const sources = await Promise.all(
    [...labels].map((label) => {
      const [name = '', version = ''] = label.split('@');
      return packageSource(database, name, version);
    }),
  );
  return sources.filter((source) => source !== null);
}
