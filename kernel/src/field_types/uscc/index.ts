// uscc 统一社会信用代码: 18 characters of GB 32100-2015 with their check digit.
import { bad, good } from '../read.ts';
import { textType } from '../text_type.ts';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

export const usccType = textType({
  name: 'uscc',
  label: '统一社会信用代码',
  maxLength: 18,
  mask: 'middle',
  identifier: true,
  check(text) {
    const code = text.toUpperCase();
    if (code.length !== 18) return bad('E_USCC_LENGTH', text, { length: String(code.length) });
    const letter = Array.from(code).find((c) => !alphabet.includes(c));
    if (letter !== undefined) return bad('E_USCC_LETTER', text, { letter });
    const right = usccCheckDigit(code);
    return code[17] === right ? good(code) : bad('E_USCC_CHECK', text, { expected: right });
  },
  jsonSchema: () => ({ pattern: '^[0-9A-HJ-NP-RTUW-Y]{18}$', examples: ['91130100MA0000000J'] }),
});

/**
 * Check digit of a unified social credit code.
 * @param code at least 17 characters of the code's alphabet, upper case
 * @returns the character that belongs at position 18
 * Source: GB 32100-2015, annex B (weights 3^i mod 31).
 */
export function usccCheckDigit(code: string): string {
  const sum = weights.reduce((total, weight, i) => total + alphabet.indexOf(code[i] ?? '0') * weight, 0);
  return alphabet[(31 - (sum % 31)) % 31] ?? '0';
}
