// Columns of the view and the officer's own choice of them, put together.
import type { ListColumn } from './columns.ts';
import type { ListPreference } from './list_preference.ts';

export interface ArrangedColumn extends ListColumn {
  hidden: boolean;
  width?: number;
}

/**
 * The kept order first; what the view has gained since follows where the view puts it, what it lost is dropped.
 * @param view columns that are shown unless hidden @param further columns that are hidden unless chosen
 */
export function arrangeColumns(
  view: ListColumn[],
  further: ListColumn[],
  kept: NonNullable<ListPreference['columns']>,
): ArrangedColumn[] {
  const known = new Map([...view, ...further].map((column) => [column.path, column]));
  const arranged: ArrangedColumn[] = [];
  for (const choice of kept) {
    const column = known.get(choice.path);
    if (!column) continue;
    known.delete(choice.path);
    arranged.push({ ...column, hidden: choice.hidden === true, ...(choice.width ? { width: choice.width } : {}) });
  }
  view.forEach((column, index) => {
    if (known.has(column.path)) arranged.splice(Math.min(index, arranged.length), 0, { ...column, hidden: false });
  });
  for (const column of further) if (known.has(column.path)) arranged.push({ ...column, hidden: true });
  // A table without any column could never be mended by its user.
  return arranged.some((column) => !column.hidden)
    ? arranged
    : arranged.map((column) => ({ ...column, hidden: false }));
}

/** What is kept of an arrangement. */
export function keptColumns(columns: ArrangedColumn[]): NonNullable<ListPreference['columns']> {
  return columns.map((column) => ({
    path: column.path,
    ...(column.hidden ? { hidden: true } : {}),
    ...(column.width ? { width: column.width } : {}),
  }));
}
