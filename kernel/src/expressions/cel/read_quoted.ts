// Texts in quotes: one line or three quotes, raw (r'…') and bytes (b'…'), and the escapes of CEL.
import { SyntaxFault } from './syntax_error.ts';

export interface Quoted {
  /** Null for bytes, which no expression of ours takes. */
  value: string | null;
  /** Offset of the token, its prefix included. */
  start: number;
  /** Offset behind the closing quote. */
  next: number;
}

/** Reads the text whose opening quote stands at `quote`; `prefix` is the letter before it, or ''. */
export function readQuoted(text: string, quote: number, prefix: string): Quoted {
  const mark = text.charAt(quote);
  const triple = text[quote + 1] === mark && text[quote + 2] === mark;
  const from = quote + (triple ? 3 : 1);
  const end = triple ? closingTriple(text, quote, mark) : closing(text, quote, mark);
  const raw = text.slice(from, end);
  const next = end + (triple ? 3 : 1);
  const kind = prefix.toLowerCase();
  if (kind === 'r') return { value: raw, start: quote - 1, next };
  const value = unescape(raw, from, kind === 'b');
  return kind === 'b' ? { value: null, start: quote - 1, next } : { value, start: quote, next };
}

function closing(text: string, quote: number, mark: string): number {
  for (let at = quote + 1; at < text.length; at++) {
    const c = text[at];
    if (c === mark) return at;
    if (c === '\n' || c === '\r') throw new SyntaxFault('newline_in_string', at, at + 1);
    if (c === '\\') at++;
  }
  throw new SyntaxFault('unterminated_string', quote, text.length);
}

function closingTriple(text: string, quote: number, mark: string): number {
  for (let at = quote + 3; at < text.length; at++) {
    if (text[at] === mark && text[at + 1] === mark && text[at + 2] === mark) return at;
    if (text[at] === '\\') at++;
  }
  throw new SyntaxFault('unterminated_triple_quoted_string', quote, text.length);
}

const single: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ['?', '?'],
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** @param from offset of `raw` in the expression, for faults */
function unescape(raw: string, from: number, bytes: boolean): string {
  if (!raw.includes('\\')) return raw;
  let out = '';
  let at = 0;
  while (at < raw.length) {
    const next = raw.charAt(at + 1);
    if (raw[at] !== '\\' || next === '') {
      out += raw.charAt(at++);
      continue;
    }
    const plain = single.get(next);
    const { value, length } = plain === undefined ? escape(raw, at, from, bytes) : { value: plain, length: 2 };
    out += value;
    at += length;
  }
  return out;
}

/** An escape by number: \u1234, \U00012345, \x41, \101. */
function escape(raw: string, at: number, from: number, bytes: boolean): { value: string; length: number } {
  const fault = (code: string, length: number): SyntaxFault =>
    new SyntaxFault(code, from + at, Math.min(from + at + length, from + raw.length));
  const letter = raw.charAt(at + 1);
  if (letter === 'u' || letter === 'U') {
    if (bytes) throw fault('bytes_unicode_escape', 2);
    const digits = letter === 'u' ? 4 : 8;
    const hex = raw.slice(at + 2, at + 2 + digits);
    const code = Number.parseInt(hex, 16);
    if (hex.length !== digits || !/^[0-9a-fA-F]+$/.test(hex) || code > 0x10ffff)
      throw fault('invalid_unicode_escape', 2 + digits);
    if (code >= 0xd800 && code <= 0xdfff) throw fault('invalid_unicode_surrogate', 2 + digits);
    return { value: String.fromCodePoint(code), length: 2 + digits };
  }
  if (letter === 'x' || letter === 'X') {
    const hex = raw.slice(at + 2, at + 4);
    if (!/^[0-9a-fA-F]{2}$/.test(hex)) throw fault('invalid_hex_escape', 4);
    return { value: String.fromCharCode(Number.parseInt(hex, 16)), length: 4 };
  }
  if (letter >= '0' && letter <= '7') {
    const octal = raw.slice(at + 1, at + 4);
    if (!/^[0-7]{3}$/.test(octal)) throw fault('invalid_octal_escape', 4);
    const code = Number.parseInt(octal, 8);
    if (code > 0xff) throw fault('octal_escape_out_of_range', 4);
    return { value: String.fromCharCode(code), length: 4 };
  }
  throw fault('invalid_escape_sequence', 2);
}
