// What page and worker say to each other.
import type { Diagnostic } from '@shijian/kernel';
import type { DocumentChange, DoorSources } from '../client/types.ts';
import type { Completions } from './complete.ts';

/** A document, or a file that belongs to one, as the list shows it. */
export interface DocumentEntry {
  path: string;
  /** Package or bureau. */
  package: string;
  /** Kind of document; `CSV` for a table, null for what could not be read. */
  kind: string | null;
  /** Qualified: "food.operator". */
  name: string | null;
  label: string | null;
  /** The document that a patch changes: "Entity food.operator". */
  of: string | null;
  own: boolean;
  /** What the draft does to it. */
  does: 'added' | 'changed' | 'removed' | null;
}

/** A diagnostic with its Chinese sentence. */
export interface Finding extends Diagnostic {
  says: string;
}

export interface Checked {
  documents: DocumentEntry[];
  findings: Finding[];
  /** The package that the first error keeps from being applied is none: it compiles. */
  compiles: boolean;
  /** Milliseconds that it took. */
  took: number;
}

export type Ask =
  | { does: 'load'; sources: DoorSources }
  | { does: 'check'; changes: DocumentChange[] }
  | { does: 'complete'; changes: DocumentChange[]; path: string; text: string; offset: number };

export interface Answers {
  load: null;
  check: Checked;
  complete: Completions | null;
}

export interface Question {
  id: number;
  ask: Ask;
}

export interface Reply {
  id: number;
  answer?: unknown;
  error?: string;
}
