// The list's state is the address. Filters and rows replace it, so that "back" leaves the list as one expects.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { formatAddress, parseAddress } from './list_address.ts';
import type { ListAddress } from './list_address.ts';

export interface ListAddressState {
  address: ListAddress;
  /** Changes what is shown; the page goes back to the first and the side panel closes. */
  show(change: Partial<Pick<ListAddress, 'saved' | 'q' | 'conditions' | 'sort'>>): void;
  /** Opens a record in the side panel, or closes it with null. */
  select(row: string | null): void;
  turn(after: string | null, page: number): void;
  open(query: string): void;
}

export function useListAddress(): ListAddressState {
  const [search, setSearch] = useSearchParams();
  const address = useMemo(() => parseAddress(search), [search]);
  const write = useCallback(
    (change: Partial<ListAddress>) => {
      setSearch((before) => formatAddress({ ...parseAddress(before), ...change }), { replace: true });
    },
    [setSearch],
  );
  return useMemo(
    () => ({
      address,
      show: (change) => write({ ...change, after: null, page: 1, row: null }),
      select: (row) => write({ row }),
      turn: (after, page) => write({ after, page, row: null }),
      open: (query) => setSearch(new URLSearchParams(query), { replace: true }),
    }),
    [address, write, setSearch],
  );
}
