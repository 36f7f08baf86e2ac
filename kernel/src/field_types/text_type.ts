// What all types that store one piece of text have in common; a type names what it changes.
import type { FieldType, FieldContext, Read } from './contract.ts';
import type { FieldModel } from '../model.ts';
import { textMask, shownPart } from './mask.ts';
import type { Mask } from './mask.ts';
import { bad, good, halfWidth, hasForbiddenCharacter, isExcelNumber, isNothing } from './read.ts';

interface TextType {
  name: string;
  label: string;
  options?: FieldType['options'];
  /** Mask where the field names none. */
  mask?: Mask;
  widget?: string;
  /** Most characters when the field says nothing. */
  maxLength: number;
  /** What it holds is said of a person. */
  person?: true;
  /** Line breaks are kept. */
  lines?: boolean;
  /** An identifier: full-width becomes half-width, inner spaces go, and Excel's 9.13E+17 is refused by name. */
  identifier?: boolean;
  /** Canonical text, or the fault. Runs after trimming and before the length. */
  check?(text: string, field: FieldModel): Read;
  jsonSchema?(field: FieldModel): Record<string, unknown>;
}

/** Builds a type whose column is text and whose wire value is a string. */
export function textType(type: TextType): FieldType {
  const { mask, maskSql } = textMask(type.mask ?? 'all');
  function read(value: unknown, field: FieldModel): Read {
    if (isNothing(value)) return good(null);
    if (typeof value !== 'string') return bad('E_TYPE', value, { expected: 'text' });
    let text = type.lines ? value.replace(/\r\n?/g, '\n').trim() : value.replace(/[\t\r\n\u2028\u2029]+/g, ' ').trim();
    if (type.identifier) {
      text = halfWidth(text);
      if (isExcelNumber(text)) return bad('E_EXCEL_NUMBER', value);
      text = text.replace(/\s+/g, '');
    }
    text = text.normalize('NFC');
    if (hasForbiddenCharacter(text, type.lines === true)) return bad('E_CHARACTER', value);
    const checked = type.check?.(text, field) ?? good(text);
    if (!checked.ok) return checked;
    return lengthFault(String(checked.value), field, type.maxLength) ?? checked;
  }
  return {
    name: type.name,
    label: type.label,
    column: 'text',
    expression: () => 'text',
    options: type.options ?? {},
    ...(type.person && { person: true as const }),
    read,
    fromText: (text: string, field: FieldModel): Read => read(text, field),
    toText: (value) => (typeof value === 'string' ? value : ''),
    jsonSchema: (field: FieldModel): Record<string, unknown> => ({
      type: 'string',
      maxLength: optionNumber(field, 'max_length') ?? type.maxLength,
      ...type.jsonSchema?.(field),
    }),
    mask,
    maskSql,
    searchText: (value: unknown, field: FieldModel, _ctx: FieldContext) =>
      typeof value !== 'string' ? null : field.searchable === 'shown' ? shownPart(mask(value, field)) : value,
    widget: type.widget ?? 'text',
    cell: 'text',
    sortable: true,
    indexable: true,
  };
}

/** An option of the field that must be a number, or null where it is not set. */
export function optionNumber(field: FieldModel, name: string): number | null {
  const value = field.options[name];
  return typeof value === 'number' ? value : null;
}

function lengthFault(text: string, field: FieldModel, most: number): Read | null {
  const length = Array.from(text).length;
  const max = optionNumber(field, 'max_length') ?? most;
  const min = optionNumber(field, 'min_length') ?? 0;
  if (length > max) return bad('E_TOO_LONG', text, { max: String(max), length: String(length) });
  if (length < min) return bad('E_TOO_SHORT', text, { min: String(min), length: String(length) });
  return null;
}
