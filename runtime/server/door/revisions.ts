// The bureau's revisions: who made each, by what, over which one; and what differs between any two of them.
import type { HttpContext } from '@adonisjs/core/http';
import { compile, describeChange, diffModels } from '@shijian/kernel';
import type { TextRow } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { Desk } from '../records/desk.ts';
import { gateOf } from '../records/names.ts';
import type { Scene } from '../records/scene.ts';
import { bindPlan } from '../records/sql_builder.ts';
import type { Access } from '../records/access.ts';
import { changesBetween } from '../revisions/stored_documents.ts';
import { saidOf } from '../revisions/said_of.ts';
import { sourcesOf, type Sources } from '../revisions/sources_over.ts';
import { entryOf } from '../revisions/tenants.ts';
import { doorOf } from './door_access.ts';
import { entered } from './entered.ts';
import { noRevision } from './drafts.ts';
import { revOf } from './show_door.ts';

export interface ShownRevision {
  rev: number;
  hash: string;
  /** Null of the first. */
  parent: number | null;
  kind: string;
  at: string;
  edition: string;
  by_name: string;
  note: string;
  plan_hash: string | null;
  approved_by: string | null;
  four_eyes: boolean;
  draft: string | null;
  current: boolean;
}

export interface DocumentDiff {
  path: string;
  package: string;
  own: boolean;
  change: 'added' | 'removed' | 'changed';
  before: string | null;
  after: string | null;
}

/** One difference of meaning, with the sentence that an admin reads. */
export interface ReadableChange {
  does: string;
  kind: string;
  name: string;
  address: string;
  text: string;
}

