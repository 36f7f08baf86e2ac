// What is asked of the server for an address: pure, so that list, count and export surely mean the same rows.
import type { ListViewModel } from '@shijian/kernel';
import { BUREAU } from '../client/bureaus.ts';
import type { ListParams, WireModel } from '../client/index.ts';
import { resolveColumn } from './columns.ts';
import { conditionText, valuesOf } from './conditions.ts';
import { sortText } from './list_address.ts';
import type { ListAddress } from './list_address.ts';

export type ListRequest = Pick<ListParams, 'filter' | 'q' | 'sort' | 'tenant'>;

/** filter, q, sort and bureaus of an address. */
export function listRequest(model: WireModel, view: ListViewModel, address: ListAddress): ListRequest {
  const entity = model.entities[view.of];
  const saved = view.saved.find((candidate) => candidate.name === address.saved);
  const parts = saved ? [saved.text] : [];
  const bureaus = valuesOf(address.conditions.find(([path]) => path === BUREAU)?.[1]);
  for (const [path, condition] of address.conditions) {
    if (path === BUREAU) continue;
    const column = entity && resolveColumn(model, entity, path);
    const text = column ? conditionText(path, column.field, condition) : null;
    if (text !== null) parts.push(text);
  }
  const sort = address.sort ? [address.sort] : view.sort;
  return {
    ...(parts.length > 0
      ? { filter: parts.length === 1 ? parts[0] : parts.map((part) => `(${part})`).join(' && ') }
      : {}),
    ...(address.q.trim() !== '' ? { q: address.q.trim() } : {}),
    ...(entity?.across && bureaus.length > 0 ? { tenant: bureaus.join(',') } : {}),
    ...(sort.length > 0 ? { sort: sortText(sort) } : {}),
  };
}
