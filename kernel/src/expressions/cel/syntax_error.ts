// What stops the parser: the first thing that is no CEL, with its place. Thrown and caught inside parse_cel.ts.

export class SyntaxFault extends Error {
  /** Stable name of what is wrong: unexpected_token, unterminated_string, … */
  readonly code: string;
  readonly start: number;
  readonly end: number;

  constructor(code: string, start: number, end: number) {
    super(code);
    this.code = code;
    this.start = start;
    this.end = end;
  }
}
