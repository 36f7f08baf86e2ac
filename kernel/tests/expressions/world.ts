// A small world for the tests of expressions: things with fields of every type, subjects behind a ref, a tree of orgs, code lists, children and backs.
import { calendarOf, checkExpression } from '../../src/expressions/index.ts';
import type {
  Calendar,
  EntityShape,
  Env,
  Expr,
  ExprFault,
  ExprType,
  ListShape,
  MemberShape,
  RowView,
  Scope,
  Value,
} from '../../src/expressions/index.ts';

export type Row = Record<string, Value>;

/** Rows of every entity by name; children lie inside their thing. */
export interface Rows {
  't.thing': Row[];
  't.subject': Row[];
  't.org': Row[];
}

export const NOW = '2026-11-20T17:30:00.000Z';
export const ZONE = 'Asia/Shanghai';
/** One day further than in UTC. */
export const TODAY = '2026-11-21';

const thing: Record<string, ExprType> = {
  id: 'ref:t.thing',
  n: 'integer',
  m: 'integer',
  fee: 'decimal',
  paid: 'decimal',
  open: 'boolean',
  shut: 'boolean',
  name: 'text',
  note: 'text',
  risk: 'code:risk',
  was_risk: 'code:risk',
  region: 'code:region',
  area: 'code:region',
  from: 'date',
  until: 'date',
  made: 'datetime',
  seen: 'datetime',
  org: 'ref:t.org',
  chief: 'ref:t.org',
  subject: 'ref:t.subject',
  other: 'ref:t.subject|t.org',
  words: 'set:text',
  risks: 'set:code:risk',
  orgs: 'set:ref:t.org',
  items: 'set:row:t.thing#items',
  scan: 'row:file',
};

const item: Record<string, ExprType> = {
  id: 'ref:row:t.thing#items',
  kind: 'code:risk',
  count: 'integer',
  price: 'decimal',
  day: 'date',
  label: 'text',
  done: 'boolean',
  org: 'ref:t.org',
};

const subject: Record<string, ExprType> = {
  id: 'ref:t.subject',
  name: 'text',
  region: 'code:region',
  since: 'date',
  capital: 'decimal',
  active: 'boolean',
  org: 'ref:t.org',
  tags: 'set:text',
};

const org: Record<string, ExprType> = {
  id: 'ref:t.org',
  name: 'text',
  parent: 'ref:t.org',
  kind: 'code:risk',
  open_on: 'date',
};

/** Named filters and computed fields, by entity. */
const inlined: Record<string, Record<string, { text: string; type: ExprType; kind: 'field' | 'filter' }>> = {
  't.thing': {
    expired: { text: 'record.until < today', type: 'boolean', kind: 'field' },
    expiring: {
      text: "record.until < add(today, span('90 days')) && !record.expired",
      type: 'boolean',
      kind: 'filter',
    },
    due: { text: 'record.fee - record.paid', type: 'decimal', kind: 'field' },
    own_org: { text: 'record.org == actor.org', type: 'boolean', kind: 'filter' },
    heavy: { text: 'record.items.exists(x, x.count > record.n)', type: 'boolean', kind: 'filter' },
    holder: { text: 'record.subject', type: 'ref:t.subject', kind: 'field' },
    circle: { text: 'record.round', type: 'boolean', kind: 'field' },
    round: { text: '!record.circle', type: 'boolean', kind: 'field' },
    faulty: { text: 'record.nowhere', type: 'boolean', kind: 'field' },
  },
  't.subject': {
    busy: { text: 'record.things.exists(x, x.open)', type: 'boolean', kind: 'filter' },
    seat: { text: 'record.org.name', type: 'text', kind: 'field' },
  },
};

/** Columns of the tables: every field that is not a relation. */
export const columns: Record<keyof Rows, Record<string, ExprType>> = {
  't.thing': thing,
  't.subject': subject,
  't.org': org,
};

/** Days off and worked around the days of the rows, and at both ends of the calendar. */
export const calendar: Calendar = calendarOf([
  ...['0001-01-01', '2026-01-01', '2026-10-01', '2026-11-20', '2026-11-23', '2027-02-19', '9999-12-31'].map((date) => ({
    date,
    worked: false,
  })),
  ...['2026-01-31', '2026-11-21', '2026-11-22', '2027-02-28', '9999-12-26'].map((date) => ({ date, worked: true })),
  // What the week says anyway.
  { date: '2026-11-24', worked: true },
  { date: '2026-11-28', worked: false },
]);

export const settings: Record<string, { type: ExprType; value: Value }> = {
  't.warn_days': { type: 'integer', value: 60 },
  't.limit': { type: 'decimal', value: '2.5' },
  't.since': { type: 'date', value: '2026-11-22' },
  't.grade': { type: 'code:risk', value: 'B' },
  't.unset': { type: 'text', value: null },
};

const tree: Record<string, string | null> = {
  '1': null,
  '13': '1',
  '1301': '13',
  '130102': '1301',
  '130110': '1301',
  '1302': '13',
  '2': null,
};

const lists: Record<string, ListShape> = {
  risk: list('risk', { A: null, B: null, C: null, D: null }, (code) => `${code} 级`, false),
  region: list('region', tree, (code) => `区划${code}`, true),
};

function list(
  name: string,
  parents: Record<string, string | null>,
  label: (code: string) => string,
  isTree: boolean,
): ListShape {
  const has = (code: string): boolean => Object.hasOwn(parents, code);
  return {
    name,
    has,
    codes: () => Object.keys(parents),
    tree: isTree,
    parent: (code) => parents[code] ?? null,
    label: (code) => (has(code) ? label(code) : null),
  };
}

