// integer 整数: a whole number within ±2^53, a JSON number on the wire.
import { Decimal } from '../../expressions/decimal.ts';
import { number } from '../../kinds/shape.ts';
import type { FieldType, Read } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { starMask } from '../mask.ts';
import { bound, grouped, parseWireNumber, plainNumber } from '../parse_number.ts';
import { bad, good, isNothing } from '../read.ts';

const largest = Decimal.of(Number.MAX_SAFE_INTEGER);

export const integerType: FieldType = {
  name: 'integer',
  label: '整数',
  column: 'bigint',
  expression: () => 'integer',
  options: { min: number('Smallest value.'), max: number('Largest value.') },
  read,
  fromText(text, field) {
    return isNothing(text) ? good(null) : read(plainNumber(text).replace(/\.0+$/, ''), field);
  },
  toText(value, field) {
    if (typeof value !== 'number' && typeof value !== 'string') return '';
    return grouped(String(value)) + (field.unit ? ` ${field.unit}` : '');
  },
  jsonSchema(field) {
    const [min, max] = [bound(field.options['min']), bound(field.options['max'])];
    return { type: 'integer', ...(min && { minimum: Number(min) }), ...(max && { maximum: Number(max) }) };
  },
  ...starMask,
  searchText: () => null,
  widget: 'number',
  cell: 'number',
  sortable: true,
  indexable: true,
};

function read(value: unknown, field: FieldModel): Read {
  if (isNothing(value)) return good(null);
  const exact = parseWireNumber(value);
  if (exact === null || exact.places() > 0) return bad('E_INTEGER', value);
  if (exact.magnitude().compare(largest) > 0)
    return bad('E_TOO_LARGE', value, { max: String(Number.MAX_SAFE_INTEGER) });
  const [min, max] = [bound(field.options['min']), bound(field.options['max'])];
  if (min && exact.compare(min) < 0) return bad('E_TOO_SMALL', value, { min: min.plain() });
  if (max && exact.compare(max) > 0) return bad('E_TOO_LARGE', value, { max: max.plain() });
  return good(Number(exact));
}
