// How a number of a sequence is spelt: text with {n:4}, {year}, {month}, {day} and {region} in it.

export interface NumberPart {
  kind: 'text' | 'n' | 'year' | 'month' | 'day' | 'region';
  /** Text, or digits of n ("4"). */
  value: string;
}

/** Parts of a pattern; null when it holds another name or not exactly one {n}. */
export function patternParts(pattern: string): NumberPart[] | null {
  const parts = pattern
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map(partOf);
  return parts.every((part) => part !== null) && parts.filter((part) => part.kind === 'n').length === 1 ? parts : null;
}

/** The span within which numbers count up: "" for ever, "2026" for a year, "2026-11" for a month. */
export function periodOf(reset: unknown, today: string): string {
  return reset === 'never' ? '' : reset === 'month' ? today.slice(0, 7) : today.slice(0, 4);
}

/**
 * What stands before and behind the running number, and its digits.
 * @param today YYYY-MM-DD in the bureau's zone
 */
export function spell(
  parts: readonly NumberPart[],
  today: string,
  region: string,
): { before: string; digits: number; after: string } {
  const values: Record<string, string> = {
    year: today.slice(0, 4),
    month: today.slice(5, 7),
    day: today.slice(8, 10),
    region,
  };
  const text = (part: NumberPart): string => (part.kind === 'text' ? part.value : (values[part.kind] ?? ''));
  const at = parts.findIndex((part) => part.kind === 'n');
  return {
    before: parts.slice(0, at).map(text).join(''),
    digits: Number(parts[at]?.value ?? 1),
    after: parts
      .slice(at + 1)
      .map(text)
      .join(''),
  };
}

function partOf(part: string): NumberPart | null {
  if (!part.startsWith('{')) return /[{}]/.test(part) ? null : { kind: 'text', value: part };
  const [, digits] = /^\{n(?::([1-9]|1[0-2]))?\}$/.exec(part) ?? [null, null];
  if (digits !== null) return { kind: 'n', value: digits ?? '1' };
  const kind = part.slice(1, -1);
  return kind === 'year' || kind === 'month' || kind === 'day' || kind === 'region' ? { kind, value: '' } : null;
}