/** Pairs (code, ancestor), itself included, as under() over two columns needs them. */
export function ancestry(name: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const code of lists[name]?.codes() ?? [])
    for (let at: string | null = code; at !== null; at = lists[name]?.parent(at) ?? null) pairs.push([code, at]);
  return pairs;
}

const shapes = new Map<string, EntityShape>();

/** The scope of the tests: `record` is a thing, with more roots on request. */
export function scopeOf(more: Partial<Scope> = {}): Scope {
  const scope: Scope = {
    roots: { record: 't.thing', old: 't.thing' },
    entity: (name) => shapes.get(name) ?? shapes.get(`t.${name}`),
    row: (type) => shapes.get(type),
    list: (name) => lists[name],
    settings: Object.fromEntries(Object.entries(settings).map(([name, { type }]) => [name, type])),
    package: 't',
    bareFilters: true,
    actorType: (member) =>
      ({ org: 'ref:t.org', station: 'ref:t.org', orgs: 'set:ref:t.org' })[member] as ExprType | undefined,
    ...more,
  };
  return scope;
}

shape('t.thing', thing, [], null);
shape('t.subject', subject, [{ name: 'things', type: 'set:ref:t.thing', kind: 'back', via: 'subject' }], null);
shape('t.org', org, [{ name: 'far.subjects', type: 'set:ref:t.subject', kind: 'back', via: 'org' }], 'parent');
shape('row:t.thing#items', item, [], null);

function shape(name: string, fields: Record<string, ExprType>, backs: MemberShape[], parent: string | null): void {
  const members = new Map<string, MemberShape>();
  for (const [field, type] of Object.entries(fields))
    members.set(field, { name: field, type, kind: field === 'id' ? 'system' : 'field' });
  for (const back of backs) members.set(back.name, back);
  for (const [member, { text, type, kind }] of Object.entries(inlined[name] ?? {})) {
    const scope = (): Scope => scopeOf({ roots: { record: name } });
    members.set(member, { name: member, type, kind, inline: () => checkExpression(text, scope(), type).expr });
  }
  shapes.set(name, {
    name,
    label: name,
    tree: parent,
    member: (found) => members.get(found),
    memberNames: () => [...members.keys()],
  });
}

/** Checks a text that must be right. */
export function expr(text: string, expect: ExprType | null = null, scope: Scope = scopeOf()): Expr {
  const { expr: found, faults } = checkExpression(text, scope, expect);
  if (!found) throw new Error(`${text}: ${JSON.stringify(faults)}`);
  return found;
}

/** Checks a text that must be wrong: its faults. */
export function faultsOf(text: string, expect: ExprType | null = null, scope: Scope = scopeOf()): ExprFault[] {
  return checkExpression(text, scope, expect).faults;
}

export const codesOf = (text: string, expect: ExprType | null = null, scope: Scope = scopeOf()): string[] =>
  faultsOf(text, expect, scope).map(({ code }) => code);

/** What a thing was before: every other thing of the world was the next one, the others are new. */
export const oldOf = (things: Row[], index: number): Row | undefined =>
  index % 2 === 0 ? things[index + 1] : undefined;

/** Surroundings for one thing, its refs followed through `rows`. */
export function envOf(record: Row, rows: Partial<Rows> = {}, actor: Row = {}, old?: Row): Env {
  return {
    record: viewOf('t.thing', record, rows),
    ...(old && { old: viewOf('t.thing', old, rows) }),
    actor,
    tenant: { name: 'changan', region: '130102' },
    settings: Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value])),
    calendar,
    rows: (entity) => (rows[entity as keyof Rows] ?? []).map((row) => viewOf(entity, row, rows)),
    now: NOW,
    time_zone: ZONE,
    list: (name) => lists[name],
    parent: (entity, id) =>
      rows[entity as keyof Rows]?.find((row) => row.id === id)?.parent as string | null | undefined,
  };
}

export function viewOf(entity: string, row: Row, rows: Partial<Rows>): RowView {
  const types = entity.startsWith('row:') ? item : columns[entity as keyof Rows];
  const find = (target: string, id: Value | undefined): RowView | undefined => {
    const found =
      id === null || id === undefined
        ? undefined
        : rows[target as keyof Rows]?.find((candidate) => candidate.id === id);
    return found && viewOf(target, found, rows);
  };
  return {
    get: (field) => row[field] ?? null,
    follow: (field) => find((types[field] ?? '').slice('ref:'.length), row[field]),
    rows: (field) => {
      if (entity === 't.subject' && field === 'things') return backOf('t.thing', 'subject', row, rows);
      if (entity === 't.org' && field === 'far.subjects') return backOf('t.subject', 'org', row, rows);
      const found = row[field];
      if (!Array.isArray(found)) return [];
      if (types[field] === 'set:row:t.thing#items')
        return found.map((child) => viewOf('row:t.thing#items', child as Row, rows));
      return found.flatMap((id) => find((types[field] ?? '').slice('set:ref:'.length), id) ?? []);
    },
  };
}

function backOf(entity: keyof Rows, via: string, row: Row, rows: Partial<Rows>): RowView[] {
  return (rows[entity] ?? []).filter((found) => found[via] === row.id).map((found) => viewOf(entity, found, rows));
}

/** Types of the columns of a child row. */
export const itemColumns = item;
