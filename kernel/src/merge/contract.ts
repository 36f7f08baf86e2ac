// What a merge takes and gives.
import type { PackageSource } from '../parse/load_package.ts';

export interface MergeInput {
  /** Packages as the bureau runs them. */
  before: PackageSource[];
  /** Packages as it is to run them: other versions, some more, some less. */
  after: PackageSource[];
  /** The bureau's documents over `before`. */
  tenant: PackageSource;
  /** Further versions that patches may have been written against (`base:`), where those are not the ones that run. */
  written?: PackageSource[];
  /** By id of the conflict. */
  decisions?: ReadonlyMap<string, Decision>;
}

/** theirs: as the new version has it · ours: as the bureau had set it · base: as the old version had it · text: another value, as YAML. */
export type Choice = 'theirs' | 'ours' | 'base' | 'text';

export interface Decision {
  choice: Choice;
  text?: string;
}

/** One of the three values and the file that says so. */
export interface MergeSide {
  value: unknown;
  package: string;
  path: string;
  /** From 1. */
  line: number;
}

export interface MergeConflict {
  /** The same whenever the same versions and documents are merged. */
  id: string;
  /** changed: both changed it · removed: the new version has it no more · added: both added it · moved: order · reference: ours names what is no more. */
  reason: 'changed' | 'removed' | 'added' | 'moved' | 'reference';
  /** File of the bureau whose change is in question. */
  path: string;
  /** `Entity food.operator` */
  document: string;
  /** With the names of the old version; empty: the whole document. */
  address: string;
  does: 'set' | 'add' | 'take' | 'move' | 'remove' | 'document';
  /** null where there is nothing. */
  base: MergeSide | null;
  theirs: MergeSide | null;
  ours: MergeSide | null;
  /** What is wrong with a reference: code and sentence parameters of the diagnostic. */
  fault: { code: string; at: string; value: string; params: Record<string, string> } | null;
  /** What can be chosen: ours and base only where they still have a place. */
  choices: Choice[];
  /** What was decided, where it was. */
  decision: Decision | null;
}

/** A document as it is to be; null takes it away. */
export interface MergedDocument {
  path: string;
  text: string | null;
}

export interface Merged {
  /** The bureau's documents that change; complete when no conflict is open. */
  changes: MergedDocument[];
  /** All of them, the decided ones too. */
  conflicts: MergeConflict[];
}
