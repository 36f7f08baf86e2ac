// What the documents say is kept how long, and what a record looks like when its time is up. Pure.
import { fieldType, type EntityModel, type FieldModel, type Model, type RetainModel } from '@shijian/kernel';
import type { Stored } from '../records/row_values.ts';

export interface Rule {
  entity: EntityModel;
  /** Null: the rule is about the record. */
  field: FieldModel | null;
  retain: RetainModel;
}

/** Every rule of a model; without one nothing is ever cleared. Values go before the records that hold them. */
export function rulesOf(model: Model): Rule[] {
  const entities = Object.values(model.entities);
  return [
    ...entities.flatMap((entity) =>
      entity.fields.flatMap((field) => (field.retain ? [{ entity, field, retain: field.retain }] : [])),
    ),
    ...entities.flatMap((entity) => (entity.retain ? [{ entity, field: null, retain: entity.retain }] : [])),
  ];
}

/** "food.operator.phone": what a rule is about. */
export function nameOf(rule: Rule): string {
  return rule.field ? `${rule.entity.name}.${rule.field.name}` : rule.entity.name;
}

/** What is left of a record's values; the same ones where nothing is to be cleared any more. */
export function cleared(rule: Rule, image: Stored): Stored {
  const out = { ...image };
  for (const field of rule.field ? [rule.field] : rule.entity.fields) {
    if (rule.retain.then === 'erase') out[field.name] = field.fields.length > 0 ? [] : null;
    else out[field.name] = anonymous(field, image[field.name]);
  }
  return out;
}

/** Of what is personal only the mask stays, and of what is sensitive, or no text, nothing. */
function anonymous(field: FieldModel, value: unknown): unknown {
  if (field.fields.length > 0 && Array.isArray(value))
    return value.map((row: Stored) => ({
      ...row,
      ...Object.fromEntries(field.fields.map((cell) => [cell.name, anonymous(cell, row[cell.name] ?? null)])),
    }));
  if (field.personal === null || value === null || value === undefined) return value ?? null;
  const type = fieldType(field.type);
  return field.personal === 'sensitive' || type.column !== 'text' ? null : type.mask(value, field);
}
