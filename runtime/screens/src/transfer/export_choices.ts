// Columns that an export may have: those of the list first, then all other fields of the entity that fit a cell.
import { fieldType } from '@shijian/kernel';
import { BUREAU } from '../client/bureaus.ts';
import type { WireEntity, WireModel } from '../client/index.ts';

export interface ExportChoice {
  path: string;
  label: string;
  /** The list shows it, so the export has it unless somebody says otherwise. */
  shown: boolean;
}

/** @param listed paths of the list's columns, in their order */
export function exportChoices(model: WireModel, entity: WireEntity, listed: readonly string[]): ExportChoice[] {
  const own = entity.fields.filter((field) => field.fields.length === 0 && !fieldType(field.type).files);
  const paths = [...new Set([...listed, ...own.map(({ name }) => name)])];
  return paths.flatMap((path) => {
    const label = labelOf(model, entity, path);
    return label === null ? [] : [{ path, label, shown: listed.includes(path) }];
  });
}

function labelOf(model: WireModel, entity: WireEntity, path: string): string | null {
  if (path === BUREAU) return '所属单位';
  const [first, second] = path.split('.');
  const field = entity.fields.find(({ name }) => name === first);
  if (!field || second === undefined) return field?.label ?? null;
  const target = field.to.length === 1 ? model.entities[field.to[0]!] : undefined;
  const inner = target?.fields.find(({ name }) => name === second);
  return inner ? `${field.label}·${inner.label}` : null;
}
