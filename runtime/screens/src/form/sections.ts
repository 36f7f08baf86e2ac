// Where each field stands: in the sections of a Form or a detail View, or in sections derived from the entity when nobody wrote any.
import {
  withTexts,
  type EntityModel,
  type Env,
  type Expr,
  type FieldModel,
  type FormSection,
  type LiveTexts,
} from '@shijian/kernel';
import { isWide, partOf } from '../fields/layout.ts';

export interface PlacedSection {
  name: string;
  label: string;
  columns: 1 | 2 | 3;
  fields: FieldModel[];
  visible: Expr | null;
  texts?: LiveTexts;
}

/**
 * Places the fields that pass `usable`. Fields that the author of the sections could not know about (a bureau's own, another
 * package's) and required ones that were left out follow their neighbour in the entity, so that nothing needed is unreachable.
 * @param sections null derives them: 基本信息, one a children field, 附件
 */
export function placeFields(
  entity: EntityModel,
  sections: FormSection[] | null,
  usable: (field: FieldModel) => boolean,
): PlacedSection[] {
  const fields = entity.fields.filter(usable);
  const placed = sections === null || sections.length === 0 ? derived(fields) : written(sections, fields, entity);
  return placed.filter((section) => section.fields.length > 0);
}

function written(sections: FormSection[], fields: FieldModel[], entity: EntityModel): PlacedSection[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const placed: PlacedSection[] = sections.map((section) => ({
    name: section.name,
    label: section.label,
    columns: section.columns,
    visible: section.visible,
    ...(section.texts && { texts: section.texts }),
    fields: section.fields.flatMap((name) => byName.get(name) ?? []),
  }));
  fields.forEach((field, index) => {
    if (placed.some((section) => section.fields.includes(field))) return;
    if (!(field.own || field.package !== entity.package || field.required === true)) return;
    insertAfterNeighbour(placed, fields, index, field);
  });
  return placed;
}

function insertAfterNeighbour(placed: PlacedSection[], fields: FieldModel[], index: number, field: FieldModel): void {
  for (let before = index - 1; before >= 0; before--) {
    const neighbour = fields[before];
    const section = placed.find((candidate) => neighbour !== undefined && candidate.fields.includes(neighbour));
    if (section === undefined || neighbour === undefined) continue;
    section.fields.splice(section.fields.indexOf(neighbour) + 1, 0, field);
    return;
  }
  placed[0]?.fields.unshift(field);
}

function derived(fields: FieldModel[]): PlacedSection[] {
  const facts = fields.filter((field) => partOf(field) === 'fact');
  const files = fields.filter((field) => partOf(field) === 'file');
  const rows = fields.filter((field) => partOf(field) === 'rows');
  const narrow = facts.filter((field) => !isWide(field)).length;
  return [
    { name: 'basic', label: '基本信息', columns: narrow > 6 ? 3 : narrow > 1 ? 2 : 1, fields: facts, visible: null },
    ...rows.map((field): PlacedSection => ({
      name: field.name,
      label: field.label,
      columns: 1,
      fields: [field],
      visible: field.visible,
      ...(field.texts?.label && { texts: { label: field.texts.label } }),
    })),
    { name: 'files', label: '附件', columns: 2, fields: files, visible: null },
  ];
}

/** Sections with their texts and those of their fields written out for a record; the same array where none waits for one. */
export function withSectionTexts(sections: PlacedSection[], env: Env): PlacedSection[] {
  const waits = sections.some((section) => section.texts || section.fields.some((field) => field.texts));
  if (!waits) return sections;
  return sections.map((section) => ({
    ...withTexts(section, env),
    fields: section.fields.map((field) => withTexts(field, env)),
  }));
}
