// Which bureaus a read goes through: the actor's own, and where a role says `across: counties` those below, gathered by how
// their rows are kept so that one branch of a statement serves all bureaus of one kind.
import { Problem } from '../exceptions/problem.ts';
import { entryOf, reachEntry, type TenantState } from '../revisions/tenants.ts';
import type { Entry } from '../database/client.ts';
import { accessOf, grantsOf, type Access } from './access.ts';
import type { Scene } from './scene.ts';
import { windowOn, type WindowState } from './window.ts';

/** Bureaus whose rows are kept alike. */
export interface Branch {
  state: WindowState;
  access: Access;
  homes: readonly TenantState[];
}

export interface Reach {
  /** The actor's own bureau is read as well. */
  own: boolean;
  branches: readonly Branch[];
  /** Everything of the reach that a statement's text depends on. */
  key: string;
}

const readers = new WeakMap<object, Map<string, boolean>>();

/** True when some role of these reads bureaus below at all. */
export function readsBelow(state: TenantState, roles: readonly string[]): boolean {
  let known = readers.get(state.model);
  if (!known) readers.set(state.model, (known = new Map()));
  const key = roles.join(',');
  let reads = known.get(key);
  if (reads === undefined) known.set(key, (reads = grantsBelow(state, roles)));
  return reads;
}

function grantsBelow(state: TenantState, roles: readonly string[]): boolean {
  return Object.keys(state.model.entities).some((entity) =>
    grantsOf(state, roles, entity).some((grant) => grant.read && grant.across === 'counties'),
  );
}

/**
 * The reach of an actor's reads of an entity; null when it is his own bureau alone.
 * @param only names of bureaus; what is not within reach is a fault of the request
 * @throws Problem 400 E_QUERY_INVALID with E_QUERY_TENANT for every bureau that is not his to read
 */
export function reachOf(scene: Scene, access: Access, only: readonly string[] | null = null): Reach | null {
  const { state, actor } = scene;
  const below = access.across ? scene.below : [];
  const wanted = only && new Set(only);
  const strange = [...(wanted ?? [])].filter(
    (name) => name !== state.name && !below.some((home) => home.name === name),
  );
  if (strange.length > 0) {
    throw new Problem(400, 'E_QUERY_INVALID', '查询条件有误', {
      faults: strange.map((value) => ({
        code: 'E_QUERY_TENANT',
        path: 'tenant',
        value,
        message: `您不能查看单位 ${value} 的记录`,
        remedy: '请从可选的单位里选择',
      })),
    });
  }
  const homes = wanted ? below.filter((home) => wanted.has(home.name)) : below;
  const own = !wanted || wanted.has(state.name);
  if (homes.length === 0 && own) return null;
  const branches = new Map<string, { state: WindowState; access: Access; homes: TenantState[] }>();
  for (const home of homes) {
    const window = windowOn(state, home, actor.roles);
    const known = branches.get(window.hash);
    if (known) known.homes.push(home);
    else {
      const seen = accessOf(window, actor.roles, access.entity.name);
      if (seen) branches.set(window.hash, { state: window, access: seen, homes: [home] });
    }
  }
  return { own, branches: [...branches.values()], key: `${Number(own)} ${[...branches.keys()].join(' ')}` };
}

/** How the rows of one bureau are seen: the actor's own as they are, those of a bureau below through its window. */
export interface Sight {
  state: TenantState;
  /** The same, where the bureau is not the actor's own. */
  window: WindowState | null;
  access: Access;
  /** The bureau itself; its lists have the labels of its codes. */
  home: TenantState;
}

/** @returns null for a bureau whose rows of the entity are not the actor's to read */
export function sightOf(scene: Scene, access: Access, tenant: number): Sight | null {
  if (tenant === scene.state.id) return { state: scene.state, window: null, access, home: scene.state };
  const home = access.across ? scene.below.find(({ id }) => id === tenant) : undefined;
  const window = home && windowOn(scene.state, home, scene.actor.roles);
  const seen = window && accessOf(window, scene.actor.roles, access.entity.name);
  return home && seen ? { state: window, window, access: seen, home } : null;
}

/** Counters for a read of one bureau. */
export function entryInto(scene: Scene, home: TenantState): Entry {
  return home.id === scene.state.id ? entryOf(scene.state) : reachEntry(scene.state, [home]);
}

/** Counters for a read with this reach. */
export function entryFor(scene: Scene, reach: Reach | null): Entry {
  return reach
    ? reachEntry(
        scene.state,
        reach.branches.flatMap(({ homes }) => homes),
      )
    : entryOf(scene.state);
}

/** Arguments that bind the bureaus of each branch. */
export function reachArgs(reach: Reach): Record<string, number[]> {
  return Object.fromEntries(reach.branches.map(({ homes }, i) => [reachArg(i), homes.map(({ id }) => id)]));
}

/** Name of the argument that holds the bureaus of a branch. */
export function reachArg(branch: number): string {
  return `reach_${branch}`;
}
