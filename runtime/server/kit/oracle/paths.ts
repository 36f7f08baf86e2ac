// The paths by which rows leave the server, each as a maker of requests: it asks with random parameters and says how the answer
// differs from what the judge allows. A path that has something to ask of a person about an entity asks it; where there is nothing, why_not.ts
// says so beforehand.
import type { Answer } from '../world.ts';
import { askedEntities } from './asked_entities.ts';
import { writeOutside } from './outside_writes.ts';
import { one, refused, type Outcome } from './outcomes.ts';
import type { RawRow } from './raw_rows.ts';
import { recordPaths } from './record_paths.ts';
import { foundBy, wordOf } from './searching.ts';
import {
  anyId,
  at,
  checkItem,
  filterOf,
  includes,
  query,
  same,
  seen,
  sheetOf,
  type Counted,
  type Page,
  type Path,
  type Turn,
} from './turn.ts';

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
  /** What a ref's picker offers are the rows of its target that he sees. */
  async picker(turn) {
    const { judge, entity, dice } = turn;
    const asked = new Set(askedEntities(judge.person.state.model));
    const refs = judge.entity(entity).fields.filter(({ to }) => to.length === 1 && asked.has(to[0]!));
    const to = dice.pick(refs).to[0]!;
    const target = { ...turn, entity: to };
    const answer = await turn.client.get(at(target, '', { limit: '200', count: 'exact' }));
    return judge.mayRead(to) ? same(answer, judge.visible(to), `picker of ${to}`) : refused(answer);
  },
  /** List, count, aggregate and export of one filter say the same number, and each row of the list opens. */
  async agree(turn) {
    const { judge, entity, client } = turn;
    if (!judge.mayRead(entity)) return refused(await client.get(at(turn, '', { limit: '200', count: 'exact' })));
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
    const { judge, entity } = turn;
    const word = wordOf(turn);
    const answer = await turn.client.get(at(turn, '', { q: word, limit: '200', count: 'exact' }));
    if (!judge.mayRead(entity)) return refused(answer);
    if (answer.status !== 200) return one(0, `search ${word}: ${answer.status}`);
    const { items, next, total } = answer.body as Page;
    const faults = items.flatMap((item) => checkItem(turn, item, null, []));
    const expected = foundBy(judge, entity, word);
    if (expected) {
      const ids = new Set(expected.map(({ id }) => id));
      const got = new Set(items.map(({ id }) => id));
      const whole = next === null && total?.exact === true;
      for (const id of got) if (!ids.has(id)) faults.push(`search ${word} finds ${id}`);
      for (const id of whole ? ids : []) if (!got.has(id)) faults.push(`search ${word} does not find ${id}`);
      if (whole && total.value !== ids.size) faults.push(`search ${word} counts ${total.value}, not ${ids.size}`);
    }
    return one(items.length, ...faults);
  },
  async bin(turn) {
    const { judge, entity } = turn;
    const answer = await turn.client.get(at(turn, '', { deleted: 'only', limit: '200', count: 'exact' }));
    if (!judge.may(entity, 'restore')) return refused(answer);
    const expected = judge.bin(entity);
    return same(answer, expected, 'bin');
  },
  /** What somebody last wrote, through the rights of today. */
  async recent({ judge, client }) {
    const answer = await client.get('/api/me/recent');
    if (judge.person.token) return refused(answer);
    if (answer.status !== 200) return one(0, `recent: ${answer.status}`);
    const { items } = answer.body as { items: { entity: string; id: string }[] };
    const named = (of: readonly { entity: string; id: string }[]): string =>
      of.map(({ entity, id }) => `${entity} ${id}`).join(', ');
    const expected = judge.recent();
    return one(
      items.length,
      ...(named(items) === named(expected) ? [] : [`recent: ${named(items)}, not ${named(expected)}`]),
    );
  },
  /** Behind the cursor of somebody else come his own rows in their order, and nothing of the other's. */
  async cursor(turn) {
    const { judge, entity, dice } = turn;
    const other = dice.pick(turn.pagers);
    const sort = dice.pick(['created_at', '-created_at', 'version', '-version', '']);
    const asked: Record<string, string> = sort ? { sort } : {};
    const size = 1 + dice.below(Math.min(20, other.judge.visible(entity).length - 1));
    const first = (await other.client.get(at(turn, '', { ...asked, limit: String(size) }))).body as Page;
    const last = other.judge.find(entity, first.items.at(-1)?.id ?? '');
    if (!first.next || !last) return one(0, `cursor: ${other.judge.person.login} has no second page`);
    const answer = await turn.client.get(at(turn, '', { ...asked, after: first.next, limit: '50' }));
    if (!judge.mayRead(entity)) return { ...refused(answer), requests: 2 };
    if (answer.status !== 200) return one(0, `cursor: ${answer.status}`);
    const order = orderOf(sort);
    const expected = judge
      .visible(entity)
      .filter((row) => order(row, last) > 0)
      .sort(order)
      .slice(0, 50);
    const { items } = answer.body as Page;
    const faults = items.flatMap((item) => checkItem(turn, item, null, []));
    if (items.map(({ id }) => id).join() !== expected.map(({ id }) => id).join())
      faults.push(
        `cursor of ${other.judge.person.login} by ${sort || 'id'}: ${items.length} rows, not ${expected.length}`,
      );
    return { requests: 2, rows: items.length, faults };
  },
  /** Naming what he does not read in clear is refused, wherever it is named. */
  async forbidden(turn) {
    const { judge, entity, dice } = turn;
    // Who reads nothing of it is refused whatever he names.
    const { name } = dice.pick(judge.mayRead(entity) ? judge.closed(entity) : judge.entity(entity).fields);
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
  ...recordPaths,
  outside: writeOutside,
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
  const keys = ['created_at', 'version', ...sortable.map(({ name }) => name), ...behind(turn)];
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
  } while (after && requests < stopAfter);
  const expected = new Set(judge.visible(entity, filter?.expr).map(({ id }) => id));
  const extra = [...ids].filter((id) => !expected.has(id));
  const lacking = after ? [] : [...expected].filter((id) => !ids.has(id));
  if (extra.length > 0) faults.push(`list ${JSON.stringify(asked)}: ${extra.length} rows too many, ${extra[0]}`);
  if (lacking.length > 0) faults.push(`list ${JSON.stringify(asked)}: ${lacking.length} rows too few, ${lacking[0]}`);
  return { requests, rows: ids.size, faults };
}

/** Fields behind his refs to sort by. */
function behind({ judge, entity }: Turn): string[] {
  if (!judge.mayRead(entity)) return [];
  const refs = judge.clear(entity).filter(({ type, to }) => type === 'ref' && to.length === 1 && judge.mayRead(to[0]!));
  return refs.flatMap(({ name, to }) =>
    judge
      .clear(to[0]!)
      .filter(({ type }) => type === 'string' || type === 'date')
      .map((field) => `${name}.${field.name}`),
  );
}

/** The order of a list by one member of the system, the id behind it; without one by the id, the latest first. */
function orderOf(sort: string): (a: RawRow, b: RawRow) => number {
  const descending = sort === '' || sort.startsWith('-');
  const name = sort.replace('-', '') || 'id';
  const compare = (a: RawRow, b: RawRow): number => {
    const [left, right] = [a.values[name]!, b.values[name]!];
    return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  };
  return descending ? (a, b) => compare(b, a) : compare;
}
