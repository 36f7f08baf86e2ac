// How far a day is, said the way it matters: past is bad, within ninety days is a warning.
import type { Tone } from '../parts/Chip.tsx';

const WARN_DAYS = 90;

export interface Expiry {
  text: string;
  tone: Tone;
}

/**
 * @param day YYYY-MM-DD
 * @param today YYYY-MM-DD in the bureau's zone
 * @returns null when the day is far off, or is no day
 */
export function expiryOf(day: unknown, today: string): Expiry | null {
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const left = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  if (Number.isNaN(left) || left > WARN_DAYS) return null;
  if (left < 0) return { text: `已过期 ${-left} 天`, tone: 'bad' };
  return { text: left === 0 ? '今天到期' : `${left} 天后到期`, tone: 'warn' };
}
