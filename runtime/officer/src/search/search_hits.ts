// The hits of a search as one sequence for the arrow keys.
import { paths } from '@shijian/screens';
import type { RecordJson } from '@shijian/screens';
import type { SearchGroup } from './useSearch.ts';

export interface Hit {
  key: string;
  /** Entity label above the first hit of a group. */
  group: string | null;
  to: string;
  record: RecordJson | null;
  entity: string;
  /** Text of a "see all" line. */
  label: string;
}

/** @param q as typed; a "see all" line carries it into the list */
export function flatten(groups: SearchGroup[], q: string): Hit[] {
  return groups.flatMap((group) => {
    const hits: Hit[] = group.items.map((record, index) => ({
      key: `${group.entity}/${record.id}`,
      group: index === 0 ? group.label : null,
      to: paths.record(group.entity, record.id),
      record,
      entity: group.entity,
      label: record._title,
    }));
    if (group.more) {
      hits.push({
        key: `${group.entity}/more`,
        group: null,
        to: paths.list(group.view, `q=${encodeURIComponent(q)}`),
        record: null,
        entity: group.entity,
        label: `在${group.label}里查看全部`,
      });
    }
    return hits;
  });
}
