// What expressions mean, case by case. That PostgreSQL means the same is agreement.spec.ts.
import { test } from '@japa/runner';
import { evaluate, isFalse, isTrue } from '../../src/expressions/index.ts';
import { envOf, expr, scopeOf, viewOf } from './world.ts';
import type { Value } from '../../src/expressions/index.ts';
import type { Row, Rows } from './world.ts';

const rows: Rows = {
  't.thing': [],
  't.subject': [
    {
      id: 'a0000000-0000-7000-8000-000000000001',
      name: '华信超市',
      region: '130102',
      org: 'b0000000-0000-7000-8000-000000000002',
      active: true,
    },
  ],
  't.org': [
    { id: 'b0000000-0000-7000-8000-000000000001', name: '市局', parent: null },
    { id: 'b0000000-0000-7000-8000-000000000002', name: '县局', parent: 'b0000000-0000-7000-8000-000000000001' },
    { id: 'b0000000-0000-7000-8000-000000000003', name: '中山路所', parent: 'b0000000-0000-7000-8000-000000000002' },
    { id: 'b0000000-0000-7000-8000-000000000004', name: '悬空所', parent: 'b0000000-0000-7000-8000-00000000000f' },
  ],
};
const [subject = ''] = rows['t.subject'].map(({ id }) => String(id));
const [city = '', county = '', station = '', loose = ''] = rows['t.org'].map(({ id }) => String(id));

type Case = [text: string, record: Row, wanted: Value, actor?: Row];

function golden(title: string, cases: Case[]): void {
  test(title, ({ assert }) => {
    for (const [text, record, wanted, actor] of cases)
      assert.deepEqual(
        evaluate(expr(text), envOf(record, rows, actor)),
        wanted,
        `${text} over ${JSON.stringify(record)}`,
      );
  });
}

