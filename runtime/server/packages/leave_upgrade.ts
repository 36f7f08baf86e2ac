// An upgrade that a command asked for and that leaves something to be decided: a draft of the bureau with its conflicts, for the desk.
import type pg from 'pg';
import type { Merged, Model } from '@shijian/kernel';
import { uuidV7 } from '../records/uuid_v7.ts';
import { keepConflicts } from './conflict_store.ts';
import { logWaiver } from './log_waiver.ts';
import type { PackageChange } from './package_change.ts';

/** @returns the draft's id */
export async function leaveUpgrade(
  migrator: pg.Client,
  bureau: { id: number; rev: number; model: Pick<Model, 'entities'> },
  draft: { title: string; message: string; by: string; change: PackageChange; merged: Merged },
): Promise<string> {
  const id = uuidV7();
  await migrator.query('begin');
  try {
    await migrator.query(
      `insert into platform.draft (tenant_id, id, title, message, kind, base_rev, changes, detail, author_name)
       values ($1, $2, $3, $4, 'upgrade', $5, $6, $7, $8)`,
      [
        ...[bureau.id, id, draft.title, draft.message, bureau.rev],
        ...[JSON.stringify(draft.merged.changes), JSON.stringify(draft.change), draft.by],
      ],
    );
    for (const { text, values } of keepConflicts(bureau.id, id, [], draft.merged.conflicts))
      await migrator.query(text, [...values]);
    const { id: tenant, rev, model } = bureau;
    await logWaiver(migrator, { change: draft.change, tenant, model, rev, by: draft.by, draft: id });
    await migrator.query('commit');
  } catch (error) {
    await migrator.query('rollback');
    throw error;
  }
  return id;
}
