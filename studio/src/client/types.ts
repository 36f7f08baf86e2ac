// What crosses the wire at the door, as docs/api.md says it.
import type { Diagnostic, PackageSource } from '@shijian/kernel';

/** What a document is to be from now on; null takes it away. */
export interface DocumentChange {
  path: string;
  text: string | null;
}

export interface DoorRights {
  drafts: boolean;
  revisions: boolean;
  write: boolean;
  drop: boolean;
  approve: boolean;
  publish: boolean;
}

export interface DoorPackage {
  name: string;
  label: string;
  version: string;
  available: string[];
  /** A newer version that waits. */
  upgrade: string | null;
}

/** Done beside requests, after a bureau has switched to a revision. */
export interface OpenWork {
  what: string;
  entity: string;
  /** "正在建立索引" */
  says: string;
  done: number;
  /** Null where nobody knows. */
  total: number | null;
  since: string;
  failures: number;
}

/** Where the bureau stands, and what I may do. */
export interface Door {
  tenant: { name: string; label: string };
  rev: number;
  edition: string;
  hash: string;
  packages: DoorPackage[];
  rights: DoorRights;
  four_eyes: boolean;
  /** What a published revision still owes to rows that are there. */
  work: OpenWork[];
}

/** Everything that the kernel needs to compile the bureau. */
export interface DoorSources {
  rev: number;
  packages: PackageSource[];
  tenant: PackageSource;
}

export type DraftState = 'open' | 'submitted' | 'rejected' | 'applied' | 'dropped';
export type DraftKind = 'edit' | 'upgrade' | 'rollback' | 'files' | 'role';

export interface Draft {
  id: string;
  version: string;
  title: string;
  message: string;
  kind: DraftKind;
  state: DraftState;
  base_rev: number;
  documents: number;
  /** Null in a list. */
  changes: DocumentChange[] | null;
  detail: Record<string, unknown>;
  author_name: string;
  updated_at: string;
  submitted_at: string | null;
  decided_at: string | null;
  decided_name: string | null;
  comment: string | null;
  plan_hash: string | null;
  applied_at: string | null;
  applied_rev: number | null;
  job: string | null;
  /** The bureau has moved on to another revision since. */
  behind: boolean;
  approved: boolean;
  can: { edit: boolean; drop: boolean; submit: boolean; approve: boolean; reject: boolean; publish: boolean };
}

export type Risk = 'safe' | 'confirm' | 'refused';

export interface PlanOption {
  code: string;
  label: string;
  changes: DocumentChange[];
}

export interface PlanStep {
  id: string;
  kind: 'metadata' | 'table' | 'index' | 'data' | 'access' | 'conflict';
  risk: Risk;
  code: string;
  address: string;
  /** "Entity food.operator" */
  document: string;
  params: Record<string, unknown>;
  count?: number;
  capped?: boolean;
  sample?: { entity: string; total: number };
  seconds?: number;
  reversible: boolean;
  question?: { code: string; options: PlanOption[] };
}

export interface Plan {
  hash: string;
  base_rev: number;
  diagnostics: Diagnostic[];
  ok: boolean;
  steps: PlanStep[];
  counted_at: string;
}

/** A draft and the bureau both changed a document since the draft's base. */
export interface RebaseConflict {
  path: string;
  base: string | null;
  theirs: string | null;
  ours: string | null;
}

export interface Revision {
  rev: number;
  hash: string;
  /** Null of the first. */
  parent: number | null;
  kind: DraftKind;
  at: string;
  edition: string;
  by_name: string;
  note: string;
  approved_by: string | null;
  draft: string | null;
  current: boolean;
}

export interface DocumentDiff {
  path: string;
  package: string;
  own: boolean;
  change: 'added' | 'removed' | 'changed';
  before: string | null;
  after: string | null;
}

/** What is different in the model, in words. */
export interface ReadableChange {
  does: string;
  address: string;
  kind: string;
  name: string;
  text: string;
}

export interface IntegrityFinding {
  rule: string;
  code: string;
  severity: 'error' | 'warning' | 'notice';
  package: string;
  document: string;
  address: string;
  path: string;
  line: number;
  says: string;
  remedy: string;
  /** The bureau can put it right itself. */
  own: boolean;
}

export type Verdict = 'yes' | 'no' | 'depends' | 'withheld';

export interface ScopePart {
  op: 'and' | 'or' | 'not' | 'is';
  words: string;
  value: 'true' | 'false' | 'unknown' | 'withheld' | null;
  parts: ScopePart[];
}

export interface Explained {
  /** `org`: of the post that is explained. */
  account: { id: string; name: string; login: string; org: string | null };
  posts: { org: string | null; roles: { name: string; label: string }[] }[];
  entity: { name: string; label: string };
  record: { id: string; title: string; deleted: boolean } | null;
  acts: {
    act: string;
    label: string;
    verdict: Verdict;
    why: string;
    by: {
      role: string;
      label: string;
      verdict: Verdict;
      scope: ScopePart | null;
      origin: { package: string; path: string; line: number } | null;
    }[];
  }[];
  fields: {
    name: string;
    label: string;
    shown: 'clear' | 'masked' | 'hidden';
    why: string;
    reveal: boolean;
    find: boolean;
    update: boolean;
  }[];
  silent: { name: string; label: string }[];
}

export interface ShelfItem {
  name: string;
  label: string;
  /** Version that this bureau runs; null where it does not. */
  version: string | null;
  /** Newest first. */
  available: string[];
  upgrade: string | null;
  versions: {
    version: string;
    label: string;
    origin: string;
    installed_at: string;
    installed_by: string;
    manifest: Record<string, unknown>;
  }[];
}

export interface Shelf {
  can: { upload: boolean; change: boolean };
  four_eyes: boolean;
  items: ShelfItem[];
}

export type PackageAct = 'install' | 'upgrade' | 'downgrade' | 'remove';
export type ConflictChoice = 'theirs' | 'ours' | 'base' | 'text';

/** One side of a conflict: the value, and the file that says it. */
export interface ConflictSide {
  value: unknown;
  package: string;
  path: string;
  line: number;
}

export interface Conflict {
  id: string;
  draft: string;
  /** What happened to the place under the new version. */
  reason: 'changed' | 'removed' | 'added' | 'moved' | 'reference';
  does: 'set' | 'add' | 'take' | 'move' | 'remove' | 'document';
  /** "Entity food.operator" */
  document: string;
  /** Empty: the whole document. */
  address: string;
  /** The bureau's file whose change is in question. */
  path: string;
  base: ConflictSide | null;
  theirs: ConflictSide | null;
  ours: ConflictSide | null;
  /** What the merge itself made wrong. */
  fault: { code: string; at: string; value: string; params: Record<string, string> } | null;
  choices: ConflictChoice[];
  decision: { choice: ConflictChoice; text?: string } | null;
  decided_name: string | null;
  decided_at: string | null;
}
