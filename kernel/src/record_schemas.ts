// JSON Schemas of the records of a model as they cross the wire, one pair an entity: what is read and what is sent. The types of
// `npm run types` are made from them.
import type { FieldContext } from './field_types/contract.ts';
import { fieldType } from './field_types/index.ts';
import type { EntityModel, FieldModel, Model } from './model.ts';

type Schema = Record<string, unknown>;

/** `food.operator` → `FoodOperator`, the name of its type; a letter behind a digit is a capital (`gb2760item` → `Gb2760Item`). */
export function typeName(entity: string): string {
  return entity
    .replace(/(^|[._]|\d)([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase())
    .replace(/[._]/g, '');
}

/**
 * One schema with a definition for each entity (`FoodOperator`: a record as it is read, `FoodOperatorInput`: the body that makes
 * one) and, as its own properties, each entity's name and its record.
 * A personal field is a text when read, for it leaves masked; codes that are retired may still be read, and are not sent.
 */
export function recordSchemas(model: Model): Schema {
  const names = uniqueNames(model);
  const definitions: Schema = {};
  for (const entity of Object.values(model.entities)) {
    const name = names.get(entity.name) ?? '';
    definitions[name] = readSchema(entity, model);
    definitions[`${name}Input`] = inputSchema(entity, model);
  }
  const refs = [...names].map(([entity, name]): [string, Schema] => [entity, { $ref: `#/definitions/${name}` }]);
  return {
    title: 'Records',
    description: 'Every entity by name, with the type of its records.',
    type: 'object',
    required: [...names.keys()],
    properties: Object.fromEntries(refs),
    additionalProperties: false,
    definitions,
  };
}

/** `food.a1b` and `food.a1_b` would come to one type name: the later gets a number. */
function uniqueNames(model: Model): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const entity of Object.keys(model.entities)) {
    const plain = typeName(entity);
    let name = plain;
    for (let i = 2; taken.has(name) || taken.has(`${name}Input`); i++) name = `${plain}${i}`;
    taken.add(name).add(`${name}Input`);
    names.set(entity, name);
  }
  return names;
}

function readSchema(entity: EntityModel, model: Model): Schema {
  const ctx: FieldContext = {
    list: (name) => {
      const list = model.lists[name];
      return list && { ...list, codes: list.codes.map((code) => ({ ...code, retired: false })) };
    },
  };
  const refs = entity.fields.filter((field) => field.to.length > 0);
  return objectOf(`${entity.label}, as it is read.`, ['id', 'version', '_title'], {
    id: { type: 'string' },
    version: { type: 'integer', description: 'Sent back as If-Match.' },
    created_at: { type: 'string' },
    updated_at: { type: 'string' },
    _title: { type: 'string' },
    _deleted_at: { type: ['string', 'null'] },
    ...(refs.length > 0 && {
      _refs: objectOf(
        'What the refs point at.',
        [],
        Object.fromEntries(refs.map((field) => [field.name, { type: 'object', ...target }])),
      ),
    }),
    ...Object.fromEntries(
      entity.fields.map((field) => [
        field.name,
        describe(field, orNull(field.personal === null ? schemaOf(field, ctx) : { type: 'string' })),
      ]),
    ),
  });
}

const target: Schema = {
  required: ['id', 'title', 'entity'],
  properties: { id: { type: 'string' }, title: { type: 'string' }, entity: { type: 'string' } },
  // Its own fields, where they were asked for with `include`.
  additionalProperties: true,
};

function inputSchema(entity: EntityModel, model: Model): Schema {
  const ctx: FieldContext = { list: (name) => model.lists[name] };
  const sent = entity.fields.filter((field) => field.as === null && fieldType(field.type).drawn !== true);
  const required = sent.filter((field) => field.required === true && field.default === null).map(({ name }) => name);
  const properties = sent.map((field): [string, Schema] => {
    const schema = schemaOf(field, ctx);
    return [field.name, describe(field, required.includes(field.name) ? schema : orNull(schema))];
  });
  return objectOf(`${entity.label}, as it is sent to make one.`, required, Object.fromEntries(properties));
}

function schemaOf(field: FieldModel, ctx: FieldContext): Schema {
  return fieldType(field.type).jsonSchema(field, ctx);
}

function describe(field: FieldModel, schema: Schema): Schema {
  const notes = [field.unit === null ? '' : `（${field.unit}）`, field.personal === null ? '' : '，脱敏'].join('');
  return { ...schema, description: field.label + notes };
}

function orNull(schema: Schema): Schema {
  // A schema that says nothing (json) takes null already.
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: 'null' }] };
}

function objectOf(description: string, required: string[], properties: Record<string, Schema>): Schema {
  return { type: 'object', description, required, properties, additionalProperties: false };
}
