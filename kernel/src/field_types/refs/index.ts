// refs 多选关联: several records of an entity; for an input also several rows of the record at hand.
import { expression, integer, reference } from '../../kinds/shape.ts';
import type { FieldType, Read } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { starMask } from '../mask.ts';
import { bad, good, isNothing } from '../read.ts';
import { refType } from '../ref/index.ts';

export const refsType: FieldType = {
  name: 'refs',
  label: '多选关联',
  column: 'uuid[]',
  // The resolver names the entity of rows, as it does for children.
  expression: (field) => (field.to[0] === undefined ? 'set:row:' : `set:ref:${field.to[0]}`),
  options: {
    to: reference('The entity chosen from.', 'entity'),
    rows: reference('The rows of the record chosen from, instead of an entity.', 'field'),
    choose: expression('Which records may be chosen; `it` is the candidate.'),
    min_count: integer('Fewest.', { min: 0 }),
    max_count: integer('Most.', { min: 1 }),
  },
  read,
  fromText: (text, field) =>
    read(
      text.split(/[,，、;；\n]+/).flatMap((part) => (part.trim() === '' ? [] : [part.trim()])),
      field,
    ),
  toText: (value) => (Array.isArray(value) && value.length > 0 ? `${value.length} 项` : ''),
  jsonSchema: () => ({ type: 'array', items: { type: 'string', format: 'uuid' }, uniqueItems: true }),
  ...starMask,
  searchText: () => null,
  optionFault: (field, kept) => (kept && field.to.length === 0 ? { key: 'to', code: 'E_REFS_OF', value: '' } : null),
  wireSql: (column) => `coalesce(${column}, '{}')`,
  widget: 'refs',
  cell: 'ref',
  sortable: false,
  indexable: false,
};

function read(value: unknown, field: FieldModel): Read {
  if (isNothing(value)) return good([]);
  if (!Array.isArray(value)) return bad('E_TYPE', value, { expected: 'refs' });
  const ids = new Set<unknown>();
  for (const item of value.slice(0, 1000) as unknown[]) {
    const one = refType.read(item, field, { list: () => undefined });
    if (!one.ok) return one;
    if (one.value !== null) ids.add(one.value);
  }
  const { min_count: min, max_count: max } = field.options;
  if (typeof max === 'number' && ids.size > max) return bad('E_TOO_MANY', ids.size, { max: String(max) });
  if (typeof min === 'number' && ids.size > 0 && ids.size < min)
    return bad('E_TOO_FEW', ids.size, { min: String(min) });
  return good([...ids]);
}
