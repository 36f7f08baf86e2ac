// Days as numbers (days since 1970-01-01) and their text, from a table, because a million rows ask for ten dates each.

/** The day on which the demo takes place; fixed, so that the same rows come out every time. */
export const baseDate = '2026-11-20';

const first = dayNumber('1975-01-01');
const texts: string[] = [];
for (let day = first; day <= dayNumber('2049-12-31'); day++)
  texts.push(new Date(day * 86_400_000).toISOString().slice(0, 10));

/** Number of a day: '2026-11-20' → 20777. */
export function dayNumber(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000;
}

/** Text of a day between 1975 and 2049. */
export function dayText(day: number): string {
  const text = texts[day - first];
  if (text === undefined) throw new RangeError(`day ${day} is outside the demo's calendar`);
  return text;
}

export function yearOf(day: number): number {
  return Number(dayText(day).slice(0, 4));
}

/** The same date some years on, less one day: a licence of five years from 2022-03-01 ends 2027-02-28. */
export function endOfTerm(day: number, years: number): number {
  const text = dayText(day);
  const month = text.slice(5) === '02-29' ? '02-28' : text.slice(5);
  return dayNumber(`${Number(text.slice(0, 4)) + years}-${month}`) - 1;
}
