// Numbers as officers and Excel write them, exact: never through binary fractions.
import { Decimal } from '../expressions/decimal.ts';
import { halfWidth } from './read.ts';

const TEN_THOUSAND = Decimal.of(10_000);

/** JSON number or text of one ("12.50", "-3") → exact decimal, or null. Scientific notation is refused: it has already lost digits. */
export function parseWireNumber(value: unknown): Decimal | null {
  if (typeof value === 'number') return Number.isFinite(value) ? Decimal.of(value) : null;
  if (typeof value !== 'string' || value.length > 40 || !/^[+-]?\d+(\.\d+)?$/.test(value.trim())) return null;
  return Decimal.of(value.trim());
}

/** "1,234.50", "１２３", "¥ 1 234.5 元", "3万" → the plain text of the number; anything else is returned as it is. */
export function plainNumber(text: string): string {
  let plain = halfWidth(text)
    .replace(/^[¥￥]/, '')
    .replace(/元$/, '')
    .trim();
  const ten = /^(\d[\d,]*(?:\.\d+)?)万$/.exec(plain)?.[1];
  if (ten) plain = Decimal.of(ten.replace(/,/g, '')).times(TEN_THOUSAND).plain();
  return /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replace(/,/g, '') : plain.replace(/(?<=\d) (?=\d)/g, '');
}

/** Thousands in groups: 1234567.5 → 1,234,567.5 */
export function grouped(plain: string): string {
  const [whole = '', fraction] = plain.split('.');
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
}

/** Bounds of a field as an exact decimal, or null. */
export function bound(value: unknown): Decimal | null {
  return value === undefined || value === null ? null : parseWireNumber(value);
}
