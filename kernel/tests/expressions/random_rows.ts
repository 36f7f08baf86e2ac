// Random rows of the world: nulls everywhere, ends of ranges, astral characters, circles and loose ends in the tree.
import fc from 'fast-check';
import type { Row, Rows } from './world.ts';

const uuid = (group: number, index: number): string =>
  `0193${group}000-0000-7000-8000-${String(index).padStart(12, '0')}`;

export const orgIds = Array.from({ length: 9 }, (_, index) => uuid(1, index));
export const subjectIds = Array.from({ length: 10 }, (_, index) => uuid(2, index));
/** An id that no row has: a ref to a row outside the gate. */
export const LOST = uuid(9, 9);

export const texts = ['甲', '乙店', 'a', 'A', 'ab', 'b', 'ｶ', '𠮷野家', '100%', "it's", '_', '\\', 'ß', '10', '9'];
export const dates = [
  '2026-11-20',
  '2026-11-21',
  '2026-11-22',
  '2027-02-19',
  '2027-02-28',
  '2028-02-29',
  '2026-01-31',
  '2026-12-31',
  '2024-02-29',
  '0001-01-01',
  '9999-12-31',
  '1999-03-01',
];
export const instants = [
  '2026-11-20T17:30:00.000Z',
  '2026-11-20T15:59:59.999Z',
  '2026-11-20T16:00:00.000Z',
  '2026-12-31T16:00:00.000Z',
  '2026-01-01T00:00:00.000Z',
  '2000-02-29T12:00:00.123Z',
  '1970-01-01T00:00:00.000Z',
  '9999-12-31T20:00:00.000Z',
];
export const integers = [0, 1, -1, 2, 3, 7, 10, 100, -100, 9007199254740991, -9007199254740991];
export const decimals = [
  '0',
  '1',
  '-1',
  '0.5',
  '2.5',
  '-2.5',
  '8',
  '8.01',
  '0.1',
  '0.2',
  '0.3',
  '99999999999999.99',
  '0.000001',
  '10',
];
export const risks = ['A', 'B', 'C', 'D'];
export const regions = ['1', '13', '1301', '130102', '130110', '1302', '2'];

const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | null> => fc.option(fc.constantFrom(...values), { freq: 4 });
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { maxLength: 3 });

const itemRow = (index: number): fc.Arbitrary<Row> =>
  fc.record({
    id: fc.constant(uuid(4, index)),
    kind: maybe(risks),
    count: maybe(integers.slice(0, 8)),
    price: maybe(decimals),
    day: maybe(dates),
    label: maybe(texts),
    done: maybe([true, false]),
    org: maybe([...orgIds, LOST]),
  });

const thingRow = (index: number): fc.Arbitrary<Row> =>
  fc.record({
    id: fc.constant(uuid(3, index)),
    n: maybe(integers),
    m: maybe(integers),
    fee: maybe(decimals),
    paid: maybe(decimals),
    open: maybe([true, false]),
    shut: maybe([true, false]),
    name: maybe(texts),
    note: maybe(texts),
    risk: maybe(risks),
    was_risk: maybe(risks),
    region: maybe(regions),
    area: maybe(regions),
    from: maybe(dates),
    until: maybe(dates),
    made: maybe(instants),
    seen: maybe(instants),
    org: maybe([...orgIds, LOST]),
    chief: maybe(orgIds),
    subject: maybe([...subjectIds, LOST]),
    other: maybe([...subjectIds, ...orgIds]),
    words: some(texts),
    risks: some(risks),
    orgs: some([...orgIds, LOST]),
    items: fc
      .integer({ min: 0, max: 3 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, each) => itemRow(index * 10 + each)))),
  });

const subjectRow = (index: number): fc.Arbitrary<Row> =>
  fc.record({
    id: fc.constant(subjectIds[index] ?? ''),
    name: maybe(texts),
    region: maybe(regions),
    since: maybe(dates),
    capital: maybe(decimals),
    active: maybe([true, false]),
    org: maybe([...orgIds, LOST]),
    tags: some(texts),
  });

/** Orgs 0 … 5 are a tree, 6 and 7 a circle, 8 hangs from a row that is not there. */
const orgRow = (index: number): fc.Arbitrary<Row> => {
  const parents: (string | null)[] = [
    null,
    orgIds[0] ?? null,
    orgIds[0] ?? null,
    orgIds[1] ?? null,
    orgIds[1] ?? null,
    orgIds[3] ?? null,
    orgIds[7] ?? null,
    orgIds[6] ?? null,
    LOST,
  ];
  return fc.record({
    id: fc.constant(orgIds[index] ?? ''),
    name: maybe(texts),
    parent: fc.constant(parents[index] ?? null),
    kind: maybe(risks),
    open_on: maybe(dates),
  });
};

/** Fields of one type in pairs: what the proof puts on the left and on the right of an operator. */
export const pairs: Readonly<Record<string, readonly [string, string]>> = {
  integer: ['n', 'm'],
  decimal: ['fee', 'paid'],
  boolean: ['open', 'shut'],
  text: ['name', 'note'],
  code: ['risk', 'was_risk'],
  place: ['region', 'area'],
  date: ['from', 'until'],
  datetime: ['made', 'seen'],
  ref: ['org', 'chief'],
};

const filled: Row = {
  ...{ n: 3, m: 7, fee: '2.5', paid: '0.1', open: true, shut: false, name: '乙店', note: 'ab' },
  ...{ risk: 'B', was_risk: 'A', region: '130102', area: '13', from: '2026-01-31', until: '2026-11-22' },
  ...{ made: instants[0] ?? null, seen: instants[4] ?? null, org: orgIds[3] ?? null, chief: orgIds[1] ?? null },
};

/** The first things: nothing known; all known; only the right sides; only the left sides; then every pair of truths. */
const pinned: Row[] = [
  Object.fromEntries(Object.keys(filled).map((field) => [field, null])),
  filled,
  { ...filled, ...Object.fromEntries(Object.values(pairs).map(([left]) => [left, null])) },
  { ...filled, ...Object.fromEntries(Object.values(pairs).map(([, right]) => [right, null])) },
  ...[true, false, null].flatMap((open) => [true, false, null].map((shut) => ({ open, shut }))),
];

/** Whole worlds of 24 things, 10 subjects and 9 orgs. */
export const randomRows: fc.Arbitrary<Rows> = fc.record({
  't.thing': fc
    .tuple(...Array.from({ length: 24 }, (_, index) => thingRow(index)))
    .map((things) => things.map((thing, index) => ({ ...thing, ...pinned[index] }))),
  't.subject': fc.tuple(...subjectIds.map((_, index) => subjectRow(index))),
  't.org': fc.tuple(...orgIds.map((_, index) => orgRow(index))),
});

export const randomActor: fc.Arbitrary<Row> = fc.record({
  user: maybe(texts),
  org: maybe(orgIds),
  station: maybe(orgIds),
  orgs: some(orgIds),
  county: maybe([...regions, '99']),
  roles: some(['a', 'b']),
  kind: maybe(['officer', 'citizen']),
});
