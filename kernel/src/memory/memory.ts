// What compiling remembers from one time to the next: documents as they were read, and pieces of work with everything that they
// read, so that a bureau or an editor with one changed document pays for that document (decisions/0008-recompiling.md).
import type { Fault } from '../diagnostics/diagnostic.ts';
import type { LoadedDocument, LoadedPackage, PackageSource, SourceFile } from '../parse/load_package.ts';

export interface Memory {
  /** Packages by the object that was handed in. */
  packages: WeakMap<PackageSource, LoadedPackage>;
  /** The last few texts of each file with what they were read to, by package and path. */
  documents: Map<string, ReadDocument[]>;
  tables: Map<string, SourceFile[]>;
  /** Patched documents by what they were made of. */
  patched: Map<string, { parts: readonly unknown[]; document: LoadedDocument }[]>;
  /** All documents of a kind, so that who asks for them all can tell that they are the same. */
  kinds: Map<string, LoadedDocument[][]>;
  work: Map<string, Known[]>;
}

export interface ReadDocument {
  text: string;
  document: LoadedDocument | null;
  faults: Fault[];
}

/** A piece of work that was done: on what, what it read, what it told and what came of it. */
export interface Known {
  subject: readonly unknown[];
  facts: Fact[];
  faults: Fault[];
  result: unknown;
}

/** One thing that a piece of work asked for, and the answer. */
export interface Fact {
  /** The collection that was asked: entities, lists, documents, … */
  of: string;
  how: 'value' | 'has' | 'keys';
  name: string;
  answer: unknown;
}

/** Of one file, one document, one piece of work: a few bureaus on different versions or with different patches share a process. */
const mostVariants = 4;
/** Beyond this the memory is begun anew: a studio with many drafts must not keep them all. */
const mostKeys = 100_000;

export function newMemory(): Memory {
  const [documents, tables, patched, kinds, work] = [new Map(), new Map(), new Map(), new Map(), new Map()];
  return { packages: new WeakMap(), documents, tables, patched, kinds, work };
}

/** Puts the newest in front; the oldest beyond a few is forgotten. */
export function remember<T>(known: Map<string, T[]>, key: string, item: T): void {
  if (known.size >= mostKeys && !known.has(key)) known.clear();
  known.set(key, [item, ...(known.get(key) ?? []).slice(0, mostVariants - 1)]);
}

export function sameParts(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, i) => Object.is(part, b[i]));
}
