// How far a token reaches, said as one more name among its owner's roles: every place that asks what roles allow asks it too,
// and statements compiled for one reach are never used for another.

export interface TokenScope {
  /** Null for every entity that the owner's roles reach. */
  entities: readonly string[] | null;
  writes: boolean;
}

/** No role of a document begins like this. */
const MARK = '@token:';

/** The name that stands for a scope. @example "@token:read:food.operator+market.subject" */
export function scopeName({ entities, writes }: TokenScope): string {
  return `${MARK}${writes ? 'write' : 'read'}:${entities === null ? '*' : [...entities].sort().join('+')}`;
}

/** The scope among an actor's roles; null for a person at a screen. */
export function scopeAmong(roles: readonly string[]): TokenScope | null {
  const name = roles.find((role) => role.startsWith(MARK));
  if (name === undefined) return null;
  const [mode, entities = ''] = name.slice(MARK.length).split(':');
  return { writes: mode === 'write', entities: entities === '*' ? null : entities.split('+') };
}

/** The name of the scope among an actor's roles, for work that goes on after its request. */
export function scopeNameAmong(roles: readonly string[]): string | null {
  return roles.find((role) => role.startsWith(MARK)) ?? null;
}
