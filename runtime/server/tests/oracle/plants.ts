// One line taken out of each path by which rows leave: what the random requests must notice. A plant names its file, the text that
// stands there and what stands there instead; a text that is not found fails the test, so that no plant goes stale unseen.

export interface Plant {
  name: string;
  /** Below runtime/server. */
  file: string;
  find: string;
  put: string;
  /** Paths that must notice. */
  paths: readonly string[];
}

export const PLANTS: readonly Plant[] = [
  {
    name: 'lists without the row scope',
    file: 'records/plan_list.ts',
    find: 'if (!isAlways(scope)) conditions.push',
    put: 'if (Date.now() < 0) conditions.push',
    paths: ['list', 'count', 'export', 'search', 'aggregate', 'picker', 'cursor'],
  },
  {
    name: 'counties read without a grant across',
    file: 'records/window.ts',
    find: "(grant) => grant.read && grant.across === 'counties'",
    put: '(grant) => grant.read',
    paths: ['get', 'list'],
  },
  {
    name: 'single reads without the row scope',
    file: 'records/read_record.ts',
    find: 'if (!isAlways(access.read)) conditions.push(scope);',
    put: '',
    paths: ['get', 'title', 'history', 'as_of', 'file', 'write'],
  },
  {
    name: 'refs without the scope of their target',
    file: 'records/sql_builder.ts',
    find: "if (eyes === 'actor') conditions.push(this.scope(entity, inner));",
    put: '',
    paths: ['get', 'list'],
  },
  {
    name: 'rows of the recycle bin in lists',
    file: 'records/plan_list.ts',
    find: "`${alias}.deleted_at is ${shape.deleted ? 'not null' : 'null'}`",
    put: "'true'",
    paths: ['list', 'count'],
  },
  {
    name: 'hidden fields shown',
    file: 'records/access.ts',
    find: 'return new Set(grants.filter((grant) => grant.read).flatMap((grant) => grant.hide));',
    put: 'return new Set(grants.filter((grant) => grant === null).flatMap((grant) => grant.hide));',
    paths: ['get', 'list', 'forbidden'],
  },
  {
    name: 'personal fields in clear',
    file: 'records/access.ts',
    find: 'return field.personal !== null;',
    put: 'return field.personal !== null && field.name === field.type;',
    paths: ['get', 'list'],
  },
  {
    name: 'sorting by what is masked',
    file: 'records/parse_list_request.ts',
    find: "isReadInClear(access, first) &&\n      !['jsonb'",
    put: "!['jsonb'",
    paths: ['forbidden'],
  },
  {
    name: 'history for who was not granted it',
    file: 'records/access.ts',
    find: "history: entity.history === 'full' && grants.some((grant) => grant.history),",
    put: "history: entity.history === 'full',",
    paths: ['history'],
  },
  {
    name: 'export for who was not granted it',
    file: 'records/access.ts',
    find: 'export: grants.some((grant) => grant.export),',
    put: 'export: true,',
    paths: ['export'],
  },
  {
    name: 'reveal of every field',
    file: 'records/access.ts',
    find: 'reveal: new Set(grants.flatMap((grant) => grant.reveal)),',
    put: 'reveal: new Set(entity.fields.map((field) => field.name)),',
    paths: ['reveal'],
  },
  {
    name: 'the recycle bin of everybody',
    file: 'records/access.ts',
    find: 'restore: any(grants.map((grant) => grant.restore)),',
    put: 'restore: read,',
    paths: ['bin'],
  },
  {
    name: 'files of fields that are hidden',
    file: 'files/routes.ts',
    find: 'if (!sight?.access.fields.some((field) => field.uid === uid)) return false;',
    put: 'if (uid === null) return false;',
    paths: ['file'],
  },
  {
    name: 'rows found by a whole value without the row scope',
    file: 'records/find_exact.ts',
    find: "and ${builder.scope(entityName, 't')} order by",
    put: 'order by',
    paths: ['find'],
  },
  {
    name: 'writes of rows out of scope',
    file: 'records/plan_write.ts',
    find: "${[...new Set(judged)].join('')} returning t.*)",
    put: ' returning t.*)',
    paths: ['outside'],
  },
  {
    name: 'titles in history and of what was written without the row scope',
    file: 'records/history.ts',
    find: "rows.relation(entity, 'actor')",
    put: "rows.relation(entity, 'rule')",
    paths: ['history', 'as_of', 'recent'],
  },
  {
    name: 'what was written and is in the recycle bin',
    file: 'records/recent.ts',
    find: '{ live: true }',
    put: '{}',
    paths: ['recent'],
  },
  {
    name: 'a page that begins at the cursor instead of behind it',
    file: 'records/plan_list.ts',
    find: "t.id ${desc ? '<' : '>'} ${builder.arg('after_id', 'uuid')}",
    put: "t.id ${desc ? '<=' : '>='} ${builder.arg('after_id', 'uuid')}",
    paths: ['cursor'],
  },
  {
    name: 'search in fields that are hidden',
    file: 'records/plan_list.ts',
    find: "return ` and (${seen.join(' or ') || 'false'})`;",
    put: "return seen.length < 0 ? '' : '';",
    paths: ['search'],
  },
  {
    name: 'tokens without their entities',
    file: 'records/access.ts',
    find: 'if (scope?.entities && !scope.entities.includes(entityName)) return [];',
    put: '',
    paths: ['get', 'list', 'title'],
  },
  {
    name: 'tokens that see whole values',
    file: 'records/access.ts',
    find: '[scope.writes ? { ...grant, reveal: [], find: [] } :',
    put: '[scope.writes ? grant :',
    paths: ['reveal', 'find'],
  },
];

