// The grammar of CEL, by recursive descent, straight into our small tree. Faults are thrown as SyntaxFault, too much of anything as TooMuch.
import type { BinarySign, Cel } from './cel.ts';
import { SyntaxFault } from './syntax_error.ts';
import { Tokens } from './tokens.ts';
import type { TokenType } from './tokens.ts';

/** More nesting (limit null), items or arguments than an expression may have. */
export class TooMuch extends Error {
  readonly limit: number | null;

  constructor(limit: number | null) {
    super('too much');
    this.limit = limit;
  }
}

const mostItems = 500;
const mostArguments = 16;

/** Words that CEL keeps for languages around it. */
const reserved: ReadonlySet<string> = new Set(
  (
    'as break const continue else for function if import let loop package namespace return var void while ' +
    '__proto__ prototype'
  ).split(' '),
);

/** Set macros by how many arguments they take: the first is a variable. `bind` and the map of three are refused later, by name. */
const macros: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  filter: [2],
  map: [2, 3],
  bind: [3],
};

/** Signs between two operands, loosest first. */
const levels: readonly (readonly BinarySign[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** @param mostDepth brackets, calls, members and branches inside each other */
export function parseGrammar(text: string, mostDepth: number): Cel {
  const parser = new Parser(text, mostDepth);
  return parser.whole();
}

class Parser {
  private readonly tokens: Tokens;
  private room: number;
  /** Where the name of a member stands, for what is refused but told of at that name. */
  private readonly names = new Map<Cel, number>();

  constructor(text: string, mostDepth: number) {
    this.tokens = new Tokens(text);
    this.room = mostDepth;
  }

  whole(): Cel {
    const found = this.expression();
    const { type, start, end } = this.tokens;
    if (type !== 'end') throw new SyntaxFault('unexpected_character', start, end);
    return found;
  }

  private take(type: TokenType): number {
    const { tokens } = this;
    if (tokens.type !== type) throw new SyntaxFault('expected_token', tokens.start, tokens.end);
    return tokens.next();
  }

  private enter(): void {
    if (this.room === 0) throw new TooMuch(null);
    this.room--;
  }

  private expression(): Cel {
    this.enter();
    const test = this.binary(0);
    if (this.tokens.type !== '?') {
      this.room++;
      return test;
    }
    this.tokens.next();
    const yes = this.expression();
    this.take(':');
    const no = this.expression();
    this.room++;
    return { op: 'if', start: test.start, end: no.end, test, then: yes, else: no };
  }

  private binary(level: number): Cel {
    const of = levels[level];
    if (!of) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const sign = of.find((candidate) => candidate === this.tokens.type);
      if (sign === undefined) return left;
      this.tokens.next();
      const right = this.binary(level + 1);
      left = { op: 'binary', start: left.start, end: right.end, sign, left, right };
    }
  }

  private unary(): Cel {
    const { type } = this.tokens;
    if (type !== '!' && type !== '-') return this.postfix();
    const start = this.tokens.next();
    const of = this.unary();
    return { op: type === '!' ? 'not' : 'neg', start, end: of.end, of };
  }

  private postfix(): Cel {
    let found = this.primary();
    const { room } = this;
    for (;;) {
      if (this.tokens.type === '.') found = this.member(found);
      else if (this.tokens.type === '[') found = this.index(found);
      else break;
    }
    this.room = room;
    return found;
  }

  private member(of: Cel): Cel {
    const { tokens } = this;
    tokens.next();
    this.enter();
    const optional = tokens.type === '?';
    if (optional) tokens.next();
    const { value: name, end } = tokens;
    const place = this.take('name');
    if (optional) {
      const refused: Cel = { op: 'refused', start: of.start, end, feature: '?' };
      this.names.set(refused, place);
      return refused;
    }
    if (!this.opens()) return { op: 'member', start: of.start, end, of, name };
    const { args, end: close } = this.args();
    if (Object.hasOwn(macros, name) && macros[name]?.includes(args.length)) this.checkVariable(args[0]);
    return { op: 'method', start: of.start, end: close, of, name, args };
  }

  private checkVariable(node: Cel | undefined): void {
    if (!node || node.op === 'name') return;
    const start = node.op === 'member' ? node.end - node.name.length : (this.names.get(node) ?? node.start);
    throw new SyntaxFault('invalid_macro_argument', start, node.end);
  }

  private index(of: Cel): Cel {
    this.tokens.next();
    this.enter();
    const optional = this.tokens.type === '?';
    if (optional) this.tokens.next();
    this.expression();
    const { end } = this.tokens;
    this.take(']');
    return { op: 'refused', start: of.start, end, feature: optional ? '?' : '[ ]' };
  }

  private primary(): Cel {
    const { tokens } = this;
    const { type, start, end, value } = tokens;
    switch (type) {
      case 'number':
        tokens.next();
        return { op: 'number', start, end, source: tokens.text.slice(start, end) };
      case 'text':
        tokens.next();
        return { op: 'text', start, end, value };
      case 'true':
      case 'false':
        tokens.next();
        return { op: 'boolean', start, end, value: type === 'true' };
      case 'null':
        tokens.next();
        return { op: 'null', start, end };
      case 'bytes':
      case 'unsigned':
        tokens.next();
        return { op: 'refused', start, end, feature: type === 'bytes' ? "b'…'" : '1u' };
      case 'name':
        return this.name();
      case '(': {
        tokens.next();
        const found = this.expression();
        this.take(')');
        return found;
      }
      case '[': {
        tokens.next();
        const { items, end: close } = this.items(']', mostItems, () => this.expression());
        return { op: 'list', start, end: close, items };
      }
      case '{': {
        tokens.next();
        const { end: close } = this.items('}', mostItems, () => this.property());
        return { op: 'refused', start, end: close, feature: '{ }' };
      }
      default:
        throw new SyntaxFault('unexpected_token', start, end);
    }
  }

  private name(): Cel {
    const { value: name, start, end } = this.tokens;
    this.tokens.next();
    if (reserved.has(name)) throw new SyntaxFault('reserved_identifier', start, end);
    if (!this.opens()) return { op: 'name', start, end, name };
    const { args, end: close } = this.args();
    return { op: 'call', start, end: close, name, args };
  }

  private opens(): boolean {
    if (this.tokens.type !== '(') return false;
    this.tokens.next();
    return true;
  }

  private args(): { args: Cel[]; end: number } {
    const { items, end } = this.items(')', mostArguments, () => this.expression());
    return { args: items, end };
  }

  /** Items between commas, one more comma at the end allowed, and the closing bracket. */
  private items<T>(close: ')' | ']' | '}', most: number, item: () => T): { items: T[]; end: number } {
    const { tokens } = this;
    const items: T[] = [];
    while (tokens.type !== close) {
      items.push(item());
      if (items.length > most) throw new TooMuch(most);
      if (tokens.type !== ',') break;
      tokens.next();
    }
    const { end } = tokens;
    this.take(close);
    return { items, end };
  }

  private property(): void {
    this.expression();
    this.take(':');
    this.expression();
  }
}
