// Brings every bureau of tenants/ to the documents on disk, parents first. A bureau whose documents have faults keeps running
// on what it had; one that never had any stops the start, with all its diagnostics.
import pg from 'pg';
import { english, formatDiagnostic, type PackageSource } from '@shijian/kernel';
import { readEnvironment, ROOT } from '../config/environment.ts';
import { Database } from '../database/client.ts';
import { apply, type ApplyRequest, type ApplyResult } from './apply.ts';
import { ApplyRefused } from './apply_refused.ts';
import { PackageRefused } from '../packages/package_refused.ts';
import { packagesOf, registerPackage } from '../packages/package_store.ts';
import { leaveDraft, reconcile } from './disk_files.ts';
import { loadSeeds } from './load_seeds.ts';
import { platformOf } from './platform_of.ts';
import { readSources } from './read_packages.ts';
import { rememberRun } from './run_ddl.ts';

export interface ApplyAllOptions {
  root?: string;
  /** Further package folders, every tenant gets them. */
  packages?: string[];
  /** Data folder, for the sealing key. */
  data?: string;
  /** Told what went wrong where a bureau stays on its old revision. */
  warn?: (line: string) => void;
  /** Told of steps that take long. */
  say?: (line: string) => void;
}

/** @throws Error with the diagnostics when a bureau without any revision cannot be compiled */
export async function applyAllTenants(adminUrl: string, appUrl: string, options: ApplyAllOptions = {}): Promise<void> {
  const sources = await readSources({ root: options.root ?? ROOT, packages: options.packages ?? [] });
  const migrator = new pg.Client({ connectionString: adminUrl });
  // A database that goes away tells whatever statement is under way; told to nobody it would end the process.
  migrator.on('error', () => {});
  await migrator.connect();
  const database = Database.open(appUrl, { max: 2 });
  const done = new Set<string>();
  const data = options.data ?? readEnvironment().data;
  const warn = options.warn ?? console.error;
  try {
    await takeTurn(migrator);
    const onDisk: PackageSource[] = [];
    for (const source of sources.packages) if (await registerDisk(migrator, source, warn)) onDisk.push(source);
    for (const tenant of parentsFirst(sources.tenants)) {
      const found = await reconcile(migrator, tenant);
      const packages = await packagesOf(platformOf(migrator), found.tenant, onDisk);
      const request = { tenant: found.tenant, packages, by: '系统', note: '按磁盘上的配置更新' };
      const { disk } = found;
      const within = (rev: number) => leaveDraft(migrator, rev, found);
      const result = await applyOne(migrator, { ...request, disk, within, done, data, say: options.say ?? (() => {}) });
      if (result.ok) {
        if (found.diverged.length > 0) warn(divergedLine(tenant.name, found.contested));
        await loadOwed(migrator, result.tenant, () => loadSeeds(database, result.model, data));
        rememberRun(adminUrl, done);
        continue;
      }
      const { rows } = await migrator.query('select 1 from platform.tenant where name = $1 and model_rev > 0', [
        tenant.name,
      ]);
      if (rows.length === 0) throw new Error(`The documents of ${tenant.name} have faults:\n${result.lines}`);
      warn(`${tenant.name} keeps its revision, the documents on disk have faults:\n${result.lines}`);
    }
  } finally {
    await database.close();
    await migrator.end();
  }
}

/** @returns false where that version was installed with other files, which stand. A folder with a fault is told when a bureau uses it. */
async function registerDisk(
  migrator: pg.Client,
  source: PackageSource,
  warn: (line: string) => void,
): Promise<boolean> {
  try {
    await registerPackage(migrator, source, 'disk', '系统');
  } catch (error) {
    if (!(error instanceof PackageRefused)) throw error;
    if (error.code !== 'E_PACKAGE_IMMUTABLE') return true;
    warn(`${source.name} on disk is not taken, this version was installed with other files: raise its version`);
    return false;
  }
  return true;
}

function divergedLine(name: string, contested: readonly string[]): string {
  return (
    `E_FILES_DIVERGED: ${name} keeps its revision. Changed on disk and by the bureau: ${contested.join(', ')}. ` +
    'What the disk says is left as a draft: publish it, or drop it and export the revision into the folder.'
  );
}

/** Loads the rows of a revision's documents, also those that a kill kept a process before from loading. */
export async function loadOwed(migrator: pg.Client, tenant: number, load: () => Promise<void>): Promise<void> {
  const which = `from platform.backfill where tenant_id = $1 and task = 'seeds'`;
  const { rows } = await migrator.query(`select 1 ${which}`, [tenant]);
  if (rows.length === 0) return;
  await load();
  await migrator.query(`delete ${which}`, [tenant]);
}

/** What this database cannot take is told like a fault of the documents. */
async function applyOne(
  migrator: pg.Client,
  request: ApplyRequest,
): Promise<Extract<ApplyResult, { ok: true }> | { ok: false; lines: string }> {
  try {
    const result = await apply(migrator, request);
    if (result.ok) return result;
    return { ok: false, lines: result.diagnostics.map((found) => formatDiagnostic(found, english)).join('\n') };
  } catch (error) {
    if (!(error instanceof ApplyRefused)) throw error;
    return { ok: false, lines: `${error.code}: ${error.message}` };
  }
}

/** Of several servers that start at once one applies after the other. Asking again and again: who waits inside a statement would keep an
 * index from being built. */
export async function takeTurn(migrator: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await migrator.query<{ mine: boolean }>('select pg_try_advisory_lock(7303) as mine');
    if (rows[0]!.mine) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

function parentsFirst(tenants: readonly PackageSource[]): PackageSource[] {
  const parentOf = (source: PackageSource): string | null => {
    const manifest = source.files.find((file) => file.path.endsWith('/tenant.yaml'));
    return /^parent:\s*["']?([A-Za-z0-9_-]+)/m.exec(manifest?.text ?? '')?.[1] ?? null;
  };
  const done: PackageSource[] = [];
  let waiting = [...tenants];
  while (waiting.length > 0) {
    const ready = waiting.filter((source) => !waiting.some((other) => other.name === parentOf(source)));
    // A circle of parents: apply will name the parent that is missing.
    done.push(...(ready.length > 0 ? ready : waiting));
    waiting = ready.length > 0 ? waiting.filter((source) => !ready.includes(source)) : [];
  }
  return done;
}
