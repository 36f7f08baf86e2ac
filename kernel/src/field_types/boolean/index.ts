// boolean 是否: yes or no; nothing is neither.
import type { FieldType } from '../contract.ts';
import { starMask } from '../mask.ts';
import { bad, good, halfWidth, isNothing } from '../read.ts';

const yes = ['是', '有', '真', 'y', 'yes', 'true', '1', '√', '✓'];
const no = ['否', '无', '没有', '假', 'n', 'no', 'false', '0', '×'];

export const booleanType: FieldType = {
  name: 'boolean',
  label: '是否',
  column: 'boolean',
  expression: () => 'boolean',
  options: {},
  read: (value) => (isNothing(value) ? good(null) : typeof value === 'boolean' ? good(value) : bad('E_BOOLEAN', value)),
  fromText(text) {
    if (isNothing(text)) return good(null);
    const word = halfWidth(text).toLowerCase();
    return yes.includes(word) ? good(true) : no.includes(word) ? good(false) : bad('E_BOOLEAN', text);
  },
  toText: (value) => (value === true ? '是' : value === false ? '否' : ''),
  jsonSchema: () => ({ type: 'boolean' }),
  ...starMask,
  searchText: () => null,
  widget: 'switch',
  cell: 'boolean',
  sortable: true,
  indexable: true,
};
