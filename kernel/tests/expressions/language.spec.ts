// Workdays, levels, shares, what changed, settings and sets of whole entities, case by case. That PostgreSQL means the same is agreement.spec.ts.
import { test } from '@japa/runner';
import { calendarOf, emitBoolean, evaluate, readsOf } from '../../src/expressions/index.ts';
import { envOf, expr, codesOf, scopeOf } from './world.ts';
import { targetOf } from './sql_world.ts';
import type { Value } from '../../src/expressions/index.ts';
import type { Row, Rows } from './world.ts';

const rows: Rows = {
  't.thing': [],
  't.subject': [
    { id: 'a0000000-0000-7000-8000-000000000001', region: '130102', capital: '2.5', active: true },
    { id: 'a0000000-0000-7000-8000-000000000002', region: '130102', capital: null, active: null },
    { id: 'a0000000-0000-7000-8000-000000000003', region: null, capital: '9', active: false },
  ],
  't.org': [],
};

type Case = [text: string, record: Row, wanted: Value];

function golden(title: string, cases: Case[]): void {
  test(title, ({ assert }) => {
    for (const [text, record, wanted] of cases)
      assert.deepEqual(evaluate(expr(text), envOf(record, rows)), wanted, text);
  });
}

test.group('Workdays', () => {
  // Friday the 20th and Monday the 23rd are off, the Saturday and Sunday between are worked.
  golden('are counted after the first day, with the last, by the calendar of the bureau', [
    ["workdays(date('2026-11-16'), date('2026-11-19'))", {}, 3],
    ["workdays(date('2026-11-19'), date('2026-11-24'))", {}, 3],
    ["workdays(date('2026-11-24'), date('2026-11-19'))", {}, -3],
    ["workdays(date('2026-11-19'), date('2026-11-20'))", {}, 0],
    ['workdays(record.from, today)', { from: '2026-11-20' }, 1],
    ['workdays(record.from, today)', {}, null],
  ]);

  golden('are added and taken away one by one, and end where the calendar ends', [
    ["add(date('2026-11-19'), span('1 workday'))", {}, '2026-11-21'],
    ["add(date('2026-11-19'), span('3 workdays'))", {}, '2026-11-24'],
    ["add(date('2026-11-20'), span('0 workdays'))", {}, '2026-11-20'],
    ["sub(date('2026-11-24'), span('1 workday'))", {}, '2026-11-22'],
    ["sub(date('2026-11-24'), span('3 workdays'))", {}, '2026-11-19'],
    ["add(date('9999-12-20'), span('15 workdays'))", {}, '9999-12-31'],
    ["sub(date('0001-01-04'), span('15 workdays'))", {}, '0001-01-01'],
    ["add(record.from, span('15 workdays'))", {}, null],
  ]);

  test('follow Monday to Friday where nobody says otherwise', ({ assert }) => {
    const { calendar: _calendar, ...env } = envOf({}, rows);
    assert.equal(evaluate(expr("add(date('2026-11-19'), span('2 workdays'))"), env), '2026-11-23');
    assert.deepEqual(calendarOf([]), { off: [], on: [] });
  });

  test('of a calendar that was given in any order, twice, or with what is no day', ({ assert }) => {
    const found = calendarOf([
      { date: '2026-10-02', worked: false },
      { date: '2026-10-01', worked: false },
      { date: '2026-10-01', worked: false },
      { date: '2026-10-10', worked: true },
      { date: '2026-10-11', worked: false },
      { date: '2026-02-30', worked: false },
    ]);
    assert.deepEqual(found, { off: ['2026-10-01', '2026-10-02'], on: ['2026-10-10'] });
  });

  test('make an expression hang on the clock, as today does', ({ assert }) => {
    assert.isTrue(readsOf(expr('workdays(record.from, record.until) > 3')).now);
    assert.isTrue(readsOf(expr("add(record.from, span('3 workdays')) == record.until")).now);
    assert.isFalse(readsOf(expr("add(record.from, span('3 days')) == record.until")).now);
  });
});

