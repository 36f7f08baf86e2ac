// Takes away what nobody will ask for any more: finished jobs with their files, and the lines of uploaded sheets.
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { StaleTenant, type Database, type Entry } from '../database/client.ts';
import type { Tenants } from '../revisions/tenants.ts';
import { KEPT_DAYS } from './job.ts';

const DAY_MS = 86_400_000;
/** How often a bureau may move while we sweep. */
const MOST_MOVES = 5;

/**
 * Every bureau's, one after the other; what one of them fails on keeps no other's.
 * @param folder of all bureaus' work
 * @returns how many jobs and how many files went
 * @throws the first failure, after all
 */
export async function sweep(
  database: Database,
  tenants: Tenants,
  folder: string,
): Promise<{ jobs: number; files: number }> {
  const failures: unknown[] = [];
  let jobs = 0;
  // Their counters are enough: a bureau that nobody works in is not loaded for this.
  for (const entry of await tenants.entries()) {
    try {
      jobs += await sweepJobs(database, tenants, entry);
    } catch (error) {
      failures.push(error);
    }
  }
  const files = await sweepFiles(folder);
  if (failures.length > 0) throw failures[0];
  return { jobs, files };
}

async function sweepJobs(database: Database, tenants: Tenants, known: Entry): Promise<number> {
  for (let entry: Entry | undefined = known, move = 0; entry; move += 1) {
    try {
      const [gone] = await database.write(entry, {
        text: `delete from platform.job where tenant_id = $1::int4 and finished_at < now() - make_interval(days => $2::int4) returning id`,
        values: [entry.tenant, KEPT_DAYS],
      });
      return gone!.length;
    } catch (error) {
      if (!(error instanceof StaleTenant) || move === MOST_MOVES) throw error;
      entry = (await tenants.entries()).find(({ tenant }) => tenant === known.tenant);
    }
  }
  return 0;
}

async function sweepFiles(folder: string): Promise<number> {
  let gone = 0;
  const bureaus = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const bureau of bureaus.filter((entry) => entry.isDirectory())) {
    const place = path.join(folder, bureau.name);
    for (const name of await readdir(place)) {
      const file = path.join(place, name);
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs < KEPT_DAYS * DAY_MS) continue;
      await rm(file, { force: true });
      gone += 1;
    }
  }
  return gone;
}
