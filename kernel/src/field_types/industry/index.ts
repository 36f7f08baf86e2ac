// industry 行业: a code of GB/T 4754, chosen by section, division, group and class.
import { codeType } from '../code/code_type.ts';

export const industryType = codeType({ name: 'industry', label: '行业', widget: 'tree', standard: 'GB/T 4754' });
