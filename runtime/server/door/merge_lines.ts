// Two texts that were made from one, line by line: what only one side changed is taken, what both changed alike is taken once, and what both
// changed differently is for somebody to decide.

/** Lines; a document of more is rare. */
const LONGEST = 2_000;

/**
 * @returns the merged text; null where both changed the same lines, or lines that touch
 */
export function mergeLines(base: string, ours: string, theirs: string): string | null {
  const [a, b, c] = [base.split('\n'), ours.split('\n'), theirs.split('\n')];
  // A table of rows is no document to be merged line by line, and costs the square of its length.
  if (Math.max(a.length, b.length, c.length) > LONGEST) return null;
  const [hunksB, hunksC] = [changesOf(a, b), changesOf(a, c)];
  const merged: string[] = [];
  let at = 0;
  while (hunksB.length > 0 || hunksC.length > 0) {
    const [one, other] = [hunksB[0], hunksC[0]];
    if (one && other && touch(one, other)) {
      if (!same(one, other)) return null;
      hunksC.shift();
      continue;
    }
    const mine = !other || (one !== undefined && one.from < other.from);
    const next = (mine ? hunksB : hunksC).shift()!;
    merged.push(...a.slice(at, next.from), ...next.lines);
    at = next.to;
  }
  return [...merged, ...a.slice(at)].join('\n');
}

/** Lines from..to of the base (to is not among them) became these. */
interface Hunk {
  from: number;
  to: number;
  lines: string[];
}

/** Neighbours count: two who add at one place, or next to what the other changed, may mean the same thing. */
function touch(one: Hunk, other: Hunk): boolean {
  return one.from <= other.to && other.from <= one.to;
}

function same(one: Hunk, other: Hunk): boolean {
  return one.from === other.from && one.to === other.to && one.lines.join('\n') === other.lines.join('\n');
}

/** By the longest common run of lines. */
function changesOf(before: readonly string[], after: readonly string[]): Hunk[] {
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  const common = commonRuns(before, after);
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const hunk: Hunk = { from: i, to: i, lines: [] };
    while (i < before.length || j < after.length) {
      if (i < before.length && j < after.length && before[i] === after[j]) break;
      if (j >= after.length || (i < before.length && common(i + 1, j) >= common(i, j + 1))) i += 1;
      else hunk.lines.push(after[j++]!);
    }
    hunk.to = i;
    hunks.push(hunk);
  }
  return hunks;
}

/** How long the longest common run of lines from here to both ends is. */
function commonRuns(a: readonly string[], b: readonly string[]): (i: number, j: number) => number {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      table[i * width + j] =
        a[i] === b[j]
          ? table[(i + 1) * width + j + 1]! + 1
          : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!);
  return (i, j) => table[i * width + j] ?? 0;
}
