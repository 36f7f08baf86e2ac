// Makes a change of documents the bureau's next revision: one turn at a time, over the revision it was made for, or not at all. A draft, a
// role and a command come through here.
import pg from 'pg';
import type { Diagnostic, Model } from '@shijian/kernel';
import type { Database } from '../database/client.ts';
import { apply, type Approval, type ApplyStage, type ChangeKind } from '../revisions/apply.ts';
import { loadOwed, takeTurn } from '../revisions/apply_all.ts';
import { loadSeeds } from '../revisions/load_seeds.ts';
import { platformOf } from '../revisions/platform_of.ts';
import { ranIn, rememberRun } from '../revisions/run_ddl.ts';
import { sourcesOf, sourcesOver } from '../revisions/sources_over.ts';
import type { DocumentChange } from '../revisions/stored_documents.ts';

export interface Publication {
  tenant: number;
  /** The revision that the changes are made over. */
  base: number;
  changes: readonly DocumentChange[];
  kind: ChangeKind;
  by: { id: string | null; name: string };
  note: string;
  approval?: Approval;
  /** May refuse the new model, before anything is done. */
  check?: (migrator: pg.Client, model: Model) => Promise<void>;
  /** In the metadata transaction: what has to hold, and what is written, together with the revision. */
  within?: (migrator: pg.Client, rev: number) => Promise<void>;
  stage?: (stage: ApplyStage) => Promise<void>;
  say?: (line: string) => void;
}

export type Published =
  { ok: true; rev: number; changed: boolean; model: Model } | { ok: false; diagnostics: Diagnostic[] };

/** Where it is published to. */
export interface PublishServices {
  database: Database;
  adminUrl: string;
  /** For the sealing key and files. */
  environment: { data: string };
}

/** @throws ApplyRefused E_PLAN_STALE and what apply refuses; whatever `check` and `within` throw */
export async function publish(services: PublishServices, asked: Publication): Promise<Published> {
  const migrator = new pg.Client({ connectionString: services.adminUrl });
  // A database that goes away tells whatever statement is under way; told to nobody it would end the process.
  migrator.on('error', () => {});
  await migrator.connect();
  try {
    await takeTurn(migrator);
    const base = await sourcesOf(platformOf(migrator), asked.tenant, asked.base);
    if (!base) throw new Error(`tenant ${asked.tenant} has no revision ${asked.base}`);
    const { packages, tenant } = await sourcesOver(platformOf(migrator), base, asked.changes);
    const { data } = services.environment;
    const done = new Set(ranIn(services.adminUrl));
    const result = await apply(migrator, {
      ...{ tenant, packages, kind: asked.kind, by: asked.by.name, author: asked.by.id, note: asked.note },
      over: { tenant: asked.tenant, rev: asked.base },
      ...{ done, data },
      ...(asked.approval && { approval: asked.approval }),
      ...(asked.stage && { stage: asked.stage }),
      ...(asked.say && { say: asked.say }),
      check: async (model) => asked.check?.(migrator, model),
      within: async (rev) => asked.within?.(migrator, rev),
    });
    if (!result.ok) return result;
    rememberRun(services.adminUrl, done);
    await loadOwed(migrator, result.tenant, () => loadSeeds(services.database, result.model, data));
    return { ok: true, rev: result.rev, changed: result.changed, model: result.model };
  } finally {
    await migrator.end();
  }
}
