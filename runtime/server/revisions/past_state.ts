// A bureau as one of its earlier revisions had it: that model over the columns of today. For looking back only: nothing is written by it.
import { createHash } from 'node:crypto';
import { compile } from '@shijian/kernel';
import type { Database } from '../database/client.ts';
import { mapColumns } from '../records/columns.ts';
import { sourcesOf } from './sources_over.ts';
import type { TenantState } from './tenants.ts';

/** Models of the past that are kept at hand, and how many; when they are too many all go. */
const kept = new Map<string, Pick<TenantState, 'model' | 'columns'> | null>();
const MOST = 30;

/**
 * The state with the model of a revision in it; counters are those of now, so that statements enter the bureau as it is.
 * @param platform reads the platform's tables; see entered()
 * @returns null where there is no such revision, or this kernel no longer compiles it
 */
export async function pastState(
  platform: Pick<Database, 'platform'>,
  state: TenantState,
  rev: number,
): Promise<TenantState | null> {
  if (rev === state.model_rev) return state;
  const [row] = await platform.platform({
    text: `select r.hash, r.edition::text as edition,
             (select coalesce(json_object_agg(s.entity || ' ' || s.uid, s.slot order by s.entity, s.uid), '{}')::text
                from platform.slot_map s where s.tenant_id = r.tenant_id) as slots
           from platform.revision r where r.tenant_id = $1::int4 and r.rev = $2::int4`,
    values: [state.id, rev],
  });
  if (!row) return null;
  const hash = createHash('sha256').update(`past ${state.id} ${row.hash} ${row.slots}`).digest('hex').slice(0, 32);
  const known = kept.get(hash);
  const built = known === undefined ? await build(platform, state.id, rev, row.slots!) : known;
  if (kept.size >= MOST) kept.clear();
  kept.set(hash, built);
  return built && { ...state, ...built, hash, edition: row.edition! };
}

async function build(
  platform: Pick<Database, 'platform'>,
  tenant: number,
  rev: number,
  slots: string,
): Promise<Pick<TenantState, 'model' | 'columns'> | null> {
  const sources = await sourcesOf(platform, tenant, rev);
  const model = sources && compile(sources).model;
  return (
    model && { model, columns: mapColumns(model, new Map(Object.entries(JSON.parse(slots) as Record<string, string>))) }
  );
}
