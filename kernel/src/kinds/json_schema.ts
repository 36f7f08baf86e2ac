// Shapes → JSON Schema (draft 2020-12), which editors use while a document is written.
import { documentShape, kinds, namedShape } from './index.ts';
import type { KindName } from './index.ts';
import type { MapKeys, Shape, ShapeName } from './shape.ts';

type Schema = Record<string, unknown>;

/** The schema of a kind, as metadata/schemas/<Kind>.schema.json holds it. */
export function documentSchema(kind: KindName): Schema {
  const schema = schemaOf(documentShape(kind));
  const draft = kinds[kind].draft === true;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://shijian.dev/schemas/${kind}.schema.json`,
    title: kind,
    ...(draft && { $comment: 'draft: checked, and run by nothing yet' }),
    ...schema,
    $defs: {
      ...(asksFor(schema, 'field') && { field: schemaOf(namedShape('field')) }),
      ...(asksFor(schema, 'input') && { input: schemaOf(namedShape('input')) }),
    },
  };
}

const asksFor = (schema: Schema, name: ShapeName): boolean => JSON.stringify(schema).includes(`"#/$defs/${name}"`);

function schemaOf(shape: Shape): Schema {
  return { description: shape.doc, ...bodyOf(shape) };
}

const namePattern = '^[a-z][a-z0-9_]{0,39}$';

function bodyOf(shape: Shape): Schema {
  switch (shape.is) {
    case 'text':
      return {
        type: 'string',
        ...(shape.pattern !== undefined && { pattern: shape.pattern, examples: [shape.example] }),
        ...(shape.max && { maxLength: shape.max }),
      };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return {
        type: 'integer',
        ...(shape.min !== undefined && { minimum: shape.min }),
        ...(shape.max !== undefined && { maximum: shape.max }),
      };
    case 'number':
      return { anyOf: [{ type: 'number' }, { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' }] };
    case 'choice':
      return { enum: [...shape.values] };
    case 'name':
      return { type: 'string', pattern: namePattern };
    case 'reference':
    case 'expression':
    case 'filter':
    case 'template':
      return { type: 'string', minLength: 1 };
    case 'value':
      return {};
    case 'list':
      return { type: 'array', items: schemaOf(shape.of), uniqueItems: true };
    case 'map':
      return { type: 'object', ...keysOf(shape.keys), additionalProperties: schemaOf(shape.of) };
    case 'object':
      return objectOf(shape.keys);
    case 'either':
      return { anyOf: shape.of.map(schemaOf) };
    case 'named':
      return { $ref: `#/$defs/${shape.name}` };
    case 'variant':
      return {
        type: 'object',
        required: [shape.on],
        properties: { [shape.on]: { enum: Object.keys(shape.cases) } },
        anyOf: Object.entries(shape.cases).map(([name, keys]) => {
          const { properties, ...rest } = objectOf({ ...shape.common, ...keys });
          return { ...rest, properties: { ...(properties as Schema), [shape.on]: { const: name } } }; // objectOf makes it an object
        }),
      };
  }
}

function keysOf(keys: MapKeys): Schema {
  return keys === 'name' ? { propertyNames: { pattern: namePattern } } : {};
}

function objectOf(keys: Record<string, Shape>): Schema {
  const required = Object.entries(keys).flatMap(([name, shape]) => (shape.required ? [name] : []));
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(keys).map(([name, shape]) => [name, schemaOf(shape)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}
