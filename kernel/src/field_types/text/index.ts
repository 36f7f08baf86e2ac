// text 多行文本: prose with line breaks, up to 10,000 characters.
import { integer } from '../../kinds/shape.ts';
import { textType } from '../text_type.ts';

export const textFieldType = textType({
  name: 'text',
  label: '多行文本',
  maxLength: 10_000,
  lines: true,
  widget: 'textarea',
  options: {
    max_length: integer('Most characters.', { fallback: '10000', min: 1, max: 100_000 }),
    min_length: integer('Fewest characters.', { min: 0 }),
  },
});
