// Changes over one revision as changes over another.
import type { PackageSource } from '@shijian/kernel';
import type { DocumentChange } from '../revisions/stored_documents.ts';
import { mergeLines } from './merge_lines.ts';

/** A document that draft and bureau have both changed since the draft's base. */
export interface RebaseConflict {
  path: string;
  base: string | null;
  /** What the bureau runs on now. */
  theirs: string | null;
  /** What the draft says. */
  ours: string | null;
}

/** Changes over one revision as changes over another. */
export function carryOver(
  changes: readonly DocumentChange[],
  base: PackageSource,
  now: PackageSource,
  chosen: ReadonlyMap<string, unknown>,
): { changes: DocumentChange[]; conflicts: RebaseConflict[] } {
  const textIn = (source: PackageSource, path: string): string | null =>
    source.files.find((file) => file.path === path)?.text ?? null;
  const conflicts: RebaseConflict[] = [];
  const carried = changes.flatMap((change): DocumentChange[] => {
    const { path, text } = change;
    const [was, is] = [textIn(base, path), textIn(now, path)];
    if (is === text) return [];
    if (is === was || chosen.get(path) === 'ours') return [change];
    if (chosen.get(path) === 'theirs') return [];
    const merged = was === null || is === null || text === null ? null : mergeLines(was, text, is);
    if (merged === null) conflicts.push({ path, base: was, theirs: is, ours: text });
    return merged === null || merged === is ? [] : [{ path, text: merged }];
  });
  return { changes: carried, conflicts };
}
