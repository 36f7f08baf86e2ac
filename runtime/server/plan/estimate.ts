// How long a step takes, from the rows there are and rates that were measured (docs of the bench); and whether a bureau's own field finds a
// spare column.
import { columnName, type StepDraft } from '@shijian/kernel';
import { pgTypeOfField, SLOTS, slotFamily } from '../records/columns.ts';
import { tableOf } from '../records/names.ts';
import type { Counted } from './count_rows.ts';
import type { PlanStates } from './plan_states.ts';

/** Rows a second, on two cores: an index built beside writers, a column filled by one statement, keys or words made from whole rows. */
const RATES = {
  PLAN_INDEX_BUILT: 400_000,
  PLAN_REFILLED: 40_000,
  PLAN_KEY_CLAIMED: 10_000,
  PLAN_SEARCH_REFILLED: 5_000,
  PLAN_SLOT_TAKEN: 20_000,
} as const;

/** Seconds; null where it takes none to speak of. Says in `params` over how many rows an index is built. */
export function estimate(
  draft: StepDraft,
  counted: Counted | null,
  states: PlanStates,
  params: Record<string, unknown>,
): number | null {
  const rate = (RATES as Partial<Record<string, number>>)[draft.code];
  if (rate === undefined) return null;
  const table = states.after.tables.get(tableOf(draft.document.replace(/^Entity /, '')));
  const rows = draft.code === 'PLAN_INDEX_BUILT' ? (table?.rows ?? 0) : (counted?.count ?? 0);
  if (draft.code === 'PLAN_INDEX_BUILT') params['rows'] = Math.round(rows);
  return Math.round((rows / rate) * 10) / 10;
}

/** The step as it is, or refused where all spare columns of its kind are held. */
export function slotHolders(draft: StepDraft, { after, slots }: PlanStates): StepDraft {
  if (draft.code !== 'PLAN_SLOT_TAKEN') return draft;
  const name = draft.document.replace(/^Entity /, '');
  const fields = after.state.model.entities[name]!.fields;
  const field = fields.find((candidate) => draft.address === `fields.${candidate.name}.indexed`);
  const type = field && pgTypeOfField(field);
  const family = type ? slotFamily(type) : undefined;
  if (!family || slots.has(`${name} ${columnName(field!)}`)) return draft;
  const held = [...slots].flatMap(([key, slot]) => {
    const [entity, uid] = key.split(' ');
    return entity === name && SLOTS[family]!.includes(slot) ? [uid!] : [];
  });
  const wanted = fields.filter(
    (one) =>
      one.own &&
      (one.indexed || one.unique) &&
      !slots.has(`${name} ${columnName(one)}`) &&
      slotFamily(pgTypeOfField(one) ?? 'boolean') === family,
  );
  const room = SLOTS[family]!.length - held.length;
  if (wanted.indexOf(field!) < room) return draft;
  const { ask: _ask, ...rest } = draft;
  return {
    ...rest,
    code: 'PLAN_SLOT_FULL',
    risk: 'refused',
    found: 'refused',
    params: { ...draft.params, holders: held },
  };
}
