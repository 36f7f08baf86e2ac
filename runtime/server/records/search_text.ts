// Text that search compares: one normal form for what is stored and what is asked.
import { fieldType, type EntityModel, type FieldContext, type FieldModel } from '@shijian/kernel';

/** Full width to half width, lower case, single spaces: ＡＢＣ and abc are one. */
export function normaliseSearch(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/**
 * What a row is found by: its searchable fields, a line each.
 * @param stored values by field name
 * @returns '' when nothing is searchable
 */
export function searchTextOf(
  entity: EntityModel,
  stored: Readonly<Record<string, unknown>>,
  ctx: FieldContext,
): string {
  const lines = entity.fields.flatMap((field) => {
    const text = field.searchable === false ? null : searchLine(field, stored[field.name], ctx);
    return text ? [normaliseSearch(text)] : [];
  });
  return lines.join('\n');
}

/** A masked field is found by no more than its mask shows: 138****2046 by 138 and by 2046. */
function searchLine(field: FieldModel, value: unknown, ctx: FieldContext): string | null {
  if (value === null || value === undefined) return null;
  const type = fieldType(field.type);
  if (field.searchable === 'shown' || field.personal) {
    return (
      type
        .mask(value, field)
        ?.split(/\*+/)
        .filter((part) => part.length >= 2)
        .join('\n') ?? null
    );
  }
  return type.searchText(value, field, ctx);
}

/** Two-character grams of a normalised query, as platform.bigrams() makes them. */
export function gramsOf(query: string): string[] {
  const grams = new Set<string>();
  const chars = [...query];
  for (let i = 0; i + 1 < chars.length; i += 1) {
    const gram = chars[i]! + chars[i + 1]!;
    if (!/\s/.test(gram)) grams.add(gram);
  }
  return [...grams];
}