const PAGE = 100;
/** What nobody reads through anyway. */
const MOST_CHANGES = 2_000;
const SAID = saidOf('r');
const COLUMNS = `r.rev::text as rev, r.hash, r.parent::text as parent, r.kind, r.edition::text as edition, ${SAID.by} as by_name, ${SAID.note} as note, r.plan_hash,
  r.approved_by, r.four_eyes::text as four_eyes, r.draft::text as draft,
  to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;

/** `GET /api/door/revisions?before=`: newest first, a hundred at a time. */
export async function indexRevisions(ctx: HttpContext): Promise<{ items: ShownRevision[]; next: number | null }> {
  return inTenant(ctx, async (desk, scene) => {
    const access = revisionsOf(scene);
    const before = ctx.request.qs().before === undefined ? null : revOf(ctx, scene, ctx.request.qs().before);
    const items = await readRevisions(desk, scene, access, { before, rev: null });
    return { items, next: items.length === PAGE ? items.at(-1)!.rev : null };
  });
}

/** `GET /api/door/revisions/:rev`: with what it changed over its parent. @throws Problem 404 E_REVISION_NONE */
export async function showRevision(ctx: HttpContext): Promise<object> {
  return inTenant(ctx, async (desk, scene) => {
    const rev = revOf(ctx, scene, ctx.params.rev);
    const [shown] = await readRevisions(desk, scene, revisionsOf(scene), { before: null, rev });
    if (!shown) throw noRevision();
    const now = await revisionSources(desk, scene, rev);
    const before = shown.parent === null ? null : await sourcesOf(entered(desk, scene), scene.state.id, shown.parent);
    return { ...shown, ...diffOf(before ?? { packages: [], tenant: { ...now.tenant, files: [] } }, now) };
  });
}

/** `GET /api/door/revisions/:a/diff/:b`. */
export async function diffRevisions(ctx: HttpContext): Promise<object> {
  return inTenant(ctx, async (desk, scene) => {
    revisionsOf(scene);
    const [a, b] = [revOf(ctx, scene, ctx.params.a), revOf(ctx, scene, ctx.params.b)];
    const [before, after] = [await revisionSources(desk, scene, a), await revisionSources(desk, scene, b)];
    return { from: a, to: b, ...diffOf(before, after) };
  });
}

/** Documents of a revision for whoever reads revisions. @throws Problem 404 E_REVISION_NONE */
export async function revisionSources(desk: Desk, scene: Scene, rev: number): Promise<Sources> {
  const [shown] = await readRevisions(desk, scene, revisionsOf(scene), { before: null, rev });
  const sources = shown && (await sourcesOf(entered(desk, scene), scene.state.id, rev));
  if (!sources) throw noRevision();
  return sources;
}

/** @throws Problem 404 E_ENTITY_NONE */
export function revisionsOf(scene: Scene): Access {
  const { revisions } = doorOf(scene);
  if (!revisions) throw new Problem(404, 'E_ENTITY_NONE', '没有这类记录，或者您无权查看');
  return revisions;
}

async function readRevisions(
  desk: Desk,
  scene: Scene,
  access: Access,
  asked: { before: number | null; rev: number | null },
): Promise<ShownRevision[]> {
  const { name } = access.entity;
  const plan = desk.plan(scene, 'door revisions', (builder) =>
    builder.plan(`select ${COLUMNS} from ${gateOf(name)} t join platform.revision r on r.tenant_id = t.tenant_id and platform.seq_id(r.rev) = t.id
      where t.tenant_id = $1::int4 and r.tenant_id = $1::int4 and ${builder.scope(name, 't')}
        and (${builder.arg('before', 'int4')} is null or r.rev < ${builder.arg('before', 'int4')})
        and (${builder.arg('rev', 'int4')} is null or r.rev = ${builder.arg('rev', 'int4')})
      order by r.rev desc limit ${PAGE}`),
  );
  const rows = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, asked), false);
  return rows.map((row) => revisionOf(row, access, scene));
}

function revisionOf(row: TextRow, { hidden }: Access, scene: Scene): ShownRevision {
  return {
    rev: Number(row.rev),
    hash: row.hash!,
    parent: row.parent == null ? null : Number(row.parent),
    kind: row.kind!,
    at: row.at!,
    edition: row.edition!,
    by_name: hidden.has('by_name') ? '' : row.by_name!,
    note: hidden.has('note') ? '' : row.note!,
    plan_hash: row.plan_hash ?? null,
    approved_by: hidden.has('approved_by') ? null : (row.approved_by ?? null),
    four_eyes: row.four_eyes === 'true',
    draft: row.draft ?? null,
    current: Number(row.rev) === scene.state.model_rev,
  };
}

/** What differs in meaning, and the documents that differ as texts, the bureau's own first. */
function diffOf(before: Sources, after: Sources): { changes: ReadableChange[]; documents: DocumentDiff[] } {
  return { changes: meaningOf(before, after), documents: textsOf(before, after) };
}

/** Nothing for a revision that an older kernel took and this one does not. */
function meaningOf(before: Sources, after: Sources): ReadableChange[] {
  const [old, now] = [before.tenant.files.length > 0 ? compile(before).model : null, compile(after).model];
  if (!now || (!old && before.tenant.files.length > 0)) return [];
  return diffModels(old, now)
    .slice(0, MOST_CHANGES)
    .map((change) => {
      const { does, kind, name, address } = change;
      return { does, kind, name, address, text: describeChange(change, 'zh') };
    });
}

function textsOf(before: Sources, after: Sources): DocumentDiff[] {
  const pairs = [before.tenant, ...before.packages].map((source) => source.name);
  const names = [...new Set([after.tenant.name, ...pairs, ...after.packages.map(({ name }) => name)])];
  return names.flatMap((name) => {
    const [old, now] = [before, after].map(({ packages, tenant }) =>
      tenant.name === name ? tenant : packages.find((one) => one.name === name),
    );
    const empty = { kind: 'package' as const, name, files: [] };
    const texts = new Map((old?.files ?? []).map(({ path, text }) => [path, text]));
    return changesBetween(old ?? empty, now ?? empty).map(({ path, text }): DocumentDiff => {
      const was = texts.get(path) ?? null;
      const change = was === null ? 'added' : text === null ? 'removed' : 'changed';
      return { path, package: name, own: name === after.tenant.name, change, before: was, after: text };
    });
  });
}
