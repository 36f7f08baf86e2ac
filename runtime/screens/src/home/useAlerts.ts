// Lists that are to be noticed while there is something in them (`alert: true`): how many, asked again as the officer goes on.
import { useQueries } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router-dom';
import { countQuery, useModel } from '../client/index.ts';
import type { RecordPage } from '../client/index.ts';
import { homeLists } from './home_lists.ts';
import type { HomeList, SavedList } from './home_lists.ts';

export interface Alert {
  list: HomeList;
  saved: SavedList;
  total: NonNullable<RecordPage['total']>;
}

/**
 * Those of the menu with something in them. Asked on the way from page to page and at most once a minute: a question that
 * repeats by itself would keep the session of somebody who has left.
 */
export function useAlerts(): Alert[] {
  const { pathname } = useLocation();
  const watched = homeLists(useModel()).flatMap((list) =>
    list.view.saved.filter(({ alert }) => alert).map((saved) => ({ list, saved })),
  );
  const counts = useQueries({
    queries: watched.map(({ list, saved }) => countQuery(list.entity.name, { filter: saved.text })),
  });
  const asked = useRef(pathname);
  useEffect(() => {
    if (asked.current === pathname) return;
    asked.current = pathname;
    for (const count of counts) if (count.isStale) void count.refetch({ cancelRefetch: false });
  }, [pathname, counts]);
  return watched.flatMap((one, i) => {
    const total = counts[i]?.data;
    return total && total.value > 0 ? [{ ...one, total }] : [];
  });
}
