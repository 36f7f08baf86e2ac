// The keys of a field: the common ones here, those of its type in field_types/<type>.
import { fieldTypes, inputTypes } from '../field_types/index.ts';
import { identity } from './kind.ts';
import { retention } from './parts.ts';
import { boolean, cel, choice, either, expression, list, map, object, reference, text, value } from './shape.ts';
import type { Shape } from './shape.ts';

const yesOr = (doc: string, fallback: string): Shape =>
  either(doc, [boolean('Always or never.'), expression('When definitely true.'), cel('The expression.')], { fallback });

const typeNames = fieldTypes.map((type) => type.name);

const common: Record<string, Shape> = {
  type: choice('The field type.', typeNames, { required: true }),
  label: text('What officers call it.', { required: true, max: 40 }),
  required: yesOr('Must hold a value.', 'false'),
  unique: boolean('No two records of a bureau hold the same value.', { fallback: 'false' }),
  indexed: boolean('Filtered and sorted often: gets an index (a field of a bureau: a slot).', { fallback: 'false' }),
  sorted_by: reference(
    'Lists of the records with one value here go by that field: one index then holds both, in place of the one over this field alone.',
    'field',
  ),
  searchable: choice('Quick search looks into it; `shown`: only into what the mask leaves.', [true, false, 'shown'], {
    fallback: 'false',
  }),
  default: either('Value of a new record.', [cel('Computed when the record is made.'), value('A literal.')]),
  personal: choice('Personal information: leaves masked, is seen by a logged reveal.', ['basic', 'sensitive']),
  mask: choice('How it is masked.', ['all', 'middle', 'name', 'tail'], { fallback: 'by type' }),
  visible: expression('Shown, asked for and checked only when definitely true.'),
  editable: yesOr('May be changed after creation.', 'true'),
  unit: text('Unit behind the number.', { max: 12 }),
  hint: text('One line below the field.', { max: 120 }),
  example: text('An example of a good value.', { max: 120 }),
  retain: retention('How long the value is kept.', ['erase', 'anonymise']),
  element: text('National data element.', { max: 60 }),
  convert: object(
    'How the values of a field that had another type, or other codes, become those of this one. It stays in the document.',
    {
      from: either(
        'The type it had, or all types it had.',
        [choice('A type.', typeNames), list('Types.', choice('A type.', typeNames))],
        { required: true },
      ),
      map: map(
        'What single values become; all others are read as if they had been typed in.',
        'any',
        text('The new value.', { max: 200 }),
      ),
    },
  ),
  ...identity('field'),
};

/** Built once on first use: the field types must be registered before. */
export function fieldShape(): Shape {
  return {
    is: 'variant',
    doc: 'A field.',
    on: 'type',
    common,
    cases: Object.fromEntries(fieldTypes.map((type) => [type.name, type.options])),
    unknownCode: 'E_FIELD_TYPE_UNKNOWN',
  };
}

/** An input of a transition or a parameter: a field that belongs to no entity. Built once on first use. */
export function inputShape(): Shape {
  const kept = [
    'unique',
    'indexed',
    'sorted_by',
    'searchable',
    'personal',
    'mask',
    'element',
    'retain',
    'convert',
    'was',
    'new',
  ];
  const asked = Object.fromEntries(Object.entries(common).filter(([key]) => !kept.includes(key)));
  return {
    is: 'variant',
    doc: 'An input: a field that is asked for and not kept.',
    on: 'type',
    common: { ...asked, label: text('What officers call it.', { max: 40, fallback: 'its name' }) },
    cases: Object.fromEntries(inputTypes.map((type) => [type.name, type.options])),
    unknownCode: 'E_FIELD_TYPE_UNKNOWN',
  };
}

/** Common keys that only a field of an entity may have, not one of a row; of `personal`, the sensitive. */
export const entityFieldOnly: readonly string[] = [
  'unique',
  'indexed',
  'sorted_by',
  'searchable',
  'retain',
  'convert',
  'back',
];
