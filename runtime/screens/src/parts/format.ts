// Numbers and times as an officer reads them.
import type { Total } from '../client/index.ts';

/** "3,218", or "9,999+" when it was not counted to the end. */
export function countText(total: Total): string {
  return `${total.value.toLocaleString('zh-CN')}${total.exact ? '' : '+'}`;
}

/** Time of something recent: 09:12 today, 昨天 18:40, 11-18 within the year, 2025-11-18 before. */
export function recentTime(instant: string, now: Date, timeZone: string): string {
  const at = parts(new Date(instant), timeZone);
  const today = parts(now, timeZone);
  const yesterday = parts(new Date(now.getTime() - 86_400_000), timeZone);
  const time = `${at.hour}:${at.minute}`;
  if (sameDay(at, today)) return time;
  if (sameDay(at, yesterday)) return `昨天 ${time}`;
  return at.year === today.year ? `${at.month}-${at.day}` : `${at.year}-${at.month}-${at.day}`;
}

/** "2026-11-20" of an instant, in the tenant's zone. */
export function isoDay(instant: Date, timeZone: string): string {
  const at = parts(instant, timeZone);
  return `${at.year}-${at.month}-${at.day}`;
}

/** "2026-11-20 09:12" of an instant, in the tenant's zone. */
export function exactTime(instant: string, timeZone: string): string {
  const at = parts(new Date(instant), timeZone);
  return `${at.year}-${at.month}-${at.day} ${at.hour}:${at.minute}`;
}

/** "11 月 20 日 星期五" */
export function longDay(instant: Date, timeZone: string): string {
  const weekday = new Intl.DateTimeFormat('zh-CN', { weekday: 'long', timeZone }).format(instant);
  const at = parts(instant, timeZone);
  return `${Number(at.month)} 月 ${Number(at.day)} 日 ${weekday}`;
}

/** Hour of the day, 0–23, in the tenant's zone. */
export function hourOf(instant: Date, timeZone: string): number {
  return Number(parts(instant, timeZone).hour);
}

interface DateParts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
}

function parts(instant: Date, timeZone: string): DateParts {
  const formatter = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const found: Record<string, string> = {};
  for (const part of formatter.formatToParts(instant)) found[part.type] = part.value;
  return found as unknown as DateParts;
}

function sameDay(a: DateParts, b: DateParts): boolean {
  return a.year === b.year && a.month === b.month && a.day === b.day;
}
