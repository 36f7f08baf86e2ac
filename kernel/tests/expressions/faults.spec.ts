// What the checker refuses: every code, its place and its suggestion, all at once.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { checkExpression, checkTemplate, faultCodes } from '../../src/expressions/index.ts';
import { expressionMessages } from '../../src/diagnostics/expression_messages.ts';
import { codesOf, expr, faultsOf, scopeOf } from './world.ts';
import type { ExprType } from '../../src/expressions/index.ts';

/** Text, the one code it earns, and the type asked for where that matters. */
const wrong: [text: string, code: string, expect?: ExprType][] = [
  ['', 'E_EXPR_EMPTY'],
  [`record.n == ${'1'.repeat(4000)}`, 'E_EXPR_TOO_LONG'],
  [`${'('.repeat(80)}true${')'.repeat(80)}`, 'E_EXPR_TOO_DEEP'],
  [`${'!'.repeat(80)}true`, 'E_EXPR_TOO_DEEP'],
  [`${'1+'.repeat(80)}1 > 0`, 'E_EXPR_TOO_DEEP'],
  [`${'record.n*'.repeat(45)}1 > 0`, 'E_EXPR_TOO_LARGE'],
  [`record.n in [${'1,'.repeat(501)}1]`, 'E_EXPR_TOO_LARGE'],
  ['record.n =', 'E_EXPR_SYNTAX'],
  ['record.n = 1', 'E_EXPR_SYNTAX'],
  ["record.name == 'open", 'E_EXPR_SYNTAX'],
  ['record.名称 == 1', 'E_EXPR_SYNTAX'],
  ["{'a': 1}", 'E_EXPR_FEATURE'],
  ["record['name'] == 'a'", 'E_EXPR_FEATURE'],
  ["record.?name == 'a'", 'E_EXPR_FEATURE'],
  ["record.name == b'a'", 'E_EXPR_FEATURE'],
  ['record.n == 1u', 'E_EXPR_FEATURE'],
  ['record.n == 0x10', 'E_EXPR_FEATURE'],
  ['record.n % 2 == 0', 'E_EXPR_FEATURE'],
  ['record.n / 2 == 1', 'E_EXPR_DIVISION'],
  ['record.n == [1, 2]', 'E_EXPR_LIST_PLACE'],
  ['recrod.n == 1', 'E_EXPR_NAME_UNKNOWN'],
  ['params.from == 1', 'E_EXPR_NAME_UNKNOWN'],
  ['actor == null', 'E_EXPR_ROOT_BARE'],
  ['record.nme == null', 'E_EXPR_MEMBER_UNKNOWN'],
  ['actor.statoin == null', 'E_EXPR_MEMBER_UNKNOWN'],
  ['today.year == 1', 'E_EXPR_MEMBER_UNKNOWN'],
  ['record.name.length == 1', 'E_EXPR_MEMBER_OF_VALUE'],
  ['record.due.x == 1', 'E_EXPR_MEMBER_OF_VALUE'],
  ['record.items.count == 1', 'E_EXPR_SET_MEMBER'],
  ['record.other.name == null', 'E_EXPR_REF_SEVERAL'],
  ['record.org.parent.parent.parent.parent == null', 'E_EXPR_HOPS'],
  ['record.holder.org.parent.parent.name == null', 'E_EXPR_HOPS'],
  ["actor.org.name == 'a'", 'E_EXPR_HOP_ACTOR'],
  ['record.circle', 'E_EXPR_MEMBER_FAULTY'],
  ['record.faulty', 'E_EXPR_MEMBER_FAULTY'],
  ["endsWith(record.name, 'a')", 'E_EXPR_FUNCTION_UNKNOWN'],
  ["workdays(record.from, '2026-01-01') > 3", 'E_EXPR_TYPE'],
  ['level(record.risk) > 1', 'E_EXPR_NO_TREE'],
  ['level(record.name) > 1', 'E_EXPR_TYPE'],
  ['ratio(record.n, record.m) > 1', 'E_EXPR_ARITY'],
  ['changed(today)', 'E_EXPR_TYPE'],
  ['changed(expiring)', 'E_EXPR_TYPE'],
  ['changed(record.words)', 'E_EXPR_SET_COMPARED'],
  ['settings.t == 1', 'E_EXPR_ROOT_BARE'],
  ['settings.t.warn_day == 1', 'E_EXPR_MEMBER_UNKNOWN'],
  ['settings.t.warn_days.more == 1', 'E_EXPR_HOP_ACTOR'],
  ["settings.t.grade == 'X'", 'E_EXPR_CODE_UNKNOWN'],
  ['t.thing.where(o).count() > 1', 'E_EXPR_ARITY'],
  ['t.thing.where(o, o.fee).count() > 1', 'E_EXPR_TYPE'],
  ['t.nothing.where(o, o.fee).count() > 1', 'E_EXPR_NAME_UNKNOWN'],
  ['record.items.where(o, o.done).count() > 1', 'E_EXPR_METHOD'],
  ["add(record.made, span('3 workdays')) > now", 'E_EXPR_SPAN_UNIT'],
  ["record.name.matches('a.*')", 'E_EXPR_METHOD'],
  ["record.name.contains('a')", 'E_EXPR_METHOD'],
  ['record.items.sort(i, i.count).count() > 0', 'E_EXPR_METHOD'],
  ["record.name.exists(x, x == 'a')", 'E_EXPR_METHOD'],
  ['contains(record.name)', 'E_EXPR_ARITY'],
  ['record.items.exists(i)', 'E_EXPR_ARITY'],
  ['record.items.exists(record, true)', 'E_EXPR_VARIABLE'],
  ['record.items.exists(1, true)', 'E_EXPR_VARIABLE'],
  ['record.items.exists(i, record.items.exists(i, true))', 'E_EXPR_VARIABLE'],
  [
    'record.items.exists(a, record.items.exists(b, record.items.exists(c, record.items.exists(d, true))))',
    'E_EXPR_NESTING',
  ],
  ['record.n', 'E_EXPR_TYPE', 'boolean'],
  ['record.n && true', 'E_EXPR_TYPE'],
  ["record.n + 'a' == 1", 'E_EXPR_TYPE'],
  ['round(record.fee, record.n) > 1', 'E_EXPR_TYPE'],
  ["span('1 day')", 'E_EXPR_TYPE'],
  ["record.name in 'abc'", 'E_EXPR_TYPE'],
  ["record.open ? 1 : 'a'", 'E_EXPR_TYPE'],
  ["record.n == 'a'", 'E_EXPR_TYPES_DIFFER'],
  ["record.n in [1, 'a']", 'E_EXPR_TYPES_DIFFER'],
  ["record.risk >= 'B'", 'E_EXPR_ORDER_TYPE'],
  ['record.n < null', 'E_EXPR_NULL_ORDER'],
  ['record.n in [1, null]', 'E_EXPR_NULL_IN_LIST'],
  ["record.name != ''", 'E_EXPR_EMPTY_TEXT'],
  ["record.name in ['a', '']", 'E_EXPR_EMPTY_TEXT'],
  ['record.words == record.words', 'E_EXPR_SET_COMPARED'],
  ['record.words == null', 'E_EXPR_SET_COMPARED'],
  ['record.org == record.subject', 'E_EXPR_REFS_DIFFER'],
  ['record.org == actor.user', 'E_EXPR_TYPES_DIFFER'],
  ["record.org == 'me'", 'E_EXPR_REF_LITERAL'],
  ['record.risk == record.region', 'E_EXPR_LISTS_DIFFER'],
  ["record.risk == 'E'", 'E_EXPR_CODE_UNKNOWN'],
  ["record.risk in ['A', 'E']", 'E_EXPR_CODE_UNKNOWN'],
  ["'E' in record.risks", 'E_EXPR_CODE_UNKNOWN'],
  ["under(record.region, '14')", 'E_EXPR_CODE_UNKNOWN'],
  ["record.open ? 'A' : 'E'", 'E_EXPR_CODE_UNKNOWN', 'code:risk'],
  ["under(record.risk, 'A')", 'E_EXPR_NO_TREE'],
  ['under(record.subject, record.subject)', 'E_EXPR_NO_TREE'],
  ["record.from < '2026-01-01'", 'E_EXPR_DATE_TEXT'],
  ['record.from < record.made', 'E_EXPR_DATE_INSTANT'],
  ["today + span('1 day') > today", 'E_EXPR_DATE_ARITHMETIC'],
  ["record.from < date('2026-02-30')", 'E_EXPR_DATE_LITERAL'],
  ["add(today, span('3 working days')) > today", 'E_EXPR_SPAN_LITERAL'],
  ["add(today, span('5001 workdays')) > today", 'E_EXPR_SPAN_LITERAL'],
  ["add(today, span('3 hours')) > today", 'E_EXPR_SPAN_UNIT'],
  ["add(now, span('3 months')) > now", 'E_EXPR_SPAN_UNIT'],
  ['date(record.name) > today', 'E_EXPR_LITERAL_WANTED'],
  ['record.n < 9007199254740993', 'E_EXPR_INTEGER_RANGE'],
  ["record.fee < dec('1,5')", 'E_EXPR_DECIMAL_LITERAL'],
  ['record.fee < 1e300', 'E_EXPR_DECIMAL_LITERAL'],
  ["record.name == 'a\\x00'", 'E_EXPR_TEXT_CHARACTER'],
];

