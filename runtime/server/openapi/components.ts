// Parts that every path of the document shares: parameters, answers to faults, schemas of fixed bodies.

export type Json = Record<string, unknown>;

export const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });

const STATUS: Record<number, string> = {
  400: 'E_QUERY_INVALID: the query string has faults',
  401: 'E_SESSION_NONE: log in',
  403: 'Not granted',
  404: 'Not there, or not to be seen',
  409: 'E_KEY_TAKEN: another record holds a unique key',
  412: 'E_MATCH_STALE: somebody saved meanwhile; `current` is the record as it is',
  413: 'The file is too large',
  422: 'E_RECORD_INVALID: every fault with path, code and message',
  428: 'E_MATCH_MISSING: send If-Match',
  429: 'E_JOB_MANY: too many jobs of this officer are open',
};

/** Answers of these statuses. */
export function faults(...statuses: number[]): Json {
  return Object.fromEntries(statuses.map((status) => [status, ref('responses', `E${status}`)]));
}

export const responses: Json = Object.fromEntries(
  Object.entries(STATUS).map(([status, description]) => [
    `E${status}`,
    { description, content: { 'application/problem+json': { schema: ref('schemas', 'Problem') } } },
  ]),
);

const query = (name: string, description: string, schema: Json = { type: 'string' }): Json => ({
  name,
  in: 'query',
  description,
  schema,
});

export const parameters: Json = {
  id: { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
  filter: query('filter', 'Expression over `record`, on fields that are read unmasked; named filters by bare name.'),
  q: query('q', 'Search in the searchable fields.'),
  sort: query('sort', 'Fields, comma separated, `-` before one for descending.'),
  limit: query('limit', 'Records a page.', { type: 'integer', minimum: 0, maximum: 200, default: 20 }),
  after: query('after', '`next` of the page before.'),
  count: query('count', 'Whether and how to count.', {
    type: 'string',
    enum: ['none', 'capped', 'exact'],
    default: 'none',
  }),
  include: query('include', 'Refs whose fields are wanted in `_refs`.'),
  fields: query('fields', 'Fields wanted.'),
  columns: query('columns', 'Paths of the columns wanted.'),
  tenant: query('tenant', 'Names of bureaus, comma separated; all within reach by default.'),
  group: query(
    'group',
    'Up to three of: a code, ref or boolean field, `date_field:month` (day, week, month, quarter, year), `_tenant`.',
  ),
  measure: query('measure', '`count`, `sum(field)`, `avg(field)`, `min(field)`, `max(field)`, comma separated.', {
    type: 'string',
    default: 'count',
  }),
  aggregateSort: query(
    'sort',
    'One of the groups or measures, `-` before it for descending; the first measure, largest first, by default.',
  ),
  aggregateLimit: query('limit', 'Groups wanted.', { type: 'integer', minimum: 1, maximum: 1000, default: 200 }),
  deleted: query('deleted', 'The recycle bin.', { type: 'string', enum: ['only'] }),
  format: query('format', 'Kind of file.', { type: 'string', enum: ['csv', 'xlsx'], default: 'csv' }),
  csrf: {
    name: 'X-CSRF-Token',
    in: 'header',
    required: true,
    description: '`csrf` of GET /api/me.',
    schema: { type: 'string' },
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'ETag of the version that was seen.',
    schema: { type: 'string' },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Makes a repeated submit safe.',
    schema: { type: 'string' },
  },
};

export const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    faults: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          code: { type: 'string' },
          path: { type: 'string' },
          value: {},
          message: { type: 'string' },
          remedy: { type: 'string' },
        },
      },
    },
  },
};

export const revealSchema: Json = {
  type: 'object',
  required: ['fields', 'purpose'],
  properties: {
    fields: { type: 'array', items: { type: 'string' } },
    purpose: { type: 'string', minLength: 2, maxLength: 200 },
  },
};

export const aggregateSchema: Json = {
  type: 'object',
  required: ['items', 'more'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['group', 'measure'],
        properties: {
          group: {
            type: 'object',
            additionalProperties: {
              type: 'object',
              properties: { value: { type: ['string', 'boolean', 'null'] }, label: { type: ['string', 'null'] } },
            },
          },
          measure: { type: 'object', additionalProperties: { type: ['integer', 'string', 'null'] } },
        },
      },
    },
    more: { type: 'boolean' },
  },
};

export const historySchema: Json = {
  type: 'object',
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          at: { type: 'string', format: 'date-time' },
          actor: { type: 'object', properties: { name: { type: 'string' } } },
          action: { type: 'string' },
          version: { type: 'integer' },
          changes: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                field: { type: 'string' },
                label: { type: 'string' },
                before: { type: ['string', 'null'] },
                after: { type: ['string', 'null'] },
              },
            },
          },
        },
      },
    },
  },
};
