// Which fields have an index.
import type { FieldModel } from '../model.ts';

/** Its document asks for one. */
export function asksForIndex({ indexed, unique, sorted_by }: FieldModel): boolean {
  return indexed || unique || sorted_by !== undefined;
}

/** Refs have one without being asked. */
export function isIndexed(field: FieldModel): boolean {
  return asksForIndex(field) || field.to.length > 0;
}
