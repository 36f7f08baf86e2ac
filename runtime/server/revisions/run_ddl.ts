// Phase 0 of apply: steps that only add, on tables that are in use. Each waits at most 50 ms for its lock, so that no reader waits behind
// it, and is tried again; an index over rows is built beside the writers, and one that a kill left half built is built anew.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { quote } from '../records/names.ts';
import { PARTS, partOf, type DdlStep, type IndexStep } from './ddl.ts';

const TRIES = 200;

/**
 * Runs steps as the owner, those that `done` does not know yet.
 * @param say told of every index that is built over rows: it may take minutes
 * @throws the database's error, of a lock too after two hundred tries
 */
export async function runDdl(
  migrator: pg.Client,
  steps: readonly DdlStep[],
  done: Set<string>,
  say: (line: string) => void = () => {},
): Promise<void> {
  await migrator.query('set role shijian_owner');
  try {
    const valid = await readIndexes(migrator);
    for (const step of steps) {
      if (typeof step !== 'string') {
        if (valid.get(step.name) !== true) await buildIndex(migrator, step, valid.has(step.name), say);
        valid.set(step.name, true);
        continue;
      }
      if (done.has(step)) continue;
      if (!step.startsWith('set role')) done.add(step);
      await run(migrator, step);
    }
  } finally {
    await migrator.query('reset role');
    await migrator.query('reset lock_timeout');
  }
}

const ran = new Map<string, Set<string>>();

/** What this process has run in a database: nothing takes it back, so that a publication does not run it again. */
export function ranIn(adminUrl: string): Set<string> {
  let known = ran.get(adminUrl);
  if (!known) ran.set(adminUrl, (known = new Set()));
  return known;
}

/** Name → whether it is whole, of every index of records. */
async function readIndexes(migrator: pg.Client): Promise<Map<string, boolean>> {
  const { rows } = await migrator.query<{ name: string; valid: boolean }>(
    `select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
     join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'records'`,
  );
  return new Map(rows.map(({ name, valid }) => [name, valid]));
}

/** @param begun it is there, but a build of it was cut short */
async function buildIndex(
  migrator: pg.Client,
  step: IndexStep,
  begun: boolean,
  say: (line: string) => void,
): Promise<void> {
  const { name, base, rest, large } = step;
  if (!begun && !(await hasPages(migrator, base))) {
    await run(migrator, `create index if not exists ${quote(name)} on ${base} ${rest}`);
    return;
  }
  say(`Building the index ${name}`);
  if (!large) return buildBeside(migrator, name, base, rest);
  await run(migrator, `create index if not exists ${quote(name)} on only ${base} ${rest}`);
  for (let part = 0; part < PARTS; part += 1) {
    const own = `${name}_${part}`;
    await buildBeside(migrator, own, partOf(base, part), rest);
    await run(migrator, `alter index records.${quote(name)} attach partition records.${quote(own)}`);
  }
}

/** Writers go on; it waits for those who are under way, without making anybody wait. */
async function buildBeside(migrator: pg.Client, name: string, table: string, rest: string): Promise<void> {
  const valid = (await readIndexes(migrator)).get(name);
  if (valid) return;
  await migrator.query('set lock_timeout = 0');
  if (valid === false) await migrator.query(`drop index concurrently if exists records.${quote(name)}`);
  await migrator.query(`create index concurrently ${quote(name)} on ${table} ${rest}`);
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

async function run(migrator: pg.Client, statement: string): Promise<void> {
  await migrator.query(`set lock_timeout = '50ms'`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await migrator.query(statement);
      return;
    } catch (error) {
      const busy = error instanceof pg.DatabaseError && error.code === '55P03';
      if (!busy || attempt >= TRIES) throw error;
      await sleep(20 + Math.random() * 80);
    }
  }
}
