// "Did you mean": the nearest known name, by edit distance with swapped neighbours counted once.

/** The known name nearest to `name`, or '' when none is near enough: a third of its length, at most 3; of one letter only the other case. */
export function suggest(name: string, known: Iterable<string>): string {
  const limit = Math.min(3, Math.max(Math.min(1, name.length - 1), Math.floor(name.length / 3)));
  let best = '';
  let least = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const found = distance(name.toLowerCase(), candidate.toLowerCase());
    if (found < least) [best, least] = [candidate, found];
  }
  return best;
}

function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(at(above, j) + 1, at(row, j - 1) + 1, at(above, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(before, j - 2) + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return at(above, b.length);
}

const at = (row: number[], index: number): number => row[index] ?? Infinity;
