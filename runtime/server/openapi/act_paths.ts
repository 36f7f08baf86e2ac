// OpenAPI of acts beyond one record: several writes at once, and a person by his whole number.
import type { Act } from '../plugin_code/acts.ts';
import type { Access } from '../records/access.ts';
import { MOST_OPERATIONS } from '../records/write_batch.ts';
import { faults, ref, type Json } from './components.ts';

const json = (schema: Json): Json => ({ 'application/json': { schema } });

const operation: Json = {
  type: 'object',
  required: ['op'],
  properties: {
    op: { enum: ['create', 'update', 'delete', 'restore'] },
    id: { type: 'string', format: 'uuid', description: 'Of all but create.' },
    version: { type: ['integer', 'string'], description: 'Version that was seen, of all but create.' },
    body: { type: 'object', description: 'Fields, of create and update.' },
  },
};

/** `POST …/batch` for who may write at all. */
export function batchPaths(base: string, access: Access, type: string, tags: string[]): Json {
  const writes = access.create || access.updates.length > 0 || access.delete || access.restore;
  if (!writes) return {};
  const result: Json = {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      version: { type: 'integer' },
      record: { oneOf: [ref('schemas', type), { type: 'null' }] },
    },
  };
  return {
    [`${base}/batch`]: {
      post: {
        operationId: `batch${type}`,
        summary: `一次写入多条${access.entity.label}`,
        tags,
        parameters: [ref('parameters', 'csrf'), ref('parameters', 'idempotencyKey')],
        requestBody: {
          required: true,
          content: json({
            type: 'object',
            required: ['operations'],
            properties: { operations: { type: 'array', minItems: 1, maxItems: MOST_OPERATIONS, items: operation } },
          }),
        },
        responses: {
          200: {
            description: 'All written, in the order of the operations',
            content: json({
              type: 'object',
              properties: { results: { type: 'array', items: result }, replayed: { type: 'boolean' } },
            }),
          },
          ...faults(400, 401, 404, 409, 422),
        },
      },
    },
  };
}

/** `POST …/{id}/acts/{act}` for each act of a package that the actor may do. */
export function functionPaths(base: string, acts: readonly Act[], type: string, tags: string[]): Json {
  return Object.fromEntries(
    acts.map(({ name, label }) => [
      `${base}/{id}/acts/${name}`,
      {
        parameters: [ref('parameters', 'id')],
        post: {
          operationId: `act${type}_${name.replaceAll('.', '_')}`,
          summary: label,
          tags,
          parameters: [ref('parameters', 'csrf')],
          responses: {
            200: {
              description: 'Done; what it says it did, and the record as it is then',
              content: json({
                type: 'object',
                properties: {
                  message: { type: 'string' },
                  record: { oneOf: [ref('schemas', type), { type: 'null' }] },
                },
              }),
            },
            ...faults(401, 403, 404, 409, 422),
          },
        },
      },
    ]),
  );
}

/** `POST …/find` for who may look for a person by his whole number. */
export function findPaths(base: string, access: Access, type: string, tags: string[]): Json {
  if (access.find.size === 0) return {};
  const found: Json = {
    type: 'object',
    properties: { items: { type: 'array', items: ref('schemas', type) }, more: { type: 'boolean' } },
  };
  return {
    [`${base}/find`]: {
      post: {
        operationId: `find${type}`,
        summary: `按完整号码查找${access.entity.label}`,
        tags,
        parameters: [ref('parameters', 'csrf')],
        requestBody: {
          required: true,
          content: json({
            type: 'object',
            required: ['field', 'value', 'purpose'],
            properties: {
              field: { enum: [...access.find] },
              value: { type: 'string' },
              purpose: { type: 'string', minLength: 2, maxLength: 200 },
            },
          }),
        },
        responses: { 200: { description: 'Found; logged before', content: json(found) }, ...faults(401, 403, 422) },
      },
    },
  };
}
