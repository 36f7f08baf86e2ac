// Which two facts stand under a candidate of a ref, taken from how the model already shows that entity.
import { findFieldType, type FieldContext, type FieldModel } from '@shijian/kernel';
import type { RecordJson, RefJson, WireEntity, WireModel } from '../../client/index.ts';
import { cellText } from '../cell_text.ts';

const MOST = 2;

/** Fields that tell namesakes apart: of the entity's list, else its searchable ones. */
export function factFields(model: WireModel, entity: WireEntity): FieldModel[] {
  const list = Object.values(model.views).find((view) => view.of === entity.name && view.type === 'list');
  const names =
    list?.type === 'list'
      ? list.columns
      : entity.fields.filter((field) => field.searchable !== false).map((field) => field.name);
  return names.flatMap(
    (name) => entity.fields.find((field) => field.name === name && findFieldType(field.type) !== undefined) ?? [],
  );
}

/** Texts of the facts of one candidate; what the title already says is skipped. */
export function factsOf(record: RecordJson, fields: FieldModel[], lists: FieldContext): string[] {
  const texts: string[] = [];
  for (const field of fields) {
    const text = cellText(field, record, lists);
    if (text !== '' && text !== '—' && !record._title.includes(text)) texts.push(text);
    if (texts.length === MOST) break;
  }
  return texts;
}

/** A record as what stands behind a ref. */
export function asRef(entity: string, record: RecordJson): RefJson {
  return { ...record, entity, title: record._title };
}
