// The evaluator and PostgreSQL give the same answer: true, false and unknown. `npm run prove` does the same a hundred thousand times (decisions/0001-own-expression-tree.md).
import { test } from '@japa/runner';
import fc from 'fast-check';
import pg from 'pg';
import { randomRows } from './random_rows.ts';
import { prove } from './proof.ts';
import { fill } from './sql_world.ts';
import type { Rows } from './world.ts';

const SEED = 20261121;
const CASES = 1500;

test.group('Evaluator and PostgreSQL agree', (group) => {
  let client: pg.Client;
  const rows = fc.sample(randomRows, { seed: SEED, numRuns: 1 })[0] as Rows;

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

  test('filters, values and templates answer alike, and every operator met every type and every null', async ({
    assert,
  }) => {
    const { cases, answers, seen, missing } = await prove(client, rows, { seed: SEED, cases: CASES });
    assert.isAtLeast(cases, CASES);
    assert.equal(answers, cases * rows['t.thing'].length);
    assert.deepEqual(missing, []);
    const total = seen.true + seen.false + seen.null;
    for (const count of Object.values(seen)) assert.isAtLeast(count / total, 0.1, JSON.stringify(seen));
  }).timeout(600_000);
});
