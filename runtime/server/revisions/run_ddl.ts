// Phase 0 of apply: steps that only add, on tables that are in use. What is there already is not touched. Each step waits at most 30 ms for
// its lock, so that no reader waits behind it for longer, and is tried again. Indexes over rows are left for later.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { quote } from '../records/names.ts';
import { ApplyRefused } from './apply_refused.ts';
import type { ColumnsStep, DdlStep, IndexStep } from './ddl.ts';
import { readFacts } from './ddl_facts.ts';

const PATIENCE = `set lock_timeout = '30ms'`;
/** A minute and a half beside readers that never leave the table. */
const TRIES = 800;

/**
 * Runs steps as the owner, those that `done` does not know yet and the catalogue does not show.
 * @returns indexes that are still to be built: their tables have rows, or a build of them was cut short
 * @throws ApplyRefused E_TABLE_BUSY; the database's error
 */
export async function runDdl(migrator: pg.Client, steps: readonly DdlStep[], done: Set<string>): Promise<IndexStep[]> {
  const open = steps.filter((step) => !done.has(keyOf(step)));
  if (open.length === 0) return [];
  const owed: IndexStep[] = [];
  const filled = new Map<string, boolean>();
  // What a crash loses is run again; what is written behind the steps takes them to the disk with it.
  await migrator.query(`set role shijian_owner; set synchronous_commit = off; ${PATIENCE}`);
  try {
    const [facts, indexes] = [await readFacts(migrator), await readIndexes(migrator)];
    for (const step of open) {
      if ('rest' in step) {
        const valid = indexes.get(step.name);
        if (valid === undefined && !filled.has(step.base)) filled.set(step.base, await hasPages(migrator, step.base));
        if (valid === false || (valid === undefined && filled.get(step.base))) {
          owed.push(step);
          continue;
        }
        if (valid === undefined) await whenFree(migrator, createIndex(step));
      } else if ('columns' in step) await addColumns(migrator, step, facts);
      else if (step.there.length === 0 || !step.there.every((fact) => facts.has(fact))) {
        if (step.reader) await migrator.query('set role shijian_reader');
        await whenFree(migrator, step.sql);
        if (step.reader) await migrator.query('set role shijian_owner');
      }
      done.add(keyOf(step));
    }
    return owed;
  } finally {
    await migrator.query('reset role; reset synchronous_commit; reset lock_timeout');
  }
}

const ran = new Map<string, Set<string>>();

/** What this process has run in a database: nothing takes it back, so that a publication does not look for it again. */
export function ranIn(adminUrl: string): ReadonlySet<string> {
  return ran.get(adminUrl) ?? new Set();
}

/** Steps that a revision was written behind: before that a crash of the database could lose them. */
export function rememberRun(adminUrl: string, done: Iterable<string>): void {
  ran.set(adminUrl, new Set([...ranIn(adminUrl), ...done]));
}

function keyOf(step: DdlStep): string {
  return JSON.stringify(step);
}

async function addColumns(migrator: pg.Client, { base, columns }: ColumnsStep, facts: Set<string>): Promise<void> {
  const missing = columns.filter(({ name }) => !facts.has(`column ${base} ${name}`));
  if (missing.length === 0) return;
  const added = missing.map(({ name, type }) => `add column if not exists ${quote(name)} ${type}`);
  await whenFree(migrator, `alter table ${base} ${added.join(', ')}`);
}

/** The statement that makes an index of a table without rows, or the frame of one whose parts are indexed one by one. */
export function createIndex({ name, base, rest }: IndexStep, only = ''): string {
  return `create index if not exists ${quote(name)} on ${only}${base} ${rest}`;
}

/** Name → whether it is whole, of every index of records. */
export async function readIndexes(migrator: pg.ClientBase): Promise<Map<string, boolean>> {
  const { rows } = await migrator.query<{ name: string; valid: boolean }>(
    `select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
     join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'records'`,
  );
  return new Map(rows.map(({ name, valid }) => [name, valid]));
}

/** Row security hides the rows from the owner, but not whether there are any pages. */
export async function hasPages(migrator: pg.Client, base: string): Promise<boolean> {
  const { rows } = await migrator.query<{ size: string }>(
    'select coalesce(sum(pg_relation_size(relid)), 0)::text as size from pg_partition_tree($1::regclass)',
    [base],
  );
  // A plain table is no tree.
  const plain = await migrator.query<{ size: string }>('select pg_relation_size($1::regclass)::text as size', [base]);
  return Number(rows[0]!.size) + Number(plain.rows[0]!.size) > 0;
}

/** @throws ApplyRefused E_TABLE_BUSY when somebody keeps the table; not while an index of it is being built */
export async function runWhenFree(migrator: pg.Client, statement: string): Promise<void> {
  await migrator.query(PATIENCE);
  await whenFree(migrator, statement);
}

async function whenFree(migrator: pg.Client, statement: string): Promise<void> {
  for (let attempt = 1; ;) {
    try {
      await migrator.query(statement);
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== '55P03') throw error;
      if (attempt >= TRIES)
        throw new ApplyRefused('E_TABLE_BUSY', `a long query keeps a table: "${statement.slice(0, 120)}" found no gap`);
      const building = await migrator.query(
        'select 1 from pg_stat_progress_create_index where datname = current_database()',
      );
      if (building.rows.length === 0) attempt += 1;
      await sleep(20 + Math.random() * 80);
    }
  }
}
