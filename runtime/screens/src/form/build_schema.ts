// Entity and Form → JSON Schema and uiSchema for rjsf. Pure. Values live flat under the record, as on the wire; sections are layout.
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import { findFieldType, type FieldContext, type FieldModel } from '@shijian/kernel';
import { isWide } from '../fields/layout.ts';
import type { PlacedSection } from './sections.ts';

/** Key of the one rjsf field that draws all of ours (RecordField.tsx). */
export const RECORD_FIELD = 'record_field';

export interface BuiltForm {
  schema: RJSFSchema;
  uiSchema: UiSchema;
}

/**
 * @param sections placed fields, in page order
 * @returns a schema of the structure only: what a value may be is the kernel's check, whose messages officers read
 */
export function buildSchema(sections: PlacedSection[], lists: FieldContext): BuiltForm {
  const fields = sections.flatMap((section) => section.fields);
  const properties: Record<string, RJSFSchema> = {};
  const uiSchema: UiSchema = {
    'ui:label': false,
    'ui:options': {
      sections: sections.map((section) => ({
        name: section.name,
        label: section.label,
        columns: section.columns,
        fields: section.fields.map((field) => field.name),
      })),
    },
  };
  for (const field of fields) {
    properties[field.name] = propertyOf(field, lists);
    uiSchema[field.name] = {
      'ui:field': RECORD_FIELD,
      'ui:fieldReplacesAnyOrOneOf': true,
      'ui:options': { model: field, wide: isWide(field), ...(field.hint === null ? {} : { hint: field.hint }) },
    };
  }
  const required = fields.filter((field) => field.required === true).map((field) => field.name);
  return { schema: { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }, uiSchema };
}

/** Schema of one value. Enumerations and defaults are left out: pickers offer the codes, and defaults are set once when a form opens. */
function propertyOf(field: FieldModel, lists: FieldContext): RJSFSchema {
  const { enum: _codes, default: _default, ...schema } = findFieldType(field.type)?.jsonSchema(field, lists) ?? {};
  return { ...schema, title: field.label };
}
