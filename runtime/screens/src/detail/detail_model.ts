// What a detail page is made of: the View written for it, or what the entity itself suggests.
import type { DetailTab, DetailViewModel, FieldModel } from '@shijian/kernel';
import type { WireEntity, WireModel } from '../client/index.ts';
import { cellOf, isMasked } from '../fields/layout.ts';
import { placeFields, type PlacedSection } from '../form/sections.ts';

export interface DetailModel {
  /** Facts beside the title. */
  facts: FieldModel[];
  sections: PlacedSection[];
  tabs: DetailTab[];
  /** Name of the Form that edits it, when the view names one. */
  form: string | null;
}

const MOST_FACTS = 3;

/** @param view name of a detail view; by default the one written for the entity */
export function detailOf(model: WireModel, entity: WireEntity, view: string | null = null): DetailModel {
  const named = view === null ? undefined : model.views[view];
  const written =
    named?.type === 'detail'
      ? named
      : Object.values(model.views).find(
          (candidate): candidate is DetailViewModel => candidate.type === 'detail' && candidate.of === entity.name,
        );
  return {
    facts:
      written === undefined
        ? suggestedFacts(model, entity)
        : written.facts.flatMap((name) => entity.fields.find((field) => field.name === name) ?? []),
    sections: placeFields(entity, written?.sections ?? null, () => true),
    tabs: (written?.tabs ?? backTabs(model, entity)).filter((tab) => model.entities[tab.entity] !== undefined),
    form: written?.form ?? null,
  };
}

/** Codes with tones are states and grades. */
function suggestedFacts(model: WireModel, entity: WireEntity): FieldModel[] {
  return entity.fields
    .filter(
      (field) =>
        !isMasked(field) &&
        cellOf(field) === 'code' &&
        (model.lists[field.list ?? '']?.codes ?? []).some((code) => code.tone !== null),
    )
    .slice(0, MOST_FACTS);
}

/** Without a view, every inverse side that this actor may read is a tab, with the columns of that entity's list. */
function backTabs(model: WireModel, entity: WireEntity): DetailTab[] {
  return Object.entries(entity.backs).flatMap(([name, back]) => {
    const target = model.entities[back.entity];
    if (target === undefined) return [];
    const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === back.entity);
    const columns = list?.type === 'list' ? list.columns : target.fields.slice(0, 5).map((field) => field.name);
    return [{ name, label: back.label, back: name, entity: back.entity, field: back.field, columns }];
  });
}
