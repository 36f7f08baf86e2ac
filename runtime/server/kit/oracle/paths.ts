// The paths by which rows leave the server, each as a maker of requests: it asks with random parameters and says how the answer
// differs from what the judge allows.
import { parseCsv } from '@shijian/kernel';
import { askedEntities } from './asked_entities.ts';
import type { Dice } from '../../../../demo/dice.ts';
import type { Answer, Client } from '../world.ts';
import { checkRecord, type Wire } from './check_record.ts';
import type { HeldFile } from './hold_files.ts';
import type { Judge } from './judge.ts';
import { makeFilter, type Filter } from './make_filter.ts';
import { found, nothing, one, refused, type Outcome } from './outcomes.ts';
import type { RawRow } from './raw_rows.ts';

/** One turn: a person asks one path of one entity. */
export interface Turn {
  judge: Judge;
  entity: string;
  dice: Dice;
  client: Client;
  /** Rows of the entity in all bureaus, to take ids and values from. */
  everywhere: readonly RawRow[];
  /** Files that rows of the entity hold, in all bureaus. */
  files: readonly HeldFile[];
  /** A page cursor that somebody else was given, where one is known. */
  foreignCursor: string | null;
  /** Notes a cursor for others to try. */
  noteCursor(cursor: string): void;
}

export type Path = (turn: Turn) => Promise<Outcome>;

interface Page {
  items: Wire[];
  next: string | null;
  total: { value: number; exact: boolean } | null;
}

interface Counted {
  group: Record<string, { value: unknown }>;
  measure: { count: number };
}

const RANDOM_ID = '01990000-0000-7000-8000-00000000dead';

