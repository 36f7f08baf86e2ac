// What differs between two sets of documents, as lines that a person reads.
import type { PackageSource } from '@shijian/kernel';
import { changesBetween } from '@shijian/server/revisions/stored_documents';

/** Lines with `-` and `+`, three of context around each change, a heading a document. */
export function diffLines(before: PackageSource, after: PackageSource): string[] {
  const texts = new Map(before.files.map(({ path, text }) => [path, text]));
  return changesBetween(before, after).flatMap(({ path, text }) => {
    const was = texts.get(path);
    const what = was === undefined ? 'added' : text === null ? 'removed' : 'changed';
    return [`${path} (${what})`, ...hunks(linesOf(was ?? ''), linesOf(text ?? ''))];
  });
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

const CONTEXT = 3;

function hunks(a: readonly string[], b: readonly string[]): string[] {
  const all = compared(a, b);
  return all.flatMap((line, i) => {
    const near = all.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((one) => one[0] !== ' ');
    if (near) return [`  ${line}`];
    return all[i - 1] !== undefined &&
      i > 0 &&
      all.slice(Math.max(0, i - 1 - CONTEXT), i + CONTEXT).some((one) => one[0] !== ' ')
      ? ['  …']
      : [];
  });
}

/** By the longest common run of lines; documents are short. */
function compared(a: readonly string[], b: readonly string[]): string[] {
  const common: number[][] = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(` ${a[i]!}`);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push(`-${a[i]!}`);
      i += 1;
    } else {
      lines.push(`+${b[j]!}`);
      j += 1;
    }
  }
  return lines;
}
