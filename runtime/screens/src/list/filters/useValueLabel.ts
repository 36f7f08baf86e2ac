// Names of the codes and records that a condition holds.
import { useQueries } from '@tanstack/react-query';
import type { FieldModel } from '@shijian/kernel';
import { api, useCodeList } from '../../client/index.ts';
import { filterKind } from '../filter_kinds.ts';
import { valuesOf } from '../conditions.ts';
import type { Condition } from '../conditions.ts';

export function useValueLabel(field: FieldModel | null, condition: Condition | undefined): (value: string) => string {
  const kind = field ? filterKind(field) : null;
  const list = useCodeList(kind === 'code' || kind === 'codes' ? (field?.list ?? null) : null, {
    enabled: condition !== undefined,
  });
  const target = field?.to[0];
  const ids = kind === 'ref' && target !== undefined ? valuesOf(condition) : [];
  const titles = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['title', target, id],
      queryFn: () => api.title(target ?? '', id),
      staleTime: 60_000,
      retry: false,
    })),
  });
  if (kind !== 'ref') return list.label;
  return (value) => titles[ids.indexOf(value)]?.data?.title ?? '…';
}
