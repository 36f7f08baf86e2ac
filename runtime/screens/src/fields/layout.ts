// How much room the control of a field wants. Keyed by the widget that its type names, never by the type.
import { findFieldType, type FieldModel } from '@shijian/kernel';

/** Widgets that take the whole width of a section. */
const WIDE = new Set(['textarea', 'rows', 'upload', 'image', 'rich_text', 'area', 'json', 'signature']);
const GROUPS = new Set(['switch', 'rows', 'upload', 'image', 'time_range', 'signature', 'rich_text']);
const FILES = new Set(['upload', 'image', 'signature']);

/** Key of the widget for a field; 'none' when officers do not type it. */
export function widgetOf(field: FieldModel): string {
  return findFieldType(field.type)?.widget ?? 'none';
}

/** Key of the cell that shows a field. A personal value arrives masked and is shown as it came. */
export function cellOf(field: FieldModel): string {
  if (isMasked(field)) return 'masked';
  return findFieldType(field.type)?.cell ?? 'text';
}

export function isWide(field: FieldModel): boolean {
  return WIDE.has(widgetOf(field));
}

/** Several controls under one name: the label names the group and no control of its own. */
export function isGroup(field: FieldModel): boolean {
  return GROUPS.has(widgetOf(field));
}

/** Which part of a derived page a field belongs to. */
export function partOf(field: FieldModel): 'fact' | 'rows' | 'file' {
  const widget = widgetOf(field);
  return widget === 'rows' ? 'rows' : FILES.has(widget) ? 'file' : 'fact';
}

/** Personal values leave the server masked for everybody; they can only be replaced whole. */
export function isMasked(field: FieldModel): boolean {
  return field.personal !== null;
}
