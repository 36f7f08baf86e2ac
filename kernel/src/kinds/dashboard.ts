// Dashboard 看板: numbers and charts of datasets, for desk, phone and wall.
import { envelope, identity } from './kind.ts';
import type { Kind } from './kind.ts';
import { boolean, cel, choice, either, integer, list, map, object, reference, text, value } from './shape.ts';

const rows = (doc: string) => list(doc, text('A row: widgets side by side.', { max: 200 }), { required: true });

export const dashboardKind: Kind = {
  name: 'Dashboard',
  doc: 'Numbers and charts of datasets. A measure is `dataset.measure`, a dimension the name of one of its dataset.',
  ownItems: ['filters', 'widgets'],
  draft: true,
  keys: {
    ...envelope('Dashboard'),
    filters: map(
      'What a reader chooses for all widgets.',
      'name',
      object('A filter.', {
        label: text('What officers read.', { max: 40 }),
        of: reference('`dataset.dimension`.', 'dimension', { required: true }),
        default: either('What is chosen at first.', [cel('Computed.', 'any'), value('A literal.')]),
      }),
    ),
    widgets: map(
      'The widgets.',
      'name',
      object('A widget: a number, a ranking or a chart of measures.', {
        label: text('Heading.', { max: 40, fallback: 'the label of the measure' }),
        show: choice('What it is.', ['number', 'rank', 'bar', 'line', 'ring', 'map', 'table'], { required: true }),
        measure: either(
          'What it shows.',
          [reference('A measure.', 'measure'), list('Several.', reference('A measure.', 'measure'))],
          { required: true },
        ),
        by: text('Its dimension.', { pattern: '^[a-z][a-z0-9_]*$', example: 'region' }),
        then: list(
          'Dimensions that a click goes down to, in turn.',
          text('A dimension.', { pattern: '^[a-z][a-z0-9_]*$', example: 'region' }),
        ),
        order: choice('Order.', ['value', '-value', 'name'], { fallback: '-value' }),
        limit: integer('Most bars or lines.', { min: 1, max: 100 }),
        last: integer('The last so many of a time.', { min: 1, max: 60 }),
        switch: list('What a reader may do with it.', choice('An action.', ['sort', 'table', 'export'])),
        open: reference('List that a number opens.', 'view'),
        ...identity('widget'),
      }),
      { required: true },
    ),
    layouts: object(
      'Where they stand: rows of names, a name twice is twice as wide.',
      {
        desk: rows('At a desk.'),
        phone: list('On a phone.', text('A row.', { max: 200 })),
        wall: object('On a wall.', {
          size: text('Width and height in pixels.', { pattern: '^\\d{3,5}x\\d{3,5}$', example: '1920x1080' }),
          rows: rows('The rows.'),
          refresh: text('How often.', { pattern: '^\\d{1,4} (second|minute)s?$', example: '30 seconds' }),
          dark: boolean('Light on dark.', { fallback: 'false' }),
        }),
      },
      { required: true },
    ),
    across: choice('A city shows its counties.', ['counties']),
  },
};
