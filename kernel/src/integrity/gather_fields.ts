// Fields, and the cells of rows, as parts.
import { fieldType, isIndexed } from '../field_types/index.ts';
import type { EntityModel, FieldModel } from '../model.ts';
import { namedValues } from './gathering.ts';
import type { Gathering } from './gathering.ts';
import { Part } from './part.ts';

export function fieldParts(gathering: Gathering, entity: EntityModel): Part[] {
  const { forms, views } = gathering.model;
  const inForms = new Set(
    Object.values(forms).flatMap(({ of, sections }) => (of === entity.name ? sections.flatMap((s) => s.fields) : [])),
  );
  const inViews = new Set(
    Object.values(views).flatMap((view) => {
      if (view.of !== entity.name) return [];
      const paths =
        view.type === 'list'
          ? [...view.columns, ...view.search, ...view.filters]
          : [...view.facts, ...view.sections.flatMap(({ fields }) => fields)];
      return paths.map((path) => path.split('.')[0]!);
    }),
  );
  return entity.fields.flatMap((field) => {
    const facts = { in_form: inForms.has(field.name), in_view: inViews.has(field.name) };
    return [
      fieldPart(gathering, entity, field, entity.fields, facts, null),
      ...field.fields.map((cell) => fieldPart(gathering, entity, cell, field.fields, facts, field)),
    ];
  });
}

function fieldPart(
  gathering: Gathering,
  entity: EntityModel,
  field: FieldModel,
  beside: readonly FieldModel[],
  facts: { in_form: boolean; in_view: boolean },
  rows: FieldModel | null,
): Part {
  const type = fieldType(field.type);
  const owner = rows ? `row:${entity.name}#${rows.name}` : entity.name;
  const { list } = field;
  return new Part(
    {
      kind: 'field',
      document: `Entity ${entity.name}`,
      address: rows ? ['fields', rows.name, 'fields', field.name] : ['fields', field.name],
    },
    {
      ...namedValues(gathering, field.name, field.label, field.package || entity.package),
      ...facts,
      type: field.type,
      required: field.required === true,
      unique: field.unique,
      indexed: isIndexed(field),
      searchable: field.searchable !== false,
      computed: field.as !== null,
      defaulted: field.default !== null,
      drawn: type.drawn === true,
      personal: field.personal,
      about_people: type.person === true,
      mask: field.mask,
      retained: field.retain !== null,
      read: gathering.usage.fields.has(`${owner} ${field.name}`),
      namesakes: beside.filter(({ label }) => label === field.label).length - 1,
    },
    {
      entity: () => gathering.find('entity', entity.name),
      list: () => (list === null ? undefined : gathering.find('list', list)),
    },
  );
}
