// The proof: evaluator and PostgreSQL give the same answer, over the table and over random expressions. Used by the spec, by the planted faults and by `npm run prove`.
import fc from 'fast-check';
import {
  checkTemplate,
  emitBoolean,
  emitTemplate,
  emitValue,
  evaluate,
  renderTemplate,
} from '../../src/expressions/index.ts';
import { envOf, expr, oldOf, scopeOf } from './world.ts';
import { randomActor } from './random_rows.ts';
import { randomBoolean, randomValue } from './random_text.ts';
import { THINGS, targetOf } from './sql_world.ts';
import { strike, tableTexts, wantedKeys } from './table.ts';
import type { Client } from 'pg';
import type { Expr, Template, Value } from '../../src/expressions/index.ts';
import type { Row, Rows } from './world.ts';

/** The emitter under proof; a planted fault stands in for it. */
export interface Emitter {
  emitBoolean: typeof emitBoolean;
  emitValue: typeof emitValue;
  emitTemplate: typeof emitTemplate;
}

export interface ProofOptions {
  seed: number;
  /** Expressions at least: the table, then random ones, two filters for each value. */
  cases: number;
  emitter?: Emitter;
  /** Ends early, between two batches. */
  stop?: () => boolean;
  say?: (done: number) => void;
}

export interface Proof {
  /** Expressions proved, each over every row. */
  cases: number;
  answers: number;
  /** What the filters answered. */
  seen: { true: number; false: number; null: number };
  /** Filters for which T and F were not both false where the answer is unknown would show here as a difference; combinations never met. */
  missing: string[];
}

/** PostgreSQL answers what the evaluator does not. */
export class Difference extends Error {}

/** Expressions in one statement. */
const BATCH = 30;

interface Batch {
  exprs: Expr[];
  texts: string[];
  actor: Row;
  knowsNulls: boolean;
}

/**
 * Runs the proof over rows that fill() has put into the client's schema.
 * @throws Difference with the text, the row and both answers
 */
export async function prove(client: Client, rows: Rows, options: ProofOptions): Promise<Proof> {
  const emitter = options.emitter ?? { emitBoolean, emitValue, emitTemplate };
  const missing = wantedKeys();
  const proof: Proof = { cases: 0, answers: 0, seen: { true: 0, false: 0, null: 0 }, missing: [] };
  for (let index = 0; proof.cases < options.cases && options.stop?.() !== true; index++) {
    const batch = batchOf(options.seed, index);
    for (const kind of ['boolean', 'value'] as const) {
      const chosen = batch.texts
        .map((text) => ({ text, expr: expr(text) }))
        .filter((found) => (found.expr.type === 'boolean') === (kind === 'boolean'));
      if (chosen.length === 0) continue;
      const part: Batch = {
        ...batch,
        exprs: chosen.map((found) => found.expr),
        texts: chosen.map((found) => found.text),
      };
      await (kind === 'boolean' ? proveFilters : proveValues)(client, rows, part, emitter, proof, missing);
    }
    options.say?.(proof.cases);
  }
  return { ...proof, missing: [...missing] };
}

/** The table first, in its own batches and once for those whose nulls are known; then what the seed gives. */
function batchOf(seed: number, index: number): Batch {
  const tables = Math.ceil(tableTexts.length / BATCH);
  const sample = <T>(of: fc.Arbitrary<T>, count: number): T[] =>
    fc.sample(of, { seed: (seed + index * 7919) | 0, numRuns: count });
  const actor = sample(randomActor, 1)[0] ?? {};
  const knowsNulls = index % 2 === 1;
  if (index < tables)
    return { exprs: [], texts: tableTexts.slice(index * BATCH, (index + 1) * BATCH), actor, knowsNulls };
  return {
    exprs: [],
    texts: index % 3 === 2 ? sample(randomValue, BATCH) : sample(randomBoolean, BATCH),
    actor,
    knowsNulls,
  };
}

async function proveFilters(
  client: Client,
  rows: Rows,
  batch: Batch,
  emitter: Emitter,
  proof: Proof,
  missing: Set<string>,
): Promise<void> {
  const params: Value[] = [];
  const target = targetOf(params, batch.actor, batch.knowsNulls);
  const columns = batch.exprs.flatMap((found) => {
    const emitted = emitter.emitBoolean(found, target);
    return [`(${emitted.isTrue}) is true`, `(${emitted.isFalse}) is true`, emitter.emitValue(found, target)];
  });
  const answers = await select(client, columns, params);
  compare(rows, batch, proof, missing, (found, env, id, index) => {
    const wanted = evaluate(found, env);
    proof.seen[String(wanted) as keyof Proof['seen']]++;
    return [[wanted === true, wanted === false, wanted], answers.get(id)?.slice(index * 3, index * 3 + 3)];
  });
}

async function proveValues(
  client: Client,
  rows: Rows,
  batch: Batch,
  emitter: Emitter,
  proof: Proof,
  missing: Set<string>,
): Promise<void> {
  const params: Value[] = [];
  const target = targetOf(params, batch.actor, false);
  const templates = batch.texts.map((text, index) => {
    const type = batch.exprs[index]?.type ?? '';
    const shown = /^(ref|set):/.test(type) ? '' : `{{{${text}}: `;
    return checkTemplate(`${shown}{record.open}`, scopeOf()).template as Template;
  });
  const columns = batch.exprs.flatMap((found, index) => [
    writtenSql(emitter.emitValue(found, target), found),
    emitter.emitTemplate(templates[index] as Template, target),
  ]);
  const answers = await select(client, columns, params);
  compare(rows, batch, proof, missing, (found, env, id, index) => {
    const value = evaluate(found, env);
    const wanted = [value === null ? null : String(value), renderTemplate(templates[index] as Template, env)];
    return [wanted, answers.get(id)?.slice(index * 2, index * 2 + 2)];
  });
}

function compare(
  rows: Rows,
  batch: Batch,
  proof: Proof,
  missing: Set<string>,
  answer: (expr: Expr, env: ReturnType<typeof envOf>, id: string, index: number) => [unknown, unknown],
): void {
  for (const [at, row] of rows['t.thing'].entries()) {
    const env = envOf(row, rows, batch.actor, oldOf(rows['t.thing'], at));
    for (const [index, found] of batch.exprs.entries()) {
      const [wanted, told] = answer(found, env, String(row.id), index).map((part) => JSON.stringify(part));
      proof.answers++;
      if (wanted !== told)
        throw new Difference(
          `${batch.texts[index] ?? ''}\nover ${JSON.stringify(row)}\nby ${JSON.stringify(batch.actor)}: JavaScript ${wanted ?? ''}, SQL ${told ?? ''}`,
        );
      strike(missing, found, env);
    }
  }
  proof.cases += batch.exprs.length;
}

async function select(client: Client, columns: string[], params: Value[]): Promise<Map<string, unknown[]>> {
  const text = `select the_record.id, ${columns.join(', ')} from ${THINGS}`;
  const result = await client.query({ text, values: params, rowMode: 'array' }).catch((error: Error) => {
    throw new Error(`${error.message} in ${text} with ${JSON.stringify(params)}`);
  });
  return new Map((result.rows as unknown[][]).map(([id, ...cells]) => [String(id), cells]));
}

/** The wire form of a value as text, to compare with the evaluator's. */
function writtenSql(sql: string, { type }: Expr): string {
  if (type === 'decimal') return `trim_scale(${sql})::text`;
  if (type === 'datetime') return `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return `(${sql})::text`;
}
