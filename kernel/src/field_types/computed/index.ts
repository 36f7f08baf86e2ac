// computed 计算值: an expression over the record, inlined wherever it is read, or kept in a column with `stored`; nobody writes it.
import { boolean, choice, expression, reference } from '../../kinds/shape.ts';
import type { FieldType } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { starMask } from '../mask.ts';
import { bad } from '../read.ts';
import { fieldType } from '../registry.ts';

/** Field types that a computed value may have. */
export const computedTypes = ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime', 'code'] as const;

export const computedType: FieldType = {
  name: 'computed',
  label: '计算值',
  column: null,
  expression: (field) => field.as ?? 'text',
  options: {
    as: choice('Type of the value.', computedTypes, { required: true }),
    value: expression('The value.', { required: true }),
    list: reference('The code list, with `as: code`.', 'list'),
    stored: boolean(
      'Kept in a column, to be indexed and sorted by; only where it reads its own row, nothing personal, and neither now, today nor actor.',
      {
        fallback: 'false',
      },
    ),
  },
  read: (value) => bad('E_FIELD_COMPUTED', value),
  fromText: (text) => bad('E_FIELD_COMPUTED', text),
  toText: (value, field, ctx) => shown(field).toText(value, field, ctx),
  jsonSchema: (field, ctx) => ({ ...shown(field).jsonSchema(field, ctx), readOnly: true }),
  ...starMask,
  searchText: () => null,
  widget: 'none',
  cell: 'text',
  sortable: false,
  indexable: false,
};

/** A computed field that has a column of its own. */
export function isStored(field: FieldModel): boolean {
  return field.type === 'computed' && field.options['stored'] === true;
}

/** The field type whose column, order and wire form a field's value has: for a computed one with a column that of its value. */
export function valueType(field: FieldModel): FieldType {
  return isStored(field) ? shown(field) : fieldType(field.type);
}

/** The field type whose format a computed value is shown in. */
export function shown(field: FieldModel): FieldType {
  const as = field.as ?? 'text';
  if (as.startsWith('code:')) return fieldType('code');
  const known = computedTypes.find((name) => name === as);
  return fieldType(known ?? 'text');
}
