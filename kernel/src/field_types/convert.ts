// A value of one field as a value of another: what `convert` states and what a return to an earlier type does. By way of text, as in an
// import, so that whatever an officer could type for the new field is taken.
import type { FieldModel } from '../model.ts';
import { bad, good, isNothing } from './read.ts';
import type { FieldContext, Read } from './contract.ts';
import { valueType } from './computed/index.ts';

const single: ReadonlySet<string | null> = new Set(['text', 'bigint', 'numeric', 'boolean', 'date', 'timestamptz']);

/** True for a field whose values may come from, or become, those of another type: one value in a column, not encrypted. */
export function isConvertible(field: Pick<FieldModel, 'type' | 'options' | 'as' | 'personal' | 'fields'>): boolean {
  return single.has(valueType(field as FieldModel).column) && field.as === null && field.personal !== 'sensitive';
}

/** Column of a packaged field, member of ext of a bureau's own: its uid, or what its conversion states. */
export function columnName(field: Pick<FieldModel, 'uid' | 'convert'>): string {
  return field.convert?.column ?? field.uid;
}

/**
 * The new value of a stored one, or the fault for which there is none.
 * @param value as on the wire
 */
export function convertValue(
  value: unknown,
  from: FieldModel,
  to: FieldModel,
  contexts: { from: FieldContext; to: FieldContext },
): Read {
  if (isNothing(value)) return good(null);
  const [old, now] = [valueType(from), valueType(to)];
  const said = typeof value === 'boolean' ? [] : [String(value)];
  const mapped = to.convert?.map?.[String(value)] ?? returned(String(value), from);
  const spellings = mapped === undefined ? [...said, old.toText(value, from, contexts.from)] : [mapped];
  for (const text of spellings) {
    const typed = now.fromText(text, to, contexts.to);
    const read = typed.ok ? now.read(typed.value, to, { ...contexts.to, old: typed.value }) : typed;
    if (read.ok && read.value !== null) return read;
  }
  return bad('E_TYPE', value, { expected: now.name });
}

/** What the value was before the conversion that made it, where that is certain. */
function returned(value: string, from: FieldModel): string | undefined {
  const origins = Object.entries(from.convert?.map ?? {}).filter(([, to]) => to === value);
  return origins.length === 1 ? origins[0]![0] : undefined;
}
