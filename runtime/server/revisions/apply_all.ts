// Brings every bureau of tenants/ to the documents on disk, parents first. A bureau whose documents have faults keeps running
// on what it had; one that never had any stops the start, with all its diagnostics.
import pg from 'pg';
import { formatDiagnostic, type PackageSource } from '@shijian/kernel';
import { readEnvironment, ROOT } from '../config/environment.ts';
import { Database } from '../database/client.ts';
import { apply } from './apply.ts';
import { loadSeeds } from './load_seeds.ts';
import { readSources } from './read_packages.ts';

export interface ApplyAllOptions {
  root?: string;
  /** Further package folders, every tenant gets them. */
  packages?: string[];
  /** Data folder, for the sealing key. */
  data?: string;
  /** Told what went wrong where a bureau stays on its old revision. */
  warn?: (line: string) => void;
}

/** @throws Error with the diagnostics when a bureau without any revision cannot be compiled */
export async function applyAllTenants(adminUrl: string, appUrl: string, options: ApplyAllOptions = {}): Promise<void> {
  const sources = await readSources({ root: options.root ?? ROOT, packages: options.packages ?? [] });
  const migrator = new pg.Client({ connectionString: adminUrl });
  await migrator.connect();
  const database = Database.open(appUrl, { max: 2 });
  const done = new Set<string>();
  try {
    for (const tenant of parentsFirst(sources.tenants)) {
      const result = await apply(migrator, {
        tenant,
        packages: sources.packages,
        by: 'boot',
        note: 'documents on disk',
        done,
      });
      if (result.ok) {
        if (result.changed) await loadSeeds(database, result.model, options.data ?? readEnvironment().data);
        continue;
      }
      const lines = result.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, 'en')).join('\n');
      const { rows } = await migrator.query('select 1 from platform.tenant where name = $1 and model_rev > 0', [
        tenant.name,
      ]);
      if (rows.length === 0) throw new Error(`The documents of ${tenant.name} have faults:\n${lines}`);
      (options.warn ?? console.error)(
        `${tenant.name} keeps its revision, the documents on disk have faults:\n${lines}`,
      );
    }
  } finally {
    await database.close();
    await migrator.end();
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
