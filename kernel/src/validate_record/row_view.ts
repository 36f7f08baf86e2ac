// A plain record as expressions walk it.
import type { RowView, Value } from '../expressions/contract.ts';

/** @param behind where rows behind refs are at hand, else a walk through a ref is unknown */
export function rowView(row: Record<string, unknown>, behind?: Partial<RowView>): RowView {
  return {
    // Stored values are JSON, which is what Value is.
    get: (field) => (Object.hasOwn(row, field) ? ((row[field] ?? null) as Value) : null),
    ...(behind?.follow && { follow: (field: string) => behind.follow?.(field) }),
  };
}
