// A field that vanished beside a new one of its type: whether it was renamed decides about its values, so it is asked.
import { documentOf, type ModelChange } from '../diff/model_change.ts';
import { valueType } from '../field_types/index.ts';
import type { EntityModel, FieldModel } from '../model.ts';
import { step, type StepDraft } from './plan_step.ts';

/** One question a field that went; `new: true` in the new field has answered it. */
export function askRenames(
  entity: EntityModel,
  gone: readonly FieldModel[],
  come: readonly FieldModel[],
  changes: readonly ModelChange[],
): StepDraft[] {
  const open = come.filter(({ uid, name }) => uid === name);
  return gone.flatMap((field) => {
    const fitting = open.filter((candidate) => mayBe(field, candidate)).map(({ name }) => name);
    const change = changes.find(({ does, address }) => does === 'removed' && address === `fields.${field.name}`);
    if (fitting.length === 0 || !change) return [];
    const place = { document: documentOf(change), address: change.address };
    return [
      step(
        'conflict',
        'PLAN_MAYBE_RENAMED',
        place,
        {
          place: { zh: `“${entity.label} › ${field.label}”`, en: `${entity.name}.${field.name}` },
          gone: field.name,
          come: fitting,
        },
        {
          risk: 'confirm',
          question: { code: 'PLAN_MAYBE_RENAMED', entity: entity.name, gone: field.name, come: fitting },
        },
      ),
    ];
  });
}

/** Stores the same and means the same kind of thing. */
function mayBe(gone: FieldModel, come: FieldModel): boolean {
  return (
    gone.type === come.type &&
    gone.own === come.own &&
    gone.package === come.package &&
    gone.list === come.list &&
    String(gone.to) === String(come.to) &&
    (gone.personal === 'sensitive') === (come.personal === 'sensitive') &&
    valueType(gone).column !== null
  );
}