test.group('Levels, shares and settings', () => {
  golden('a level counts from the root; a code that the list has not has none', [
    ['level(record.region)', { region: '1' }, 1],
    ['level(record.region)', { region: '130102' }, 4],
    ['level(record.region)', { region: '99' }, null],
    ['level(record.region)', {}, null],
  ]);

  golden('a ratio is a share in per cent, half up; of nothing there is none', [
    ['ratio(1, 3, 2)', {}, '33.33'],
    ["ratio(dec('0.5'), 8, 2)", {}, '6.25'],
    ['ratio(1, 0, 2)', {}, null],
    ['ratio(record.n, 4, 0)', { n: -1 }, '-25'],
    ['ratio(record.n, 4, 0)', {}, null],
  ]);

  golden('a setting is what the bureau set, and unknown where nobody did', [
    ['record.n < settings.t.warn_days', { n: 59 }, true],
    ['record.fee == settings.t.limit', { fee: '2.50' }, true],
    ['record.risk == settings.t.grade', { risk: 'B' }, true],
    ['record.note == settings.t.unset', {}, true],
    ['record.note < settings.t.unset', { note: 'a' }, null],
  ]);

  test('a setting is bound when the statement runs, never written into its text', ({ assert }) => {
    const target = { ...targetOf([], {}, false), setting: (name: string, type: string) => `<${name}>::${type}` };
    assert.equal(
      emitBoolean(expr('record.n > settings.t.warn_days', 'boolean'), target).isTrue,
      'the_record."n" > <t.warn_days>::bigint',
    );
    const { setting: _setting, ...bare } = targetOf([], {}, false);
    assert.throws(() => emitBoolean(expr('record.n > settings.t.warn_days', 'boolean'), bare).isTrue);
  });
});

test.group('What a record was', () => {
  const was = { n: 1, risk: 'A', fee: '2', paid: '1' };

  test('changed and previous compare with what was stored before', ({ assert }) => {
    const answers: [string, Row, Row | undefined, Value][] = [
      ['changed(record.n)', { n: 1 }, was, false],
      ['changed(record.n)', { n: 2 }, was, true],
      ['changed(record.n)', {}, was, true],
      ['changed(record.n)', { n: 1 }, undefined, true],
      ['changed(record.n)', {}, undefined, false],
      ['previous(record.risk)', { risk: 'B' }, was, 'A'],
      ['previous(record.due) < record.due', { fee: '9', paid: '1' }, was, true],
      ['changed(record.due)', { fee: '3', paid: '2' }, was, false],
    ];
    for (const [text, record, old, wanted] of answers)
      assert.deepEqual(evaluate(expr(text), envOf(record, rows, {}, old)), wanted, text);
  });

  test('are not there where nothing was before', ({ assert }) => {
    const scope = scopeOf({ roots: { record: 't.thing' } });
    assert.deepEqual(codesOf('changed(record.n)', 'boolean', scope), ['E_EXPR_FUNCTION_UNKNOWN']);
    assert.deepEqual(codesOf('previous(record.n) == 1', 'boolean', scope), ['E_EXPR_FUNCTION_UNKNOWN']);
  });
});

test.group('Sets of whole entities', () => {
  golden('hold what is definitely so', [
    ['t.subject.where(s, s.region == record.region).count()', { region: '130102' }, 2],
    ['subject.where(s, s.region == record.region).count()', { region: '130102' }, 2],
    ['t.subject.where(s, s.active).count()', {}, 1],
    ['t.subject.where(s, !s.active).sum(s, s.capital)', {}, '9'],
    ["t.subject.where(s, s.capital > dec('1')).exists(s, s.active)", {}, true],
    ['record.subject in t.subject.where(s, s.active)', { subject: rows['t.subject'][0]?.id ?? null }, true],
    ['t.org.where(o, true).max(o, o.open_on)', {}, null],
  ]);

  test('an entity that the actor may not read is not named', ({ assert }) => {
    const scope = scopeOf({ forbidden: (entity) => entity === 't.subject' });
    assert.deepEqual(codesOf('t.subject.where(s, s.active).count() > 0', 'boolean', scope), ['E_EXPR_FIELD_FORBIDDEN']);
  });

  test('are read with their fields, and need rows beside the own', ({ assert }) => {
    const reads = readsOf(expr('t.subject.where(s, s.active).count() > record.n'));
    assert.isTrue(reads.refs && reads.sets);
    assert.deepInclude(reads.fields, { entity: 't.subject', field: 'active' });
  });
});
