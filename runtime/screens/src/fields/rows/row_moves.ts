// What can be done to the rows of a children field. Pure: the input only draws and calls these.
import type { FieldModel } from '@shijian/kernel';

export type Row = Record<string, unknown>;

/** A new row with the literal defaults of its fields. */
export function emptyRow(fields: FieldModel[]): Row {
  const row: Row = {};
  for (const field of fields) {
    if (field.default !== null && 'value' in field.default) row[field.name] = field.default.value;
  }
  return row;
}

/** Inserts a copy below; the copy is a row of its own, so it has no id, and masked values cannot be copied. */
export function copyRow(rows: Row[], index: number, fields: FieldModel[]): Row[] {
  const copy: Row = {};
  for (const field of fields) {
    if (field.personal === null) copy[field.name] = rows[index]?.[field.name];
  }
  return [...rows.slice(0, index + 1), copy, ...rows.slice(index + 1)];
}

export function removeRow(rows: Row[], index: number): Row[] {
  return rows.filter((_, at) => at !== index);
}

/** Moves a row up (-1) or down (1); at the edge nothing happens. */
export function moveRow<T>(rows: T[], index: number, step: -1 | 1): T[] {
  const to = index + step;
  const moving = rows[index];
  const other = rows[to];
  if (moving === undefined || other === undefined) return rows;
  const next = [...rows];
  next[index] = other;
  next[to] = moving;
  return next;
}

export function setCell(rows: Row[], index: number, name: string, value: unknown): Row[] {
  return rows.map((row, at) => (at === index ? { ...row, [name]: value } : row));
}

/** Most rows that the field takes; null when it does not say. */
export function mostRows(field: FieldModel): number | null {
  const most = field.options['max_count'];
  return typeof most === 'number' ? most : null;
}