test.group('What expressions mean', () => {
  golden('order and arithmetic of null are unknown, equality is two-valued', [
    ['record.n < 1', {}, null],
    ['record.n + 1', {}, null],
    ['record.n == null', {}, true],
    ['record.n != null', { n: 0 }, true],
    ['record.n == 1', {}, false],
    ['record.n != 1', {}, true],
    ['record.n == record.m', {}, true],
    ['record.n == record.m', { n: 1 }, false],
    ['record.n in [1, 2]', {}, false],
    ['record.n in [record.m, 2]', {}, true],
    ['(record.n < 1) == true', {}, false],
    ['record.name == null', { name: '' }, true],
    ['has(record.words)', {}, false],
    ['has(record.words)', { words: ['a'] }, true],
    ['size(record.words)', {}, 0],
    ['has(record.scan)', {}, false],
    ['has(record.scan)', { scan: { id: 'a' } }, true],
  ]);

  golden('&& || ! and ?: are Kleene', [
    ['record.open && record.n < 1', { open: false }, false],
    ['record.n < 1 && record.open', { open: false }, false],
    ['record.open && record.n < 1', { open: true }, null],
    ['record.open || record.n < 1', { open: true }, true],
    ['record.n < 1 || record.open', { open: true }, true],
    ['record.open || record.n < 1', { open: false }, null],
    ['!(record.n < 1)', {}, null],
    ['record.n < 1 ? 1 : 2', {}, null],
    ['record.open ? 1 : 2', { open: false }, 2],
  ]);

  test('a filter passes when definitely true and a check refuses when definitely false, so unknown does neither', ({
    assert,
  }) => {
    const rule = expr('record.until > record.from', 'boolean');
    const unknown = envOf({ until: '2026-01-01' });
    assert.isFalse(isTrue(rule, unknown));
    assert.isFalse(isFalse(rule, unknown));
    assert.isTrue(isFalse(rule, envOf({ until: '2026-01-01', from: '2026-01-01' })));
    assert.isTrue(isTrue(rule, envOf({ until: '2026-01-02', from: '2026-01-01' })));
  });

  golden('dates have no zone, months clamp, and both ends of the calendar hold', [
    ["add(record.from, span('1 month'))", { from: '2026-01-31' }, '2026-02-28'],
    ["add(record.from, span('1 month'))", { from: '2024-01-31' }, '2024-02-29'],
    ["add(record.from, span('1 year'))", { from: '2024-02-29' }, '2025-02-28'],
    ["sub(record.from, span('1 month'))", { from: '2026-03-31' }, '2026-02-28'],
    ["sub(record.from, span('13 months'))", { from: '2026-01-15' }, '2024-12-15'],
    ["add(record.from, span('90 days'))", { from: '2026-11-21' }, '2027-02-19'],
    ["add(record.from, span('2 weeks'))", { from: '2026-12-25' }, '2027-01-08'],
    ["add(record.from, span('1 day'))", { from: '9999-12-31' }, '9999-12-31'],
    ["sub(record.from, span('9999 years'))", { from: '2026-01-01' }, '0001-01-01'],
    ['days(record.from, record.until)', { from: '2024-02-28', until: '2024-03-01' }, 2],
    ['days(record.until, record.from)', { from: '2024-02-28', until: '2024-03-01' }, -2],
    ['year(record.from) * 100 + month(record.from)', { from: '2026-07-01' }, 202607],
    ["record.from < date('2026-01-02')", { from: '2026-01-01' }, true],
    ['record.from < record.until', { from: 'yesterday', until: '2026-01-01' }, null],
    ['record.from < record.until', { from: '2026-02-30', until: '2027-01-01' }, null],
  ]);

  golden('today and date(instant) are days of the tenant zone, not of UTC', [
    ['today', {}, '2026-11-21'],
    ['date(record.made)', { made: '2026-11-20T15:59:59.999Z' }, '2026-11-20'],
    ['date(record.made)', { made: '2026-11-20T16:00:00.000Z' }, '2026-11-21'],
    ['date(now) == today', {}, true],
    ["add(record.made, span('3 hours'))", { made: '2026-11-20T23:00:00Z' }, '2026-11-21T02:00:00.000Z'],
    ['record.made < record.seen', { made: '2026-11-20T23:00:00+08:00', seen: '2026-11-20T15:00:00.001Z' }, true],
    ['record.made == record.seen', { made: '2026-11-20T23:00:00+08:00', seen: '2026-11-20T15:00:00.000Z' }, true],
  ]);

  golden('decimals are exact and integers never become floats', [
    ["record.fee + dec('0.2')", { fee: '0.1' }, '0.3'],
    ["record.fee == dec('0.30')", { fee: '0.3' }, true],
    ['record.fee == 0.3', { fee: '0.300' }, true],
    ['record.fee * 3', { fee: '0.1' }, '0.3'],
    ['record.fee > record.paid', { fee: '99999999999999999.02', paid: '99999999999999999.01' }, true],
    ['div(record.n, 3, 2)', { n: 10 }, '3.33'],
    ['div(record.n, 8, 2)', { n: 1 }, '0.13'],
    ['div(record.n, 8, 2)', { n: -1 }, '-0.13'],
    ['div(record.n, record.m, 2)', { n: 1, m: 0 }, null],
    ['round(record.fee)', { fee: '2.5' }, '3'],
    ['round(record.fee)', { fee: '-2.5' }, '-3'],
    ['round(record.fee, 1)', { fee: '1.25' }, '1.3'],
    ['record.n + 1', { n: 9007199254740991 }, null],
    ['record.n + 1 > record.n', { n: 9007199254740991 }, true],
    ['record.n * record.n - record.n * record.n', { n: 9007199254740991 }, 0],
    ['abs(record.fee)', { fee: '-0.5' }, '0.5'],
    ['min(record.n, 3, record.m)', { n: 5, m: 4 }, 3],
    ['max(record.n, record.fee)', { n: 5, fee: '5.5' }, '5.5'],
    ['max(record.n, record.m)', { n: 5 }, null],
    ['-record.fee', { fee: '0' }, '0'],
  ]);

  golden('text is compared by code point', [
    ['record.name < record.note', { name: 'ｶ', note: '𠮷' }, true],
    ['record.name < record.note', { name: 'Z', note: 'a' }, true],
    ['record.name < record.note', { name: 'a', note: 'ab' }, true],
    ['size(record.name)', { name: '𠮷野家' }, 3],
    ["contains(record.name, '野')", { name: '𠮷野家' }, true],
    ["starts(record.name, '100%')", { name: '100%棉' }, true],
    ['record.name + record.note', { name: '甲' }, null],
  ]);

  golden('codes compare as codes, under() climbs their list, label() names them', [
    ["record.risk in ['C', 'D']", { risk: 'C' }, true],
    ["record.risk in ['C', 'D']", { risk: 'A' }, false],
    ["under(record.region, '13')", { region: '130102' }, true],
    ["under(record.region, '130102')", { region: '130102' }, true],
    ["under(record.region, '1302')", { region: '130102' }, false],
    ["under(record.region, '13')", {}, null],
    ['under(record.region, actor.county)', { region: '130102' }, true, { county: '1301' }],
    ['under(record.region, actor.county)', { region: '130102' }, null, {}],
    ['under(record.region, record.area)', { region: '130102', area: '1' }, true],
    ['label(record.risk)', { risk: 'A' }, 'A 级'],
    ['label(record.risk)', { risk: 'X' }, null],
    ["record.open ? 'A' : record.risk", { open: true }, 'A'],
  ]);

  golden('refs compare with refs; walking through null, or to a row that is not there, gives null', [
    ['record.subject.name', { subject }, '华信超市'],
    ['record.subject.org.parent.name', { subject }, '市局'],
    ['record.subject.name', {}, null],
    ['record.subject.name', { subject: 'a0000000-0000-7000-8000-00000000000f' }, null],
    ['record.subject.active', { subject: 'a0000000-0000-7000-8000-00000000000f' }, null],
    ['record.org == actor.station', { org: station }, true, { station }],
    ['record.org == actor.station', { org: station }, false, {}],
    ['record.org in actor.orgs', { org: station }, true, { orgs: [city, station] }],
    ['record.org in actor.orgs', {}, false, { orgs: [city] }],
    ['record.org in actor.orgs', { org: city }, false, {}],
    ["record.subject == 'A0000000-0000-7000-8000-000000000001'", { subject }, true],
    ['record.other == record.org', { other: city, org: city }, true],
  ]);

  golden('under() of refs climbs the tree; a parent that is not there leaves it unknown', [
    ['under(record.org, actor.org)', { org: station }, true, { org: city }],
    ['under(record.org, actor.org)', { org: county }, true, { org: county }],
    ['under(record.org, actor.org)', { org: city }, false, { org: station }],
    ['under(record.org, actor.org)', {}, null, { org: city }],
    ['under(record.org, actor.org)', { org: loose }, null, { org: city }],
    ['under(record.org, actor.org)', { org: loose }, true, { org: loose }],
    ['under(actor.org, record.org)', { org: city }, true, { org: station }],
  ]);

  const items = [
    { kind: 'A', count: 1, price: '0.1', day: '2026-01-01', done: true },
    { kind: 'B', count: 2, price: null, day: null, done: null },
    { kind: null, count: 3, price: '0.2', day: '2025-01-01', done: false },
  ];

  golden('set macros are Kleene too; count and sum of nothing are 0, min and max of nothing null', [
    ['record.items.exists(i, i.done)', { items }, true],
    ['record.items.exists(i, i.done && i.count > 1)', { items }, null],
    ['record.items.exists(i, i.count > 9)', { items }, false],
    ['record.items.all(i, i.count > 0)', { items }, true],
    ['record.items.all(i, i.done || i.count == 3)', { items }, null],
    ['record.items.all(i, i.done)', { items }, false],
    ['record.items.exists(i, i.done)', {}, false],
    ['record.items.all(i, i.done)', {}, true],
    ['record.items.count(i, i.done)', { items }, 1],
    ['record.items.size()', { items }, 3],
    ['record.items.sum(i, i.price)', { items }, '0.3'],
    ['record.items.sum(i, i.price * i.count)', { items }, '0.7'],
    ['record.items.sum(i, i.count)', {}, 0],
    ['record.items.min(i, i.day)', { items }, '2025-01-01'],
    ['record.items.max(i, i.day)', {}, null],
    ['record.items.filter(i, i.done).count()', { items }, 1],
    ['record.items.filter(i, !i.done).map(i, i.count)', { items }, [3]],
    ['record.items.map(i, i.kind)', { items }, ['A', 'B']],
    ["'B' in record.items.map(i, i.kind)", { items }, true],
    ['record.items.map(i, i.count).max()', { items }, 3],
    ['record.items.exists(i, record.items.all(j, j.count <= i.count))', { items }, true],
    ["record.words.exists(w, starts(w, '食'))", { words: ['食品'] }, true],
    ["'C' in record.risks", { risks: ['C'] }, true],
    ['record.orgs.exists(o, o.parent == null)', { orgs: [station, city] }, true],
    ['record.orgs.map(o, o.name)', { orgs: [station, loose] }, ['中山路所', '悬空所']],
  ]);

  test('a back is the set of rows that point here, also behind a ref and from another package', ({ assert }) => {
    const things = [
      { id: 'c1', subject: subject, open: true, fee: '1' },
      { id: 'c2', subject: subject, open: false, fee: '2.5' },
      { id: 'c3', subject: null, open: true, fee: '9' },
    ];
    const world = { ...rows, 't.thing': things };
    assert.equal(evaluate(expr('record.subject.things.sum(t, t.fee)'), envOf({ subject: subject }, world)), '3.5');
    assert.equal(
      evaluate(expr('record.subject.things.exists(t, t.fee > 3)'), envOf({ subject: subject }, world)),
      false,
    );
    assert.equal(evaluate(expr('record.org.far.subjects.count()'), envOf({ org: county }, world)), 1);
    assert.equal(evaluate(expr('record.subject.things.count()'), envOf({}, world)), 0);
  });

  test('named filters and computed fields mean on any row what they mean on their own', ({ assert }) => {
    const things: Row[] = [
      { id: 'c1', subject, open: true, n: 2, items: [{ count: 1 }, { count: 3 }], fee: '5', paid: '2' },
      { id: 'c2', subject, open: false, n: 9, items: [{ count: 3 }], until: '2026-11-20' },
    ];
    const world = { ...rows, 't.thing': things };
    const over = (text: string, record: Row): Value => evaluate(expr(text), envOf(record, world));
    assert.isTrue(over('record.heavy', things[0] ?? {}));
    assert.isFalse(over('heavy', things[1] ?? {}));
    assert.isTrue(over('record.expired', things[1] ?? {}));
    assert.equal(over('record.due', things[0] ?? {}), '3');
    assert.isTrue(over('record.subject.busy && record.holder.busy', things[1] ?? {}));
    assert.equal(over('record.holder.seat', things[1] ?? {}), '县局');
    // `x` of the filter `heavy` must not catch the `x` that it is asked of.
    assert.isTrue(over('record.subject.things.exists(x, x.heavy)', things[1] ?? {}));
    assert.equal(over('record.subject.things.count(x, x.heavy)', things[1] ?? {}), 1);
    assert.equal(over('record.subject.things.count(x, x.holder.busy && x.expired)', things[0] ?? {}), 1);
  });

  test('old, it and row stand for their own rows', ({ assert }) => {
    const scope = scopeOf({ roots: { record: 't.thing', old: 't.thing', it: 't.subject', row: 'row:t.thing#items' } });
    const env = {
      ...envOf({ risk: 'B' }, rows),
      old: viewOf('t.thing', { risk: 'A' }, rows),
      it: viewOf('t.subject', rows['t.subject'][0] ?? {}, rows),
      row: viewOf('row:t.thing#items', { count: 4 }, rows),
    };
    assert.isTrue(
      isTrue(expr("record.risk != old.risk && it.org.name == '县局' && row.count == 4", 'boolean', scope), env),
    );
  });

  test('now is the one instant of the surroundings', ({ assert }) => {
    assert.equal(evaluate(expr('now'), envOf({})), '2026-11-20T17:30:00.000Z');
  });
});
