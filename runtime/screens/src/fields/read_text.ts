// Typed text → wire value through the field's own type, so that a form, an import and a paste read the same.
import { findFieldType, type FieldContext, type FieldModel } from '@shijian/kernel';

/** The canonical value, or the text as typed when the type refuses it (the check then says what is wrong). */
export function readText(text: string, field: FieldModel, lists: FieldContext): unknown {
  const type = findFieldType(field.type);
  if (type === undefined) return text;
  const loose = type.fromText(text, field, lists);
  if (!loose.ok) return text;
  const exact = type.read(loose.value, field, lists);
  return exact.ok ? exact.value : text;
}
