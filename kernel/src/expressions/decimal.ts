// Exact decimal numbers: whole digits and how many of them stand behind the point. Nothing is rounded but where it is asked for.

const WRITTEN = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,6}))?$/;

export class Decimal {
  private readonly digits: bigint;
  /** Places behind the point, from 0; trailing zeros may be among them. */
  private readonly scale: number;

  private constructor(digits: bigint, scale: number) {
    this.digits = digits;
    this.scale = scale;
  }

  /**
   * @param value a finite number as JavaScript writes it, or a text such as `-12.50` or `1e3`
   * @throws RangeError for anything else
   */
  static of(value: number | string): Decimal {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return new Decimal(BigInt(value), 0);
    const [, sign, whole = '', fraction = '', exponent = '0'] = WRITTEN.exec(String(value)) ?? [];
    if (sign === undefined || whole + fraction === '') throw new RangeError(`"${value}" is no decimal number`);
    const digits = BigInt(sign + whole + fraction);
    const scale = fraction.length - Number(exponent);
    return scale >= 0 ? new Decimal(digits, scale) : new Decimal(digits * tens(-scale), 0);
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale) + other.at(scale), scale);
  }

  minus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale) - other.at(scale), scale);
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.digits * other.digits, this.scale + other.scale);
  }

  /** Rounded half away from zero to so many places, from 0. @throws RangeError when `other` is zero */
  dividedBy(other: Decimal, places: number): Decimal {
    // a·10^-s / b·10^-t to p places is a·10^(t + p) / b·10^s.
    const [above, below] = [this.digits * tens(other.scale + places), other.digits * tens(this.scale)];
    return new Decimal(quotient(above, below), places);
  }

  /** Half away from zero. */
  round(places: number): Decimal {
    if (places >= this.scale) return this;
    const digits = quotient(this.digits, tens(this.scale - places));
    return places >= 0 ? new Decimal(digits, places) : new Decimal(digits * tens(-places), 0);
  }

  /** < 0, 0 or > 0. */
  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const [a, b] = [this.at(scale), other.at(scale)];
    return a < b ? -1 : a > b ? 1 : 0;
  }

  magnitude(): Decimal {
    return this.digits < 0n ? new Decimal(-this.digits, this.scale) : this;
  }

  isZero(): boolean {
    return this.digits === 0n;
  }

  /** Places behind the point that are needed to write it. */
  places(): number {
    return this.plain().split('.')[1]?.length ?? 0;
  }

  /** Rounded, with exactly so many places: `12.50`. */
  fixed(places: number): string {
    const plain = this.round(places).plain();
    const missing = places - (plain.split('.')[1]?.length ?? 0);
    if (missing <= 0) return plain;
    return (plain.includes('.') ? plain : `${plain}.`) + '0'.repeat(missing);
  }

  /** As it is written without exponent and trailing zeros: `-12.5`. */
  plain(): string {
    if (this.scale === 0) return String(this.digits);
    const minus = this.digits < 0n ? '-' : '';
    const text = String(minus ? -this.digits : this.digits).padStart(this.scale + 1, '0');
    const fraction = text.slice(-this.scale).replace(/0+$/, '');
    const whole = text.slice(0, -this.scale);
    return this.digits === 0n ? '0' : minus + whole + (fraction === '' ? '' : `.${fraction}`);
  }

  /** For `Number(…)`. */
  valueOf(): number {
    return Number(this.plain());
  }

  toString(): string {
    return this.plain();
  }

  private at(scale: number): bigint {
    return scale === this.scale ? this.digits : this.digits * tens(scale - this.scale);
  }
}

/** Half away from zero; BigInt division itself cuts off. */
function quotient(above: bigint, below: bigint): bigint {
  const whole = above / below;
  const rest = above % below;
  if (2n * magnitude(rest) < magnitude(below)) return whole;
  return above < 0n === below < 0n ? whole + 1n : whole - 1n;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

const tens = (power: number): bigint => 10n ** BigInt(power);
