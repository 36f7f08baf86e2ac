// Addresses of values inside a record: "items[0].name" on the wire, ['items', 0, 'name'] here, "f_items_0_name" as element id.

/** Prefix of the ids of all form controls. */
export const ID_PREFIX = 'f';

/**
 * Splits a fault's path.
 * @param path e.g. `licence_no`, `items[0].name`, '' for the record itself
 */
export function parsePath(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  for (const match of path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)) {
    steps.push(match[1] !== undefined ? Number(match[1]) : (match[2] ?? ''));
  }
  return steps;
}

/** Element id of the control at a path; the form's own id when the path is empty. */
export function elementId(path: string): string {
  return [ID_PREFIX, ...parsePath(path)].join('_');
}

/** Name of the top-level field that a path lies in; null for the record itself. */
export function fieldOf(path: string): string | null {
  const [first] = parsePath(path);
  return typeof first === 'string' ? first : null;
}
