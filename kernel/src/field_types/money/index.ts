// money 金额: yuan with two digits.
import { decimalType } from '../decimal/decimal_type.ts';

export const moneyType = decimalType({ name: 'money', label: '金额', scale: 2, unit: '元', widget: 'money' });
