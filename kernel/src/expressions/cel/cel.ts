// What the grammar of CEL gives: a tree without types, each node with its place.

/** What the grammar gives, with offsets into the text. Numbers keep their source text, so that decimals never pass through a float. */
export type Cel = { start: number; end: number } & (
  | { op: 'text'; value: string }
  | { op: 'number'; source: string }
  | { op: 'boolean'; value: boolean }
  | { op: 'null' }
  | { op: 'name'; name: string }
  | { op: 'member'; of: Cel; name: string }
  | { op: 'call'; name: string; args: Cel[] }
  | { op: 'method'; of: Cel; name: string; args: Cel[] }
  | { op: 'list'; items: Cel[] }
  | { op: 'not' | 'neg'; of: Cel }
  | { op: 'if'; test: Cel; then: Cel; else: Cel }
  | { op: 'binary'; sign: BinarySign; left: Cel; right: Cel }
  /** Something CEL has and we do not take: named for the fault. */
  | { op: 'refused'; feature: string }
);

export type BinarySign = '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';
