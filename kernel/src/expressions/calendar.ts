// Days, months and zones without JavaScript's Date surprises: a date is the text YYYY-MM-DD between the years 1 and 9999, an instant is ms since 1970.

/** Dates are clamped to these ends, in JavaScript and in SQL alike. */
export const FIRST_DATE = '0001-01-01';
export const LAST_DATE = '9999-12-31';
/** Ends of instants, in ms since 1970. */
export const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00.000Z');
export const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/** True for an existing day written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return false;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Whole days from 1970-01-01. @param date an existing day */
export function dayNumber(date: string): number {
  const { year, month, day } = partsOf(date);
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

/** The day with this number, clamped to FIRST_DATE … LAST_DATE. */
export function dateOfDay(number: number): string {
  if (number <= dayNumber(FIRST_DATE)) return FIRST_DATE;
  if (number >= dayNumber(LAST_DATE)) return LAST_DATE;
  const shifted = number + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = ((shiftedMonth + 2) % 12) + 1;
  return written(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/** The day `days` later (earlier when negative), clamped. */
export const addDays = (date: string, days: number): string => dateOfDay(dayNumber(date) + days);

/** The same day `months` later; a day that month has not is its last (31 January + 1 month is 28 or 29 February). Clamped. */
export function addMonths(date: string, months: number): string {
  const { year, month, day } = partsOf(date);
  const count = year * 12 + (month - 1) + months;
  const newYear = Math.floor(count / 12);
  const newMonth = count - newYear * 12 + 1;
  if (newYear < 1) return FIRST_DATE;
  if (newYear > 9999) return LAST_DATE;
  return written(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

export function partsOf(date: string): { year: number; month: number; day: number } {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

/** Day of an instant in a zone, clamped. @param zone IANA name; an unknown one counts as UTC */
export function dateIn(instant: number, zone: string): string {
  const date = clockIn(instant, zone).slice(0, -6);
  if (date.length > 10) return LAST_DATE;
  return date < FIRST_DATE ? FIRST_DATE : date;
}

/** "2026-12-31 09:05" in a zone, as officers read an instant. */
export function clockIn(instant: number, zone: string): string {
  const parts: Record<string, string> = {};
  for (const { type, value } of clockOf(zone).formatToParts(instant)) parts[type] = value;
  return `${(parts.year ?? '').padStart(4, '0')}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}`;
}

/** ms since 1970 of an ISO text with zone, or null. */
export function instantOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)$/.test(text)) return null;
  const parsed = Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'));
  return Number.isNaN(parsed) ? null : clampInstant(parsed);
}

export const clampInstant = (instant: number): number => Math.min(Math.max(instant, FIRST_INSTANT), LAST_INSTANT);

const HYPHEN = 45;

/** The number written between two places; NaN where there is anything but digits. Every field that is read comes by here, so no regular expression. */
function digits(text: string, from: number, until: number): number {
  let number = 0;
  for (let at = from; at < until; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return NaN;
    number = number * 10 + digit;
  }
  return number;
}

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (daysOfMonths[month - 1] ?? 31);
}

function written(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) clocks.set(zone, (clock = clockFor(zone)));
  return clock;
}

function clockFor(zone: string): Intl.DateTimeFormat {
  const shape = {
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  try {
    return new Intl.DateTimeFormat('en', { ...shape, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat('en', { ...shape, timeZone: 'UTC' });
  }
}
