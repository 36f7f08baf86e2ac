// First visible row of a list, so that "back" finds it where it was. Lives as long as the tab's page.

const rows = new Map<string, number>();

export function keepScroll(list: string, index: number): void {
  rows.set(list, index);
}

/** Index of the first visible row; 0 when never scrolled. */
export function keptScroll(list: string): number {
  return rows.get(list) ?? 0;
}
