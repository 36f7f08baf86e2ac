// An upgrade whose base has moved: merged again over what the bureau runs now, with what was decided so far.
import type { Statement } from '../database/client.ts';
import { carryOver, type RebaseConflict } from '../door/carry_over.ts';
import type { Draft } from '../door/draft.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import type { Sources } from '../revisions/sources_over.ts';
import type { DocumentChange } from '../revisions/stored_documents.ts';
import { conflictsOf, decisionsOf, keepConflicts } from './conflict_store.ts';
import { mergeChange, runningVersion, type PackageChange } from './package_change.ts';

export interface Carried {
  changes: DocumentChange[];
  conflicts: RebaseConflict[];
  /** Statements that go with the draft's own. */
  further: Statement[];
}

/** True of a draft that changes the version of a package. */
export function changesPackage(draft: Draft): boolean {
  return draft.kind === 'upgrade' && typeof draft.detail.package === 'string';
}

/** @throws Problem 409 E_PACKAGE_ACT when the bureau runs another version by now */
export async function carryUpgrade(
  desk: Desk,
  scene: Scene,
  draft: Draft,
  given: { base: Sources; now: Sources; chosen: ReadonlyMap<string, unknown> },
): Promise<Carried> {
  const { base, now, chosen } = given;
  const change = draft.detail as unknown as PackageChange; // written by whoever made the draft of this kind
  if (runningVersion(now, change.package) !== change.from)
    throw new Problem(409, 'E_PACKAGE_ACT', '本局在此期间已经换了版本，请放弃这份草稿，重新发起');
  const known = await conflictsOf(desk, scene, draft.id);
  const decisions = decisionsOf(known);
  const old = await mergeChange(desk.database, base, change, decisions);
  const merged = await mergeChange(desk.database, now, change, decisions);
  const own = new Set([...old.changes, ...merged.changes].map(({ path }) => path));
  const beside = draft.changes!.filter(({ path }) => !own.has(path));
  const { changes, conflicts } = carryOver(beside, base.tenant, now.tenant, chosen);
  return {
    changes: [...changes, ...merged.changes].sort((a, b) => (a.path < b.path ? -1 : 1)),
    conflicts,
    further: keepConflicts(scene.state.id, draft.id, known, merged.conflicts),
  };
}
