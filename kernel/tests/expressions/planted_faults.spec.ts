// The proof is worth what it catches: faults planted into copies of the emitter's source, one at a time, must all show as differences.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from '@japa/runner';
import fc from 'fast-check';
import pg from 'pg';
import { randomRows } from './random_rows.ts';
import { Difference, prove } from './proof.ts';
import { fill } from './sql_world.ts';
import type { Emitter } from './proof.ts';
import type { Rows } from './world.ts';

const SOURCE = path.join(import.meta.dirname, '../../src/expressions');
const MODULES = path.join(import.meta.dirname, '../../../node_modules');
/** Expressions in which a fault must show. */
const BUDGET = 3000;

/** What goes wrong, in which file, what stands there, and what is put in its place. */
const faults: [name: string, file: string, right: string, wrong: string][] = [
  [
    'not keeps T',
    'emit.ts',
    "case 'not':\n      return emit.isFalse(expr.of);",
    "case 'not':\n      return emit.isTrue(expr.of);",
  ],
  [
    'not of T is not T',
    'emit.ts',
    "case 'not':\n      return emit.isFalse(expr.of);",
    "case 'not':\n      return `(not coalesce(${emit.isTrue(expr.of)}, false))`;",
  ],
  [
    'F of not keeps F',
    'emit.ts',
    "case 'not':\n      return emit.isTrue(expr.of);",
    "case 'not':\n      return emit.isFalse(expr.of);",
  ],
  [
    'F of an order counts unknown in',
    'emit.ts',
    'return orderSql(emit, expr, opposites[expr.op]);',
    'return `((${orderSql(emit, expr, signs[expr.op])}) is not true)`;',
  ],
  ['F(a < b) is a > b', 'emit.ts', "lt: '>=',", "lt: '>',"],
  ['F(a >= b) is a <= b', 'emit.ts', "ge: '<' }", "ge: '<=' }"],
  [
    'F of && joins by and',
    'emit.ts',
    "chain(expr, emit.isFalse, expr.op === 'and' ? 'or' : 'and')",
    'chain(expr, emit.isFalse, expr.op)',
  ],
  [
    'T of || joins by and',
    'emit.ts',
    'return chain(expr, emit.isTrue, expr.op);',
    "return chain(expr, emit.isTrue, 'and');",
  ],
  ['equality forgets two nulls', 'emit.ts', 'return `${a} is not distinct from ${b}`;', 'return `${a} = ${b}`;'],
  [
    'equality with a constant forgets two nulls',
    'emit.ts',
    'return `(${a} = ${b} or (${a} is null and ${b} is null))`;',
    'return `${a} = ${b}`;',
  ],
  ['difference forgets null', 'emit.ts', 'return `(${a} <> ${b} or ${x ? a : b} is null)`;', 'return `${a} <> ${b}`;'],
  [
    'difference of two nullables forgets null',
    'emit.ts',
    'if (x && y) return `${a} is distinct from ${b}`;',
    'if (x && y) return `${a} <> ${b}`;',
  ],
  [
    'not in a list forgets null',
    'emit.ts',
    'return nullable(left, emit.target) ? `(${sql} or ${value} is null)` : sql;',
    'return sql;',
  ],
  [
    'not in a set forgets null',
    'emit.ts',
    '(${emitIn(emit, left, right)}) is not true',
    'not (${emitIn(emit, left, right)})',
  ],
  ['in as a value is unknown for null', 'emit.ts', 'return exactly ? `coalesce(${sql}, false)` : sql;', 'return sql;'],
  [
    'in a list as a value is unknown for null',
    'emit.ts',
    'return exactly && nullable(left, emit.target) ? `coalesce(${sql}, false)` : `(${sql})`;',
    'return `(${sql})`;',
  ],
  [
    'text is ordered by the language of the database',
    'emit.ts',
    "' collate \"C\"' : ''",
    "' collate \"en-x-icu\"' : ''",
  ],
  [
    'order signs are turned',
    'emit.ts',
    "lt: '<', le: '<=', gt: '>', ge: '>=' }",
    "lt: '<', le: '<', gt: '>', ge: '>=' }",
  ],
  [
    'an unknown test takes the else branch',
    'emit.ts',
    'when true then ${emit.value(expr.then)} when false then ${emit.value(expr.else)} end',
    'when true then ${emit.value(expr.then)} else ${emit.value(expr.else)} end',
  ],
  ['subtraction adds', 'emit.ts', "sub: '-', mul", "sub: '+', mul"],
  [
    'decimals pass through floats',
    'emit.ts',
    '`(${emit.value(expr.left)}::numeric ${sign} ${emit.value(expr.right)}::numeric)`',
    '`(${emit.value(expr.left)}::float8 ${sign} ${emit.value(expr.right)}::float8)::numeric`',
  ],
  [
    'a negative keeps its sign',
    'emit.ts',
    '`(- ${emit.value(expr.of)}::numeric)`',
    '`(${emit.value(expr.of)}::numeric)`',
  ],
  [
    'exists is true for an unknown element',
    'emit_set.ts',
    'return `exists (select 1 from ${source.from} where ${conditions([...source.where, decides])})`;',
    'return `exists (select 1 from ${source.from} where ${conditions([...source.where, `(${decides}) is not false`])})`;',
  ],
  ['all passes over unknown elements', 'emit_set.ts', '`(${allows}) is not true`', '`(${allows}) is false`'],
  [
    'count counts what is unknown',
    'emit_set.ts',
    'return `(select count(*) from ${source.from} where ${conditions([...source.where, body])})`;',
    'return `(select count(*) from ${source.from} where ${conditions([...source.where, `(${body}) is not false`])})`;',
  ],
  ['the sum of nothing is null', 'emit_set.ts', '`coalesce(sum(${alias}.v1), 0)`', '`sum(${alias}.v1)`'],
  [
    'a back is not held to its owner',
    'emit_set.ts',
    '`${target.column(entity, set.via, alias)} = ${owner}`',
    '`${target.column(entity, set.via, alias)} is not null`',
  ],
  [
    'a circle in exists as a value loses the unknown',
    'emit_set.ts',
    'when bool_or(${v} is null) then null else',
    'else',
  ],
  [
    'add without the end of time',
    'emit_call.ts',
    'const kept = sign > 0 ? forward : back;',
    'const kept = sign > 0 ? (from: string): string => move(from) : back;',
  ],
  [
    'sub adds',
    'emit_call.ts',
    "return shift(emit, first, second, call.name === 'add' ? 1 : -1);",
    'return shift(emit, first, second, 1);',
  ],
  ['a day is cut in UTC', 'emit_call.ts', 'at time zone ${emit.target.zone()})::date', "at time zone 'UTC')::date"],
  [
    'min passes over null',
    'emit_call.ts',
    'then null else ${name}(',
    "then ${name}(${names.join(', ')}) else ${name}(",
  ],
  ['div rounds down', 'emit_call.ts', '* 2 + abs(${y}), abs(${y}) * 2)', '* 2, abs(${y}) * 2)'],
  [
    'days are counted backwards',
    'emit_call.ts',
    '`(${finite(emit, second)} - ${finite(emit, first)})::bigint`',
    '`(${finite(emit, first)} - ${finite(emit, second)})::bigint`',
  ],
  ['under forgets the place itself', 'emit_call.ts', '`${x} = ${y} or exists', '`exists'],
  [
    'under a missing row is false',
    'emit_call.ts',
    'when bool_or(${missing}) then null else false end',
    'else false end',
  ],
  [
    'workdays leave out the first day',
    'emit_workdays.ts',
    '+ width_bucket(${day}, ${on}))',
    '+ width_bucket(${day} - 1, ${on}))',
  ],
  ['days off are worked', 'emit_workdays.ts', ' - width_bucket(${day}, ${off})', ' - 0 * width_bucket(${day}, ${off})'],
  [
    'workdays are searched one day short',
    'emit_workdays.ts',
    '>= ${upTo(from, days)} + ${by})',
    '> ${upTo(from, days)} + ${by})',
  ],
  ['a ratio is no percentage', 'emit_call.ts', '::numeric * 100)', '::numeric * 1)'],
  ['levels begin at nothing', 'emit_call.ts', 'nullif(count(*), 0)', 'count(*) - 1'],
  [
    'where of an entity takes what is unknown',
    'emit_set.ts',
    'const kept = emit.within(set.variable, source.element).isTrue(set.body as Expr);',
    'const kept = `(${emit.within(set.variable, source.element).isFalse(set.body as Expr)}) is not true`;',
  ],
  [
    'has of a set is always true',
    'emit_set.ts',
    '`coalesce(cardinality(${emit.value(set)}), 0) > 0`',
    '`coalesce(cardinality(${emit.value(set)}), 0) >= 0`',
  ],
];

