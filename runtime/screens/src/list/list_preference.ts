// What is kept for a user about a list: columns, page size, his own saved lists.

export interface ListPreference {
  /** In order; a column of the view that is not named stands at its place of the view. */
  columns?: { path: string; width?: number; hidden?: boolean }[];
  page_size?: number;
  saved?: OwnSavedList[];
}

export interface OwnSavedList {
  id: string;
  label: string;
  /** Query of the address: conditions, order, search. */
  query: string;
}

export const pageSizes = [20, 50, 100] as const;

export function listPreferenceKey(view: string): string {
  return `list:${view}`;
}
