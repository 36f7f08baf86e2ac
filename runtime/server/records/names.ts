// Names in SQL. Entity names come from the checked model (package.name, [a-z0-9_]), so quoting is a second lock, not the first.

const SAFE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/;

/** "food.operator" → food_operator. Package names hold no underscore, so no two entities meet. */
export function tableOf(entity: string): string {
  if (!SAFE.test(entity)) throw new Error(`not an entity name: ${entity}`);
  return entity.replace('.', '_');
}

/** Base table, for writes: records."food_operator". */
export function baseOf(entity: string): string {
  return `records."${tableOf(entity)}"`;
}

/** Reader's view, for reads: gate."food_operator". */
export function gateOf(entity: string): string {
  return `gate."${tableOf(entity)}"`;
}

/** A quoted identifier. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text literal inside SQL that the compiler writes (entity and field names, never what a request sent). */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
