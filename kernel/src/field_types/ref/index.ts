// ref 关联: points at a record of another entity by its id (uuid). Whether that record is there and may be seen is the server's question.
import { expression, ownName, reference, either, list } from '../../kinds/shape.ts';
import type { FieldType, Read } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { starMask } from '../mask.ts';
import { bad, good, isNothing } from '../read.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const refType: FieldType = {
  name: 'ref',
  label: '关联',
  column: 'uuid',
  expression: (field) => `ref:${field.to.join('|')}`,
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
  fromText: (text, field) => read(text.trim(), field),
  toText: (value) => (typeof value === 'string' ? value : isKinded(value) ? value.id : ''),
  jsonSchema: (field) =>
    field.to.length > 1
      ? {
          type: 'object',
          required: ['entity', 'id'],
          properties: { entity: { enum: field.to }, id: { type: 'string', format: 'uuid' } },
        }
      : { type: 'string', format: 'uuid' },
  ...starMask,
  searchText: () => null,
  widget: 'ref',
  cell: 'ref',
  sortable: false,
  indexable: true,
};

/** Where it may point at several entities the value says at which: { entity, id }. */
function read(value: unknown, field: FieldModel): Read {
  if (isNothing(value)) return good(null);
  if (field.to.length > 1) {
    if (!isKinded(value) || !field.to.includes(value.entity) || !uuid.test(value.id)) return bad('E_REF_ID', null);
    return good({ entity: value.entity, id: value.id.toLowerCase() });
  }
  return typeof value === 'string' && uuid.test(value) ? good(value.toLowerCase()) : bad('E_REF_ID', value);
}

function isKinded(value: unknown): value is { entity: string; id: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'entity' in value &&
    typeof value.entity === 'string' &&
    'id' in value &&
    typeof value.id === 'string'
  );
}
