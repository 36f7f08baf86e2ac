// A draft as the database keeps it and as it is sent: read through the gate of the entity over drafts, so that rows and fields which a
// role does not see are not there.
import type { TextRow } from '../database/client.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { Access } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import { gateOf } from '../records/names.ts';
import { checkedId, noRecord } from '../records/read_record.ts';
import type { Stored } from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';
import { bindPlan } from '../records/sql_builder.ts';
import type { ChangeKind } from '../revisions/apply.ts';
import type { DocumentChange } from '../revisions/stored_documents.ts';

export type DraftState = 'open' | 'submitted' | 'rejected' | 'applied' | 'dropped';

export interface Draft {
  id: string;
  version: string;
  title: string;
  message: string;
  kind: ChangeKind;
  state: DraftState;
  base_rev: number;
  /** Documents that it changes. */
  documents: number;
  /** Null in a list. */
  changes: DocumentChange[] | null;
  detail: Record<string, unknown>;
  author: string | null;
  author_name: string;
  /** Accounts that had a hand in the changes. */
  editors: string[];
  created_at: string;
  updated_at: string;
  submitted_at: string | null;
  decided_at: string | null;
  decided_by: string | null;
  decided_name: string | null;
  comment: string | null;
  /** Of the plan that was approved. */
  plan_hash: string | null;
  applied_at: string | null;
  applied_rev: number | null;
  /** The job that publishes, or published it. */
  job: string | null;
}

const instant = (name: string): string =>
  `to_char(d.${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${name}`;
const COLUMNS = `d.id::text as id, d.version::text as version, d.title, d.message, d.kind, d.state, d.base_rev::text as base_rev,
  jsonb_array_length(d.changes)::text as documents, d.detail::text as detail, d.author::text as author, d.author_name,
  to_json(d.editors)::text as editors, ${['created_at', 'updated_at', 'submitted_at', 'decided_at', 'applied_at'].map(instant).join(', ')},
  d.decided_by::text as decided_by, d.decided_name, d.comment, d.plan_hash, d.applied_rev::text as applied_rev, d.job::text as job`;

/** Drafts that the actor sees, last changed first, two hundred at most; without their changes. */
export async function listDrafts(desk: Desk, scene: Scene, access: Access, state: string | null): Promise<Draft[]> {
  const plan = desk.plan(scene, 'door drafts', (builder) =>
    builder.plan(`select ${COLUMNS} ${from(access, builder.scope(access.entity.name, 't'))}
      and (${builder.arg('state', 'text')} is null or d.state = ${builder.arg('state', 'text')})
      order by d.updated_at desc, d.id desc limit 200`),
  );
  const rows = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { state }), false);
  return rows.map((row) => draftOf(row, access));
}

/** One draft with its changes. @throws Problem 404 E_RECORD_NONE */
export async function readDraft(desk: Desk, scene: Scene, access: Access, id: string): Promise<Draft> {
  const plan = desk.plan(scene, 'door draft', (builder) =>
    builder.plan(`select ${COLUMNS}, d.changes::text as changes ${from(access, builder.scope(access.entity.name, 't'))}
      and d.id = ${builder.arg('id', 'uuid')}`),
  );
  const [row] = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { id: checkedId(id) }), false);
  if (!row) throw noRecord();
  return draftOf(row, access);
}

/** What the entity's fields say of a draft, for the conditions of grants and for the log. */
export function imageOf(draft: Draft): Stored {
  return {
    title: draft.title,
    message: draft.message || null,
    kind: draft.kind,
    state: draft.state,
    base: draft.base_rev,
    author: draft.author,
    author_name: draft.author_name,
    documents: draft.documents,
    submitted_at: draft.submitted_at,
    decided_at: draft.decided_at,
    decided_name: draft.decided_name,
    comment: draft.comment,
    number: draft.applied_rev,
  };
}

function from(access: Access, scope: string): string {
  return `from ${gateOf(access.entity.name)} t join platform.draft d on d.tenant_id = t.tenant_id and d.id = t.id
    where t.tenant_id = $1::int4 and ${scope}`;
}

function draftOf(row: TextRow, { hidden }: Access): Draft {
  // Names that a role can hide are those of the entity's fields.
  const seen = <T>(name: string, value: T, otherwise: T): T => (hidden.has(name) ? otherwise : value);
  const number = (text: string | null | undefined): number | null => (text == null ? null : Number(text));
  return {
    id: row.id!,
    version: row.version!,
    title: seen('title', row.title!, ''),
    message: seen('message', row.message!, ''),
    kind: row.kind as ChangeKind,
    state: row.state as DraftState,
    base_rev: Number(row.base_rev),
    documents: Number(row.documents),
    changes: row.changes == null ? null : (JSON.parse(row.changes) as DocumentChange[]),
    detail: JSON.parse(row.detail!) as Record<string, unknown>,
    author: seen('author', row.author ?? null, null),
    author_name: seen('author_name', row.author_name!, ''),
    editors: JSON.parse(row.editors!) as string[],
    created_at: row.created_at!,
    updated_at: row.updated_at!,
    submitted_at: row.submitted_at ?? null,
    decided_at: row.decided_at ?? null,
    decided_by: row.decided_by ?? null,
    decided_name: seen('decided_name', row.decided_name ?? null, null),
    comment: seen('comment', row.comment ?? null, null),
    plan_hash: row.plan_hash ?? null,
    applied_at: row.applied_at ?? null,
    applied_rev: number(row.applied_rev),
    job: row.job ?? null,
  };
}
