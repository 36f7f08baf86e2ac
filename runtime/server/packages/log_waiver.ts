// Versions that nobody tested together, taken by a command all the same: who says why stands in the audit, as it does over HTTP.
import type pg from 'pg';
import type { Model } from '@shijian/kernel';
import type { PackageChange } from './package_change.ts';

export interface Waiver {
  change: Pick<PackageChange, 'waiver' | 'untested'>;
  tenant: number;
  model: Pick<Model, 'entities'>;
  rev: number;
  by: string;
  /** The draft that it is left as. */
  draft: string | null;
}

/** Within the caller's transaction; nothing where there was nothing to waive. */
export async function logWaiver(
  migrator: pg.ClientBase,
  { change, tenant, model, rev, by, draft }: Waiver,
): Promise<void> {
  if (!change.waiver || change.untested.length === 0) return;
  const drafts = Object.values(model.entities).find(({ source }) => source === 'draft');
  await migrator.query(
    `insert into platform.audit (tenant_id, actor_name, action, entity, record, version, rev, after)
     values ($1, $2, 'waive', $3, $4, $5, $6, $7)`,
    [
      ...[tenant, by, drafts?.name ?? '', draft, draft === null ? null : 1, rev],
      JSON.stringify({ message: change.waiver, untested: change.untested }),
    ],
  );
}
