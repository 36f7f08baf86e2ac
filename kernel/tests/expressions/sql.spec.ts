// The form of the SQL: bare columns that an index serves, parameters for every value, and no data that makes it raise.
import { test } from '@japa/runner';
import fc from 'fast-check';
import pg from 'pg';
import { emitBoolean, emitValue } from '../../src/expressions/index.ts';
import { expr } from './world.ts';
import { randomRows } from './random_rows.ts';
import { randomBoolean, randomValue } from './random_text.ts';
import { THINGS, fill, targetOf } from './sql_world.ts';
import type { SqlTarget, Value } from '../../src/expressions/index.ts';
import type { Row, Rows } from './world.ts';

const officer: Row = { org: '01931000-0000-7000-8000-000000000001', orgs: [], county: '130102' };

/** T and F of a text, with parameters shown as $name. */
function texts(text: string, target: SqlTarget = plain()): [string, string] {
  const emitted = emitBoolean(expr(text, 'boolean'), target);
  return [emitted.isTrue, emitted.isFalse];
}

function plain(more: Partial<SqlTarget> = {}): SqlTarget {
  return {
    ...targetOf([], {}, false),
    alias: () => 'r',
    column: (_entity, field, alias) => `${alias}.${field}`,
    param: (value) => `<${JSON.stringify(value)}>`,
    actor: (member) => `<actor.${member}>`,
    today: () => '<today>',
    ...more,
  };
}

