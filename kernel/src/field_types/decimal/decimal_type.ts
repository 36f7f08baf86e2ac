// decimal and money: exact numbers with a fixed number of digits after the point, strings on the wire.
import type { FieldType, Read } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { integer, number } from '../../kinds/shape.ts';
import { starMask } from '../mask.ts';
import { Decimal } from '../../expressions/decimal.ts';
import { bound, grouped, parseWireNumber, plainNumber } from '../parse_number.ts';
import { bad, good, isNothing } from '../read.ts';

/** Digits before the point that numeric columns carry without loss. */
const mostDigits = 18;
const tooLarge = Decimal.of(`1e${mostDigits}`);

export function decimalType(type: {
  name: string;
  label: string;
  scale: number;
  unit: string;
  widget: string;
}): FieldType {
  const scaleOf = (field: FieldModel): number =>
    typeof field.options['scale'] === 'number' ? field.options['scale'] : type.scale;
  function read(value: unknown, field: FieldModel): Read {
    if (isNothing(value)) return good(null);
    const exact = parseWireNumber(value);
    if (exact === null) return bad('E_NUMBER', value);
    const scale = scaleOf(field);
    if (exact.places() > scale) return bad('E_SCALE', value, { scale: String(scale) });
    if (exact.magnitude().compare(tooLarge) >= 0) return bad('E_TOO_LARGE', value, { max: '9'.repeat(mostDigits) });
    const [min, max] = [bound(field.options['min']), bound(field.options['max'])];
    if (min && exact.compare(min) < 0) return bad('E_TOO_SMALL', value, { min: min.plain() });
    if (max && exact.compare(max) > 0) return bad('E_TOO_LARGE', value, { max: max.plain() });
    return good(exact.fixed(scale));
  }
  return {
    name: type.name,
    label: type.label,
    column: 'numeric',
    expression: () => 'decimal',
    options: {
      scale: integer('Digits after the point.', { fallback: String(type.scale), min: 0, max: 10 }),
      min: number('Smallest value.'),
      max: number('Largest value.'),
    },
    read,
    fromText: (text, field) => (isNothing(text) ? good(null) : read(plainNumber(text), field)),
    toText(value, field) {
      const exact = parseWireNumber(value);
      if (exact === null) return '';
      const unit = field.unit ?? type.unit;
      return grouped(exact.fixed(scaleOf(field))) + (unit ? ` ${unit}` : '');
    },
    jsonSchema: (field) => ({
      type: 'string',
      pattern: scaleOf(field) === 0 ? '^-?\\d{1,18}$' : `^-?\\d{1,18}(\\.\\d{1,${scaleOf(field)}})?$`,
    }),
    wireSql: (column) => `${column}::text`,
    ...starMask,
    searchText: () => null,
    widget: type.widget,
    cell: type.widget,
    sortable: true,
    indexable: true,
  };
}
