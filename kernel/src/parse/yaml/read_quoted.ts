// Scalars in quotes: where they end, and what they stand for.
import { fold } from './resolve_plain.ts';
import type { YamlFault } from './tree.ts';

/** Offset behind the closing quote, or -1 where there is none. */
export function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    const c = text[at];
    if (c === '\\' && quote === '"') at++;
    else if (c === quote) {
      if (quote === '"' || text[at + 1] !== "'") return at + 1;
      at++;
    }
  }
  return -1;
}

/** @param start offset of the opening quote, @param end behind the closing one */
export function readQuoted(text: string, start: number, end: number, faults: YamlFault[]): string {
  const inner = text.slice(start + 1, end - 1);
  if (text[start] === "'") return fold(inner).replaceAll("''", "'");
  return inner.includes('\\') || inner.includes('\n') ? unescaped(inner, start + 1, faults) : inner;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['\t', '\t'],
]);
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function unescaped(inner: string, from: number, faults: YamlFault[]): string {
  let out = '';
  for (let at = 0; at < inner.length;) {
    const c = inner.charAt(at);
    if (c === '\\') {
      const { text, length } = escape(inner, at, from, faults);
      out += text;
      at += length;
    } else if (c === ' ' || c === '\t' || c === '\n' || (c === '\r' && inner[at + 1] === '\n')) {
      const { text, length } = blank(inner, at);
      out += text;
      at += length;
    } else {
      out += c;
      at++;
    }
  }
  return out;
}

/** Blanks before a break go; a break with the blanks behind it becomes one blank, further breaks stay. */
function blank(inner: string, at: number): { text: string; length: number } {
  const whole = /^[ \t]*(?:(?:\r?\n)[ \t]*)*/.exec(inner.slice(at))?.[0] ?? '';
  const breaks = whole.split('\n').length - 1;
  if (breaks === 0) return { text: whole, length: whole.length };
  return { text: breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), length: whole.length };
}

function escape(inner: string, at: number, from: number, faults: YamlFault[]): { text: string; length: number } {
  const letter = inner.charAt(at + 1);
  const plain = escapes.get(letter);
  if (plain !== undefined) return { text: plain, length: 2 };
  const line = /^\\\r?\n[ \t]*/.exec(inner.slice(at));
  if (line) return { text: '', length: line[0].length };
  const count = digits[letter] ?? 0;
  const hex = inner.slice(at + 2, at + 2 + count);
  const code = count > 0 && hex.length === count && /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : Infinity;
  if (code <= 0x10ffff) return { text: String.fromCodePoint(code), length: 2 + count };
  const raw = inner.slice(at, at + 2 + count);
  faults.push({ code: 'E_YAML_SYNTAX', offset: from + at, problem: `Invalid escape sequence ${raw}` });
  return { text: raw, length: Math.max(2, raw.length) };
}