test.group('Faults planted into the emitter', (group) => {
  let client: pg.Client;
  let folder = '';
  const rows = fc.sample(randomRows, { seed: 77, numRuns: 1 })[0] as Rows;

  group.setup(async () => {
    const url = process.env.TEST_DATABASE_URL;
    if (!url) throw new Error('TEST_DATABASE_URL is missing: this test needs a PostgreSQL');
    folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-faults-'));
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    symlinkSync(MODULES, path.join(folder, 'node_modules'), 'junction');
    client = new pg.Client(url);
    await client.connect();
    await fill(client, 'expression_faults', rows);
    await client.query("set plan_cache_mode = force_generic_plan; set time zone 'UTC'");
    return async () => {
      rmSync(folder, { recursive: true, force: true });
      await client.query('drop schema expression_faults cascade');
      await client.end();
    };
  });

  test('a copy without a fault passes, so that what the others show is their fault', async ({ assert }) => {
    const { missing } = await prove(client, rows, { seed: 1, cases: 1000, emitter: await planted('none') });
    assert.deepEqual(missing, []);
  }).timeout(60_000);

  test('the proof catches this one: {$self}')
    .with(faults.map(([name]) => name))
    .run(async ({ assert }, name) => {
      const emitter = await planted(name);
      const found = await prove(client, rows, { seed: 1, cases: BUDGET, emitter }).then(
        () => null,
        (error: unknown) => error,
      );
      assert.instanceOf(found, Difference, `not caught in ${BUDGET} expressions`);
    })
    .timeout(60_000);

  /** A copy of the expressions with this fault in it. */
  async function planted(name: string): Promise<Emitter> {
    const index = faults.findIndex(([known]) => known === name);
    const copy = path.join(folder, String(index));
    cpSync(SOURCE, copy, { recursive: true });
    const [, file, right, wrong] = faults[index] ?? [];
    if (file !== undefined && right !== undefined && wrong !== undefined) {
      const source = readFileSync(path.join(copy, file), 'utf8');
      if (source.split(right).length !== 2) throw new Error(`${file} holds this not once: ${right}`);
      writeFileSync(
        path.join(copy, file),
        source.replace(right, () => wrong),
      );
    }
    return (await import(pathToFileURL(path.join(copy, 'index.ts')).href)) as Emitter;
  }
});
