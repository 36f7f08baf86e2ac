// What differs between the documents of two revisions as they stand after all patches: addresses with what was written before and after.
import type { CompileInput } from '../compile.ts';
import { canonical } from '../overlay/address.ts';
import { allDocuments } from '../provenance.ts';

export interface DocumentDifference {
  /** `Entity food.operator` */
  document: string;
  /** What people call it. */
  label: string;
  does: 'added' | 'removed' | 'changed';
  /** Addresses with the values as they are written; one with an empty address for a document that came or went. */
  values: { address: string; before: unknown; after: unknown }[];
}

type Written = Record<string, unknown>;

/** Documents that differ, in the order of their names. Comments and the order of keys do not count. */
export function diffDocuments(before: CompileInput, after: CompileInput): DocumentDifference[] {
  const [old, now] = [allDocuments(before), allDocuments(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => (a < b ? -1 : 1));
  return names.flatMap((document): DocumentDifference[] => {
    const [was, is] = [old.get(document), now.get(document)];
    const label = labelOf(is ?? was) ?? document.slice(document.indexOf(' ') + 1);
    if (!was) return [{ document, label, does: 'added', values: [{ address: '', before: undefined, after: is }] }];
    if (!is) return [{ document, label, does: 'removed', values: [{ address: '', before: was, after: undefined }] }];
    const values = [...valuesThatDiffer(was, is, [])];
    return values.length === 0 ? [] : [{ document, label, does: 'changed', values }];
  });
}

function* valuesThatDiffer(
  before: unknown,
  after: unknown,
  path: string[],
): Generator<DocumentDifference['values'][number]> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isMap(before) && isMap(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      yield* valuesThatDiffer(before[key], after[key], [...path, key]);
    // Keys that only changed places: what is shown in their order is.
    const [a, b] = [Object.keys(before), Object.keys(after)];
    if (a.length === b.length && a.every((key) => key in after) && a.some((key, i) => key !== b[i]))
      yield { address: canonical(path), before: a, after: b };
  } else yield { address: canonical(path), before, after };
}

const isMap = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function labelOf(value: unknown): string | undefined {
  return isMap(value) && typeof value['label'] === 'string' ? value['label'] : undefined;
}
