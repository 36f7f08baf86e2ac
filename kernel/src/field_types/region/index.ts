// region 行政区划: a code of GB/T 2260, chosen level by level, shown with its parents.
import type { FieldType } from '../contract.ts';
import { codeType } from '../code/code_type.ts';

export const regionType: FieldType = {
  ...codeType({
    name: 'region',
    label: '行政区划',
    widget: 'tree',
    standard: 'GB/T 2260',
    full: true,
  }),
  located: true,
};
