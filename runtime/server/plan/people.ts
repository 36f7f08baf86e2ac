// Who holds which roles today, and where they work: what a changed role is counted for. Nobody is named.
import type pg from 'pg';
import { orgEntity } from '../identity/org_place.ts';
import { postsOf } from '../identity/sessions.ts';
import { columnSql } from '../records/columns.ts';
import { gateOf } from '../records/names.ts';
import type { Scene } from '../records/scene.ts';
import type { PlanState } from './plan_states.ts';

/** One post of one account. */
export interface Holder {
  account: string;
  person: string | null;
  org: string | null;
  roles: string[];
  station: string | null;
  orgs: string[];
}

export interface People {
  holders: Holder[];
  /** How many accounts hold one of these roles. */
  holding(roles: readonly string[]): number;
}

interface Org {
  id: string;
  parent: string | null;
  kind: string | null;
}

/** Accounts that may log in, with their assignments of today. */
export async function readPeople(client: pg.ClientBase, before: PlanState, scene: Scene): Promise<People> {
  const { rows } = await client.query<{ account: string; person: string | null; role: string; org: string | null }>(
    `select s.account::text as account, a.person::text as person, s.role, s.org::text as org
     from platform.assignment s join platform.account a on a.tenant_id = s.tenant_id and a.id = s.account
     where s.tenant_id = $1::int4 and s.deleted_at is null and s.starts_on <= $2::date and (s.ends_on is null or s.ends_on >= $2::date)
       and a.stopped_at is null order by s.account, s.starts_on, s.id`,
    [scene.state.id, scene.today],
  );
  const orgs = await readOrgs(client, before, scene);
  const accounts = new Map<string, typeof rows>();
  for (const row of rows) accounts.set(row.account, [...(accounts.get(row.account) ?? []), row]);
  const holders = [...accounts].flatMap(([account, own]) =>
    postsOf(own.map(({ role, org }) => ({ role, org }))).map((post): Holder => ({
      account,
      person: own[0]!.person,
      org: post.org,
      roles: post.roles,
      ...placeIn(orgs, post.org),
    })),
  );
  const holding = (roles: readonly string[]): number =>
    new Set(holders.flatMap(({ account, roles: own }) => (own.some((role) => roles.includes(role)) ? [account] : [])))
      .size;
  return { holders, holding };
}

async function readOrgs(client: pg.ClientBase, { state }: PlanState, scene: Scene): Promise<Map<string, Org>> {
  const entity = orgEntity(state);
  if (!entity) return new Map();
  const columns = state.columns.get(entity.name)!;
  const sql = (field: string | null): string => {
    const column = field === null ? undefined : columns.get(field);
    return column ? columnSql(column, 'o') : 'null';
  };
  const { rows } = await client.query<Org>(
    `select o.id::text as id, ${sql(entity.tree)}::text as parent, ${sql('kind')}::text as kind
     from ${gateOf(entity.name)} o where o.tenant_id = $1::int4 and o.deleted_at is null`,
    [scene.state.id],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** As a session has it (identity/org_place.ts): the nearest station at or above the org, and all orgs below it. */
function placeIn(orgs: ReadonlyMap<string, Org>, org: string | null): { station: string | null; orgs: string[] } {
  if (org === null) return { station: null, orgs: [] };
  let station: string | null = null;
  for (let at: string | null = org, steps = 0; at !== null && station === null && steps <= 20; steps += 1) {
    const row: Org | undefined = orgs.get(at);
    if (row?.kind === 'station') station = at;
    at = row?.parent ?? null;
  }
  const below = new Set([org]);
  for (let grew = true; grew;) {
    grew = false;
    for (const { id, parent } of orgs.values())
      if (parent !== null && below.has(parent) && !below.has(id)) {
        below.add(id);
        grew = true;
      }
  }
  return { station, orgs: [...below].sort() };
}
