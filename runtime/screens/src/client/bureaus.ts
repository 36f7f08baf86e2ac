// Bureaus below the officer's own, where his roles read them: a record's bureau is shown, filtered and counted like a code of a
// list that the model brings along.
import type { CodeModel, FieldModel } from '@shijian/kernel';
import type { RecordJson, WireEntity, WireModel } from './types.ts';

/** Path of the column and name of the member that tells a record's bureau. */
export const BUREAU = '_tenant';
const LIST = '_bureaus';

/** The bureau as a field: never stored, never written, only shown. */
export const bureauField: FieldModel = {
  uid: BUREAU,
  name: BUREAU,
  label: '所属单位',
  type: 'code',
  own: false,
  package: '',
  required: false,
  unique: false,
  indexed: false,
  searchable: false,
  default: null,
  personal: null,
  mask: null,
  visible: null,
  editable: false,
  unit: null,
  hint: null,
  example: null,
  options: {},
  list: LIST,
  to: [],
  choose: null,
  back: null,
  fields: [],
  rows: null,
  retain: null,
  value: null,
  as: null,
  origin: { package: '', path: '', line: 0 },
};

/** The model with its bureaus as a code list, so that cells and filters name them. */
export function withBureaus(model: WireModel): WireModel {
  if (model.bureaus.length === 0) return model;
  const tail = commonTail(model.bureaus.map(({ label }) => label));
  const codes = model.bureaus.map(({ name, label }): CodeModel => ({
    code: name,
    label: label.slice(0, label.length - tail),
    parent: null,
    tone: null,
    retired: false,
    level: null,
  }));
  const list = { name: LIST, label: bureauField.label, standard: 'own', tree: false, codes };
  return { ...model, lists: { ...model.lists, [LIST]: list } };
}

/** Length of what all names end with, 市场监督管理局: in a cell it only takes the room. No name is used up. */
export function commonTail(labels: readonly string[]): number {
  const [first = ''] = labels;
  let tail = 0;
  while (labels.every((label) => label.length > tail + 1 && label.at(-1 - tail) === first.at(-1 - tail))) tail += 1;
  return tail < 3 ? 0 : tail;
}

/** A record of a bureau below is only looked at. */
export function isOwn(model: WireModel, record: Pick<RecordJson, '_tenant'>): boolean {
  return record._tenant === undefined || record._tenant.name === model.tenant.name;
}

/** The entity as it may be handled for one record: of another bureau's, nothing is written. */
export function entityFor(model: WireModel, entity: WireEntity, record: Pick<RecordJson, '_tenant'>): WireEntity {
  if (isOwn(model, record)) return entity;
  const can = { create: false, update: false, delete: false, restore: false, import: false, export: entity.can.export };
  return { ...entity, reveal: [], can: { ...can, history: entity.history_across } };
}
