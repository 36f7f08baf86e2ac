// Rows that people see in one model and not in the other. People whose sight of the entity hangs on the same facts are asked about once.
import { walk, type Ask, type Expr } from '@shijian/kernel';
import { accessOf } from '../records/access.ts';
import type { Scene } from '../records/scene.ts';
import type { Holder, People } from './people.ts';
import { PlanBuilder } from './plan_builder.ts';
import type { PlanStates } from './plan_states.ts';

export interface ScopeCount {
  /** A condition for each group of people, and how many they are. */
  conditions: string[];
  people: number[];
  /** True of a row that any of them gains, or loses. */
  total: string;
  /** There are more groups than were asked about. */
  capped: boolean;
  /** Where the counts stand in the statement's answer. */
  places?: number[];
  any?: number;
}

/** Groups that one statement asks about: each is a condition on every row. */
const GROUPS = 24;

export function scopeCounts(
  builders: { before: PlanBuilder; after: PlanBuilder },
  states: PlanStates,
  scene: Scene,
  people: People,
  ask: Extract<Ask, { rows: 'shown' | 'hidden' }>,
): ScopeCount {
  const groups = groupsOf(states, people, ask);
  const conditions = groups.slice(0, GROUPS).map(({ holders: [holder], key }) => {
    const who = { key, scene: sceneFor(scene, holder!), nulls: nullsOf(holder!) };
    const sees = (side: 'before' | 'after'): string =>
      new PlanBuilder(states[side], builders.before, who).scope(ask.entity, 't');
    const [is, was] = ask.rows === 'shown' ? [sees('after'), sees('before')] : [sees('before'), sees('after')];
    return `(${is}) is true and (${was}) is not true`;
  });
  return {
    conditions,
    people: groups.map(({ holders }) => new Set(holders.map(({ account }) => account)).size),
    total: conditions.length === 0 ? 'false' : conditions.map((condition) => `(${condition})`).join(' or '),
    capped: groups.length > GROUPS,
  };
}

interface Group {
  key: string;
  holders: Holder[];
}

/** The largest first. */
function groupsOf(states: PlanStates, people: People, ask: Extract<Ask, { rows: 'shown' | 'hidden' }>): Group[] {
  const groups = new Map<string, Group>();
  for (const holder of people.holders) {
    if (!holder.roles.some((role) => ask.roles.includes(role))) continue;
    const reads = [states.before, states.after].flatMap(({ state }) => {
      const access = accessOf(state, holder.roles, ask.entity);
      return access ? [access.read] : [];
    });
    const facts = [...new Set(reads.flatMap(actorMembers))].sort();
    const key = JSON.stringify([holder.roles, ...facts.map((name) => [name, factOf(holder, name)])]);
    const group = groups.get(key);
    if (group) group.holders.push(holder);
    else groups.set(key, { key, holders: [holder] });
  }
  return [...groups.values()].sort((a, b) => b.holders.length - a.holders.length);
}

function actorMembers(expr: Expr): string[] {
  const members: string[] = [];
  walk(expr, (node) => {
    if (node.op === 'path' && node.root === 'actor') members.push(node.steps[0] ?? '');
  });
  return members;
}

function factOf(holder: Holder, name: string): unknown {
  const facts: Record<string, unknown> = { ...holder, user: holder.account };
  return facts[name] ?? null;
}

function sceneFor(scene: Scene, { account, person, org, roles, station, orgs }: Holder): Scene {
  return { ...scene, actor: { ...scene.actor, user: account, person, org, roles, station, orgs } };
}

function nullsOf({ org, station, person }: Holder): Record<string, boolean> {
  return { org: org === null, station: station === null, person: person === null };
}