/** Taken out, these show nothing: a second guard stands behind them, which for bureaus is the database itself. */
export const GUARDED: readonly Plant[] = [
  {
    name: 'filters over what is masked',
    file: 'records/request_scope.ts',
    find: '&& !isReadInClear(access, field)',
    put: '&& field === access.entity.name',
    paths: ['forbidden'],
  },
  {
    name: 'statements without the bureau',
    file: 'records/sql_builder.ts',
    find: "kept === 'tenant' ? [`${inner}.tenant_id = ${this.tenantId}`] : []",
    put: '[`${this.tenantId} is not null`]',
    paths: ['get', 'list'],
  },
  {
    name: 'single reads without the bureau',
    file: 'records/read_record.ts',
    find: 'conditions.unshift(`t.tenant_id = ${builder.tenantId}`)',
    put: 'conditions.unshift(`${builder.tenantId} is not null`)',
    paths: ['get', 'title', 'history', 'reveal'],
  },
];

/** Each makes closed fields known on paths of its own; one server has them all. */
export const CLOSED: readonly Plant[] = [
  {
    name: 'sorting by what is masked',
    file: 'records/parse_list_request.ts',
    find: "isReadInClear(access, first) &&\n      !['jsonb'",
    put: "!['jsonb'",
    paths: ['sort', 'second sort', 'sort of an export', 'sort through a ref'],
  },
  {
    name: 'groups and measures of what is hidden',
    file: 'records/parse_aggregate.ts',
    find: `access.fields.find((candidate) => candidate.name === name);
  if (!field || field.fields.length > 0 || !isReadInClear(access, name)) return null;`,
    put: `access.entity.fields.find((candidate) => candidate.name === name);
  if (!field || field.fields.length > 0 || !isReadInClear) return null;`,
    paths: ['group', 'measure'],
  },
  {
    name: 'sparse fields of every name',
    file: 'records/parse_list_request.ts',
    find: 'if (!access.fields.some((field) => field.name === name))',
    put: 'if (!access.entity.fields.some((field) => field.name === name))',
    paths: ['fields'],
  },
  {
    name: 'find by every personal field',
    file: 'records/find_exact.ts',
    find: '|| !access.find.has(name))',
    put: ')',
    paths: ['find'],
  },
  {
    name: 'reveal of every field',
    file: 'records/access.ts',
    find: 'reveal: new Set(grants.flatMap((grant) => grant.reveal)),',
    put: 'reveal: new Set(entity.fields.map((field) => field.name)),',
    paths: ['reveal'],
  },
  {
    name: 'a model with its hidden fields',
    file: 'model/present_model.ts',
    find: 'fields: access.fields.map((field) => fieldFor(eyes, field)),',
    put: 'fields: access.entity.fields.map((field) => fieldFor(eyes, field)),',
    paths: ['model'],
  },
  {
    name: 'masked values of old in clear',
    file: 'records/history.ts',
    find: "if (isMasked(field)) return type.mask(value, field) ?? '';",
    put: "if (isMasked(field) && value === field) return '';",
    paths: ['history'],
  },
  {
    name: 'masked values in clear',
    file: 'records/project.ts',
    find: 'if (!isMasked(field)) return storedWire(column, alias, true);',
    put: 'if (!column.sealed) return storedWire(column, alias, true);',
    paths: ['list', 'get', 'search', 'export', 'a stale edit'],
  },
];
