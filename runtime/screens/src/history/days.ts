// Changes of a record gathered by day, in the bureau's zone, newest first.
import type { HistoryItem } from '../client/index.ts';

export interface HistoryDay {
  /** 2026-11-20 */
  day: string;
  /** 今天, 昨天, 11 月 18 日, 2025 年 3 月 2 日 */
  label: string;
  items: { time: string; item: HistoryItem }[];
}

/**
 * @param now the server's instant
 * @param timeZone IANA name
 */
export function groupByDay(items: HistoryItem[], now: Date, timeZone: string): HistoryDay[] {
  const days: HistoryDay[] = [];
  const today = localParts(now, timeZone).day;
  const yesterday = localParts(new Date(now.getTime() - 86_400_000), timeZone).day;
  for (const item of items) {
    const { day, time } = localParts(new Date(item.at), timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.items.push({ time, item });
    else
      days.push({
        day,
        label: day === today ? '今天' : day === yesterday ? '昨天' : dayLabel(day, today),
        items: [{ time, item }],
      });
  }
  return days;
}

function dayLabel(day: string, today: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const short = `${Number(month)} 月 ${Number(date)} 日`;
  return today.startsWith(year) ? short : `${year} 年 ${short}`;
}

function localParts(at: Date, timeZone: string): { day: string; time: string } {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
}
