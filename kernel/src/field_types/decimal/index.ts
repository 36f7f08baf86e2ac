// decimal 小数: an exact number; `scale` digits after the point.
import { decimalType } from './decimal_type.ts';

export const decimalFieldType = decimalType({ name: 'decimal', label: '小数', scale: 2, unit: '', widget: 'number' });
