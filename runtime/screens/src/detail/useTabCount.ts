// How many related records a tab holds.
import { useCount, type RecordJson } from '../client/index.ts';
import type { DetailTab } from '@shijian/kernel';
import { literal } from '../list/literal.ts';

/** Filter text of the records that point at this one. */
export function relatedFilter(tab: DetailTab, id: string): string {
  return `record.${tab.field} == ${literal(id)}`;
}

export function useTabCount(tab: DetailTab, record: Pick<RecordJson, 'id'>) {
  return useCount(tab.entity, { filter: relatedFilter(tab, record.id) });
}
