// What a value reads as on one line: in table cells, exports of the screen, side panels and clash dialogs.
import { findFieldType, type CodeModel, type FieldContext, type FieldModel } from '@shijian/kernel';
import type { RefJson, RowJson } from '../client/index.ts';
import { cellOf } from './layout.ts';

/** Shown where there is nothing. */
export const NOTHING = '—';

type TextOf = (value: unknown, field: FieldModel, record: RowJson, lists: FieldContext) => string;

const byType: TextOf = (value, field, _record, lists) =>
  findFieldType(field.type)?.toText(value, field, lists) ?? String(value);

/** Cells whose text is not simply what the type says. */
const texts: Record<string, TextOf> = {
  masked: (value) => (typeof value === 'string' ? value : '***'),
  ref: (value, field, record) =>
    refsOf(record, field.name)
      .map((ref) => ref.title)
      .join('、') || (value === null ? '' : '（无权查看）'),
};

/**
 * Text of a field of a record.
 * @param record the record, or a row of children; `_refs` beside the field gives the titles of refs
 * @returns — when there is no value
 */
export function cellText(field: FieldModel, record: RowJson, lists: FieldContext): string {
  return valueText(field, record[field.name], record, lists);
}

/** As cellText, for a value that stands apart from its record (an older image, the other side of a clash). */
export function valueText(field: FieldModel, value: unknown, record: RowJson, lists: FieldContext): string {
  if (value === null || value === undefined || value === '') return NOTHING;
  const text = (texts[cellOf(field)] ?? byType)(value, field, record, withAdded(lists, record, field.name));
  return text === '' ? NOTHING : text;
}

/** Codes that the record's own bureau added to a list are called what that bureau calls them. */
function withAdded(lists: FieldContext, record: RowJson, name: string): FieldContext {
  const added = record._labels?.[name];
  if (!added) return lists;
  const codes = Object.entries(added).map(([code, label]): CodeModel => ({
    code,
    label,
    parent: null,
    tone: null,
    retired: false,
    level: null,
  }));
  return {
    ...lists,
    list(of) {
      const known = lists.list(of);
      return known && { ...known, codes: [...known.codes, ...codes] };
    },
  };
}

/** What stands behind a ref field, as far as the actor may see it. */
export function refsOf(record: RowJson, name: string): RefJson[] {
  const refs = record._refs?.[name];
  return refs === undefined || refs === null ? [] : Array.isArray(refs) ? refs : [refs];
}
