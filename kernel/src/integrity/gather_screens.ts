// Forms, views and entries of menus that a document wrote, as parts.
import { fieldType, isIndexed } from '../field_types/index.ts';
import type { EntityModel, FormModel, ViewModel } from '../model.ts';
import { namedValues, packageOf } from './gathering.ts';
import type { Gathering } from './gathering.ts';
import { Part } from './part.ts';

export function screenParts(gathering: Gathering): Record<'forms' | 'views' | 'items', Part[]> {
  const { model, documents } = gathering;
  const forms = Object.values(model.forms).filter(({ name }) => documents.has(`Form ${name}`));
  const views = Object.values(model.views).filter(({ name }) => documents.has(`View ${name}`));
  return {
    forms: forms.map((form) => formPart(gathering, form)),
    views: views.map((view) => viewPart(gathering, view)),
    items: itemParts(gathering),
  };
}

function formPart(gathering: Gathering, form: FormModel): Part {
  const { model, usage } = gathering;
  const entity = model.entities[form.of];
  const asked = new Set(form.sections.flatMap(({ fields }) => fields));
  const opened = Object.values(model.views).some((view) => view.form === form.name);
  return new Part(
    { kind: 'form', document: `Form ${form.name}` },
    {
      ...namedValues(gathering, form.name, form.label, packageOf(form.name)),
      used: opened || usage.work.has(form.name) || isFirst(Object.values(model.forms), form),
      lacks: entity ? lacking(entity, asked) : [],
    },
    { entity: () => gathering.find('entity', form.of) },
  );
}

/** Labels of the fields without which a record is refused and that nothing fills. */
function lacking(entity: EntityModel, asked: ReadonlySet<string>): string[] {
  return entity.fields.flatMap((field) => {
    const filled = field.default !== null || field.as !== null || fieldType(field.type).drawn === true;
    return field.required === true && !filled && !asked.has(field.name) ? [field.label] : [];
  });
}

function viewPart(gathering: Gathering, view: ViewModel): Part {
  const { model, usage } = gathering;
  const views = Object.values(model.views);
  const inMenu = model.menus.some(({ items }) => items.some((item) => item.view === view.name));
  const beside = views.some((other) => other.type === 'list' && other.side === view.name);
  // The first of its sort is what a link to a record, or a list behind a record, opens.
  const usual = isFirst(
    views.filter(({ type }) => type === view.type),
    view,
  );
  const entity = model.entities[view.of];
  const [sort] = view.type === 'list' ? view.sort : [];
  const sorted = sort && entity?.fields.find(({ name }) => name === sort.path);
  return new Part(
    { kind: 'view', document: `View ${view.name}` },
    {
      ...namedValues(gathering, view.name, view.label, packageOf(view.name)),
      type: view.type,
      opened: inMenu || beside || usual || usage.work.has(view.name),
      columns: view.type === 'list' ? view.columns.length : 0,
      slow_sort: sorted && !isIndexed(sorted) ? sorted.label : null,
    },
    { entity: () => gathering.find('entity', view.of) },
  );
}

const isFirst = (all: readonly { name: string; of: string }[], one: { name: string; of: string }): boolean =>
  all.find(({ of }) => of === one.of)?.name === one.name;

function itemParts(gathering: Gathering): Part[] {
  const { model, documents } = gathering;
  return model.menus.flatMap((menu) => {
    const document = [`Menu ${menu.name}`, `Menu ${menu.name}.${menu.name}`].find((key) => documents.has(key));
    if (document === undefined) return [];
    return menu.items.map(
      (item) =>
        new Part(
          { kind: 'item', document, address: ['items', item.name] },
          {
            ...namedValues(gathering, item.name, item.label, packageOf(document.slice('Menu '.length))),
            namesakes: menu.items.filter(({ label }) => label === item.label).length - 1,
          },
          { entity: () => gathering.find('entity', model.views[item.view]?.of ?? '') },
        ),
    );
  });
}
