// region 行政区划: a code of GB/T 2260, chosen level by level, shown with its parents.
import { codeType } from '../code/code_type.ts';

export const regionType = codeType({
  name: 'region',
  label: '行政区划',
  widget: 'tree',
  standard: 'GB/T 2260',
  full: true,
});
