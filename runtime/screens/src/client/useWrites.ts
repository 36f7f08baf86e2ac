// Writing records, and making stale what a write may have changed.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { api } from './api.ts';
import type { Fields } from './api.ts';
import { queryKeys } from './query_keys.ts';
import type { RecordJson } from './types.ts';

/** Where any record may be shown. */
const SHOWN: readonly (readonly unknown[])[] = [
  queryKeys.allRecords,
  queryKeys.allCounts,
  queryKeys.allOneRecords,
  queryKeys.recent,
];

export function useCreateRecord(entity: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { fields: Fields; key?: string }) => api.create(entity, input.fields, input.key),
    onSuccess: (record) => afterWrite(client, entity, record.id),
  });
}

export function useUpdateRecord(entity: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { id: string; version: number; fields: Fields }) =>
      api.update(entity, input.id, input.version, input.fields),
    onSuccess: (record) => afterWrite(client, entity, record.id),
  });
}

export function useRemoveRecord(entity: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (record: Pick<RecordJson, 'id' | 'version'>) => api.remove(entity, record.id, record.version),
    onSuccess: (_, record) => {
      // The page that still shows it is about to be left, and must not ask once more for what is gone.
      const own = [queryKeys.recordAny(entity, record.id), queryKeys.history(entity, record.id)];
      for (const queryKey of own) void client.invalidateQueries({ queryKey, refetchType: 'none' });
      const others = (key: readonly unknown[]) => !own.some((of) => of.every((part, i) => key[i] === part));
      for (const queryKey of SHOWN)
        void client.invalidateQueries({ queryKey, predicate: (query) => others(query.queryKey) });
    },
  });
}

export function useRestoreRecord(entity: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (record: Pick<RecordJson, 'id' | 'version'>) => api.restore(entity, record.id, record.version),
    onSuccess: (_, record) => afterWrite(client, entity, record.id),
  });
}

/** Its function may have written other records, of other entities too: all are stale, which afterWrite says anyway. */
export function useDoAct(entity: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: string; act: string }) => api.act(entity, id, act),
    onSuccess: (_, { id }) => afterWrite(client, entity, id),
  });
}

/** Makes stale whatever may show this record: its title stands in other entities' lists too. Also for an import (no id). */
export function afterWrite(client: QueryClient, entity: string, id?: string): void {
  const stale = [...SHOWN, ...(id ? [queryKeys.history(entity, id)] : [])];
  for (const queryKey of stale) void client.invalidateQueries({ queryKey });
}
