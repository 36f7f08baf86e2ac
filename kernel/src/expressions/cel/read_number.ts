// Numbers as CEL writes them: 12, 1.5, 2e-3, 0xff, 7u. Their text is kept, so only their extent and sort are found here.
import { SyntaxFault } from './syntax_error.ts';

/** Offset behind the number that begins at `start`, and whether it is marked unsigned. */
export function readNumber(text: string, start: number): { next: number; unsigned: boolean } {
  if (text[start] === '0' && (text[start + 1] === 'x' || text[start + 1] === 'X')) {
    let at = start + 2;
    while (/[0-9a-fA-F]/.test(text.charAt(at))) at++;
    return integer(text, start, at, 'invalid_hex_integer');
  }
  const whole = digits(text, start);
  // A number of one character at the very end has no room for a fraction.
  if (whole + 1 < text.length) {
    const dotted = text[whole] === '.' ? digits(text, whole + 1) : whole + 1;
    const fraction = dotted === whole + 1 ? whole : dotted;
    const next = exponent(text, fraction);
    if (next !== whole) {
      if (Number.isFinite(Number(text.slice(start, next)))) return { next, unsigned: false };
      throw new SyntaxFault('invalid_number', start, next);
    }
  }
  return integer(text, start, whole, 'invalid_integer');
}

function integer(text: string, start: number, end: number, code: string): { next: number; unsigned: boolean } {
  const unsigned = text[end] === 'u' || text[end] === 'U';
  const next = unsigned ? end + 1 : end;
  const written = text.slice(start, end);
  if (code === 'invalid_hex_integer' && end === start + 2) throw new SyntaxFault(code, start, next);
  if (unsigned && BigInt(written) > 18446744073709551615n) throw new SyntaxFault(code, start, next);
  return { next, unsigned };
}

function digits(text: string, from: number): number {
  let at = from;
  for (let c = text.charCodeAt(at); c >= 48 && c <= 57; c = text.charCodeAt(++at));
  return at;
}

function exponent(text: string, from: number): number {
  if (text[from] !== 'e' && text[from] !== 'E') return from;
  const sign = text[from + 1];
  const start = sign === '-' || sign === '+' ? from + 2 : from + 1;
  const next = digits(text, start);
  if (next === start) throw new SyntaxFault('invalid_exponent', start, Math.min(start + 1, text.length));
  return next;
}
