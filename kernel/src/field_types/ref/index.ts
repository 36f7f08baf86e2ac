// ref 关联: points at a record of another entity by its id (uuid). Whether that record is there and may be seen is the server's question.
import { expression, ownName, reference, either, list } from '../../kinds/shape.ts';
import type { FieldType, Read } from '../contract.ts';
import { starMask } from '../mask.ts';
import { bad, good, isNothing } from '../read.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const refType: FieldType = {
  name: 'ref',
  label: '关联',
  column: 'uuid',
  expression: (field) => `ref:${field.to[0] ?? ''}`,
  options: {
    to: either(
      'The entity it points at.',
      [reference('One entity.', 'entity'), list('Entities.', reference('An entity.', 'entity'))],
      {
        required: true,
      },
    ),
    choose: expression('Which records may be chosen; `it` is the candidate.'),
    back: ownName('Name of the inverse set on the entity pointed at.'),
  },
  read,
  // A number or a name in a file is looked up by the server before it comes here.
  fromText: (text) => read(text.trim()),
  toText: (value) => (typeof value === 'string' ? value : ''),
  jsonSchema: () => ({ type: 'string', format: 'uuid' }),
  ...starMask,
  searchText: () => null,
  widget: 'ref',
  cell: 'ref',
  sortable: false,
  indexable: true,
};

function read(value: unknown): Read {
  if (isNothing(value)) return good(null);
  return typeof value === 'string' && uuid.test(value) ? good(value.toLowerCase()) : bad('E_REF_ID', value);
}
