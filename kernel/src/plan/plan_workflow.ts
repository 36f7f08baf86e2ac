// States that a flow no longer has, and the records that stand in them.
import type { WorkflowModel } from '../model_drafts.ts';
import type { PlanInput } from './plan_change.ts';
import { step, type StepDraft } from './plan_step.ts';

export function planWorkflow({ before, after, changes }: PlanInput): StepDraft[] {
  const { name } = changes[0]!;
  const [old, now] = [before.workflows[name], after.workflows[name]];
  const field = old && stateField(old, now);
  if (!old || field === undefined || !after.entities[old.of]?.fields.some((known) => known.name === field)) return [];
  const kept = new Set(now?.states.map(({ uid }) => uid));
  return old.states.flatMap((state) =>
    kept.has(state.uid)
      ? []
      : [
          step(
            'data',
            'PLAN_STATE_IN_USE',
            { document: `Workflow ${name}`, address: `states.${state.name}` },
            { place: { zh: `“${state.label}”（${old.label}）`, en: `${name} ${state.name}` } },
            {
              found: 'refused',
              quiet: true,
              ask: { entity: old.of, model: 'after', rows: 'codes', field, codes: [state.name] },
            },
          ),
        ],
  );
}

function stateField(old: WorkflowModel, now: WorkflowModel | undefined): string | undefined {
  return now?.state_field ?? old.state_field;
}
