// Dataset 数据集: measures by dimensions over one entity; boards, rankings, reports and scores read them.
import { envelope, identity } from './kind.ts';
import type { Kind } from './kind.ts';
import { inputs } from './parts.ts';
import { boolean, choice, either, expression, filter, map, object, reference, text } from './shape.ts';

export const datasetKind: Kind = {
  name: 'Dataset',
  doc: 'Measures by dimensions over one entity. Boards, rankings, reports and scores read `dataset.measure` by a dimension; every number opens its rows.',
  ownItems: ['measures', 'dimensions'],
  draft: true,
  keys: {
    ...envelope('Dataset'),
    of: reference('The entity counted.', 'entity', { required: true }),
    where: filter('Which records count.', { fallback: 'all' }),
    params: inputs('What a reader chooses: `params.<name>`.'),
    measures: map(
      'The numbers: each has one of count, sum, average, least, most, ratio.',
      'name',
      object('A number.', {
        label: text('What officers read.', { required: true, max: 40 }),
        unit: text('Unit.', { max: 12 }),
        count: either('How many records.', [boolean('All.'), expression('Those for which it is definitely true.')]),
        sum: expression('Sum of this.', { gives: 'number' }),
        average: expression('Average of this.', { gives: 'number' }),
        least: expression('Least of this.', { gives: 'any' }),
        most: expression('Most of this.', { gives: 'any' }),
        ratio: object('Part of a whole, computed anew at every level.', {
          part: filter('Records of the part.', { required: true }),
          whole: filter('Records of the whole.', { fallback: 'all' }),
        }),
        ...identity('measure'),
      }),
      { required: true },
    ),
    dimensions: map(
      'By what they are told apart.',
      'name',
      object('A dimension.', {
        label: text('What officers read.', { max: 40, fallback: 'the label of the field' }),
        by: expression('The value.', { required: true, gives: 'any' }),
        level: text('Level of a code tree: `county`.', { max: 20 }),
        grain: choice('Grain of a date.', ['year', 'quarter', 'month', 'week', 'day']),
        under: reference('The dimension above this one.', 'own_dimension'),
        ...identity('dimension'),
      }),
      { required: true },
    ),
    across: choice('A city counts the records of its counties.', ['counties']),
    keeper: reference('Who answers for the definition.', 'role'),
  },
};
