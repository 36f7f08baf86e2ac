// Checklist 检查表: what an inspection looks at, on what legal basis, and what follows from a failure.
import { envelope, identity } from './kind.ts';
import type { Kind } from './kind.ts';
import { duration, grades, percent } from './parts.ts';
import { boolean, choice, expression, integer, list, map, number, object, reference, text } from './shape.ts';

/** Answers other than yes and no, and the field type that reads them. */
export const answerTypes = ['boolean', 'integer', 'decimal', 'code', 'text', 'date'] as const;

export const checklistKind: Kind = {
  name: 'Checklist',
  doc: 'What an inspection looks at, on what legal basis, and what follows from a failure. In its expressions: `subject` (the record inspected), `inspection`, `item`, and `answer` in `pass`.',
  ownItems: ['sections', 'items'],
  draft: true,
  keys: {
    ...envelope('Checklist'),
    of: reference('The entity inspected.', 'entity', { required: true }),
    inspection: reference('The entity of the inspection itself; without it `inspection` is not in scope.', 'entity'),
    sections: map(
      'The groups of items.',
      'name',
      object('A group.', { label: text('Heading.', { required: true, max: 40 }), ...identity('section') }),
      { required: true },
    ),
    items: map(
      'The items.',
      'name',
      object('An item.', {
        in: reference('Its section.', 'section', { required: true }),
        ask: text('The question.', { required: true, max: 200 }),
        hint: text('How to look.', { max: 400 }),
        basis: list(
          'Articles of law, as in force on the day: `law.article.food_safety_35` is the record food_safety_35 of law.article.',
          text('A record of another entity.', {
            pattern: '^[a-z][a-z0-9]*\\.[a-z][a-z0-9_]*\\.[A-Za-z0-9_]+$',
            example: 'law.article.food_safety_35',
          }),
        ),
        tags: list(
          'Words by which items are picked.',
          text('A word.', { pattern: '^[a-z][a-z0-9_]*$', example: 'cold_food' }),
        ),
        severity: choice('How grave a failure is.', ['minor', 'major', 'serious'], { fallback: 'minor' }),
        points: number('Points of the item in scoring by points.'),
        not_applicable_when: expression('Not asked when definitely true.'),
        answer: object('The answer, where it is not yes or no.', {
          type: choice('Its type.', answerTypes, { required: true }),
          list: reference('Its code list.', 'list'),
          unit: text('Unit behind the number.', { max: 12 }),
        }),
        pass: expression('Passed when definitely true; `answer` is the answer.', { fallback: 'a yes passes' }),
        veto: boolean('A failure decides the whole.', { fallback: 'false' }),
        evidence: object('What must be kept.', {
          photo: integer('Photos, at least.', { min: 0, max: 20 }),
          video: integer('Videos, at least.', { min: 0, max: 5 }),
          gps: boolean('The place.'),
          signature: boolean('The signature of the inspected.'),
        }),
        on_fail: object('What follows.', {
          document: reference('Document issued.', 'template'),
          within: duration('Time to put it right.'),
          case_source: boolean('Becomes a source of cases.'),
        }),
        ...identity('item'),
      }),
      { required: true },
    ),
    missing_items: object('合理缺项: items that leave numerator and denominator.', {
      reasons: map('The reasons that count.', 'name', text('What officers read.', { max: 40 }), { required: true }),
      at_most: percent('Part of the items that may be missing.'),
    }),
    pick: object('Not all items each time.', {
      all: expression('Always asked when definitely true of `item`.'),
      sample: text('Part of the rest that is drawn: `1/3`.', { pattern: '^[1-9]\\d?/[1-9]\\d?$', example: '1/3' }),
    }),
    scoring: object('How the result comes about.', {
      method: choice('By parts passed, by points, by failures.', ['ratio', 'points', 'failures'], { required: true }),
      grades: grades('The grades, best first.'),
    }),
    disposal: choice('Which follow-up holds when several items fail.', ['strictest', 'each'], {
      fallback: 'strictest',
    }),
    issues: list('Documents issued at the end.', reference('A document.', 'template')),
  },
};
