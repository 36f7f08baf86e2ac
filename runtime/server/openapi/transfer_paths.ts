// Paths and schemas of imports, exports and the jobs beneath them.
import type { Access } from '../records/access.ts';
import { faults, ref, type Json } from './components.ts';

const json = (schema: Json): Json => ({ 'application/json': { schema } });
const text = { schema: { type: 'string' } };
const SHEETS: Json = {
  'text/csv': text,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: { type: 'string', format: 'binary' } },
};

const counts: Json = {
  type: ['object', 'null'],
  properties: Object.fromEntries(
    ['created', 'updated', 'unchanged', 'repeated', 'bad'].map((name) => [name, { type: 'integer' }]),
  ),
};
const mapping: Json = {
  type: 'object',
  required: ['columns', 'mode'],
  properties: {
    columns: { type: 'array', items: { type: ['string', 'null'] } },
    mode: { type: 'string', enum: ['create', 'update', 'both'] },
    key: { type: ['string', 'null'] },
  },
};

export const transferSchemas: Json = {
  ImportMapping: mapping,
  Import: {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      file_name: { type: 'string' },
      lines: { type: 'integer' },
      state: { type: 'string' },
      headings: { type: 'array', items: { type: 'string' } },
      mapping: ref('schemas', 'ImportMapping'),
      fields: { type: 'array', items: { type: 'object' } },
      keys: { type: 'array', items: { type: 'object' } },
      modes: { type: 'array', items: { type: 'string' } },
      checked: counts,
      counts,
      faults: {
        type: 'array',
        items: {
          type: 'object',
          properties: { line: { type: 'integer' }, faults: { type: 'array', items: { type: 'object' } } },
        },
      },
    },
  },
  Job: {
    type: 'object',
    required: ['id', 'kind', 'state', 'done', 'rev'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      kind: { type: 'string' },
      title: { type: 'string' },
      state: { type: 'string', enum: ['waiting', 'running', 'done', 'failed', 'cancelled'] },
      done: { type: 'integer' },
      total: { type: ['integer', 'null'] },
      message: { type: 'string' },
      result: {},
      error: { type: ['object', 'null'], properties: { code: { type: 'string' }, title: { type: 'string' } } },
      file: {
        type: ['object', 'null'],
        properties: { name: { type: 'string' }, type: { type: 'string' }, size: { type: 'integer' } },
      },
      rev: { type: 'integer' },
    },
  },
};

/** A small export as the answer, a large one as a job. */
export function exportPaths(base: string, access: Access, type: string, tags: string[]): Json {
  const { label } = access.entity;
  return {
    [`${base}/export`]: {
      get: {
        operationId: `export${type}`,
        summary: `导出${label}`,
        tags,
        parameters: ['filter', 'q', 'sort', 'columns', 'format', ...(access.across ? ['tenant'] : [])].map((name) =>
          ref('parameters', name),
        ),
        responses: { 200: { description: 'A file', content: SHEETS }, ...faults(400, 401, 403, 422) },
      },
    },
    [`${base}/exports`]: {
      post: {
        operationId: `exportInBackground${type}`,
        summary: `在后台导出${label}`,
        tags,
        parameters: [ref('parameters', 'csrf')],
        requestBody: { required: true, content: json({ type: 'object' }) },
        responses: {
          202: { description: 'The job', content: json(ref('schemas', 'Job')) },
          ...faults(400, 401, 403, 422, 429),
        },
      },
    },
  };
}

/** Upload, one import, its steps and what did not go in. */
export function importPaths(base: string, label: string, type: string, tags: string[]): Json {
  const csrf = ref('parameters', 'csrf');
  const id = ref('parameters', 'id');
  const step = (what: string, summary: string): Json => ({
    post: {
      operationId: `${what}Import${type}`,
      summary: `${summary}${label}`,
      tags,
      parameters: [id, csrf],
      requestBody: { content: json(ref('schemas', 'ImportMapping')) },
      responses: {
        202: { description: 'The job', content: json(ref('schemas', 'Job')) },
        ...faults(401, 403, 404, 409, 422, 429),
      },
    },
  });
  const view = json(ref('schemas', 'Import'));
  return {
    [`${base}/imports`]: {
      post: {
        operationId: `uploadImport${type}`,
        summary: `上传要导入的${label}`,
        tags,
        parameters: [csrf],
        requestBody: {
          required: true,
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
        responses: {
          201: { description: 'What the file holds and how its columns may be read', content: view },
          ...faults(401, 403, 413, 422),
        },
      },
    },
    [`${base}/imports/{id}`]: {
      get: {
        operationId: `getImport${type}`,
        summary: `查看导入${label}`,
        tags,
        parameters: [id],
        responses: { 200: { description: 'One import of the actor', content: view }, ...faults(401, 403, 404) },
      },
    },
    [`${base}/imports/{id}/check`]: step('check', '预检导入'),
    [`${base}/imports/{id}/run`]: step('run', '导入'),
    [`${base}/imports/{id}/undo`]: step('undo', '撤销导入'),
    [`${base}/imports/{id}/refused`]: {
      get: {
        operationId: `refusedLines${type}`,
        summary: `没有导入的${label}`,
        tags,
        parameters: [id, ref('parameters', 'format')],
        responses: {
          200: { description: 'The lines that did not go in, with codes and reasons', content: SHEETS },
          ...faults(401, 403, 404),
        },
      },
    },
  };
}
