// Columns and filterable fields of a list, resolved against the model: "licence_no", or one hop away, "subject.name".
import { findFieldType, valueType } from '@shijian/kernel';
import type { FieldModel, ListViewModel } from '@shijian/kernel';
import { BUREAU, bureauField } from '../client/bureaus.ts';
import type { WireEntity, WireModel } from '../client/index.ts';

export interface ListColumn {
  path: string;
  label: string;
  field: FieldModel;
  /** Entity that the field belongs to. */
  entity: WireEntity;
  /** The ref that is walked first, for a path of one hop. */
  via: FieldModel | null;
  sortable: boolean;
}

/** Null when this actor may not see the field or the entity behind it. */
export function resolveColumn(model: WireModel, entity: WireEntity, path: string): ListColumn | null {
  if (path === BUREAU) {
    const column = { path, label: bureauField.label, field: bureauField, entity, via: null, sortable: false };
    return entity.across ? column : null;
  }
  const [first = '', second] = path.split('.');
  const field = entity.fields.find((candidate) => candidate.name === first);
  if (!field) return null;
  if (second === undefined) return { path, label: field.label, field, entity, via: null, sortable: isSortable(field) };
  const target = model.entities[field.to[0] ?? ''];
  const far = target?.fields.find((candidate) => candidate.name === second);
  if (!target || !far) return null;
  return {
    path,
    label: far.label,
    field: far,
    entity: target,
    via: field,
    sortable: field.personal === null && isSortable(far),
  };
}

/** Columns of the view; two of the same label are told apart by the ref they come through. */
export function viewColumns(model: WireModel, view: ListViewModel): ListColumn[] {
  const entity = model.entities[view.of];
  if (!entity) return [];
  const [first, ...rest] = view.columns;
  // Behind the column that names the row.
  const paths = [...(first === undefined ? [] : [first]), ...(entity.across ? [BUREAU] : []), ...rest];
  const columns = paths.flatMap((path) => resolveColumn(model, entity, path) ?? []);
  return distinct(columns);
}

/** Whatever else the officer may add: every field that fits a cell and is not there yet. */
export function furtherColumns(model: WireModel, view: ListViewModel): ListColumn[] {
  const entity = model.entities[view.of];
  if (!entity) return [];
  return entity.fields
    .filter((field) => !view.columns.includes(field.name) && fitsCell(field))
    .flatMap((field) => resolveColumn(model, entity, field.name) ?? []);
}

/** Refs whose target's fields the columns read: the `include` of the request. */
export function includeOf(columns: ListColumn[]): string | undefined {
  const refs = new Set(columns.flatMap((column) => (column.via ? [column.via.name] : [])));
  return refs.size > 0 ? [...refs].join(',') : undefined;
}

function distinct(columns: ListColumn[]): ListColumn[] {
  return columns.map((column) => {
    const same = columns.filter((other) => other.label === column.label).length > 1;
    return same && column.via ? { ...column, label: `${column.via.label} · ${column.label}` } : column;
  });
}

/** A masked value would sort by what is hidden, and tell it. */
function isSortable(field: FieldModel): boolean {
  return field.personal === null && valueType(field).sortable;
}

/** Long text, rows and files do not read in a cell. */
function fitsCell(field: FieldModel): boolean {
  const type = findFieldType(field.type);
  if (!type) return false;
  const expression = type.expression(field);
  return !expression.startsWith('row:') && !expression.startsWith('set:') && type.widget !== 'textarea';
}
