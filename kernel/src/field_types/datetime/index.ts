// datetime 日期时间: an instant. On the wire in UTC with milliseconds; officers read it in the bureau's zone.
import type { FieldContext, FieldType, Read } from '../contract.ts';
import { starMask } from '../mask.ts';
import { bad, good, halfWidth, isNothing } from '../read.ts';
import { isDate, parseDate } from '../date/parse_date.ts';

const instant = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})$/;

export const datetimeType: FieldType = {
  name: 'datetime',
  label: '日期时间',
  column: 'timestamptz',
  expression: () => 'datetime',
  options: {},
  read,
  fromText(text, _field, ctx) {
    if (isNothing(text)) return good(null);
    const plain = halfWidth(text);
    if (instant.test(plain)) return read(plain);
    const parts = /^(.+?)(?:[T ]|(?<=日)\s*)(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?|分)?$/.exec(plain);
    const day = parseDate(parts?.[1] ?? plain);
    const [hour, minute, second] = [Number(parts?.[2] ?? 0), Number(parts?.[3] ?? 0), Number(parts?.[4] ?? 0)];
    if (day === null || hour > 23 || minute > 59 || second > 59) return bad('E_DATETIME', text);
    const local = Date.parse(`${day}T00:00:00Z`) + ((hour * 60 + minute) * 60 + second) * 1000;
    return good(new Date(local - zoneOffset(local, zoneOf(ctx))).toISOString());
  },
  toText(value, _field, ctx) {
    if (typeof value !== 'string') return '';
    const time = Date.parse(value);
    if (Number.isNaN(time)) return value;
    return new Date(time + zoneOffset(time, zoneOf(ctx))).toISOString().slice(0, 16).replace('T', ' ');
  },
  jsonSchema: () => ({ type: 'string', format: 'date-time' }),
  wireSql: (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  ...starMask,
  searchText: () => null,
  widget: 'datetime',
  cell: 'datetime',
  sortable: true,
  indexable: true,
};

function read(value: unknown): Read {
  if (isNothing(value)) return good(null);
  const parts = typeof value === 'string' ? instant.exec(value) : null;
  if (!parts || !isDate(parts[1] ?? '')) return bad('E_DATETIME', value);
  const time = Date.parse(String(value).replace(' ', 'T'));
  return Number.isNaN(time) ? bad('E_DATETIME', value) : good(new Date(time).toISOString());
}

const zoneOf = (ctx: FieldContext): string => ctx.time_zone ?? 'Asia/Shanghai';

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds by which the zone is ahead of UTC at that instant. */
function zoneOffset(time: number, zone: string): number {
  let format = formatters.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
}
