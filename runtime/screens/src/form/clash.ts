// A record that somebody else saved while it was being edited: what each side changed, and the result of the officer's choice.
import type { FieldModel } from '@shijian/kernel';
import { sameValue, type Values } from './changes.ts';

export type Side = 'mine' | 'theirs';

export interface Clash {
  field: FieldModel;
  base: unknown;
  mine: unknown;
  theirs: unknown;
  /** `both`: each side wrote something else and one has to be picked; `theirs`: only the other side changed it, which is kept. */
  kind: 'both' | 'theirs';
}

/**
 * Compares three images of one record.
 * @param base as it was opened
 * @param mine the form's values now
 * @param theirs as the server has it now
 * @returns one row a field that the other side changed; fields that only I changed are no clash
 */
export function findClashes(fields: FieldModel[], base: Values, mine: Values, theirs: Values): Clash[] {
  const rows: Clash[] = [];
  for (const field of fields) {
    const [b, m, t] = [base[field.name], mine[field.name], theirs[field.name]];
    if (sameValue(b, t) || sameValue(m, t)) continue;
    rows.push({ field, base: b, mine: m, theirs: t, kind: sameValue(b, m) ? 'theirs' : 'both' });
  }
  return rows.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'both' ? -1 : 1));
}

/** True when every field that both sides changed has been decided. */
export function isDecided(clashes: Clash[], picks: Record<string, Side>): boolean {
  return clashes.every((clash) => clash.kind === 'theirs' || picks[clash.field.name] !== undefined);
}

/**
 * The form's values after the choice: mine, with the other side's value where it was picked or where only they changed it.
 * The new base is `theirs`, so that the next save sends exactly what still differs.
 */
export function mergeClashes(mine: Values, clashes: Clash[], picks: Record<string, Side>): Values {
  const merged: Values = { ...mine };
  for (const clash of clashes) {
    const side = picks[clash.field.name] ?? (clash.kind === 'theirs' ? 'theirs' : 'mine');
    if (side === 'theirs') merged[clash.field.name] = clash.theirs;
  }
  return merged;
}
