// SQL over a model that is not applied yet: what the tables do not have is empty. Parts of one statement may be of the model before,
// of the one after, and of other people than who asks.
import type { ActorNulls } from '../records/sql_builder.ts';
import type { Binder } from '../records/statement_target.ts';
import { SqlBuilder } from '../records/sql_builder.ts';
import { SYSTEM_COLUMNS, SLOTS } from '../records/columns.ts';
import { tableOf } from '../records/names.ts';
import type { Scene } from '../records/scene.ts';
import type { PlanState } from './plan_states.ts';

export class PlanBuilder extends SqlBuilder {
  private readonly over: PlanState;
  /** Whose facts this part is bound to; null: those of the scene that the statement is bound with. */
  private readonly who: { key: string; scene: Scene } | null;

  constructor(
    plan: PlanState,
    of: PlanBuilder | null = null,
    who: { key: string; scene: Scene; nulls: ActorNulls } | null = null,
  ) {
    super(plan.state, who?.scene.actor.roles ?? [], who?.nulls ?? {}, null, of?.shared);
    this.over = plan;
    this.who = who;
  }

  /** Settings, zone and calendar are those of this part's model; what depends on the actor is his. */
  override bind(key: string, binder: Binder, pgType: string): string {
    // The first binding is the bureau's id, made before there is a plan: it is the same for all parts.
    const plan = this.over as PlanState | undefined;
    if (!plan) return super.bind(key, binder, pgType);
    const scene = (asked: Scene): Scene => ({ ...(this.who?.scene ?? asked), state: plan.state });
    return super.bind(`${plan.key} ${this.who?.key ?? ''} ${key}`, (asked, args) => binder(scene(asked), args), pgType);
  }

  protected override rowsIn(entity: string): string {
    return this.over.tables.has(tableOf(entity)) ? super.rowsIn(entity) : NOTHING;
  }
}

/** Columns that every table has, and no row. */
const NOTHING = `(select ${[
  'null::int4 as tenant_id',
  'null::int4 as rev',
  'null::timestamptz as deleted_at',
  `''::text as search_text`,
  `'{}'::jsonb as ext`,
  ...Object.entries(SYSTEM_COLUMNS).map(([name, type]) => `null::${type} as ${name}`),
  ...Object.entries(SLOTS).flatMap(([family, names]) => names.map((name) => `null::${family} as ${name}`)),
].join(', ')} where false)`;
