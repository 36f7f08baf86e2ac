// The two shapes of a ref on the wire: an id, or {entity, id} where the field may point at several entities.

export function idOf(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string') return value.id;
  return null;
}

export function entityOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'entity' in value && typeof value.entity === 'string'
    ? value.entity
    : null;
}