test.group('What the checker refuses', () => {
  test('each mistake earns its own code and no other', ({ assert }) => {
    for (const [text, code, expect] of wrong) assert.deepEqual(codesOf(text, expect ?? null), [code], text);
  });

  test('every code of the catalogue is earned by some text', ({ assert }) => {
    const earned = new Set(wrong.map(([, code]) => code));
    for (const elsewhere of ['E_EXPR_CYCLE', 'E_EXPR_FIELD_FORBIDDEN', 'E_EXPR_TEMPLATE_OPEN', 'E_EXPR_TEMPLATE_TYPE'])
      earned.add(elsewhere);
    assert.deepEqual([...earned].sort(), [...faultCodes].sort());
  });

  test('every code has its text in the catalogue of diagnostics', ({ assert }) => {
    assert.includeMembers(Object.keys(expressionMessages), [...faultCodes]);
  });

  test('all faults come at once, in the order of the text, each with its place', ({ assert }) => {
    const text = "record.nme == 'a' && record.risk == 'E' || foo(1) > record.from";
    const faults = faultsOf(text, 'boolean');
    assert.deepEqual(
      faults.map(({ code, start, end }) => [code, text.slice(start, end)]),
      [
        ['E_EXPR_MEMBER_UNKNOWN', 'nme'],
        ['E_EXPR_CODE_UNKNOWN', "'E'"],
        ['E_EXPR_FUNCTION_UNKNOWN', 'foo(1)'],
      ],
    );
  });

  test('a slip of the pen is answered with the name that was meant', ({ assert }) => {
    const suggestion = (text: string): string | undefined => faultsOf(text)[0]?.params.suggestion;
    assert.equal(suggestion('record.nmae == null'), 'name');
    assert.equal(suggestion('recrod.name == null'), 'record');
    assert.equal(suggestion('name == null'), 'record.name');
    assert.equal(suggestion('expirign'), 'expiring');
    assert.equal(suggestion("contians(record.name, 'a')"), 'contains');
    assert.equal(suggestion("record.risk == 'A 级'"), 'A');
    assert.equal(suggestion('actor.statoin == null'), 'station');
    assert.equal(suggestion("record.name.startsWith('a')"), 'starts(text, start)');
    assert.equal(suggestion("record.name.contains('a')"), 'contains(record.name, …)');
    assert.equal(suggestion('record.xyzzy == null'), '');
  });

  test('a text compared with nothing is answered with has(…)', ({ assert }) => {
    assert.equal(faultsOf("record.name != ''")[0]?.params.instead, 'has(record.name)');
    assert.equal(faultsOf("'' == record.name")[0]?.params.instead, '!has(record.name)');
  });

  test('a member that needs itself is told with the way round, and does not hang', ({ assert }) => {
    const told: string[] = [];
    const scope = scopeOf({
      entity: (name) => {
        const shape = scopeOf().entity(name);
        return (
          shape && {
            ...shape,
            member: (member) =>
              member === 'ring'
                ? {
                    name: 'ring',
                    type: 'boolean',
                    kind: 'field',
                    inline: () => {
                      const found = checkExpression('!record.ring', scope, 'boolean');
                      told.push(...found.faults.map(({ code, params }) => `${code} ${params.through ?? ''}`));
                      return found.expr;
                    },
                  }
                : shape.member(member),
          }
        );
      },
    });
    assert.deepEqual(codesOf('record.ring', null, scope), ['E_EXPR_MEMBER_FAULTY']);
    assert.deepEqual(told, ['E_EXPR_CYCLE t.thing.ring → t.thing.ring']);
  });

  test('a field that the actor may not read is refused by name, behind a ref and inside a named filter, and is never suggested', ({
    assert,
  }) => {
    const scope = scopeOf({
      forbidden: (entity, field) =>
        (entity === 't.thing' && field === 'until') || (entity === 't.subject' && field === 'name'),
    });
    assert.deepEqual(codesOf('record.until == null', null, scope), ['E_EXPR_FIELD_FORBIDDEN']);
    assert.deepEqual(codesOf('record.subject.name == null', null, scope), ['E_EXPR_FIELD_FORBIDDEN']);
    assert.deepEqual(codesOf('expiring', null, scope), ['E_EXPR_FIELD_FORBIDDEN']);
    assert.deepEqual(codesOf('record.subject.region == null', null, scope), []);
    assert.equal(faultsOf('record.untli == null', null, scope)[0]?.params.suggestion, '');
  });

  test('bare names of named filters are known only where a key takes them, and fields never are', ({ assert }) => {
    assert.deepEqual(codesOf('expiring && !own_org', 'boolean'), []);
    assert.deepEqual(codesOf('expiring', 'boolean', scopeOf({ bareFilters: false })), ['E_EXPR_NAME_UNKNOWN']);
    assert.deepEqual(codesOf('open', 'boolean'), ['E_EXPR_NAME_UNKNOWN']);
    assert.deepEqual(codesOf('record.expiring', 'boolean', scopeOf({ bareFilters: false })), []);
  });

  test('the type that a key asks for is given: codes, decimals and refs from literals', ({ assert }) => {
    assert.equal(expr("record.open ? 'A' : 'B'", 'code:risk').type, 'code:risk');
    assert.deepEqual(expr('1', 'decimal'), { op: 'literal', type: 'decimal', value: '1' });
    assert.deepEqual(expr("date('2026-01-01')", 'date'), { op: 'literal', type: 'date', value: '2026-01-01' });
    assert.deepEqual(expr('12.50'), { op: 'literal', type: 'decimal', value: '12.5' });
    assert.deepEqual(expr('0.1000000000000000055'), { op: 'literal', type: 'decimal', value: '0.1000000000000000055' });
    assert.deepEqual(codesOf("'E'", 'code:risk'), ['E_EXPR_CODE_UNKNOWN']);
    assert.deepEqual(codesOf('today', 'datetime'), ['E_EXPR_TYPE']);
  });

  test('named filters of named filters cannot grow without end', ({ assert }) => {
    const scope = scopeOf({
      entity: (name) => {
        const shape = scopeOf().entity(name);
        return (
          shape && {
            ...shape,
            member: (member) => {
              const level = Number(/^f(\d+)$/.exec(member)?.[1] ?? Number.NaN);
              if (Number.isNaN(level)) return shape.member(member);
              const text =
                level === 0 ? 'record.n > 0 && record.m > 0' : `record.f${level - 1} || record.f${level - 1}`;
              return {
                name: member,
                type: 'boolean',
                kind: 'filter',
                inline: () => checkExpression(text, scope, 'boolean').expr,
              };
            },
          }
        );
      },
    });
    assert.deepEqual(codesOf('record.f5', 'boolean', scope), []);
    assert.isNotEmpty(codesOf('record.f12', 'boolean', scope));
  }).timeout(20_000);

  test('any input at all gets an answer and no exception', ({ assert }) => {
    const scope = scopeOf();
    const pieces = [
      'record',
      '.',
      'name',
      'items',
      'exists',
      '(',
      ')',
      ',',
      'x',
      '&&',
      '||',
      '!',
      '==',
      '<',
      "'",
      '"',
      '1',
      '-',
      '[',
      ']',
      '{',
      '}',
      '?',
      ':',
      'in',
      'null',
      'date',
      'under',
      'add',
      ' ',
      '\\',
      '\0',
      '\ud800',
      '甲',
      '//',
      '\n',
      'has',
      'actor',
      '__proto__',
      'constructor',
      'toString',
    ];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((found) => found.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const { expr: found, faults } = checkExpression(text, scope, null);
          const template = checkTemplate(text, scope);
          assert.equal(found === null, faults.length > 0);
          assert.equal(template.template === null, template.faults.length > 0);
          for (const { code, start, end } of [...faults, ...template.faults]) {
            assert.include(faultCodes, code);
            assert.isTrue(start >= 0 && end >= start && end <= text.length, `${code} ${start} ${end}`);
          }
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
    for (const hostile of [
      '('.repeat(4000),
      '!'.repeat(3999),
      '-'.repeat(3999),
      '['.repeat(3000),
      'a.'.repeat(1999),
      'record.subject'.padEnd(4000, '.org'),
      '1+'.repeat(1999),
      'a?b:'.repeat(900),
      'true&&'.repeat(600),
    ])
      assert.isNotEmpty(checkExpression(hostile, scope, null).faults);
    assert.isEmpty(checkExpression(`${'true && '.repeat(490)}true`, scope, 'boolean').faults);
  }).timeout(60_000);
});
