// View 视图: a list of records, or one record in detail.
import { envelope, identity, sectionShape } from './kind.ts';
import type { Kind } from './kind.ts';
import { choice, filter, list, map, object, reference, text } from './shape.ts';
import type { Shape } from './shape.ts';

const path = (doc: string): Shape => reference(doc, 'fields_path');

export const viewCases: Record<string, Record<string, Shape>> = {
  list: {
    columns: list('Columns: fields, or fields of a ref (`subject.name`).', path('A column.'), { required: true }),
    search: list('What quick search looks into.', path('A field.'), { fallback: 'the searchable fields' }),
    sort: list('Order; `-` before a field turns it round.', path('A field.'), { fallback: '[-created_at]' }),
    filters: list('Fields offered as filters at once.', path('A field.'), { fallback: 'none' }),
    saved: map(
      'Saved lists, shown as tabs.',
      'name',
      object('A saved list.', {
        label: text('Its tab.', { required: true, max: 40 }),
        where: filter('Which records.', { required: true }),
        ...identity('saved list'),
      }),
    ),
    side: reference('Detail view that opens beside the list.', 'view', { fallback: 'the detail view of the entity' }),
    form: reference('Form for new records and changes.', 'form', { fallback: 'the form of the entity' }),
    actions: list('Buttons above the list.', choice('A button.', ['create', 'import', 'export']), {
      fallback: '[create, import, export]',
    }),
  },
  detail: {
    facts: list('Fields shown beside the title.', path('A field.'), { fallback: 'none' }),
    sections: map('Groups of fields.', 'name', sectionShape(), { fallback: 'those of the form' }),
    tabs: map(
      'Related records.',
      'name',
      object('Records whose ref points here.', {
        label: text('Heading.', { required: true, max: 40 }),
        back: reference('Name of the inverse set.', 'back', { fallback: 'the name of the tab' }),
        columns: list('Columns of the related records.', path('A column.'), { required: true }),
        ...identity('tab'),
      }),
    ),
    form: reference('Form for changes.', 'form', { fallback: 'the form of the entity' }),
  },
};

export const viewKind: Kind = {
  name: 'View',
  doc: 'A list of records (`type: list`) or one record in detail (`type: detail`).',
  ownItems: ['saved', 'sections', 'tabs'],
  keys: {
    ...envelope('View'),
    of: reference('The entity.', 'entity', { required: true }),
    type: choice('Sort of view.', Object.keys(viewCases), { required: true }),
  },
};
