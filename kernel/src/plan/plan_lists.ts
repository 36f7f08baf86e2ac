// What a change of a code list means for the records that hold its codes.
import { documentOf } from '../diff/model_change.ts';
import type { FieldModel, Model } from '../model.ts';
import { planChange, wordsOf, type PlanInput } from './plan_change.ts';
import { step, type StepDraft } from './plan_step.ts';

export function planList({ before, after, changes }: PlanInput): StepDraft[] {
  const { name, kind, labels } = changes[0]!;
  const place = { document: `${kind} ${name}`, address: 'codes' };
  const [old, now] = [before.lists[name], after.lists[name]];
  const codes = new Set(now?.codes.map(({ code }) => code));
  const gone = (old?.codes ?? []).flatMap(({ code }) => (codes.has(code) ? [] : [code]));
  const wasRetired = new Set(old?.codes.flatMap(({ code, retired }) => (retired ? [code] : [])));
  const retired = (now?.codes ?? []).flatMap(({ code, retired }) => (retired && !wasRetired.has(code) ? [code] : []));
  const words = (field: FieldModel, entity: string): { zh: string; en: string } => ({
    zh: `${labels[0] ?? name}（${after.entities[entity]?.label ?? entity} › ${field.label}）`,
    en: `${name} (${entity}.${field.name})`,
  });
  const steps: StepDraft[] = [];
  for (const { entity, field } of fieldsOf(after, name)) {
    // A field whose list is another one since is asked about by itself.
    if (before.entities[entity]?.fields.find(({ uid }) => uid === field.uid)?.list !== name) continue;
    const ask = (codes: string[]) => ({
      entity,
      model: 'after' as const,
      rows: 'codes' as const,
      field: field.name,
      codes,
    });
    const params = (codes: string[]) => ({ place: words(field, entity), codes: codes.slice(0, 20) });
    if (gone.length > 0) steps.push(step('data', 'PLAN_CODE_IN_USE', place, params(gone), { ask: ask(gone) }));
    if (retired.length > 0)
      steps.push(
        step('data', 'PLAN_CODE_RETIRED', place, params(retired), { found: 'safe', quiet: true, ask: ask(retired) }),
      );
  }
  // Thousands of codes come and go with a new edition of a standard: said as one.
  const rest = changes.filter(({ does, address }) => !(does === 'removed' && address.startsWith('codes')));
  if (rest.length <= 20) return [...steps, ...rest.map(planChange)];
  const head = { ...changes[0]!, address: '', labels: labels.slice(0, 1) };
  return [
    ...steps,
    step(
      'metadata',
      'PLAN_SCREEN_CHANGED',
      { document: documentOf(head), address: '' },
      { place: wordsOf(head), changes: changes.length },
    ),
  ];
}

/** Fields of tables that hold codes of a list. */
export function fieldsOf(model: Model, list: string): { entity: string; field: FieldModel }[] {
  return Object.values(model.entities).flatMap(({ name, fields }) =>
    fields.flatMap((field) => (field.list === list && field.as === null ? [{ entity: name, field }] : [])),
  );
}
