// Every field that somebody may not read in clear × every path on which he could name it: each must refuse it. What only a client keeps
// (a saved list) is sent as the list's own parameters; they are refused there.
import { readsOf, type FieldModel } from '@shijian/kernel';
import { ended, uploadSheet, type Job } from '../transfer_helpers.ts';
import type { Answer, Client } from '../world.ts';
import type { Judge } from '../../kit/oracle/judge.ts';

/** Why he may not: a role hides it, it leaves masked, or it is computed over such a field. */
export type Why = 'hidden' | 'masked' | 'computed';

export interface Closed {
  judge: Judge;
  client: Client;
  url: string;
  entity: string;
  field: FieldModel;
  why: Why;
}

/** Fields of an entity that this person may not read in clear, by his roles' documents alone. */
export function closedFields(judge: Judge, entity: string): { field: FieldModel; why: Why }[] {
  const shown = new Set(judge.fields(entity).map(({ name }) => name));
  return judge.entity(entity).fields.flatMap((field): { field: FieldModel; why: Why }[] => {
    if (!shown.has(field.name)) return [{ field, why: 'hidden' }];
    if (field.personal !== null) return [{ field, why: 'masked' }];
    return field.value && readsClosed(judge, field) ? [{ field, why: 'computed' }] : [];
  });
}

