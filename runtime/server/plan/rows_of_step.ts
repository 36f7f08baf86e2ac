// The rows that a step of a plan is about, as a sheet: those that the asker reads, under his masks and as his export. A step that asks about
// values which he does not read in clear is counted for him and not listed: the list would tell him the values.
import type { Ask, Model } from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';
import { accessOf, isMasked, isReadInClear, type Access } from '../records/access.ts';
import { columnSql } from '../records/columns.ts';
import type { Desk } from '../records/desk.ts';
import { listArgs, planList, type ListShape } from '../records/plan_list.ts';
import type { Scene } from '../records/scene.ts';
import { bindPlan } from '../records/sql_builder.ts';
import { systemScene } from '../records/system_scene.ts';
import { entryOf } from '../revisions/tenants.ts';
import { exportable, exportColumns, includesOf } from '../transfer/export_columns.ts';
import { FETCH, MOST_DIRECT, writeRows } from '../transfer/export_rows.ts';
import { readsAsked } from './ask_reads.ts';
import { askSql } from './ask_rows.ts';
import type { Counting } from './count_rows.ts';
import { twinsSql } from './count_twins.ts';
import { unfitValues, wireSql } from './count_unfit.ts';
import { readPeople } from './people.ts';
import { PlanBuilder } from './plan_builder.ts';
import type { PlanDetail } from './plan_change.ts';
import { planStates, type PlanStates } from './plan_states.ts';
import { scopeCounts } from './scope_counts.ts';

/** Seconds in which the values behind a step are found. */
const PATIENCE = 60;

/**
 * Writes the rows of a step as CSV, at most 20,000 of them, and puts the export on record.
 * @param place of the file
 * @returns how many rows it has
 * @throws Problem 404 E_PLAN_STEP_NONE, E_ENTITY_NONE; 403 E_GRANT_EXPORT, E_PLAN_ROWS_MASKED
 */
export async function writeStepRows(
  desk: Desk,
  scene: Scene,
  detail: PlanDetail,
  stepId: string,
  place: string,
): Promise<{ rows: number; name: string }> {
  const ask = detail.asks.get(stepId);
  if (!ask || !detail.after)
    throw new Problem(404, 'E_PLAN_STEP_NONE', '计划里没有这一步，或者这一步不涉及记录。请重新生成计划再试');
  const access = exportable(scene, ask.entity);
  needClear(scene, access, ask, [detail.before, detail.after]);
  const { state } = scene;
  const { states, condition } = await desk.database.snapshot(entryOf(state), PATIENCE, async (client) => {
    const states = await planStates(client, state, detail.before, detail.after!);
    const system = systemScene(state);
    const people = await readPeople(client, states.before, system);
    return { states, condition: await conditionOf({ client, states, scene: system, people }, ask) };
  });
  const columns = exportColumns(scene, access, undefined);
  const shape: ListShape = {
    access,
    filter: null,
    words: [],
    sort: [],
    after: null,
    deleted: false,
    projection: { include: includesOf(columns), fields: null },
  };
  const nulls = {
    org: scene.actor.org === null,
    station: scene.actor.station === null,
    person: scene.actor.person === null,
  };
  const own = { key: 'asker', state, tables: states.before.tables } as const;
  const builder = new PlanBuilder(own, null, { key: 'asker', scene, nulls });
  const plan = planList(builder, { ...shape, further: () => condition(states, builder) });
  const pages = desk.database.cursor(entryOf(state), bindPlan(plan, scene, listArgs(shape, MOST_DIRECT)), FETCH);
  const query = { filter: `${stepId} ${ask.rows}` };
  const rows = await writeRows(desk, scene, { access, format: 'csv', columns, query }, pages, place);
  return { rows, name: `${access.entity.label}_${scene.today}.csv` };
}

type Condition = (states: PlanStates, builder: PlanBuilder) => string;

/** The question as a condition on the row `t`, once more in the asker's statement. */
async function conditionOf(counting: Counting, ask: Ask): Promise<Condition> {
  const { entity } = ask;
  switch (ask.rows) {
    case 'shown':
    case 'hidden':
      return (states, builder) => {
        const builders = { before: builder, after: builder };
        return scopeCounts(builders, states, counting.scene, counting.people, ask).total;
      };
    case 'unfit':
    case 'unconverted': {
      if (askSql(new PlanBuilder(counting.states.after), ask) !== null) break;
      const found = await unfitValues(counting, ask);
      return (states, builder) => {
        if (!found) return 'false';
        const part = new PlanBuilder(states[found.holder.key === 'before' ? 'before' : 'after'], builder);
        const column = part.columnOf(entity, found.field, 'rule')!;
        return `${wireSql(column.field, columnSql(column, 't'))} = any(${part.constant(found.values, 'text[]')})`;
      };
    }
    case 'twins':
      return ({ after }, builder) => {
        const part = new PlanBuilder(after, builder);
        const twins = twinsSql(part, entity, ask.key);
        if (twins === null) return 'false';
        const keys = ask.key.fields.map((field) => columnSql(part.columnOf(entity, field, 'rule')!, 't'));
        return `(${keys.join(', ')}) in (select ${keys.map((_, i) => `k${i}`).join(', ')} from (${twins}) twins)`;
      };
    default:
  }
  return (states, builder) => askSql(new PlanBuilder(states[ask.model], builder), ask) ?? 'false';
}

/** @throws Problem 403 E_PLAN_ROWS_MASKED */
function needClear({ state, actor }: Scene, access: Access, ask: Ask, models: readonly Model[]): void {
  const clear = readsAsked(ask, models).every(({ entity, field }) => {
    const [, owner = entity, rows = field] = /^row:([^#]+)#(.+)$/.exec(entity) ?? [];
    const seen = owner === access.entity.name ? access : accessOf(state, actor.roles, owner);
    const known = state.model.entities[owner]?.fields.find(({ name }) => name === rows);
    // What the model after adds holds nothing yet.
    if (!known) return true;
    const cell = owner === entity ? undefined : known.fields.find(({ name }) => name === field);
    return seen !== null && isReadInClear(seen, rows) && !(cell && isMasked(cell));
  });
  // Whether something is there shows under a mask too, so that only what is hidden altogether is kept back.
  const shown = !('field' in ask) || !access.hidden.has(ask.field);
  if (!clear || !shown)
    throw new Problem(403, 'E_PLAN_ROWS_MASKED', '这一步涉及对您脱敏或隐藏的字段，只提供条数，不列出记录');
}
