// Reads the ways in which dates arrive: typed, pasted, from Excel.

/** True for a real day of the Gregorian calendar as YYYY-MM-DD, years 1000 to 9999. */
export function isDate(text: string): boolean {
  const parts = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/**
 * Text of a date in any common spelling → YYYY-MM-DD, or null.
 * 2026-1-5, 2026/1/5, 2026.1.5, 2026年1月5日, 20260105, and Excel's serial day (46027).
 */
export function parseDate(text: string): string | null {
  const parts =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (parts) {
    const iso = `${parts[1]}-${(parts[2] ?? '').padStart(2, '0')}-${(parts[3] ?? '').padStart(2, '0')}`;
    return isDate(iso) ? iso : null;
  }
  // Excel counts days from 1899-12-30; five digits are 1927 to 2173.
  if (/^[1-9]\d{4}(\.0+)?$/.test(text)) {
    const day = new Date(Date.UTC(1899, 11, 30) + Math.trunc(Number(text)) * 86_400_000);
    return day.toISOString().slice(0, 10);
  }
  return null;
}