function readsClosed(judge: Judge, computed: FieldModel): boolean {
  return readsOf(computed.value!).fields.some(({ entity, field }) => {
    const [, owner, rows] = /^row:([^#]+)#(.+)$/.exec(entity) ?? [];
    const own = judge.entity(owner ?? entity)?.fields.find(({ name }) => name === (rows ?? field));
    if (!own) return false;
    const hidden = !judge.fields(owner ?? entity).some(({ name }) => name === own.name);
    const cell = rows === undefined ? undefined : own.fields.find(({ name }) => name === field);
    return hidden || own.personal !== null || (cell?.personal ?? null) !== null;
  });
}

type Ask = (closed: Closed) => Promise<Answer | null>;

/** Paths that take a name; null where this path knows no such request. Each asks as if the field were clear. */
export const NAMING: Readonly<Record<string, Ask>> = {
  filter: (closed) => list(closed, { filter: `has(record.${closed.field.name})` }),
  'filter behind an or': (closed) => list(closed, { filter: `record.version > 0 || has(record.${closed.field.name})` }),
  'filter of a count': (closed) =>
    list(closed, { filter: `has(record.${closed.field.name})`, limit: '0', count: 'exact' }),
  'filter of the bin': (closed) => list(closed, { filter: `has(record.${closed.field.name})`, deleted: 'only' }),
  sort: (closed) => list(closed, { sort: closed.field.name }),
  'second sort': (closed) => list(closed, { sort: `version,-${closed.field.name}` }),
  fields: (closed) => (closed.why === 'masked' ? nothing() : list(closed, { fields: beside(closed) })),
  include: (closed) => list(closed, { include: closed.field.name }),
  group: (closed) => ask(closed, '/aggregate', { group: closed.field.name }),
  measure: (closed) => ask(closed, '/aggregate', { measure: `max(${closed.field.name})` }),
  'filter of an aggregate': (closed) => ask(closed, '/aggregate', { filter: `has(record.${closed.field.name})` }),
  'filter of an export': (closed) => ask(closed, '/export', { filter: `has(record.${closed.field.name})` }),
  'sort of an export': (closed) => ask(closed, '/export', { sort: closed.field.name }),
  'column of an export': (closed) =>
    closed.why === 'masked' ? nothing() : ask(closed, '/export', { columns: beside(closed) }),
  'filter of an export job': (closed) => exportJob(closed, { filter: `has(record.${closed.field.name})` }),
  'column of an export job': (closed) =>
    closed.why === 'masked' ? nothing() : exportJob(closed, { columns: beside(closed) }),
  find: (closed) =>
    granted(closed, 'find')
      ? nothing()
      : post(closed, '/find', { field: closed.field.name, value: '13900000000', purpose: '核对登记信息' }),
  reveal: (closed) => {
    const [row] = closed.judge.visible(closed.entity);
    if (!row || granted(closed, 'reveal')) return nothing();
    return post(closed, `/${row.id}/reveal`, { fields: [closed.field.name], purpose: '核对登记信息' });
  },
  create: (closed) => (closed.why === 'masked' ? nothing() : post(closed, '', { [closed.field.name]: '1' })),
  'key of an import': (closed) => importBy(closed, 'key'),
  'column of an import': (closed) => (closed.why === 'masked' ? nothing() : importBy(closed, 'column')),
  ...through('filter through a ref', (closed, ref) =>
    list(closed, { filter: `has(record.${ref}.${closed.field.name})` }),
  ),
  ...through('sort through a ref', (closed, ref) => list(closed, { sort: `${ref}.${closed.field.name}` })),
  ...through('group through a ref', (closed, ref) =>
    ask(closed, '/aggregate', { group: `${ref}.${closed.field.name}` }),
  ),
  ...through('export through a ref', (closed, ref) =>
    closed.why === 'masked' ? nothing() : ask(closed, '/export', { columns: `${ref}.${closed.field.name}` }),
  ),
};

/** What is wrong with the answer of a path, or null. */
export function refusalFault({ entity, field, why, judge }: Closed, path: string, answer: Answer): string | null {
  const at = `${judge.person.login} ${path} ${entity}.${field.name} (${why})`;
  const { code } = (answer.body ?? {}) as { code?: string };
  if (answer.status < 400 || answer.status >= 500 || !/^E_[A-Z_]+$/.test(code ?? ''))
    return `${at}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`;
  const said = JSON.stringify(answer.body);
  // His own words may come back, the label of what he does not know of may not.
  const label = `“${field.label}”`;
  return why === 'hidden' && field.label !== field.name && said.includes(label) ? `${at}: names ${label}` : null;
}

/** Behind a field that may be named. */
function beside({ judge, entity, field }: Closed): string {
  return [...judge.clear(entity).slice(0, 1), field].map(({ name }) => name).join(',');
}

function list(closed: Closed, asked: Record<string, string>): Promise<Answer> {
  return ask(closed, '', { limit: '5', ...asked });
}

function ask(
  { client, entity }: Pick<Closed, 'client' | 'entity'>,
  rest: string,
  asked: Record<string, string>,
): Promise<Answer> {
  return client.get(`/api/records/${entity}${rest}?${new URLSearchParams(asked).toString()}`);
}

function post({ client, entity }: Closed, rest: string, body: unknown): Promise<Answer> {
  return client.post(`/api/records/${entity}${rest}`, body);
}

function nothing(): Promise<null> {
  return Promise.resolve(null);
}

function granted({ judge, entity, field, why }: Closed, what: 'find' | 'reveal'): boolean {
  return why === 'masked' && judge.grants(entity).some((grant) => grant[what].includes(field.name));
}

/** A path over another entity that points here: the closed field is named behind the ref. */
function through(name: string, body: (closed: Closed, ref: string) => Promise<Answer | null>): Record<string, Ask> {
  return {
    [name]: async (closed) => {
      const { judge, entity } = closed;
      for (const from of Object.values(judge.person.state.model.entities)) {
        const ref =
          judge.mayRead(from.name) &&
          judge.clear(from.name).find(({ type, to }) => type === 'ref' && to.length === 1 && to[0] === entity);
        if (ref) return body({ ...closed, entity: from.name }, ref.name);
      }
      return null;
    },
  };
}

/** Refused when asked, or by the job that read it. */
async function exportJob(closed: Closed, body: Record<string, string>): Promise<Answer> {
  const answer = await post(closed, '/exports', body);
  return answer.status === 202 ? ofJob(answer, await ended(closed.client, (answer.body as Job).id)) : answer;
}

function ofJob(answer: Answer, { state, error }: Job): Answer {
  return state === 'failed' ? { ...answer, status: 422, body: error } : answer;
}

/** An import that finds rows by the field, or writes it. */
async function importBy(closed: Closed, what: 'key' | 'column'): Promise<Answer> {
  const { client, entity, field, url } = closed;
  const { status, body } = await uploadSheet({ url }, client, entity, `${field.name}\n1\n`);
  const answer: Answer = { status, headers: new Headers(), body };
  if (status !== 201) return answer;
  const key = what === 'key' ? field.name : null;
  const mapping = { columns: [field.name], mode: what === 'key' ? 'both' : 'create', key };
  const begun = await post(closed, `/imports/${body.id}/check`, mapping);
  return begun.status === 202 ? ofJob(begun, await ended(client, (begun.body as Job).id)) : begun;
}
