// date 日期: a day without a zone, YYYY-MM-DD on the wire.
import { text } from '../../kinds/shape.ts';
import type { FieldType } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { starMask } from '../mask.ts';
import { bad, good, halfWidth, isNothing } from '../read.ts';
import { isDate, parseDate } from './parse_date.ts';

export const dateType: FieldType = {
  name: 'date',
  label: '日期',
  column: 'date',
  expression: () => 'date',
  options: {
    min: text('Earliest day, YYYY-MM-DD.', { pattern: '^\\d{4}-\\d{2}-\\d{2}$', example: '2026-01-31' }),
    max: text('Latest day, YYYY-MM-DD.', { pattern: '^\\d{4}-\\d{2}-\\d{2}$', example: '2026-01-31' }),
  },
  read(value, field) {
    if (isNothing(value)) return good(null);
    if (typeof value !== 'string' || !isDate(value)) return bad('E_DATE', value);
    return rangeFault(value, field) ?? good(value);
  },
  fromText(text, field) {
    if (isNothing(text)) return good(null);
    // Excel and other systems add a midnight that means nothing.
    const day = parseDate(halfWidth(text).replace(/[ T]0{1,2}:00(:00(\.0+)?)?$/, ''));
    return day === null ? bad('E_DATE', text) : (rangeFault(day, field) ?? good(day));
  },
  toText: (value) => (typeof value === 'string' ? value : ''),
  jsonSchema: () => ({ type: 'string', format: 'date' }),
  ...starMask,
  searchText: () => null,
  widget: 'date',
  cell: 'date',
  sortable: true,
  indexable: true,
};

function rangeFault(day: string, field: FieldModel): ReturnType<typeof bad> | null {
  const { min, max } = field.options;
  if (typeof min === 'string' && day < min) return bad('E_TOO_EARLY', day, { min });
  if (typeof max === 'string' && day > max) return bad('E_TOO_LATE', day, { max });
  return null;
}
