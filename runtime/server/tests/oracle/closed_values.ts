// What stands in fields that somebody may not read in clear × every answer that he gets: no body holds it, and no body that describes
// the model knows a field that is hidden from him.
import { readsOf, type FieldModel, type FormModel, type Value, type ViewModel } from '@shijian/kernel';
import { Seal } from '../../records/seal.ts';
import type { Answer, Client } from '../world.ts';
import { closedFields } from './closed_fields.ts';
import type { Judge } from '../../kit/oracle/judge.ts';
import type { RawRow } from '../../kit/oracle/raw_rows.ts';

export interface Looking {
  judge: Judge;
  client: Client;
  entity: string;
  /** Rows of it that he sees, a few. */
  rows: readonly RawRow[];
}

type Look = (looking: Looking) => Promise<Answer[]>;

/** Shorter ones, a name of two characters or a code, stand in clear values too. */
const SHORTEST = 6;

/** Paths by which values leave without being named. */
export const SHOWING: Readonly<Record<string, Look>> = {
  list: async (looking) => [await get(looking, `?limit=200&count=exact&include=${refs(looking).join(',')}`)],
  search: (looking) => Promise.all(['公司', '13'].map((q) => get(looking, `?limit=200&q=${encodeURIComponent(q)}`))),
  get: (looking) => each(looking, (row) => get(looking, `/${row.id}?include=${refs(looking).join(',')}`)),
  title: (looking) => each(looking, (row) => get(looking, `/${row.id}/title`)),
  history: (looking) => each(looking, (row) => get(looking, `/${row.id}/history`)),
  'as of a version': (looking) => each(looking, (row) => get(looking, `/${row.id}/as-of`)),
  'changes in the log': changesInLog,
  'cards of the home page': (looking) =>
    Promise.all(
      savedFilters(looking).map((filter) =>
        get(looking, `?${new URLSearchParams({ filter, limit: '200', count: 'exact' }).toString()}`),
      ),
    ),
  bin: async (looking) => [await get(looking, '?deleted=only&limit=200')],
  export: async (looking) => [await get(looking, '/export')],
  template: async (looking) => [await get(looking, '/import/template?format=csv')],
  'a stale edit': (looking) =>
    each(looking, (row) => looking.client.patch(`/api/records/${looking.entity}/${row.id}`, {}, { 'If-Match': '"0"' })),
  'a refused edit': (looking) =>
    each(looking, (row) =>
      looking.client.patch(
        `/api/records/${looking.entity}/${row.id}`,
        Object.fromEntries(looking.judge.fields(looking.entity).map(({ name }) => [name, { wrong: 1 }])),
        { 'If-Match': `"${row.version}"` },
      ),
    ),
  'a refused batch': (looking) =>
    each(looking, ({ id, version }) =>
      looking.client.post(`/api/records/${looking.entity}/batch`, {
        operations: [{ op: 'update', id, version: version + 7, body: {} }],
      }),
    ),
  recent: async ({ client }) => [await client.get('/api/me/recent')],
};

/** What the last acts on records of the entity changed, for whoever reads the log. */
async function changesInLog({ judge, client, entity }: Looking): Promise<Answer[]> {
  const log = Object.values(judge.person.state.model.entities).find(({ source }) => source === 'audit');
  if (!log || !judge.mayRead(log.name)) return [];
  const filter = `record.entity == '${entity}'`;
  const query = new URLSearchParams({ filter, sort: '-at', limit: '20' });
  const page = await client.get(`/api/records/${log.name}?${query.toString()}`);
  const { items } = page.body as { items: { id: string }[] };
  const told = await Promise.all(items.map(({ id }) => client.get(`/api/records/${log.name}/${id}/changes`)));
  return [page, ...told];
}

/** Filters of the lists that the model brings, as its author wrote them: the home page counts and shows by these. */
function savedFilters({ judge, entity }: Looking): string[] {
  return Object.values(judge.person.state.model.views).flatMap((view) =>
    view.type === 'list' && view.of === entity ? view.saved.map(({ text }) => text) : [],
  );
}

