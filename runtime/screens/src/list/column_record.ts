// The record that a column's field stands in: the row itself, or the one behind its ref.
import { BUREAU } from '../client/bureaus.ts';
import type { RecordJson, RowJson } from '../client/index.ts';
import type { ListColumn } from './columns.ts';

export function columnRecord(column: ListColumn, record: RecordJson): RowJson {
  if (column.path === BUREAU) return { [BUREAU]: record._tenant?.name ?? null };
  if (!column.via) return record;
  const ref = record._refs?.[column.via.name];
  return ref && !Array.isArray(ref) ? ref : {};
}
