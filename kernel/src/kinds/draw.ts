// Draw 双随机: which objects are inspected by whom, drawn so that anyone can repeat it.
import { envelope } from './kind.ts';
import type { Kind } from './kind.ts';
import { inputs, percent, values } from './parts.ts';
import { boolean, choice, expression, filter, integer, map, object, reference } from './shape.ts';

export const drawKind: Kind = {
  name: 'Draw',
  doc: '双随机: which objects are inspected by whom, drawn so that anyone can repeat it. `it` is the candidate; `object` and `person` are a pair in `avoid`, `object` and `people` what was drawn in `makes.set`.',
  ownItems: ['strata'],
  draft: true,
  keys: {
    ...envelope('Draw'),
    of: reference('The entity drawn from.', 'entity', { required: true }),
    params: inputs('What is asked for: `params.<name>`.'),
    objects: object(
      'The objects.',
      {
        where: filter('Which are drawn from.'),
        not: expression('Which are left out, though they are in.'),
        by: reference('Code field whose values are the strata.', 'field'),
        strata: map(
          'How much of each.',
          'code',
          object('A stratum.', { take: percent('Part drawn.', { required: true }) }),
        ),
        take: percent('Part drawn where there are no strata.'),
      },
      { required: true },
    ),
    people: object(
      'Those who inspect.',
      {
        from: reference('The entity of people.', 'entity', { required: true }),
        where: expression('Which may be drawn.'),
        each: integer('How many for one object.', { min: 1, max: 9 }),
        avoid: expression('A pair of `object` and `person` that must not meet.'),
        balance: boolean('Work is spread evenly.', { fallback: 'false' }),
      },
      { required: true },
    ),
    seed: choice('Where the seed comes from.', ['published_after_closing', 'entered'], {
      fallback: 'published_after_closing',
    }),
    makes: object(
      'The record made for each object.',
      { create: reference('Its entity.', 'entity', { required: true }), set: values('Its fields.') },
      { required: true },
    ),
  },
};
