// Where a post stands in the bureau's org tree: the nearest station at or above it, and all orgs below it. The tree is the
// entity that plays "org"; its own `tree` names the ref to the parent and its field `kind` tells a station.
import { emitTemplate } from '@shijian/kernel';
import type { Database, Entry, Statement } from '../database/client.ts';
import { quote } from '../records/names.ts';
import { sceneOf } from '../records/scene.ts';
import { SqlBuilder } from '../records/sql_builder.ts';
import type { TenantState } from '../revisions/tenants.ts';
import type { Actor } from './actor.ts';

export interface OrgPlace {
  station: string | null;
  /** The org itself and everything below it. */
  orgs: string[];
}

/** Trees of offices are shallow; this only ends a walk in a tree that bites its tail. */
const DEEPEST = 20;

/** Place of an org, in one trip. An org that is gone has no station and only itself below. */
export async function orgPlace(database: Database, entry: Entry, state: TenantState, org: string): Promise<OrgPlace> {
  const statement = placeStatement(state, org);
  const [row] = statement ? await database.read(entry, statement, false) : [];
  const orgs = JSON.parse(row?.orgs ?? '[]') as string[];
  return { station: row?.station ?? null, orgs: orgs.length > 0 ? orgs : [org] };
}

/** Title and kind of an org as the platform writes them beside a user's name. */
export async function orgTitle(
  database: Database,
  entry: Entry,
  state: TenantState,
  actor: Actor,
  org: string,
): Promise<{ id: string; title: string; kind: string | null } | null> {
  const entity = orgEntity(state);
  if (!entity) return null;
  const builder = new SqlBuilder(state, []);
  const row = builder.relation(entity.name, 'rule');
  const title = emitTemplate(entity.title, builder.target({ record: 'o' }, 'rule'));
  const kind = state.columns.get(entity.name)?.has('kind') ? builder.column(entity.name, 'kind', 'o') : 'null::text';
  const text = `select ${title} as title, ${kind} as kind from ${row} o where o.id = ${builder.constant(org, 'uuid')}`;
  const scene = sceneOf(actor, state);
  const [found] = await database.read(entry, { text, values: builder.binders.map((bind) => bind(scene, {})) }, false);
  return found ? { id: org, title: found.title ?? '', kind: found.kind ?? null } : null;
}

/** The entity that is the org tree, or undefined in a model without one. */
export function orgEntity(state: TenantState): TenantState['model']['entities'][string] | undefined {
  return playing(state, 'org');
}

/** The entity that plays "person": who works in the bureau, with or without an account. */
export function personEntity(state: TenantState): TenantState['model']['entities'][string] | undefined {
  return playing(state, 'person');
}

function playing(state: TenantState, part: 'org' | 'person'): TenantState['model']['entities'][string] | undefined {
  return Object.values(state.model.entities).find((entity) => entity.plays === part);
}

function placeStatement(state: TenantState, org: string): Statement | null {
  const entity = orgEntity(state);
  if (!entity) return null;
  const builder = new SqlBuilder(state, []);
  const rows = `${builder.relation(entity.name, 'rule')}`;
  const parent = entity.tree ? builder.column(entity.name, entity.tree, 'o') : 'null::uuid';
  const kind = state.columns.get(entity.name)?.has('kind') ? builder.column(entity.name, 'kind', 'o') : 'null::text';
  const text = `with recursive
    org as (select o.id, ${parent} as parent, ${kind} as kind from ${rows} o where o.${quote('deleted_at')} is null),
    up as (
      select id, parent, kind, 0 as steps from org where id = $2::uuid
      union all
      select org.id, org.parent, org.kind, up.steps + 1 from up join org on org.id = up.parent where up.steps < ${DEEPEST}
    ),
    down as (
      select id, 0 as steps from org where id = $2::uuid
      union all
      select org.id, down.steps + 1 from down join org on org.parent = down.id where down.steps < ${DEEPEST}
    )
    select (select id from up where kind = 'station' order by steps limit 1) as station,
           (select json_agg(distinct id) from down)::text as orgs`;
  return { text, values: [state.id, org] };
}
