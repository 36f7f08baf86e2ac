// Named formats of `string`: numbers with a rule of their own that are no type, because only some documents carry them.
import { bad, good, halfWidth } from '../read.ts';
import type { Read } from '../contract.ts';

export interface Format {
  label: string;
  /** Canonical text or the fault; gets trimmed text. */
  read(text: string): Read;
  /** For OpenAPI and the form's own check. */
  pattern: string;
  example: string;
}

/** 食品经营许可证: JY and 14 digits (business form, province, city, county, serial), the last by MOD 11,10. */
const licence = (prefix: string): Format => ({
  label: '许可证编号',
  pattern: `^${prefix}\\d{14}$`,
  example: `${prefix}1130102000001${mod1110('1130102000001')}`,
  read(text) {
    const code = halfWidth(text).replace(/\s+/g, '').toUpperCase();
    const digits = code.slice(prefix.length);
    if (!code.startsWith(prefix) || !/^\d{14}$/.test(digits)) return bad('E_LICENCE_FORMAT', text, { prefix });
    const right = mod1110(digits.slice(0, 13));
    if (digits[13] !== right) return bad('E_LICENCE_CHECK', text, { expected: right });
    return good(code);
  },
});

/**
 * Check digit of ISO 7064 MOD 11,10 (GB/T 17710), as on food licences and old 15-digit business licences.
 * @param digits all digits but the last
 */
export function mod1110(digits: string): string {
  let p = 10;
  for (const digit of digits) {
    let s = (p + Number(digit)) % 10;
    if (s === 0) s = 10;
    p = (s * 2) % 11;
  }
  return String((11 - p) % 10);
}

export const formats: Record<string, Format> = {
  jy_licence: licence('JY'),
  sc_licence: licence('SC'),
  /** 15-digit business licence number in use before the credit code (GS 15-2006). */
  licence_15: {
    label: '注册号',
    pattern: '^\\d{15}$',
    example: '130100000000011',
    read(text) {
      const code = halfWidth(text).replace(/\s+/g, '');
      if (!/^\d{15}$/.test(code)) return bad('E_PATTERN', text, { pattern: '15 位数字' });
      const right = mod1110(code.slice(0, 14));
      return code[14] === right ? good(code) : bad('E_LICENCE_CHECK', text, { expected: right });
    },
  },
  digits: {
    label: '数字',
    pattern: '^\\d+$',
    example: '0012',
    read(text) {
      const code = halfWidth(text).replace(/\s+/g, '');
      return /^\d+$/.test(code) ? good(code) : bad('E_PATTERN', text, { pattern: '只含数字' });
    },
  },
};
