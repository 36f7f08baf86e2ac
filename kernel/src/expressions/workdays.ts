// Workdays: Monday to Friday but for the days that a calendar takes off or adds (调休). The same count as emit_workdays.ts.
import { FIRST_DATE, dateOfDay, dayNumber, isDate } from './calendar.ts';

/** Days that differ from Monday to Friday, as sorted YYYY-MM-DD: weekdays that are off, days of a weekend that are worked. */
export interface Calendar {
  off: readonly string[];
  on: readonly string[];
}

export const plainCalendar: Calendar = { off: [], on: [] };

/** A calendar from single days; days that say what the week says anyway, and what is no date, are left out. The last word on a day counts. */
export function calendarOf(days: Iterable<{ date: string; worked: boolean }>): Calendar {
  const said = new Map<string, boolean>();
  for (const { date, worked } of days) if (isDate(date)) said.set(date, worked);
  const sorted = (wanted: boolean): string[] =>
    [...said]
      .flatMap(([date, worked]) => (worked === wanted && worked !== isWeekday(dayNumber(date)) ? [date] : []))
      .sort();
  return { off: sorted(false), on: sorted(true) };
}

/** Workdays after `from` up to and with `until`; negative when `until` lies before. */
export function workdaysBetween(from: string, until: string, calendar: Calendar): number {
  const days = numbersOf(calendar);
  return upTo(dayNumber(until), days) - upTo(dayNumber(from), days);
}

/** The count-th workday after `date`, before it when negative; the day itself for 0. Clamped to the ends of the calendar. */
export function addWorkdays(date: string, count: number, calendar: Calendar): string {
  if (count === 0) return date;
  const days = numbersOf(calendar);
  const start = dayNumber(date);
  const reach = Math.floor(((Math.abs(count) + days.off.length) * 7) / 5) + 8;
  if (count > 0) {
    const wanted = upTo(start, days) + count;
    return dateOfDay(firstWhere(start + 1, start + reach, (day) => upTo(day, days) >= wanted));
  }
  const wanted = upTo(start - 1, days) + count;
  if (wanted < 0) return FIRST_DATE;
  return dateOfDay(firstWhere(start - reach, start, (day) => upTo(day, days) > wanted));
}

interface Numbers {
  off: number[];
  on: number[];
}

/** 0001-01-01, a Monday. */
const MONDAY = dayNumber(FIRST_DATE);
const known = new WeakMap<Calendar, Numbers>();

function numbersOf(calendar: Calendar): Numbers {
  let found = known.get(calendar);
  if (!found) known.set(calendar, (found = { off: calendar.off.map(dayNumber), on: calendar.on.map(dayNumber) }));
  return found;
}

const isWeekday = (day: number): boolean => (day - MONDAY) % 7 < 5;

/** Workdays from the first date up to and with a day; before it there are none. */
function upTo(day: number, { off, on }: Numbers): number {
  const since = day - MONDAY;
  if (since < 0) return 0;
  return Math.floor(since / 7) * 5 + Math.min((since % 7) + 1, 5) - upToIn(off, day) + upToIn(on, day);
}

/** How many of the sorted days are no later than this one. */
const upToIn = (days: number[], day: number): number =>
  firstWhere(0, days.length, (index) => (days[index] ?? Infinity) > day);

/** The least whole number from `low` to `high` that holds, or `high`; what holds once holds from there on. */
function firstWhere(low: number, high: number, holds: (at: number) => boolean): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
