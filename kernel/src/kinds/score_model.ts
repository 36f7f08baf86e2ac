// ScoreModel 评分模型: credit and risk, from factors to grades to differentiated supervision.
import { envelope, identity } from './kind.ts';
import type { Kind } from './kind.ts';
import { clock, duration, grades, percent, roles } from './parts.ts';
import { boolean, choice, expression, filter, list, map, number, object, reference, text } from './shape.ts';

export const scoreModelKind: Kind = {
  name: 'ScoreModel',
  doc: 'Credit and risk: factors give points, points give a grade, a grade gives the measures of supervision.',
  ownItems: ['factors', 'veto', 'variants'],
  draft: true,
  keys: {
    ...envelope('ScoreModel'),
    of: reference('The entity scored.', 'entity', { required: true }),
    base: number('Score without any factor.', { required: true }),
    factors: map(
      'What changes it.',
      'name',
      object('A factor: a `value` that counts or holds, or a `measure` read in bands.', {
        label: text('What officers read.', { required: true, max: 40 }),
        value: expression('A number, or true and false with `points`.', { gives: 'any' }),
        measure: reference('Measure of a dataset, of this record.', 'measure'),
        points: number('Points when the value is true.'),
        sign: choice('A number is added or taken off.', ['plus', 'minus'], { fallback: 'plus' }),
        at_most: number('Most that the factor may change.'),
        bands: list(
          'Points by value, highest band first; the first that is reached holds.',
          object('A band.', {
            from: number('From this value on.', { required: true }),
            points: number('Points.', { required: true }),
          }),
        ),
        ...identity('factor'),
      }),
      { required: true },
    ),
    veto: map(
      'What decides the grade whatever the score.',
      'name',
      object('A veto.', {
        when: filter('When definitely true.', { required: true }),
        grade: reference('The grade.', 'grade', { required: true }),
      }),
    ),
    variants: map(
      'Other weights for some records.',
      'name',
      object('A variant.', {
        label: text('What officers read.', { max: 40 }),
        where: filter('For which records.', { required: true }),
        factors: map(
          'Factors that weigh otherwise.',
          'name',
          object('A weight.', { points: number('Points.'), at_most: number('Most.') }),
          { required: true },
        ),
      }),
    ),
    grades: { ...grades('The grades, best first.'), required: true },
    supervision: map(
      'Measures by grade.',
      'code',
      object('Measures.', {
        every: duration('An inspection each.'),
        ratio: percent('Part drawn.'),
        publish: boolean('Made public.'),
      }),
    ),
    into: object('Fields that keep the result, so that lists can filter by it.', {
      score: reference('A number.', 'field', { required: true }),
      grade: reference('A code.', 'field', { required: true }),
      since: reference('A date.', 'field'),
    }),
    recompute: object('When it is computed anew.', {
      on: list('Events.', reference('An event.', 'event')),
      every: clock('By the clock: windows of time age by themselves.'),
    }),
    override: object('Correction by hand.', {
      by: roles('Who may.', { required: true }),
      reason: boolean('A reason is asked for.', { fallback: 'true' }),
      until: boolean('It ends on a day.', { fallback: 'true' }),
    }),
  },
};
