// OpenAPI 3.1 of the live model for one actor: the paths he may call, the fields he sees, as he sees them.
import { fieldType, typeName, type FieldModel } from '@shijian/kernel';
import { accessOf, isMasked, updatableFields, type Access } from '../records/access.ts';
import { fieldContext } from '../records/row_values.ts';
import { actsOf } from '../plugin_code/acts.ts';
import type { Scene } from '../records/scene.ts';
import {
  aggregateSchema,
  faults,
  historySchema,
  parameters,
  problemSchema,
  ref,
  responses,
  revealSchema,
  type Json,
} from './components.ts';
import { recordActs } from '../sources/source_writers.ts';
import { batchPaths, findPaths, functionPaths } from './act_paths.ts';
import { exportPaths, importPaths, transferSchemas } from './transfer_paths.ts';

/** The document of GET /api/openapi.json. */
export function openApiOf(scene: Scene): Json {
  const accesses = Object.keys(scene.state.model.entities).flatMap(
    (name) => accessOf(scene.state, scene.actor.roles, name) ?? [],
  );
  const paths: Json = {};
  const schemas: Json = {
    Problem: problemSchema,
    History: historySchema,
    Aggregate: aggregateSchema,
    ...transferSchemas,
  };
  for (const access of accesses) {
    Object.assign(paths, pathsOf(scene, access));
    Object.assign(schemas, schemasOf(scene, access));
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `${scene.state.model.tenant.label} API`,
      version: `${scene.state.model_rev}`,
      description: `Edition ${scene.state.edition}: what this session may do. Generated from the live model.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { token: [] }],
    tags: accesses.map(({ entity }) => ({ name: entity.name, description: entity.label })),
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'shijian_session', description: 'Given by POST /api/session.' },
        token: { type: 'http', scheme: 'bearer', description: 'Given once by POST /api/tokens; needs no CSRF header.' },
      },
      parameters,
      responses,
      schemas,
    },
  };
}

const json = (schema: Json): Json => ({ 'application/json': { schema } });

function pathsOf({ state, actor }: Scene, access: Access): Json {
  const { entity } = access;
  const can = recordActs(access);
  const type = typeName(entity.name);
  const base = `/api/records/${entity.name}`;
  const tags = [entity.name];
  const record = (description: string): Json => ({
    description,
    headers: { ETag: { schema: { type: 'string' } } },
    content: json(ref('schemas', type)),
  });
  const one: Json = {
    parameters: [ref('parameters', 'id')],
    get: {
      operationId: `get${type}`,
      summary: `读取${entity.label}`,
      tags,
      parameters: [ref('parameters', 'include'), ref('parameters', 'fields')],
      responses: { 200: record('The record'), ...faults(401, 404) },
    },
  };
  const all: Json = {
    get: {
      operationId: `list${type}`,
      summary: `${entity.label}列表`,
      tags,
      parameters: [
        'filter',
        'q',
        'sort',
        'limit',
        'after',
        'count',
        'include',
        'fields',
        ...(access.restore ? ['deleted'] : []),
        ...(access.across ? ['tenant'] : []),
      ].map((name) => ref('parameters', name)),
      responses: { 200: { description: 'A page', content: json(pageSchema(type)) }, ...faults(400, 401, 404) },
    },
  };
  if (can.create) {
    all.post = {
      operationId: `create${type}`,
      summary: `新建${entity.label}`,
      tags,
      parameters: [ref('parameters', 'csrf'), ref('parameters', 'idempotencyKey')],
      requestBody: { required: true, content: json(ref('schemas', `${type}Create`)) },
      responses: {
        201: record('Created'),
        200: record('Made by an earlier request with this Idempotency-Key'),
        ...faults(401, 403, 409, 422),
      },
    };
  }
  if (can.update) {
    one.patch = {
      operationId: `update${type}`,
      summary: `修改${entity.label}`,
      tags,
      parameters: [ref('parameters', 'csrf'), ref('parameters', 'ifMatch')],
      requestBody: { required: true, content: json(ref('schemas', `${type}Update`)) },
      responses: { 200: record('Saved'), ...faults(401, 403, 404, 409, 412, 422, 428) },
    };
  }
  if (can.delete) {
    one.delete = {
      operationId: `delete${type}`,
      summary: `删除${entity.label}`,
      tags,
      parameters: [ref('parameters', 'csrf'), ref('parameters', 'ifMatch')],
      responses: { 204: { description: 'In the recycle bin' }, ...faults(401, 403, 404, 412, 428) },
    };
  }
  const paths: Json = { [base]: all, [`${base}/{id}`]: one };
  paths[`${base}/aggregate`] = {
    get: {
      operationId: `aggregate${type}`,
      summary: `${entity.label}统计`,
      tags,
      parameters: [
        'group',
        'measure',
        'filter',
        ...(access.across ? ['tenant'] : []),
        'aggregateSort',
        'aggregateLimit',
      ].map((name) => ref('parameters', name)),
      responses: {
        200: { description: 'Groups', content: json(ref('schemas', 'Aggregate')) },
        ...faults(400, 401, 404),
      },
    },
  };
  if (access.restore) {
    paths[`${base}/{id}/restore`] = {
      parameters: [ref('parameters', 'id')],
      post: {
        operationId: `restore${type}`,
        summary: `恢复${entity.label}`,
        tags,
        parameters: [ref('parameters', 'csrf'), ref('parameters', 'ifMatch')],
        responses: { 200: record('Restored'), ...faults(401, 403, 404, 409, 412, 428) },
      },
    };
  }
  if (access.history) {
    paths[`${base}/{id}/history`] = {
      parameters: [ref('parameters', 'id')],
      get: {
        operationId: `history${type}`,
        summary: `${entity.label}变更记录`,
        tags,
        responses: {
          200: { description: 'Changes', content: json(ref('schemas', 'History')) },
          ...faults(401, 403, 404),
        },
      },
    };
  }
  if (access.reveal.size > 0) {
    paths[`${base}/{id}/reveal`] = {
      parameters: [ref('parameters', 'id')],
      post: {
        operationId: `reveal${type}`,
        summary: `查看${entity.label}的完整内容`,
        tags,
        parameters: [ref('parameters', 'csrf')],
        requestBody: { required: true, content: json(revealSchema) },
        responses: {
          200: {
            description: 'Values in clear; logged',
            content: json({ type: 'object', properties: { values: { type: 'object' } } }),
          },
          ...faults(401, 403, 404, 422),
        },
      },
    };
  }
  Object.assign(
    paths,
    functionPaths(base, actsOf(state, actor.roles, entity.name), type, tags),
    batchPaths(base, access, type, tags),
    findPaths(base, access, type, tags),
  );
  if (access.export) Object.assign(paths, exportPaths(base, access, type, tags));
  if (access.import) Object.assign(paths, importPaths(base, entity.label, type, tags));
  return paths;
}

function schemasOf(scene: Scene, access: Access): Json {
  const type = typeName(access.entity.name);
  const can = recordActs(access);
  const stored = access.fields.filter((field) => !field.value);
  const updatable = updatableFields(access);
  const schemas: Json = {
    [type]: {
      type: 'object',
      title: access.entity.label,
      required: ['id', 'version', '_title'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        version: { type: 'integer' },
        created_at: { type: 'string', format: 'date-time' },
        updated_at: { type: 'string', format: 'date-time' },
        _title: { type: 'string' },
        _deleted_at: { type: ['string', 'null'], format: 'date-time' },
        _refs: { type: 'object', additionalProperties: { type: 'object' } },
        ...(access.across
          ? {
              _tenant: { type: 'object', properties: { name: { type: 'string' }, label: { type: 'string' } } },
              _labels: { type: 'object', additionalProperties: { type: 'object' } },
            }
          : {}),
        ...Object.fromEntries(access.fields.map((field) => [field.name, readSchema(scene, field)])),
      },
    },
  };
  if (can.create) {
    schemas[`${type}Create`] = {
      type: 'object',
      additionalProperties: false,
      required: stored.filter((field) => field.required === true && !field.default).map((field) => field.name),
      properties: Object.fromEntries(stored.map((field) => [field.name, writeSchema(scene, field)])),
    };
  }
  if (can.update) {
    const fields = stored.filter((field) => !updatable || updatable.includes(field.name));
    schemas[`${type}Update`] = {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(fields.map((field) => [field.name, writeSchema(scene, field)])),
    };
  }
  return schemas;
}

function readSchema(scene: Scene, field: FieldModel): Json {
  if (isMasked(field)) return { type: ['string', 'null'], title: field.label, description: 'Leaves masked.' };
  if (field.value) return { title: field.label, readOnly: true, ...computedSchema(field) };
  return { title: field.label, ...nullable(fieldType(field.type).jsonSchema(field, fieldContext(scene.state))) };
}

function writeSchema(scene: Scene, field: FieldModel): Json {
  const schema = fieldType(field.type).jsonSchema(field, fieldContext(scene.state));
  return { title: field.label, ...(field.hint ? { description: field.hint } : {}), ...nullable(schema) };
}

function computedSchema(field: FieldModel): Json {
  const types: Record<string, Json> = {
    boolean: { type: ['boolean', 'null'] },
    integer: { type: ['integer', 'null'] },
    date: { type: ['string', 'null'], format: 'date' },
    datetime: { type: ['string', 'null'], format: 'date-time' },
  };
  return types[field.as ?? 'text'] ?? { type: ['string', 'null'] };
}

function nullable(schema: Json): Json {
  const out: Json = { ...schema };
  if (typeof out.type === 'string') out.type = [out.type, 'null'];
  if (Array.isArray(out.enum) && !out.enum.includes(null)) out.enum = [...(out.enum as unknown[]), null];
  return out;
}

function pageSchema(type: string): Json {
  return {
    type: 'object',
    required: ['items', 'next', 'total'],
    properties: {
      items: { type: 'array', items: ref('schemas', type) },
      next: { type: ['string', 'null'] },
      total: { type: ['object', 'null'], properties: { value: { type: 'integer' }, exact: { type: 'boolean' } } },
    },
  };
}
