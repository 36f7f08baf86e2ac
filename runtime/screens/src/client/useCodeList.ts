// Code lists: small ones came with the model, big ones (regions, industries) are fetched when first needed.
import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { CodeListModel, CodeModel } from '@shijian/kernel';
import { api } from './api.ts';
import { useModel } from './ModelProvider.tsx';
import { queryKeys } from './query_keys.ts';

export interface CodeListHandle {
  /** Undefined while a big list is on its way. */
  list: CodeListModel | undefined;
  isPending: boolean;
  error: unknown;
  /** The code's model, retired ones too. */
  code(code: string): CodeModel | undefined;
  /** Label of a code; the code itself while unknown. */
  label(code: string): string;
}

/** @param options.enabled false keeps a big list from being fetched until it is (default true) */
export function useCodeList(name: string | null, options: { enabled?: boolean } = {}): CodeListHandle {
  const known = useModel().lists[name ?? ''];
  const complete = known?.codes ? (known as CodeListModel) : undefined;
  const fetched = useQuery({
    queryKey: queryKeys.list(name ?? ''),
    queryFn: () => api.list(name ?? ''),
    enabled: name !== null && complete === undefined && options.enabled !== false,
    staleTime: Infinity,
  });
  const list = complete ?? fetched.data;
  return useMemo(() => {
    const byCode = list ? codesOf(list) : undefined;
    return {
      list,
      isPending: name !== null && list === undefined && !fetched.error,
      error: fetched.error,
      code: (code) => byCode?.get(code),
      label: (code) => byCode?.get(code)?.label ?? code,
    };
  }, [list, name, fetched.error]);
}

const indexes = new WeakMap<CodeListModel, Map<string, CodeModel>>();

/** Codes by code, made once a list: a table of regions has thousands of cells that ask. */
export function codesOf(list: CodeListModel): Map<string, CodeModel> {
  let index = indexes.get(list);
  if (!index) {
    index = new Map(list.codes.map((code) => [code.code, code]));
    indexes.set(list, index);
  }
  return index;
}