/** Texts in clear that must not reach him, each with where it stands. */
export function secretsOf(
  judge: Judge,
  entity: string,
  dataFolder: string,
  all: readonly RawRow[],
): Map<string, string> {
  const seal = Seal.open(dataFolder);
  const closed = closedFields(judge, entity).map(({ field }) => field);
  const cells = judge.entity(entity).fields.filter((field) => field.fields.some(({ personal }) => personal !== null));
  const secrets = new Map<string, string>();
  const note = (field: FieldModel, value: Value | undefined): void => {
    if (typeof value !== 'string') return;
    const text = value.startsWith('seal:') ? seal.open(value) : value;
    if (text.length >= SHORTEST) secrets.set(text, `${entity}.${field.name}`);
  };
  for (const row of all) {
    for (const field of closed) note(field, row.values[field.name]);
    for (const field of cells)
      for (const line of (row.values[field.name] as Record<string, Value>[] | null) ?? [])
        for (const cell of field.fields.filter(({ personal }) => personal !== null)) note(cell, line[cell.name]);
  }
  return secrets;
}

/** Texts of rows that he reads in clear: what stands there too is no secret. */
export function clearTexts(judge: Judge, entities: readonly string[]): Set<string> {
  return new Set(
    entities.flatMap((entity) => {
      const fields = judge.clear(entity);
      return judge.visible(entity).flatMap((row) => fields.map(({ name }) => String(row.values[name] ?? '')));
    }),
  );
}

/** Secrets that a body holds. */
export function leaksIn(answer: Answer, secrets: ReadonlyMap<string, string>): string[] {
  const said = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null);
  return [...secrets].filter(([text]) => said.includes(text)).map(([, where]) => where);
}

/** Hidden fields that the model or the description of the API knows. */
export async function describedHidden(judge: Judge, client: Client, entities: readonly string[]): Promise<string[]> {
  const model = (await client.get('/api/model')).body as Described;
  const { components } = (await client.get('/api/openapi.json')).body as {
    components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
  };
  return entities.flatMap((entity) => {
    const type = entity
      .split(/[._]/)
      .map((part) => part[0]!.toUpperCase() + part.slice(1))
      .join('');
    const schemas = [type, `${type}Create`, `${type}Update`].flatMap((name) => components.schemas[name] ?? []);
    const described = [
      ...model.entities[entity]!.fields.map(({ name }) => name),
      ...schemas.flatMap(({ properties }) => Object.keys(properties ?? {})),
      ...namedOnScreens(model, entity),
    ];
    if (schemas.length === 0) return [`${entity} is not described as ${type}`];
    const hidden = closedFields(judge, entity).filter(({ why }) => why !== 'masked');
    return hidden.filter(({ field }) => described.includes(field.name)).map(({ field }) => `${entity}.${field.name}`);
  });
}

interface Described {
  entities: Record<string, { fields: { name: string }[] }>;
  views: Record<string, ViewModel>;
  forms: Record<string, FormModel>;
}

/** Fields that the screens of an entity show or select by: columns, facts, sections and the saved lists. */
function namedOnScreens({ views, forms }: Described, entity: string): string[] {
  const shown = Object.values(views).flatMap((view): string[] => {
    if (view.of !== entity) return [];
    if (view.type === 'detail') return [...view.facts, ...view.sections.flatMap(({ fields }) => fields)];
    const saved = view.saved.flatMap(({ where }) => readsOf(where).fields);
    return [
      ...[...view.columns, ...view.filters, ...view.search, ...view.sort.map(({ path }) => path)],
      ...saved.flatMap((read) => (read.entity === entity ? [read.field] : [])),
    ];
  });
  const asked = Object.values(forms).filter(({ of }) => of === entity);
  return [...shown, ...asked.flatMap(({ sections }) => sections.flatMap(({ fields }) => fields))];
}

function get({ client, entity }: Looking, rest: string): Promise<Answer> {
  return client.get(`/api/records/${entity}${rest}`);
}

function each({ rows }: Looking, look: (row: RawRow) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(rows.map(look));
}

function refs({ judge, entity }: Looking): string[] {
  return judge
    .fields(entity)
    .filter(({ type, to, personal }) => type === 'ref' && to.length === 1 && personal === null && judge.mayRead(to[0]!))
    .map(({ name }) => name);
}
