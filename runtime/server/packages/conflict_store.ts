// Conflicts of a draft as the database keeps them.
import type { Decision, MergeConflict } from '@shijian/kernel';
import type { Statement, TextRow } from '../database/client.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { uuidV7 } from '../records/uuid_v7.ts';
import { entryOf } from '../revisions/tenants.ts';

export interface Conflict extends Omit<MergeConflict, 'id'> {
  id: string;
  draft: string;
  key: string;
  decided_by: string | null;
  decided_name: string | null;
  decided_at: string | null;
}

const COLUMNS = `id::text as id, draft::text as draft, key, reason, document, address, does, path, base::text as base, theirs::text as theirs,
  ours::text as ours, fault::text as fault, to_json(choices)::text as choices, decision, decided_text, decided_by::text as decided_by, decided_name,
  to_char(decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as decided_at`;

/** All of a draft, by document and address. */
export async function conflictsOf(desk: Desk, scene: Scene, draft: string): Promise<Conflict[]> {
  const rows = await desk.database.read(
    entryOf(scene.state),
    {
      text: `select ${COLUMNS} from platform.conflict where tenant_id = $1::int4 and draft = $2::uuid order by document, address, key`,
      values: [scene.state.id, draft],
    },
    false,
  );
  return rows.map(conflictOf);
}

/** The draft of a conflict; null where there is none in this bureau. */
export async function draftOfConflict(desk: Desk, scene: Scene, id: string): Promise<string | null> {
  const [row] = await desk.database.read(
    entryOf(scene.state),
    {
      text: 'select draft::text as draft from platform.conflict where tenant_id = $1::int4 and id = $2::uuid',
      values: [scene.state.id, id],
    },
    false,
  );
  return row?.draft ?? null;
}

/** What was decided so far, by key. */
export function decisionsOf(conflicts: readonly Conflict[]): Map<string, Decision> {
  return new Map(conflicts.flatMap(({ key, decision }): [string, Decision][] => (decision ? [[key, decision]] : [])));
}

/** Rows as a merge has them now: new ones come, those that are none any more go, of the others what is known of them is brought up to date. */
export function keepConflicts(
  tenant: number,
  draft: string,
  known: readonly Conflict[],
  merged: readonly MergeConflict[],
): Statement[] {
  const keys = new Set(merged.map(({ id }) => id));
  const ids = new Map(known.map(({ key, id }) => [key, id]));
  const gone = known.filter(({ key }) => !keys.has(key));
  const statements = merged.map((conflict): Statement => {
    const { reason, document, address, does, path, choices, decision } = conflict;
    return {
      text: `insert into platform.conflict (tenant_id, id, draft, key, reason, document, address, does, path, base, theirs, ours, fault, choices)
             values ($1::int4, $2::uuid, $3::uuid, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::jsonb, $11::jsonb, $12::jsonb,
               $13::jsonb, (select array_agg(c) from jsonb_array_elements_text($14::jsonb) c))
             on conflict (tenant_id, draft, key) do update set reason = excluded.reason, base = excluded.base, theirs = excluded.theirs,
               ours = excluded.ours, fault = excluded.fault, choices = excluded.choices${decision ? '' : OPEN}`,
      values: [
        ...[tenant, ids.get(conflict.id) ?? uuidV7(), draft, conflict.id, reason, document, address, does, path],
        ...[conflict.base, conflict.theirs, conflict.ours, conflict.fault].map((side) => side && JSON.stringify(side)),
        JSON.stringify(choices),
      ],
    };
  });
  if (gone.length === 0) return statements;
  const removed: Statement = {
    text: `delete from platform.conflict where tenant_id = $1::int4 and draft = $2::uuid
             and id in (select c::uuid from jsonb_array_elements_text($3::jsonb) c)`,
    values: [tenant, draft, JSON.stringify(gone.map(({ id }) => id))],
  };
  return [removed, ...statements];
}

/** What was decided mended nothing, or has no place any more: it is to be decided again. */
const OPEN = ', decision = null, decided_text = null, decided_by = null, decided_name = null, decided_at = null';

export function decideConflict(scene: Scene, id: string, decision: Decision): Statement {
  const { state, actor } = scene;
  return {
    text: `update platform.conflict set decision = $3::text, decided_text = $4::text, decided_by = $5::uuid, decided_name = $6::text, decided_at = now()
           where tenant_id = $1::int4 and id = $2::uuid`,
    values: [state.id, id, decision.choice, decision.text ?? null, actor.user, actor.name],
  };
}

function conflictOf(row: TextRow): Conflict {
  const parsed = <T>(text: string | null | undefined): T | null => (text == null ? null : (JSON.parse(text) as T));
  return {
    ...{ id: row.id!, draft: row.draft!, key: row.key!, reason: row.reason as Conflict['reason'] },
    ...{ document: row.document!, address: row.address!, does: row.does as Conflict['does'], path: row.path! },
    base: parsed(row.base),
    theirs: parsed(row.theirs),
    ours: parsed(row.ours),
    fault: parsed(row.fault),
    choices: parsed(row.choices) ?? [],
    decision: row.decision
      ? {
          choice: row.decision as Decision['choice'],
          ...(row.decided_text != null && { text: row.decided_text }),
        }
      : null,
    decided_by: row.decided_by ?? null,
    decided_name: row.decided_name ?? null,
    decided_at: row.decided_at ?? null,
  };
}
