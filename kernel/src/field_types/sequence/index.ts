// sequence 编号: a number that the server draws when the record is made; nobody types it. Numbers may have gaps unless the law forbids it.
import { boolean, choice, text } from '../../kinds/shape.ts';
import type { FieldType } from '../contract.ts';
import { good } from '../read.ts';
import { textType } from '../text_type.ts';
import { patternParts } from './number_pattern.ts';

const base = textType({ name: 'sequence', label: '编号', maxLength: 80, identifier: true });

export const sequenceType: FieldType = {
  ...base,
  drawn: true,
  options: {
    pattern: text(
      'How it is spelt: text with {n:4} (digits of the running number), {year}, {month}, {day}, {region}.',
      {
        required: true,
        max: 60,
      },
    ),
    reset: choice('When it begins at 1 again.', ['year', 'month', 'never'], { fallback: 'year' }),
    gapless: boolean('No number is ever skipped: writers wait for each other. Only where the law asks.', {
      fallback: 'false',
    }),
  },
  // Only an import may bring numbers of old; the server says so by taking them for text.
  read: (value, field, ctx) => (value === null || value === undefined ? good(null) : base.read(value, field, ctx)),
  fromText: (value, field, ctx) => base.read(value, field, ctx),
  jsonSchema: () => ({ type: 'string', readOnly: true }),
  optionFault(field) {
    const { pattern, reset } = field.options;
    if (typeof pattern !== 'string') return null;
    const parts = patternParts(pattern);
    if (!parts) return { key: 'pattern', code: 'E_SEQUENCE_PATTERN', value: pattern };
    const has = (kind: string): boolean => parts.some((part) => part.kind === kind);
    const unique = reset === 'never' || (has('year') && (reset !== 'month' || has('month')));
    return unique ? null : { key: 'pattern', code: 'E_SEQUENCE_RESET', value: pattern };
  },
  widget: 'none',
};

export { patternParts, periodOf, spell } from './number_pattern.ts';
export type { NumberPart } from './number_pattern.ts';
