// "Did you mean …?": the nearest of the names that would have been right.

/**
 * The nearest name as message parameters: `{ suggestion }`, or `{}` when nothing is near enough to be worth saying.
 * @param names candidates; only the first 2,000 are looked at
 */
export function suggest(name: string, names: Iterable<string>): Record<string, string> {
  const found = nearest(name, names);
  return found === null ? {} : { suggestion: found };
}

/** The same for qualified names: what belongs to the own package is suggested without its prefix, as it would be written. */
export function suggestName(text: string, own: string, names: Iterable<string>): Record<string, string> {
  const found = nearest(text.includes('.') ? text : `${own}.${text}`, names);
  if (found === null) return {};
  return { suggestion: found.startsWith(`${own}.`) && !text.includes('.') ? found.slice(own.length + 1) : found };
}

/** Nearest by edit distance, at most a third of the letters apart; null when none is. */
export function nearest(name: string, names: Iterable<string>): string | null {
  if (name.length > 100) return null;
  const wanted = name.toLowerCase();
  let best: string | null = null;
  // Of one or two letters everything is near: there only the case may differ.
  let least = name.length < 3 ? 1 : Math.max(1, Math.floor(name.length / 3)) + 1;
  let seen = 0;
  for (const candidate of names) {
    if (++seen > 2000) break;
    if (candidate === name) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
    else if (best === null && wanted.length >= 4 && candidate.toLowerCase().endsWith(`.${wanted}`)) best = candidate;
  }
  return best;
}

/** Damerau–Levenshtein distance (neighbours swapped count one); anything at or above `limit` comes back as `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let rowLeast = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      rowLeast = Math.min(rowLeast, cost);
    }
    if (rowLeast >= limit) return limit;
    before = last;
    last = row;
  }
  return Math.min(last[b.length] ?? limit, limit);
}
