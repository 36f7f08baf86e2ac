// Thousands in and out of exact decimal text. No floats: 1234567890123456.78 stays what it is.

/** "1234567.5" → "1,234,567.5"; anything that is no plain number comes back as it was. */
export function groupDigits(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', rest = ''] = match;
  return `${sign}${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}${rest}`;
}

/** "１，２３４．５" → "1234.5": full width to half, grouping and spaces away. */
export function plainDigits(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\s,，]/g, '')
    .replace(/。/g, '.');
}
