// A record for the evaluator, without the client that the screens take it from.
import type { RowView, Value } from '@shijian/kernel';

export function rowView(record: Record<string, Value>): RowView {
  return { get: (field) => record[field] ?? null };
}
