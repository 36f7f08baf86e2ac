// Reading records: one, a page, a count, what I touched last, and my preferences.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './api.ts';
import { queryKeys } from './query_keys.ts';
import type { AggregateParams, ListParams } from './types.ts';

/** One record. @param include refs by name, comma separated */
export function useRecord(entity: string, id: string, include?: string) {
  return useQuery({
    queryKey: queryKeys.record(entity, id, include),
    queryFn: () => api.record(entity, id, include),
    enabled: id !== '',
  });
}

/** A page of records; the page before stays on the screen until the next has come. */
export function useRecords(entity: string, params: ListParams, options: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: queryKeys.records(entity, params),
    queryFn: ({ signal }) => api.records(entity, params, signal),
    placeholderData: keepPreviousData,
    enabled: options.enabled !== false,
  });
}

/** How many, up to 10,000 (then `exact` is false); kept a minute. Never blocks the rows: it is a request of its own. */
export function useCount(
  entity: string,
  params: Pick<ListParams, 'filter' | 'q' | 'deleted' | 'tenant'>,
  options: { enabled?: boolean } = {},
) {
  return useQuery({ ...countQuery(entity, params), enabled: options.enabled !== false });
}

/** The question of useCount. */
export function countQuery(entity: string, params: Pick<ListParams, 'filter' | 'q' | 'deleted' | 'tenant'>) {
  return {
    queryKey: queryKeys.count(entity, params),
    queryFn: async () => (await api.records(entity, { ...params, limit: 0, count: 'capped' })).total,
    staleTime: 60_000,
  };
}

/** Counts by group, kept a minute. */
export function useAggregate(entity: string, params: AggregateParams) {
  return useQuery({
    queryKey: queryKeys.aggregate(entity, params),
    queryFn: () => api.aggregate(entity, params),
    staleTime: 60_000,
  });
}

/** Records this user wrote last. */
export function useRecent() {
  return useQuery({ queryKey: queryKeys.recent, queryFn: () => api.recent(), staleTime: 10_000 });
}

export interface Preference<T> {
  /** Undefined while loading, null when never set. */
  value: T | null | undefined;
  /**
   * Shown at once, sent behind; a failed save only means that it is not remembered. What is not named stays as it was
   * kept, also when it was still on its way here.
   */
  save(change: Partial<T>): void;
}

/** A JSON object kept for this user, such as the columns of a list. */
export function usePreference<T extends object>(key: string): Preference<T> {
  const client = useQueryClient();
  const options = {
    queryKey: queryKeys.preference(key),
    queryFn: () => api.preference<T>(key),
    staleTime: Infinity,
  };
  const stored = useQuery(options);
  const { mutate } = useMutation({ mutationFn: (value: T) => api.savePreference(key, value) });
  const keep = (kept: T | null, change: Partial<T>) => {
    // Every key of a preference is optional, so that a part of one is one.
    const value = { ...kept, ...change } as T;
    client.setQueryData(options.queryKey, value);
    mutate(value);
  };
  return {
    // A preference that cannot be read is as good as none: the list must still open.
    value: stored.error ? null : stored.data,
    save(change) {
      const kept = client.getQueryData<T | null>(options.queryKey);
      if (kept !== undefined) keep(kept, change);
      else
        client.ensureQueryData(options).then(
          (late) => keep(late, change),
          () => keep(null, change),
        );
    },
  };
}
