// Counts of the rows that steps are about: all conditions on one entity in one scan of it.
import type { Ask } from '@shijian/kernel';
import type pg from 'pg';
import { gateOf, tableOf } from '../records/names.ts';
import type { Scene } from '../records/scene.ts';
import { isAnswered } from './ask_reads.ts';
import { askSql } from './ask_rows.ts';
import type { People } from './people.ts';
import { PlanBuilder } from './plan_builder.ts';
import type { PlanStates } from './plan_states.ts';
import { scopeCounts, type ScopeCount } from './scope_counts.ts';
import { countTwins } from './count_twins.ts';
import { countUnfit } from './count_unfit.ts';

export interface Counted {
  count: number;
  capped?: boolean;
  /** Of a changed scope: whom it concerns. */
  people?: number;
}

/** Everything that counting works with. */
export interface Counting {
  client: pg.ClientBase;
  states: PlanStates;
  /** The moment and the bureau; nobody's rights. */
  scene: Scene;
  people: People;
}

/** By place in `asks`; null where a question cannot be answered by counting. */
export async function countRows(counting: Counting, asks: readonly Ask[]): Promise<(Counted | null)[]> {
  const counted: (Counted | null)[] = asks.map(() => null);
  const entities = new Map<string, number[]>();
  asks.forEach(({ entity }, i) => entities.set(entity, [...(entities.get(entity) ?? []), i]));
  for (const [entity, places] of entities) {
    if (!counting.states.before.tables.has(tableOf(entity))) {
      for (const i of places) counted[i] = { count: 0 };
      continue;
    }
    const found = await scan(
      counting,
      entity,
      places.map((i) => asks[i]!),
    );
    places.forEach((i, n) => (counted[i] = found[n]!));
    for (const i of places) {
      const ask = asks[i]!;
      if (!isAnswered(counting.states, ask)) continue;
      if (ask.rows === 'twins') counted[i] = await countTwins(counting, entity, ask.key);
      if ((ask.rows === 'unfit' && counted[i] === null) || ask.rows === 'unconverted')
        counted[i] = await countUnfit(counting, ask);
    }
  }
  return counted;
}

/** One pass over the bureau's living rows. */
async function scan(counting: Counting, entity: string, asks: readonly Ask[]): Promise<(Counted | null)[]> {
  const { client, states, scene, people } = counting;
  const before = new PlanBuilder(states.before);
  const builders = { before, after: new PlanBuilder(states.after, before) };
  const columns: string[] = [];
  const column = (condition: string): number => columns.push(`count(*) filter (where ${condition})`) - 1;
  const scopes = new Map<number, ScopeCount>();
  const plain = asks.map((ask, i): number | null => {
    if (!isAnswered(states, ask)) return null;
    if (ask.rows === 'shown' || ask.rows === 'hidden') {
      const scope = scopeCounts(builders, states, scene, people, { ...ask, rows: ask.rows });
      scopes.set(i, { ...scope, places: scope.conditions.map(column), any: column(scope.total) });
      return null;
    }
    const condition = askSql(builders[ask.model], ask);
    return condition === null ? null : column(condition);
  });
  if (columns.length === 0) return asks.map(() => null);
  const kept = (states.after.state.model.entities[entity] ?? states.before.state.model.entities[entity])!.kept;
  const own = kept === 'tenant' ? `t.tenant_id = ${before.tenantId} and ` : '';
  const plan = before.plan(
    `select ${columns.map((sql, i) => `${sql}::text as c${i}`).join(', ')} from ${gateOf(entity)} t where ${own}t.deleted_at is null`,
  );
  const { rows } = await client.query<Record<string, string>>(
    plan.text,
    plan.binders.map((binder) => binder(scene, {})) as unknown[],
  );
  const at = (i: number): number => Number(rows[0]![`c${i}`]);
  return asks.map((_, i) => {
    const scope = scopes.get(i);
    if (scope) {
      const concerned = scope.places!.reduce((sum, place, n) => (at(place) > 0 ? sum + scope.people[n]! : sum), 0);
      return { count: at(scope.any!), people: concerned, ...(scope.capped && { capped: true }) };
    }
    return plain[i] === null ? null : { count: at(plain[i]!) };
  });
}
