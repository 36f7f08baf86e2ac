// The line under a title that tells two records of the same name apart.
import { isOwn } from '../client/bureaus.ts';
import type { RecordJson, WireModel } from '../client/index.ts';

/** Values of the first searchable fields that are not the title: licence number, credit code, address. */
export function recordHint(model: WireModel, entity: string, record: RecordJson): string {
  const fields = model.entities[entity]?.fields ?? [];
  const texts = fields
    .filter((field) => field.searchable !== false && field.to.length === 0)
    .map((field) => record[field.name])
    .filter((value): value is string => typeof value === 'string' && value !== '' && !record._title.includes(value));
  const bureau = isOwn(model, record) ? [] : [record._tenant?.label ?? ''];
  return [...bureau, ...texts.slice(0, 2)].join(' · ');
}