export const paths: Readonly<Record<string, Path>> = {
  list: (turn) => walk(turn, {}),
  async count(turn) {
    const filter = filterOf(turn);
    const how = turn.dice.pick(['exact', 'capped']);
    const answer = await turn.client.get(at(turn, '', { limit: '0', count: how, ...query(filter) }));
    if (!turn.judge.mayRead(turn.entity)) return refused(answer);
    const expected = turn.judge.visible(turn.entity, filter?.expr).length;
    const { total } = answer.body as Page;
    if (answer.status !== 200 || total?.value !== expected)
      return one(0, `count ${filter?.text ?? ''}: ${answer.status} ${total?.value}, not ${expected}`);
    return one(expected);
  },
  /** Counts by group are those of the rows that the list shows. */
  async aggregate(turn) {
    const { judge, entity, dice } = turn;
    const filter = filterOf(turn);
    const fits = judge.mayRead(entity)
      ? judge
          .clear(entity)
          .filter((field) => /^(code|region|industry|boolean)$/.test(field.type) || field.type === 'ref')
      : [];
    const field = fits.length > 0 && dice.chance(0.8) ? dice.pick(fits) : null;
    const bureau = judge.entity(entity).kept === 'tenant' && dice.chance(0.5);
    const group = [...(field ? [field.name] : []), ...(bureau ? ['_tenant'] : [])].join(',');
    const asked = { limit: '1000', ...(group ? { group } : {}), ...query(filter) };
    const answer = await turn.client.get(at(turn, '/aggregate', asked));
    if (!judge.mayRead(entity)) return refused(answer);
    if (answer.status !== 200) return one(0, `aggregate ${JSON.stringify(asked)}: ${answer.status}`);
    const { items } = answer.body as { items: Counted[] };
    const rows = judge.visible(entity, filter?.expr);
    const expected = Map.groupBy(rows, (row) =>
      [...(field ? [String(row.values[field.name] ?? null)] : []), ...(bureau ? [judge.bureau(row)] : [])].join(' '),
    );
    if (rows.length === 0 && group === '') expected.set('', []);
    const faults = items.flatMap(({ group: by, measure }) => {
      const key = Object.values(by)
        .map(({ value }) => String(value))
        .join(' ');
      const count = expected.get(key)?.length;
      return measure.count === count
        ? []
        : [`aggregate ${JSON.stringify(asked)}: ${measure.count} of ${key}, not ${count}`];
    });
    if (items.length !== expected.size)
      faults.push(`aggregate ${JSON.stringify(asked)}: ${items.length} groups, not ${expected.size}`);
    return one(rows.length, ...faults);
  },
  async get(turn) {
    const { judge, entity } = turn;
    const id = anyId(turn);
    const include = includes(turn);
    const answer = await turn.client.get(at(turn, `/${id}`, include.length > 0 ? { include: include.join(',') } : {}));
    const row = judge.find(entity, id);
    if (!row) return refused(answer);
    if (answer.status !== 200) return one(0, `get ${id}: ${answer.status}`);
    return one(1, ...checkRecord(judge, row, answer.body as Wire, null, include));
  },
  /** What a ref's picker offers are the rows of its target that he sees. */
  async picker(turn) {
    const { judge, entity, dice } = turn;
    const asked = new Set(askedEntities(judge.person.state.model));
    const refs = judge.mayRead(entity)
      ? judge.fields(entity).filter(({ to }) => to.length === 1 && asked.has(to[0]!))
      : [];
    if (refs.length === 0) return nothing();
    const to = dice.pick(refs).to[0]!;
    const target = { ...turn, entity: to };
    const answer = await turn.client.get(at(target, '', { limit: '200', count: 'exact' }));
    return judge.mayRead(to) ? same(answer, judge.visible(to), `picker of ${to}`) : refused(answer);
  },
  /** List, count, aggregate and export of one filter say the same number, and each row of the list opens. */
  async agree(turn) {
    const { judge, entity, client } = turn;
    if (!judge.mayRead(entity)) return nothing();
    const asked = query(filterOf(turn));
    const list = (await client.get(at(turn, '', { ...asked, limit: '200', count: 'exact' }))).body as Page;
    const whole = (await client.get(at(turn, '/aggregate', asked))).body as { items: Counted[] };
    const counted = whole.items[0]?.measure.count;
    const faults = counted === list.total?.value ? [] : [`list says ${list.total?.value}, aggregate ${counted}`];
    if (list.next === null && list.items.length !== list.total?.value)
      faults.push(`list has ${list.items.length} rows and says ${list.total?.value}`);
    const [opened] = list.items.length > 0 ? [turn.dice.pick(list.items)] : [];
    const got = opened && (await client.get(at(turn, `/${opened.id}`)));
    if (got && got.status !== 200) faults.push(`the list shows ${opened.id}, opening it is ${got.status}`);
    if (judge.may(entity, 'export')) {
      const exported = await client.get(at(turn, '/export', asked));
      const lines = exported.status === 200 ? sheetOf(String(exported.body)).lines.length : -1;
      if (lines !== list.total?.value) faults.push(`export has ${lines} lines, the list ${list.total?.value}`);
    }
    return {
      requests: 2 + Number(got !== undefined) + Number(judge.may(entity, 'export')),
      rows: list.items.length,
      faults,
    };
  },
  async title(turn) {
    const id = anyId(turn);
    const answer = await turn.client.get(at(turn, `/${id}/title`));
    return seen(turn, id) ? found(answer, 'title') : refused(answer);
  },
  async history(turn) {
    const id = anyId(turn);
    const answer = await turn.client.get(at(turn, `/${id}/history`));
    const { judge, entity } = turn;
    const row = judge.find(entity, id);
    return (row && judge.mayTrace(entity, row)) || (judge.may(entity, 'history') && inBin(turn, id))
      ? found(answer, 'history')
      : refused(answer);
  },
  async reveal(turn) {
    const { judge, entity, dice } = turn;
    const id = anyId(turn);
    const personal = judge.entity(entity).fields.filter((field) => field.personal !== null);
    if (personal.length === 0) return nothing();
    const field = dice.pick(personal).name;
    const answer = await turn.client.post(at(turn, `/${id}/reveal`), { fields: [field], purpose: '核对登记信息' });
    const granted = judge.grants(entity).some((grant) => grant.reveal.includes(field));
    const shown = judge.fields(entity).some((candidate) => candidate.name === field);
    const own = judge.find(entity, id)?.tenant === judge.person.state.id;
    return granted && shown && own ? found(answer, 'reveal') : refused(answer);
  },
  async export(turn) {
    const { judge, entity } = turn;
    const filter = filterOf(turn);
    const answer = await turn.client.get(at(turn, '/export', query(filter)));
    if (!judge.may(entity, 'export')) return refused(answer);
    if (answer.status !== 200) return one(0, `export ${filter?.text ?? ''}: ${answer.status}`);
    const rows = judge.visible(entity, filter?.expr);
    const { header, lines } = sheetOf(String(answer.body));
    const faults = lines.length === rows.length ? [] : [`export: ${lines.length} lines, not ${rows.length}`];
    const labels = new Set(judge.fields(entity).map(({ label }) => label));
    const strange = header.filter((label) => label !== '所属单位' && !labels.has(label.split('.')[0]!));
    faults.push(...strange.map((label) => `export has the column ${label}`));
    for (const field of judge.clear(entity).filter(({ type }) => type === 'string' || type === 'uscc')) {
      const column = header.indexOf(field.label);
      const cells = lines.map((cells) => cells[column] ?? '').sort();
      const values = rows.map((row) => String(row.values[field.name] ?? '')).sort();
      if (column >= 0 && cells.join('|') !== values.join('|'))
        faults.push(`export of ${field.name} is not that of the rows`);
    }
    return one(rows.length, ...faults);
  },
  async search(turn) {
    const { judge, entity, dice } = turn;
    const fields = judge.clear(entity).filter((field) => field.searchable === true && field.type === 'string');
    const from = dice.chance(0.7) ? judge.visible(entity) : turn.everywhere;
    if (fields.length === 0 || from.length === 0) return nothing();
    const row = dice.pick(from);
    const text = String(row.values[dice.pick(fields).name] ?? '').trim();
    const start = dice.below(Math.max(1, [...text].length - 3));
    const word = [...text]
      .slice(start, start + 2 + dice.below(3))
      .join('')
      .trim();
    if (!word || /\s/.test(word)) return nothing();
    const answer = await turn.client.get(at(turn, '', { q: word, limit: '200', count: 'exact' }));
    if (!judge.mayRead(entity)) return refused(answer);
    if (answer.status !== 200) return one(0, `search ${word}: ${answer.status}`);
    const page = answer.body as Page;
    const faults = page.items.flatMap((item) => checkItem(turn, item, null, []));
    const capped = page.next !== null || page.total?.exact === false;
    if (seen(turn, row.id) && !capped && !page.items.some(({ id }) => id === row.id))
      faults.push(`search ${word} does not find ${row.id}`);
    return one(page.items.length, ...faults);
  },
  async bin(turn) {
    const { judge, entity } = turn;
    const answer = await turn.client.get(at(turn, '', { deleted: 'only', limit: '200', count: 'exact' }));
    if (!judge.may(entity, 'restore')) return refused(answer);
    const expected = judge.bin(entity);
    return same(answer, expected, 'bin');
  },
  async file(turn) {
    const { judge, entity, dice, files } = turn;
    if (files.length === 0) return nothing();
    const file = dice.pick(files);
    const answer = await turn.client.get(`/api/files/${file.id}`);
    const shown = judge.mayRead(entity) && judge.fields(entity).some(({ name }) => name === file.field);
    return shown && (seen(turn, file.record) || inBin(turn, file.record)) ? found(answer, 'file') : refused(answer);
  },
  /** What somebody last wrote, through the rights of today. */
  async recent(turn) {
    const answer = await turn.client.get('/api/me/recent');
    if (answer.status !== 200) return one(0, `recent: ${answer.status}`);
    const { items } = answer.body as { items: { entity: string; id: string }[] };
    const strange = items.filter(({ entity, id }) => !turn.judge.find(entity, id));
    return one(items.length, ...strange.map(({ entity, id }) => `recent shows ${entity} ${id}`));
  },
  /** A cursor that another person was given opens nothing of his. */
  async cursor(turn) {
    if (turn.foreignCursor === null) return nothing();
    const answer = await turn.client.get(at(turn, '', { after: turn.foreignCursor, limit: '50' }));
    if (!turn.judge.mayRead(turn.entity)) return refused(answer);
    if (answer.status === 400) return one(0);
    if (answer.status !== 200) return one(0, `cursor: ${answer.status}`);
    const { items } = answer.body as Page;
    return one(items.length, ...items.flatMap((item) => checkItem(turn, item, null, [])));
  },
  /** Naming what he does not read in clear is refused, wherever it is named. */
  async forbidden(turn) {
    const { judge, entity, dice } = turn;
    const clear = new Set(judge.clear(entity).map(({ name }) => name));
    const closed = judge
      .entity(entity)
      .fields.filter((field) => !clear.has(field.name) && !field.value && field.fields.length === 0);
    if (closed.length === 0 || !judge.mayRead(entity)) return nothing();
    const { name } = dice.pick(closed);
    const asked: Record<string, string>[] = [
      { filter: `has(record.${name})`, count: 'exact', limit: '0' },
      { filter: `record.${name} == '张三'` },
      { filter: `record.version > 0 || contains(record.${name}, '1')` },
      { sort: name },
      { sort: `version,-${name}` },
    ];
    const aggregates: Record<string, string>[] = [
      { group: name },
      { measure: `max(${name})` },
      { filter: `has(record.${name})`, group: '_tenant' },
    ];
    if (dice.chance(0.3)) return refused(await turn.client.get(at(turn, '/aggregate', dice.pick(aggregates))));
    return refused(await turn.client.get(at(turn, '', dice.pick(asked))));
  },
  /** With a version that the record does not have nothing is written; who may not even try is told so. */
  async write(turn) {
    const { judge, entity, dice } = turn;
    const id = anyId(turn);
    const late = { 'If-Match': '"999999999"' };
    const answer = dice.chance(0.5)
      ? await turn.client.delete(at(turn, `/${id}`), late)
      : await turn.client.patch(at(turn, `/${id}`), {}, late);
    if (answer.status >= 500 || answer.status < 300) return one(0, `write ${id}: ${answer.status}`);
    // What is kept above is seen, and so may be told to be there.
    const shared = judge.entity(entity).kept !== 'tenant' && seen(turn, id);
    const known = shared || judge.own(entity).some((row) => row.id === id && judge.sees(row));
    if (!known && answer.status === 412) return one(0, `write tells that ${id} exists`);
    return one(known && answer.status === 412 ? 1 : 0);
  },
};

