// Parts that several of the later kinds share: lengths of time, percentages, acts, inputs, grades.
import {
  boolean,
  choice,
  either,
  expression,
  filter,
  list,
  map,
  named,
  number,
  object,
  reference,
  template,
  text,
} from './shape.ts';
import type { Shape } from './shape.ts';

/** `15 workdays`, `3 hours`: a length of time as it is written in keys (in expressions: span('15 days')). */
export const duration = (doc: string, more: { required?: boolean; fallback?: string } = {}): Shape =>
  text(doc, {
    pattern: '^[1-9]\\d{0,3} (minute|hour|workday|day|week|month|year)s?$',
    example: '15 workdays',
    ...more,
  });

/** How long something is kept, and what happens then. */
export const retention = (doc: string, then: readonly string[]): Shape =>
  object(doc, {
    for: text('How long.', { pattern: '^[1-9]\\d{0,3} (day|month|year)s?$', required: true, example: '5 years' }),
    from: expression('The day or moment from which it counts.', {
      gives: 'any',
      fallback: 'when the record was made',
    }),
    where: filter('Only of records for which it is definitely true.'),
    then: choice('What is done when the time is up.', then, { required: true }),
  });

export const percent = (doc: string, more: { required?: boolean } = {}): Shape =>
  text(doc, { pattern: '^\\d{1,3}(\\.\\d{1,4})?%$', example: '30%', ...more });

/** When something happens by the clock: `daily 06:00`, `weekly mon 06:00`, `monthly 1 06:00`, or five fields of cron. */
export const clock = (doc: string): Shape =>
  text(doc, {
    pattern:
      '^(daily|weekly (mon|tue|wed|thu|fri|sat|sun)|monthly ([1-9]|[12]\\d|3[01])) ([01]\\d|2[0-3]):[0-5]\\d$|^[\\d*/,-]+( [\\d*/,-]+){4}$',
    example: 'daily 06:00',
  });

export const roles = (doc: string, more: { required?: boolean } = {}): Shape =>
  list(doc, reference('A role.', 'role'), more);

export const inputs = (doc: string): Shape => map(doc, 'name', named('An input.', 'input'));

/** Fields and the expressions that fill them. */
export const values = (doc: string): Shape => map(doc, 'field', expression('Its new value.', { gives: 'any' }));

export const grades = (doc: string): Shape =>
  map(
    doc,
    'code',
    object('A grade: from this score on; the last one has none.', {
      from: number('Lowest score.'),
      label: text('What officers read.', { max: 20 }),
    }),
  );

export const onEvent = (doc: string): Shape =>
  either(doc, [
    reference('An event: `food.operator.created`, `clue.handling.close`.', 'event'),
    object('An event of another record.', {
      event: reference('The event.', 'event', { required: true }),
      match: expression('Which one; `event.record` is its record.'),
    }),
  ]);

/** The closed list of what a flow, a rule or an issued document may do by itself. An act has one verb. */
export const acts = (doc: string): Shape =>
  map(
    doc,
    'name',
    object('An act: one verb, and `when` or `each` beside it.', {
      when: filter('Done only when definitely true.'),
      each: expression('Done once for each; the element is `row`.', { gives: 'set' }),
      set: values(
        'Fields of the record (of `row` with `each`, of the new record with `create`; with `call` what is handed over) and their values.',
      ),
      create: reference('Makes a record of this entity.', 'entity'),
      remove: boolean('Puts the record (or `row`) into the recycle bin.'),
      raise: text('Raises the alert of this name.', { pattern: '^[a-z][a-z0-9_]{0,39}$', example: 'expiring' }),
      once_per: list('The alert is one per value of these.', expression('A value.', { gives: 'any' })),
      clear_when: expression('The alert ends when definitely true.'),
      about: expression('The record that the alert is counted for.', { gives: 'any' }),
      to: roles('Who is told.'),
      level: choice('How pressing.', ['notice', 'warning', 'serious'], { fallback: 'notice' }),
      notify: expression('Tells this person, or these: refs to the entity that plays person.', { gives: 'person' }),
      text: template('What they are told.', { fallback: 'what was done, and the title of the record' }),
      issue: reference('Issues this document.', 'template'),
      start: reference('Starts this flow over the record.', 'workflow'),
      call: text('Calls an extension point of a plugin: `payment.create_bill`.', {
        pattern: '^[a-z][a-z0-9]*\\.[a-z][a-z0-9_]*$',
        example: 'payment.create_bill',
      }),
      push: reference('Sends the record through this connector.', 'connector'),
      hand_over: text('Hands over to the bureau above (`city`) or to this bureau.', {
        pattern: '^[a-z][a-z0-9_]*$',
        example: 'city',
      }),
      on_accept: values('Fields set when the other side accepts.'),
      on_return: values('Fields set when the other side returns it.'),
      emit: text('Announces an event of the own package.', {
        pattern: '^[a-z][a-z0-9_]{0,39}$',
        example: 'hearing_held',
      }),
    }),
  );

/** Verbs of an act; `set` is one where there is no other. */
export const verbs = [
  'create',
  'remove',
  'raise',
  'notify',
  'issue',
  'start',
  'call',
  'push',
  'hand_over',
  'emit',
] as const;