test.group('The SQL of filters', () => {
  test('a comparison keeps its column bare and turns round under !', ({ assert }) => {
    assert.deepEqual(texts("record.until < date('2026-01-01')"), [
      'r.until < <"2026-01-01">',
      'r.until >= <"2026-01-01">',
    ]);
    assert.deepEqual(texts("!(record.until < date('2026-01-01'))"), [
      'r.until >= <"2026-01-01">',
      'r.until < <"2026-01-01">',
    ]);
    assert.equal(texts("record.name >= '甲'")[0], 'r.name >= <"甲"> collate "C"');
    assert.match(
      texts("record.until < add(today, span('90 days'))")[0],
      /^r\.until < least\(<today> \+ <90>, '9999-12-31'::date\)$/,
    );
  });

  test('equality takes care of null only where null can be', ({ assert }) => {
    assert.deepEqual(texts("record.risk == 'A'"), ['r.risk = <"A">', '(r.risk <> <"A"> or r.risk is null)']);
    assert.deepEqual(texts("record.risk != 'A'"), ['(r.risk <> <"A"> or r.risk is null)', 'r.risk = <"A">']);
    assert.deepEqual(texts('record.risk == null'), ['r.risk is null', 'r.risk is not null']);
    assert.deepEqual(texts('record.n == record.m'), ['r.n is not distinct from r.m', 'r.n is distinct from r.m']);
    assert.deepEqual(texts("record.risk in ['C', 'D']"), [
      '(r.risk = any(<["C","D"]>))',
      '(r.risk <> all(<["C","D"]>) or r.risk is null)',
    ]);
    assert.deepEqual(texts('record.org == actor.org', plain({ actorNull: () => false })), [
      'r.org = <actor.org>',
      '(r.org <> <actor.org> or r.org is null)',
    ]);
    assert.deepEqual(texts('record.org == actor.org', plain({ actorNull: () => true })), [
      'r.org is null',
      'r.org is not null',
    ]);
  });

  test('the text hangs on the shape alone: other values, same text', ({ assert }) => {
    const text = (source: string): string => emitBoolean(expr(source, 'boolean'), targetOf([], officer, false)).isTrue;
    assert.equal(
      text("record.name == 'a' && record.n > 1"),
      text("record.name == 'o\\'; drop table x' && record.n > 2"),
    );
    assert.notInclude(text("record.name == 'secret'"), 'secret');
  });

  test('parameters are added for the text that is used, and only then', ({ assert }) => {
    const params: Value[] = [];
    const emitted = emitBoolean(expr("record.name == 'a'", 'boolean'), targetOf(params, {}, false));
    assert.isEmpty(params);
    assert.equal(emitted.isTrue, emitted.isTrue);
    assert.deepEqual(params, ['a']);
  });

  test('what a target cannot give is an error of its maker, at once', ({ assert }) => {
    const { ancestry: _ancestry, label: _label, ...bare } = targetOf([], {}, false);
    assert.throws(() => emitBoolean(expr('under(record.region, record.area)', 'boolean'), bare).isTrue);
    assert.throws(() => emitValue(expr('label(record.risk)'), bare));
  });

  test('long chains of && stay flat, so that no text outgrows the stack of PostgreSQL', ({ assert }) => {
    const [isTrue] = texts(Array.from({ length: 200 }, () => 'record.open').join(' && '));
    assert.isBelow(/^\(*/.exec(isTrue)?.[0].length ?? 0, 4);
  });
});

test.group('The SQL in PostgreSQL', (group) => {
  let client: pg.Client;

  group.setup(async () => {
    const url = process.env.TEST_DATABASE_URL;
    if (!url) throw new Error('TEST_DATABASE_URL is missing: this test needs a PostgreSQL');
    client = new pg.Client(url);
    await client.connect();
    const rows = fc.sample(randomRows, { seed: 5, numRuns: 1 })[0] as Rows;
    await fill(client, 'expression_sql', rows);
    for (const column of ['until', 'risk', 'org', 'region', 'subject', 'name', 'id'])
      await client.query(`create index on t_thing ("${column}")`);
    await client.query(
      'create index on t_subject (region); create index on t_subject (id); create index on t_org (id)',
    );
    await client.query('set enable_seqscan = off');
    return async () => {
      await client.query('drop schema expression_sql cascade');
      await client.end();
    };
  });

  /** Filter → the index condition its generic plan must have. */
  const served: [text: string, condition: RegExp][] = [
    ["record.until < add(today, span('90 days')) && !record.expired", /Index Cond: \(\(?until < .*until >= /],
    ["record.until < sub(today, span('1 month'))", /Index Cond: \(until < /],
    ["record.until < add(today, span('15 workdays'))", /Index Cond: \(until < /],
    ["record.until >= sub(today, span('15 workdays')) && record.until < today", /Index Cond: \(\(?until >= .*until < /],
    ['record.until < settings.t.since', /Index Cond: \(until < /],
    ['record.risk == settings.t.grade', /Index Cond: \(risk = /],
    ['record.until <= today && record.until != date(now)', /Index Cond: \(until <= /],
    ["!(record.until >= date('2026-01-01'))", /Index Cond: \(until < /],
    ["!(record.risk != 'A' || record.until >= today)", /Index Cond: \((until < |risk = )/],
    [
      "record.subject in t.subject.where(s, s.region == '130102')",
      /Semi Join|Index Cond: \(region = |Index Cond: \(id = /,
    ],
    ["record.risk in ['C', 'D']", /Index Cond: \(risk = ANY/],
    ['record.org == actor.org', /Index Cond: \(org = /],
    ['record.org in actor.orgs', /Index Cond: \(org = ANY/],
    ['under(record.org, actor.org)', /Index Cond: \(org = ANY/],
    ["under(record.region, '13')", /Index Cond: \(region = ANY/],
    ['under(record.region, actor.county)', /Index Cond: \(region = ANY/],
    ["record.name >= '甲' && record.name < '乙'", /Index Cond: \(\(?name >= /],
    ["record.subject.region == '130102'", /Index Cond: \(region = /],
    ["under(record.subject.region, '13')", /Semi Join|Index Cond: \(region = ANY/],
    ['under(record.subject.org, actor.org)', /Semi Join|Index Cond: \(subject = /],
    ["record.id == '01931000-0000-7000-8000-000000000001'", /Index Cond: \(id = /],
  ];

  test('an index serves the filters that bureaus live on, under a generic plan', async ({ assert }) => {
    for (const knowsNulls of [false, true]) {
      for (const [text, condition] of served) {
        const { isTrue } = emitBoolean(expr(text, 'boolean'), targetOf([], officer, knowsNulls));
        const { rows } = await client.query(
          `explain (generic_plan, costs off) select the_record.id from t_thing the_record where ${isTrue}`,
        );
        const plan = (rows as Record<string, string>[]).map((row) => row['QUERY PLAN']).join('\n');
        assert.match(plan, condition, `${text}\n${plan}`);
      }
    }
  }).timeout(60_000);

  test('no value that a column can hold makes a statement raise', async ({ assert }) => {
    await client.query(`
      update t_thing set "from" = 'infinity', until = '-infinity', made = 'infinity', seen = '-infinity', n = 9223372036854775807, m = -9223372036854775808, fee = 'NaN', paid = '-Infinity', words = array[null, ''], name = '' where ctid in (select ctid from t_thing limit 4);
      update t_thing set "from" = '5874897-12-31', until = '4713-01-01 BC', made = '294276-12-31 23:59:59Z', seen = '4713-01-01 00:00:00Z BC', n = -9223372036854775808, fee = 1e300, paid = 1e-300, org = id where ctid in (select ctid from t_thing offset 4 limit 4);
      update t_thing set until = 'infinity', "from" = '-infinity', made = '-infinity', seen = 'infinity', n = 9223372036854775807, fee = 'Infinity', paid = 0 where ctid in (select ctid from t_thing offset 8 limit 4);
      update t_org set open_on = 'infinity'; update t_subject set since = '-infinity', capital = 'NaN'`);
    const sources = [
      ...fc.sample(randomBoolean, { seed: 21, numRuns: 600 }),
      ...fc.sample(randomValue, { seed: 22, numRuns: 600 }),
    ];
    for (let start = 0; start < sources.length; start += 30) {
      const params: Value[] = [];
      const target = targetOf(params, officer, false);
      const columns = sources.slice(start, start + 30).flatMap((source) => {
        const found = expr(source);
        const emitted = emitBoolean(found, target);
        return found.type === 'boolean'
          ? [emitted.isTrue, emitted.isFalse, emitValue(found, target)]
          : [emitValue(found, target)];
      });
      const text = `select ${columns.map((column) => `(${column}) is null`).join(', ')} from ${THINGS}`;
      const failed = await client.query({ text, values: params, rowMode: 'array' }).then(
        () => null,
        (error: Error) => error.message,
      );
      assert.isNull(failed, `${failed ?? ''}: ${sources.slice(start, start + 30).join('\n')}`);
    }
  }).timeout(120_000);
});
