// Who asks: one account for every role of two counties and the city, each worked out from the accounts' own rows.
import pg from 'pg';
import { demoAccounts } from '../../../../demo/accounts.ts';
import { createAccount } from '../../identity/accounts.ts';
import { quickHash } from '../quick_password.ts';
import type { TenantState } from '../../revisions/tenants.ts';
import type { World } from '../world.ts';
import type { Person } from './judge.ts';
import type { RawRows } from './raw_rows.ts';

export const BUREAUS = ['shijiazhuang', 'changan', 'luquan'];

/** Gives every role that nobody of a bureau holds to somebody new: at the station of the first officer where there is one. */
export async function staffEveryRole(world: World, states: readonly TenantState[]): Promise<void> {
  const password = quickHash(world.password);
  for (const state of states) {
    const staff = demoAccounts.filter(({ tenant }) => tenant === state.name);
    const held = new Set(staff.flatMap(({ assignments }) => assignments.map(({ role }) => role)));
    const post = staff.find(({ login }) => login.endsWith('-officer')) ?? staff[0]!;
    for (const role of Object.keys(state.model.roles)) {
      if (held.has(role)) continue;
      await createAccount(
        world.running.services,
        {
          login: `${state.name}-${role.replaceAll(/[^a-z]+/g, '-')}`,
          name: '核对人员',
          tenant: state.name,
          assignments: [{ role, org_code: post.assignments[0]!.org_code }],
        },
        { password, mustChange: false, demo: true },
      );
    }
  }
}

/**
 * Somebody for each of these roles at each of some stations of a bureau: a scope over stations then shows to some what it hides from others.
 * @returns their logins
 */
export async function staffStations(
  world: World,
  state: TenantState,
  raw: RawRows,
  roles: readonly string[],
  most = 3,
): Promise<string[]> {
  const password = quickHash(world.password);
  const tree = Object.values(state.model.entities).find(({ plays }) => plays === 'org')!;
  const stations = raw
    .of(state.id, tree.name)
    .filter(({ deleted, values }) => !deleted && values.kind === 'station')
    .slice(0, most);
  const logins: string[] = [];
  for (const role of roles.filter((name) => Object.hasOwn(state.model.roles, name)))
    for (const [i, station] of stations.entries()) {
      const login = `${state.name}-${role.replaceAll(/[^a-z0-9]+/g, '-')}-s${i + 1}`;
      await createAccount(
        world.running.services,
        {
          login,
          name: '核对人员',
          tenant: state.name,
          assignments: [{ role, org_code: String(station.values.code) }],
        },
        { password, mustChange: false, demo: true },
      );
      logins.push(login);
    }
  return logins;
}

/** Everybody who may log in to these bureaus, with what `actor` says of him. */
export async function readPeople(
  world: Pick<World, 'urls'>,
  states: readonly TenantState[],
  raw: RawRows,
): Promise<Person[]> {
  const client = new pg.Client({ connectionString: world.urls.superuser });
  await client.connect();
  try {
    const found = await client.query<Posted>(
      `select a.tenant_id as tenant, a.id::text as user, a.login, a.person::text as person, s.role, s.org::text as org
       from platform.account a join platform.assignment s on s.tenant_id = a.tenant_id and s.account = a.id
       where a.tenant_id = any ($1) order by a.login, s.role`,
      [states.filter(({ name }) => BUREAUS.includes(name)).map(({ id }) => id)],
    );
    const byLogin = Map.groupBy(found.rows, ({ login }) => login);
    return [...byLogin.values()].map((posts) =>
      personOf(
        states.find(({ id }) => id === posts[0]!.tenant)!,
        posts,
        raw,
        states,
      ),
    );
  } finally {
    await client.end();
  }
}

interface Posted {
  tenant: number;
  user: string;
  login: string;
  person: string | null;
  role: string;
  org: string | null;
}

function personOf(state: TenantState, posts: readonly Posted[], raw: RawRows, states: readonly TenantState[]): Person {
  const [{ user, login, person, org }] = posts as [Posted];
  const roles = posts.map(({ role }) => role);
  const tree = Object.values(state.model.entities).find(({ plays }) => plays === 'org')!;
  const orgs = new Map(
    raw
      .of(state.id, tree.name)
      .filter((row) => !row.deleted)
      .map((row) => [row.id, row.values]),
  );
  const parentOf = (id: string): string | null => (orgs.get(id)?.[tree.tree!] ?? null) as string | null;
  const isBelow = (id: string): boolean => {
    for (let at: string | null = id; at; at = parentOf(at)) if (at === org) return true;
    return false;
  };
  let station = org;
  while (station && orgs.get(station)?.kind !== 'station') station = parentOf(station);
  return {
    login,
    state,
    above: states.filter(({ name }) => name === state.model.tenant.parent).map(({ id }) => id),
    below: states.filter(({ model }) => model.tenant.parent === state.name).map(({ id }) => id),
    roles,
    actor: {
      user,
      person,
      kind: 'officer',
      tenant: state.name,
      org,
      station,
      orgs: org ? [...orgs.keys()].filter(isBelow) : [],
      county: null,
      subject: null,
      roles,
    },
  };
}
