// An index over rows, built beside their writers; one that a kill left half built is dropped and built anew.
import type pg from 'pg';
import { quote } from '../records/names.ts';
import { PARTS, partOf, type IndexStep } from './ddl.ts';
import { createIndex, readIndexes, runWhenFree } from './run_ddl.ts';

/** Builds it as the owner, or finds it whole. It waits for writers who are under way, without making anybody wait. */
export async function buildIndex(migrator: pg.Client, step: IndexStep): Promise<void> {
  await migrator.query('set role shijian_owner');
  try {
    if ((await readIndexes(migrator)).get(step.name)) return;
    if (step.large) await buildParts(migrator, step);
    else await buildBeside(migrator, step.name, step.base, step.rest);
  } finally {
    await migrator.query('reset role');
    await migrator.query('reset lock_timeout');
  }
}

async function buildParts(migrator: pg.Client, step: IndexStep): Promise<void> {
  const { name, base, rest } = step;
  await runWhenFree(migrator, createIndex(step, 'only '));
  for (let part = 0; part < PARTS; part += 1) {
    const own = `${name}_${part}`;
    await buildBeside(migrator, own, partOf(base, part), rest);
    await runWhenFree(migrator, `alter index records.${quote(name)} attach partition records.${quote(own)}`);
  }
}

async function buildBeside(migrator: pg.Client, name: string, table: string, rest: string): Promise<void> {
  const valid = (await readIndexes(migrator)).get(name);
  if (valid) return;
  await migrator.query('set lock_timeout = 0');
  if (valid === false) await migrator.query(`drop index concurrently if exists records.${quote(name)}`);
  await migrator.query(`create index concurrently ${quote(name)} on ${table} ${rest}`);
}
