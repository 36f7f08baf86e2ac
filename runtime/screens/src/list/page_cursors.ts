// Cursors of the pages gone through, so that 上一页 works: a keyset only knows forward. Kept for the tab's life.

const prefix = 'shijian.cursors.';

/** Remembers where page `page` of a list starts. @param list view and request, as one text */
export function rememberCursor(list: string, page: number, after: string): void {
  const cursors = read(list);
  cursors[page] = after;
  try {
    sessionStorage.setItem(prefix + list, JSON.stringify(cursors));
  } catch {
    // Full or forbidden storage: 上一页 then leads to the first page.
  }
}

/** Cursor of a page; null is the first page, also when the way to it is not known in this tab. */
export function cursorOf(list: string, page: number): { after: string | null; page: number } {
  if (page <= 1) return { after: null, page: 1 };
  const after = read(list)[page];
  return after === undefined ? { after: null, page: 1 } : { after, page };
}

function read(list: string): Record<number, string> {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + list) ?? '{}') as Record<number, string>;
  } catch {
    return {};
  }
}
