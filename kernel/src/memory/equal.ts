// Deep equality of the plain JSON that models are made of. Where something stands in a file does not count: a line more above it changes nothing.

/** True for the same values in the same order of keys; keys `origin` are passed over. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  return keys.every(
    (key, i) =>
      key === others[i] &&
      (key === 'origin' || equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])), // both are plain objects
  );
}

/** A copy of plain JSON that later changes to the original do not reach; `origin` is left out. */
export function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  const out: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) if (key !== 'origin') out[key] = copy(part);
  return out;
}
