// The evaluator and PostgreSQL must give the same answer: true, false and unknown, for random expressions over random rows.
// AGREEMENT_RUNS and AGREEMENT_SEED make it long or repeat it (decisions/0001-own-expression-tree.md).
import { test } from '@japa/runner';
import fc from 'fast-check';
import pg from 'pg';
import {
  checkTemplate,
  emitBoolean,
  emitTemplate,
  emitValue,
  evaluate,
  renderTemplate,
} from '../../src/expressions/index.ts';
import { expr, envOf, scopeOf } from './world.ts';
import { randomActor, randomRows } from './random_rows.ts';
import { randomBoolean, randomValue } from './random_text.ts';
import { fill, targetOf } from './sql_world.ts';
import type { Expr, Template, Value } from '../../src/expressions/index.ts';
import type { Row, Rows } from './world.ts';

const runs = Number(process.env.AGREEMENT_RUNS ?? 40);
const seed = Number(process.env.AGREEMENT_SEED ?? 20261121);
const BATCH = 30;

test.group('Evaluator and PostgreSQL agree', (group) => {
  let client: pg.Client;
  const rows: Rows = fc.sample(randomRows, { seed, numRuns: 1 })[0] as Rows;

  group.setup(async () => {
    const url = process.env.TEST_DATABASE_URL;
    if (!url) throw new Error('TEST_DATABASE_URL is missing: this test needs a PostgreSQL to agree with');
    client = new pg.Client(url);
    await client.connect();
    await fill(client, 'expression_agreement', rows);
    await client.query("set plan_cache_mode = force_generic_plan; set time zone 'UTC'");
    return async () => {
      await client.query('drop schema expression_agreement cascade');
      await client.end();
    };
  });

  test('a filter is shown by PostgreSQL exactly where the evaluator says true, and refused exactly where it says false', async ({
    assert,
  }) => {
    const seen = { true: 0, false: 0, null: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(randomBoolean, { minLength: BATCH, maxLength: BATCH }),
        randomActor,
        fc.boolean(),
        async (texts, actor, knowsNulls) => {
          const exprs = texts.map((text) => expr(text, 'boolean'));
          const found = await answersOf(exprs, actor, knowsNulls);
          for (const [index, text] of texts.entries()) {
            for (const row of rows['t.thing']) {
              const wanted = evaluate(exprs[index] as Expr, envOf(row, rows, actor));
              seen[String(wanted) as keyof typeof seen]++;
              const answer = found.get(String(row.id))?.[index];
              const told = { isTrue: wanted === true, isFalse: wanted === false, value: wanted };
              if (JSON.stringify(answer) !== JSON.stringify(told))
                throw new Error(
                  `${text}\nover ${JSON.stringify(row)}\nby ${JSON.stringify(actor)}: JavaScript ${JSON.stringify(told)}, SQL ${JSON.stringify(answer)}`,
                );
            }
          }
        },
      ),
      { numRuns: runs, seed, endOnFailure: false },
    );
    const total = seen.true + seen.false + seen.null;
    assert.isAtLeast(total, runs * BATCH * rows['t.thing'].length);
    for (const count of Object.values(seen)) assert.isAbove(count / total, 0.1, JSON.stringify(seen));
  }).timeout(600_000);

  test('a value and a template read the same in PostgreSQL and in the evaluator', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(randomValue, { minLength: BATCH, maxLength: BATCH }),
        randomActor,
        async (texts, actor) => {
          const exprs = texts.map((text) => expr(text));
          const templates = texts.map(
            (text) => checkTemplate(`{{{${text}}: {record.open}`, scopeOf()).template as Template,
          );
          const found = await valuesOf(exprs, templates, actor);
          for (const [index, text] of texts.entries()) {
            for (const row of rows['t.thing']) {
              const env = envOf(row, rows, actor);
              const value = evaluate(exprs[index] as Expr, env);
              const told = [value === null ? null : String(value), renderTemplate(templates[index] as Template, env)];
              const answer = found.get(String(row.id))?.slice(index * 2, index * 2 + 2);
              if (JSON.stringify(answer) !== JSON.stringify(told))
                throw new Error(
                  `${text}\nover ${JSON.stringify(row)}\nby ${JSON.stringify(actor)}: JavaScript ${JSON.stringify(told)}, SQL ${JSON.stringify(answer)}`,
                );
            }
          }
        },
      ),
      { numRuns: Math.ceil(runs / 2), seed },
    );
  }).timeout(600_000);

  /** Both texts and the value of each expression, for each thing, in one statement. */
  async function answersOf(
    exprs: Expr[],
    actor: Row,
    knowsNulls: boolean,
  ): Promise<Map<string, { isTrue: boolean; isFalse: boolean; value: boolean | null }[]>> {
    const params: Value[] = [];
    const target = targetOf(params, actor, knowsNulls);
    const columns = exprs.flatMap((found) => {
      const emitted = emitBoolean(found, target);
      return [`(${emitted.isTrue}) is true`, `(${emitted.isFalse}) is true`, emitValue(found, target)];
    });
    const answers = await select(columns, params);
    return new Map(
      [...answers].map(([id, cells]) => [
        id,
        exprs.map((_, index) => ({
          isTrue: cells[index * 3] as boolean,
          isFalse: cells[index * 3 + 1] as boolean,
          value: cells[index * 3 + 2] as boolean | null,
        })),
      ]),
    );
  }

  async function valuesOf(exprs: Expr[], templates: Template[], actor: Row): Promise<Map<string, unknown[]>> {
    const params: Value[] = [];
    const target = targetOf(params, actor, false);
    return select(
      exprs.flatMap((found, index) => [
        writtenSql(emitValue(found, target), found),
        emitTemplate(templates[index] as Template, target),
      ]),
      params,
    );
  }

  async function select(columns: string[], params: Value[]): Promise<Map<string, unknown[]>> {
    const text = `select the_record.id, ${columns.join(', ')} from t_thing the_record`;
    const result = await client.query({ text, values: params, rowMode: 'array' }).catch((error: Error) => {
      throw new Error(`${error.message} in ${text} with ${JSON.stringify(params)}`);
    });
    return new Map((result.rows as unknown[][]).map(([id, ...cells]) => [String(id), cells]));
  }
});

/** The wire form of a value as text, to compare with the evaluator's. */
function writtenSql(sql: string, { type }: Expr): string {
  if (type === 'decimal') return `trim_scale(${sql})::text`;
  if (type === 'datetime') return `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return `(${sql})::text`;
}
