// The one table of field types by name. It is filled by index.ts, so that types which hold others (children, computed) need no import of it.
import type { FieldType } from './contract.ts';

const types = new Map<string, FieldType>();

export function registerFieldTypes(list: readonly FieldType[]): void {
  for (const type of list) types.set(type.name, type);
}

/**
 * The type of that name.
 * @throws RangeError for a name that no compiled model can hold
 */
export function fieldType(name: string): FieldType {
  const type = types.get(name);
  if (!type) throw new RangeError(`no field type ${name}`);
  return type;
}

/** The type of that name, or undefined: for text that is not checked yet. */
export function findFieldType(name: string): FieldType | undefined {
  return types.get(name);
}

export function fieldTypeNames(): string[] {
  return [...types.keys()];
}
