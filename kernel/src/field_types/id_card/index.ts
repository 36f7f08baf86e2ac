// id_card 公民身份号码: 18 characters of GB 11643-1999: area, day of birth, serial, check character.
import { bad, good } from '../read.ts';
import { textType } from '../text_type.ts';
import { isDate } from '../date/parse_date.ts';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

export const idCardType = textType({
  name: 'id_card',
  label: '公民身份号码',
  maxLength: 18,
  person: true,
  mask: 'citizen',
  identifier: true,
  check(text) {
    const code = text.toUpperCase();
    if (!/^[1-9]\d{16}[\dX]$/.test(code)) return bad('E_ID_CARD_FORMAT', text);
    if (!isDate(`${code.slice(6, 10)}-${code.slice(10, 12)}-${code.slice(12, 14)}`)) return bad('E_ID_CARD_DATE', text);
    // The right character is not told: a message must not help to complete someone's number.
    return code[17] === idCardCheckCharacter(code) ? good(code) : bad('E_ID_CARD_CHECK', text);
  },
  jsonSchema: () => ({ pattern: '^[1-9]\\d{16}[\\dX]$' }),
});

/**
 * Check character of a citizen's number.
 * @param code at least 17 digits
 * Source: GB 11643-1999 (ISO 7064 MOD 11-2).
 */
export function idCardCheckCharacter(code: string): string {
  const sum = weights.reduce((total, weight, i) => total + Number(code[i] ?? 0) * weight, 0);
  return '10X98765432'[sum % 11] ?? 'X';
}
