// address 地址: a postal address on one line.
import { integer } from '../../kinds/shape.ts';
import type { FieldType } from '../contract.ts';
import { textType } from '../text_type.ts';

export const addressType: FieldType = {
  ...textType({
    name: 'address',
    label: '地址',
    maxLength: 200,
    mask: 'tail',
    options: { max_length: integer('Most characters.', { fallback: '200', min: 1, max: 1000 }) },
  }),
  located: true,
};
