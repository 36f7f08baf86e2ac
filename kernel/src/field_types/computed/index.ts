// computed 计算值: an expression over the record, inlined wherever it is read; nothing is stored and nothing can be written.
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
    stored: boolean('Kept in a column; only where it reads its own row and neither now, today nor actor.', {
      fallback: 'false',
    }),
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

/** The field type whose format a computed value is shown in. */
export function shown(field: FieldModel): FieldType {
  const as = field.as ?? 'text';
  if (as.startsWith('code:')) return fieldType('code');
  const known = computedTypes.find((name) => name === as);
  return fieldType(known ?? 'text');
}
