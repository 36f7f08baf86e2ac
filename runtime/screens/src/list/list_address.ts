// The address of a list holds everything that is chosen in it: a link shows somebody else the same rows.
import type { SortKey } from '@shijian/kernel';
import { formatCondition, parseCondition } from './conditions.ts';
import type { Condition } from './conditions.ts';

export interface ListAddress {
  /** Name of a saved list; null is 全部. */
  saved: string | null;
  q: string;
  /** By path, in the order they were added. */
  conditions: [path: string, condition: Condition][];
  /** Null is the view's own order. */
  sort: SortKey | null;
  /** Cursor of the page, and its number from 1; the first page has none. */
  after: string | null;
  page: number;
  /** Record in the side panel. */
  row: string | null;
}

const filterPrefix = 'f.';

export function parseAddress(search: URLSearchParams): ListAddress {
  const conditions: [string, Condition][] = [];
  for (const [key, value] of search) {
    if (!key.startsWith(filterPrefix)) continue;
    const condition = parseCondition(value);
    if (condition) conditions.push([key.slice(filterPrefix.length), condition]);
  }
  const after = search.get('after');
  const page = Number(search.get('page'));
  return {
    saved: search.get('saved'),
    q: search.get('q') ?? '',
    conditions,
    sort: parseSort(search.get('sort')),
    after,
    page: after !== null && Number.isInteger(page) && page > 1 ? page : 1,
    row: search.get('row'),
  };
}

/** Inverse of parseAddress; leaves out what is as usual. */
export function formatAddress(address: ListAddress): URLSearchParams {
  const search = new URLSearchParams();
  if (address.saved) search.set('saved', address.saved);
  if (address.q !== '') search.set('q', address.q);
  for (const [path, condition] of address.conditions) search.set(filterPrefix + path, formatCondition(condition));
  if (address.sort) search.set('sort', sortText([address.sort]));
  if (address.after !== null) {
    search.set('after', address.after);
    search.set('page', String(address.page));
  }
  if (address.row) search.set('row', address.row);
  return search;
}

/** "valid_until,-licence_no" */
export function sortText(keys: SortKey[]): string {
  return keys.map((key) => (key.desc ? `-${key.path}` : key.path)).join(',');
}

/** What a user's own saved list keeps: neither page nor row. */
export function savedQuery(address: ListAddress): string {
  return formatAddress({ ...address, after: null, page: 1, row: null }).toString();
}

function parseSort(text: string | null): SortKey | null {
  if (!text) return null;
  return text.startsWith('-') ? { path: text.slice(1), desc: true } : { path: text, desc: false };
}
