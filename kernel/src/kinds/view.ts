// View 视图: a list of records, or one record in detail.
import { envelope, identity, sectionShape } from './kind.ts';
import type { Kind } from './kind.ts';
import {
  boolean,
  choice,
  either,
  expression,
  filter,
  integer,
  list,
  map,
  object,
  path,
  reference,
  text,
} from './shape.ts';
import type { Shape } from './shape.ts';
import { inputs, percent } from './parts.ts';

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
        alert: boolean(
          'Whoever may open the list is told at the menu and on the home page while there are records in it.',
          { fallback: 'false' },
        ),
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

/** Types whose screens are still to come: checked, kept in the model by themselves, opened by no menu. */
const draftCases: Record<string, Record<string, Shape>> = {
  summary: {
    where: filter('Which records.', { fallback: 'all' }),
    params: inputs('What a reader chooses: `params.<name>`.'),
    group: map('By what the records are put together.', 'name', path('A field.'), { required: true }),
    columns: map(
      'The numbers.',
      'name',
      object('A number.', {
        label: text('Heading.', { required: true, max: 40 }),
        count: either('How many records.', [boolean('All.'), expression('Those for which it is definitely true.')]),
        sum: expression('Sum of this.', { gives: 'number' }),
        open: reference('List that the number opens, filtered to its rows.', 'view'),
        ...identity('column'),
      }),
      { required: true },
    ),
    sort: list(
      'Order: names of columns; `-` before one turns it round.',
      text('A column.', { pattern: '^-?[a-z][a-z0-9_]*$', example: '-total' }),
    ),
  },
  tree: {
    columns: list('Columns beside the name.', path('A column.'), { required: true }),
    open: integer('Levels that stand open.', { min: 0, max: 9, fallback: '1' }),
    where: filter('Which records.', { fallback: 'all' }),
  },
  map: {
    place: reference('Field that says where: a point, an area, an address or a region.', 'field', { required: true }),
    colour: reference('Code field whose tones colour the points.', 'field'),
    columns: list('What a point tells.', path('A field.'), { required: true }),
    where: filter('Which records.', { fallback: 'all' }),
  },
  kanban: {
    by: reference('Code field whose values are the lanes.', 'field', { required: true }),
    columns: list('What a card tells.', path('A field.'), { required: true }),
    where: filter('Which records.', { fallback: 'all' }),
    limit: integer('Most cards of a lane that are shown at once.', { min: 1, max: 200, fallback: '50' }),
  },
  calendar: {
    from: reference('Date on which a record stands.', 'field', { required: true }),
    to: reference('Date until which it stands.', 'field'),
    colour: reference('Code field whose tones colour it.', 'field'),
    columns: list('What an entry tells.', path('A field.'), { required: true }),
    where: filter('Which records.', { fallback: 'all' }),
  },
  graph: {
    params: inputs('What a reader chooses: `params.<name>`.'),
    edges: map(
      'What joins two records.',
      'name',
      object('An edge: records of an entity with a ref at either end.', {
        of: reference('The entity.', 'entity', { required: true }),
        from: reference('Its ref to where the edge begins.', 'field', { required: true }),
        to: reference('Its ref to where the edge ends.', 'field', { required: true }),
        when: filter('Which of its records.', { fallback: 'all' }),
        weight: reference('Field with the weight.', 'field'),
        ...identity('edge'),
      }),
      { required: true },
    ),
    depth: integer('Steps from the middle.', { min: 1, max: 20, fallback: '3' }),
    weights: choice('Weights along a path are multiplied; over several paths they are added.', ['product'], {
      fallback: 'not reckoned',
    }),
    least: percent('Paths below this weight are left out.'),
  },
};

/** Types of views that screens show. */
export const shownViews: readonly string[] = Object.keys(viewCases);
Object.assign(viewCases, draftCases);

export const viewKind: Kind = {
  name: 'View',
  doc: 'A list of records (`type: list`) or one record in detail (`type: detail`). The types summary, tree, map, kanban, calendar and graph are draft: checked, and shown by no screen yet.',
  ownItems: ['saved', 'sections', 'tabs', 'columns', 'edges'],
  keys: {
    ...envelope('View', 'the label of the entity'),
    of: reference('The entity.', 'entity', { required: true }),
    type: choice('Sort of view.', Object.keys(viewCases), { required: true }),
  },
};