/** Pages through a list and compares the whole. */
async function walk(turn: Turn, more: Record<string, string>): Promise<Outcome> {
  const { judge, entity, dice } = turn;
  const filter = filterOf(turn);
  const include = includes(turn);
  const clear = judge.mayRead(entity) ? judge.clear(entity) : [];
  const sortable = clear.filter(({ type }) =>
    ['string', 'date', 'code', 'integer', 'decimal', 'region'].includes(type),
  );
  const keys = ['created_at', 'version', ...sortable.map(({ name }) => name)];
  const sort = dice.chance(0.6) ? (dice.chance(0.5) ? '-' : '') + dice.pick(keys) : null;
  const wanted = dice.chance(0.2) && clear.length > 0 ? [dice.pick(clear).name, ...include] : null;
  const limit = dice.pick(['200', '100', '37']);
  const asked = {
    limit,
    ...query(filter),
    ...(sort ? { sort } : {}),
    ...(include.length > 0 ? { include: include.join(',') } : {}),
    ...(wanted ? { fields: wanted.join(',') } : {}),
    ...more,
  };
  const ids = new Set<string>();
  const faults: string[] = [];
  let requests = 0;
  let after: string | null = null;
  const stopAfter = dice.chance(0.6) ? 30 : 2;
  do {
    const answer: Answer = await turn.client.get(at(turn, '', { ...asked, ...(after ? { after } : {}) }));
    requests += 1;
    if (!judge.mayRead(entity)) return refused(answer);
    if (answer.status !== 200)
      return one(0, `list ${JSON.stringify(asked)}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
    const page = answer.body as Page;
    for (const item of page.items) {
      if (ids.has(item.id)) faults.push(`list ${JSON.stringify(asked)} gives ${item.id} twice`);
      ids.add(item.id);
      faults.push(...checkItem(turn, item, wanted, include));
    }
    after = page.next;
    if (after) turn.noteCursor(after);
  } while (after && requests < stopAfter);
  const expected = new Set(judge.visible(entity, filter?.expr).map(({ id }) => id));
  const extra = [...ids].filter((id) => !expected.has(id));
  const lacking = after ? [] : [...expected].filter((id) => !ids.has(id));
  if (extra.length > 0) faults.push(`list ${JSON.stringify(asked)}: ${extra.length} rows too many, ${extra[0]}`);
  if (lacking.length > 0) faults.push(`list ${JSON.stringify(asked)}: ${lacking.length} rows too few, ${lacking[0]}`);
  return { requests, rows: ids.size, faults };
}

function checkItem(turn: Turn, item: Wire, wanted: readonly string[] | null, include: readonly string[]): string[] {
  const row = turn.judge.find(turn.entity, item.id);
  return row ? checkRecord(turn.judge, row, item, wanted, include) : [`shows ${turn.entity} ${item.id}`];
}

function same(answer: Answer, expected: readonly RawRow[], what: string): Outcome {
  if (answer.status !== 200) return one(0, `${what}: ${answer.status}`);
  const { items, next } = answer.body as Page;
  const ids = new Set(expected.map(({ id }) => id));
  const extra = items.filter(({ id }) => !ids.has(id));
  const faults = extra.map(({ id }) => `${what} shows ${id}`);
  if (next === null && items.length !== ids.size) faults.push(`${what}: ${items.length} rows, not ${ids.size}`);
  return one(items.length, ...faults);
}

/** Header and lines of an export, without the last one, which says who took it. */
function sheetOf(text: string): { header: string[]; lines: string[][] } {
  const { rows } = parseCsv(text);
  return { header: rows[0]?.cells ?? [], lines: rows.slice(1, -1).map(({ cells }) => cells) };
}

function seen({ judge, entity }: Turn, id: string): boolean {
  return judge.find(entity, id) !== undefined;
}

/** Who may restore looks into the recycle bin too. */
function inBin({ judge, entity }: Turn, id: string): boolean {
  return judge.may(entity, 'restore') && judge.own(entity).some((row) => row.id === id && judge.sees(row));
}

/** Mostly a row that he sees, else any row of any bureau, else none at all. */
function anyId({ judge, entity, dice, everywhere }: Turn): string {
  const own = judge.mayRead(entity) ? judge.visible(entity) : [];
  if (own.length > 0 && dice.chance(0.6)) return dice.pick(own).id;
  return everywhere.length > 0 && dice.chance(0.95) ? dice.pick(everywhere).id : RANDOM_ID;
}

function filterOf(turn: Turn): Filter | null {
  const { judge, entity, dice, everywhere } = turn;
  if (!judge.mayRead(entity) || dice.chance(0.25)) return null;
  const own = judge.visible(entity);
  return makeFilter(judge, entity, dice, own.length > 0 && dice.chance(0.7) ? own : everywhere);
}

function includes({ judge, entity, dice }: Turn): string[] {
  if (!judge.mayRead(entity)) return [];
  const refs = judge.fields(entity).filter((field) => field.to.length === 1 && judge.mayRead(field.to[0]!));
  return refs.filter(() => dice.chance(0.4)).map(({ name }) => name);
}

function query(filter: Filter | null): Record<string, string> {
  return filter ? { filter: filter.text } : {};
}

function at({ entity }: Turn, rest: string, asked: Record<string, string> = {}): string {
  const text = new URLSearchParams(asked).toString();
  return `/api/records/${entity}${rest}${text ? `?${text}` : ''}`;
}
