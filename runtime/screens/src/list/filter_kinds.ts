// Which kind of condition a field takes. Asked of the field type's expression type, so that a new type needs nothing here.
import { findFieldType } from '@shijian/kernel';
import type { FieldModel } from '@shijian/kernel';
import type { WireEntity } from '../client/index.ts';

export type FilterKind = 'text' | 'number' | 'date' | 'datetime' | 'boolean' | 'code' | 'codes' | 'ref';

const scalars: Record<string, FilterKind> = {
  text: 'text',
  integer: 'number',
  decimal: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
};

/** Null: the field takes no condition (masked for everyone, rows, files). */
export function filterKind(field: FieldModel): FilterKind | null {
  if (field.personal !== null) return null;
  const type = findFieldType(field.type);
  if (!type || (type.column === 'jsonb' && type.searchText === undefined)) return null;
  const expression = type.expression(field);
  if (expression.startsWith('code:')) return 'code';
  if (expression.startsWith('set:code:')) return 'codes';
  if (expression.startsWith('ref:')) return field.to.length === 1 ? 'ref' : null;
  return scalars[expression] ?? null;
}

/** Fields of an entity that take a condition, in the entity's order. */
export function filterableFields(entity: WireEntity): FieldModel[] {
  return entity.fields.filter((field) => filterKind(field) !== null);
}
