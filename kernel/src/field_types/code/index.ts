// code 代码: one code of a CodeList.
import { codeType } from './code_type.ts';

export const codeFieldType = codeType({ name: 'code', label: '代码', widget: 'select' });
