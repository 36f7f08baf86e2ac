// The changes of one record.
import { useQuery } from '@tanstack/react-query';
import { api, queryKeys } from '../client/index.ts';

/** @param enabled false where the actor may not see the history */
export function useHistory(entity: string, id: string, enabled = true) {
  return useQuery({ queryKey: queryKeys.history(entity, id), queryFn: () => api.history(entity, id), enabled });
}
