// The page of rows that the address asks for, and the way to the pages beside it.
import { useMemo } from 'react';
import { useRecords } from '../client/index.ts';
import type { ListParams } from '../client/index.ts';
import type { ListColumn } from './columns.ts';
import { includeOf } from './columns.ts';
import type { ListAddress } from './list_address.ts';
import { cursorOf, rememberCursor } from './page_cursors.ts';

export interface ListPageState {
  query: ReturnType<typeof useRecords>;
  page: number;
  /** The rows on the screen are those asked for. */
  settled: boolean;
  /** There are rows, however old. */
  known: boolean;
  /** Null where there is no such page. */
  next: (() => { after: string; page: number }) | null;
  previous: (() => { after: string | null; page: number }) | null;
}

export function useListPage(
  entity: string,
  view: string,
  request: Pick<ListParams, 'filter' | 'q' | 'sort' | 'tenant'>,
  columns: ListColumn[],
  address: ListAddress,
  size: number,
): ListPageState {
  const include = includeOf(columns);
  const query = useRecords(entity, {
    ...request,
    limit: size,
    count: 'none',
    ...(address.after === null ? {} : { after: address.after }),
    ...(include === undefined ? {} : { include }),
  });
  const list = [view, request.filter, request.q, request.sort, size].join('|');
  const cursor = query.data?.next ?? null;
  return useMemo(() => {
    const settled = !query.isFetching && !query.isPlaceholderData;
    return {
      query,
      page: address.page,
      settled,
      known: query.data !== undefined,
      next:
        cursor === null || query.isPlaceholderData
          ? null
          : () => {
              rememberCursor(list, address.page + 1, cursor);
              return { after: cursor, page: address.page + 1 };
            },
      previous: address.after === null ? null : () => cursorOf(list, address.page - 1),
    };
  }, [query, address.page, address.after, cursor, list]);
}
