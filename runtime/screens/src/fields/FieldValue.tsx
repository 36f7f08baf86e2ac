// A value as an officer reads it, whatever its type.
import { cells } from './cells.tsx';
import { cellOf } from './layout.ts';
import type { FieldValueProps } from './contract.ts';

/** @param props.compact one line, for tables and side panels */
export function FieldValue({ field, record, compact = false }: FieldValueProps) {
  const Cell = cells[cellOf(field)] ?? cells['text'];
  if (Cell === undefined) return null;
  return <Cell field={field} value={record[field.name]} record={record} compact={compact} nested={FieldValue} />;
}
