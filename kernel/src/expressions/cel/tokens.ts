// The words of an expression, one at a time: a fault is met only when its place is reached.
import { readNumber } from './read_number.ts';
import { readQuoted } from './read_quoted.ts';
import { SyntaxFault } from './syntax_error.ts';

/** Signs and words of the grammar stand for themselves; the rest are sorts of words. */
export type TokenType = Sign | 'end' | 'number' | 'unsigned' | 'text' | 'bytes' | 'true' | 'false' | 'null' | 'name';
type Sign = (typeof signs)[number] | 'in';

/** Longer ones first. */
const signs = [
  ...(['==', '!=', '<=', '>=', '&&', '||'] as const),
  ...(['+', '-', '*', '/', '%', '<', '>', '!', '(', ')', '[', ']', '{', '}', '.', ',', ':', '?'] as const),
] as const;
const byFirst = new Map<string, Sign[]>();
for (const sign of signs) byFirst.set(sign.charAt(0), [...(byFirst.get(sign.charAt(0)) ?? []), sign]);

export class Tokens {
  readonly text: string;
  /** The current token: its sort, its place, and the name or text that it holds. */
  type: TokenType = 'end';
  start = 0;
  end = 0;
  value = '';

  constructor(text: string) {
    this.text = text;
    this.next();
  }

  /** Moves on; the start of the token that was current. */
  next(): number {
    const before = this.start;
    const at = afterBlank(this.text, this.end);
    const c = this.text.charAt(at);
    if (c === '') this.put('end', at, at);
    else if (c === '"' || c === "'") this.quoted(at, '');
    else if (/[bBrR]/.test(c) && /["']/.test(this.text.charAt(at + 1))) this.quoted(at + 1, c);
    else if (c >= '0' && c <= '9') this.number(at);
    else if (isWord(this.text.charCodeAt(at))) this.word(at);
    else this.sign(at, c);
    return before;
  }

  private put(type: TokenType, start: number, end: number, value = ''): void {
    this.type = type;
    this.start = start;
    this.end = end;
    this.value = value;
  }

  private quoted(quote: number, prefix: string): void {
    const { value, start, next } = readQuoted(this.text, quote, prefix);
    this.put(value === null ? 'bytes' : 'text', start, next, value ?? '');
  }

  private number(at: number): void {
    const { next, unsigned } = readNumber(this.text, at);
    this.put(unsigned ? 'unsigned' : 'number', at, next);
  }

  private word(at: number): void {
    let end = at;
    while (isWord(this.text.charCodeAt(end))) end++;
    const word = this.text.slice(at, end);
    const own = word === 'true' || word === 'false' || word === 'null' || word === 'in';
    this.put(own ? word : 'name', at, end, word);
  }

  private sign(at: number, c: string): void {
    const found = byFirst.get(c)?.find((sign) => this.text.startsWith(sign, at));
    if (!found) throw new SyntaxFault('unexpected_character', at, at + 1);
    this.put(found, at, at + found.length);
  }
}

/** Offset behind white space and comments. */
function afterBlank(text: string, from: number): number {
  let at = from;
  for (;;) {
    const c = text[at];
    if (c === ' ' || c === '\t' || c === '\n' || c === '\r') at++;
    else if (c === '/' && text[at + 1] === '/') {
      const line = text.indexOf('\n', at);
      at = line === -1 ? text.length : line;
    } else return at;
  }
}

/** Letters of ASCII, digits and the underscore. */
function isWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95;
}
