// Code lists as field types ask for them: those of the model, and big ones once somebody has fetched them.
import { useMemo } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { CodeListModel, FieldContext } from '@shijian/kernel';
import { queryKeys, useModel } from '../client/index.ts';

/** Stable as long as the model is; a list that is not here yet is undefined, and codes then show as codes. */
export function useLists(): FieldContext {
  const model = useModel();
  const client = useQueryClient();
  return useMemo(
    () => ({
      time_zone: model.tenant.time_zone,
      list(name) {
        const known = model.lists[name];
        if (known?.codes !== undefined) return { ...known, codes: known.codes };
        return client.getQueryData<CodeListModel>(queryKeys.list(name));
      },
    }),
    [model, client],
  );
}
