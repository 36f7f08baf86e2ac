// Entity 实体: what is kept about one sort of thing; its table, API and screens follow from it.
import { envelope, identity } from './kind.ts';
import { retention } from './parts.ts';
import type { Kind } from './kind.ts';
import { sources } from './sources.ts';
import {
  boolean,
  choice,
  either,
  expression,
  filter,
  list,
  map,
  named,
  object,
  reference,
  template,
  text,
} from './shape.ts';

export const entityKind: Kind = {
  name: 'Entity',
  doc: 'What is kept about one sort of thing. Table, API, list, form and detail follow from it.',
  ownItems: ['fields', 'filters', 'checks', 'keys'],
  keys: {
    ...envelope('Entity'),
    title: template('What one record is called.', { fallback: 'the first required text field' }),
    kept: choice('Where rows live.', ['tenant', 'city', 'platform'], { fallback: 'tenant' }),
    plays: choice(
      'The part of the platform it plays: the tree of units, the people in it, or the days that differ from Monday to Friday (fields `date` and `worked`; its seed rows are what `workdays` counts by).',
      ['org', 'person', 'calendar'],
    ),
    source: choice(
      'Stands over rows that the platform itself keeps, and is read, filtered and exported like any other; its fields are named after what the source offers.',
      Object.keys(sources),
    ),
    tree: reference('The ref to the parent record, where records form a tree.', 'field'),
    fields: map('The fields, in the order of form and detail.', 'name', named('A field.', 'field'), { required: true }),
    filters: map(
      'Named filters: boolean members of the record.',
      'name',
      either('A filter.', [
        filter('The condition.'),
        object('The condition with a label.', {
          label: text('What officers call it.', { max: 40 }),
          where: filter('The condition.', { required: true }),
          ...identity('filter'),
        }),
      ]),
    ),
    checks: map(
      'Rules that a record must not break.',
      'name',
      object('A check.', {
        rule: expression('Refused (or warned of) when definitely false.', { required: true }),
        message: template('What the officer is told.', { required: true }),
        at: reference('The field that shows the fault.', 'field'),
        level: choice(
          '`warn` saves with a notice, `explain` asks for the reason and keeps it, `quarantine` saves and marks the record as to be verified (`record.quarantined`).',
          ['refuse', 'warn', 'explain', 'quarantine'],
          { fallback: 'refuse' },
        ),
        lock: list(
          'For a rule over other rows: writers with the same values in these fields wait for each other, so that two at the same second are both counted.',
          reference('A field.', 'field'),
        ),
        ...identity('check'),
      }),
    ),
    keys: map(
      'What no two records may have in common.',
      'name',
      object('A key.', {
        label: text('What officers call it.', { max: 40 }),
        fields: list('The fields that together are unique.', reference('A field.', 'field'), { required: true }),
        where: filter('Only among records for which it is definitely true.'),
        across: choice('Unique in the bureau, in the city or everywhere.', ['tenant', 'city', 'all'], {
          fallback: 'tenant',
        }),
        ...identity('key'),
      }),
    ),
    retain: retention('How long a record is kept; without it nothing is ever cleared by itself.', [
      'anonymise',
      'delete',
    ]),
    history: choice('Whether every change can be read back.', ['full', 'none'], { fallback: 'full' }),
    large: boolean(
      'Millions of rows over all bureaus are expected: the table is kept in parts by bureau. To be said before there are rows.',
      { fallback: 'false' },
    ),
    menu: boolean('Named in the group 其他 when no menu names it.', { fallback: 'true' }),
  },
};
