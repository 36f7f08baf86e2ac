// Moves over the text: blanks, comments, line ends, and where the line that we are on begins.
import { Unreadable } from './tree.ts';
import type { YamlFault } from './tree.ts';

export class Scanner {
  readonly text: string;
  readonly faults: YamlFault[] = [];
  at = 0;
  private line = 0;

  constructor(text: string) {
    this.text = text;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** Column of the next character, from 0. */
  get column(): number {
    return this.at - this.line;
  }

  /** Blanks that the line begins with. */
  get indent(): number {
    let at = this.line;
    while (this.text.charCodeAt(at) === 32) at++;
    return at - this.line;
  }

  get next(): string {
    return this.text.charAt(this.at);
  }

  /** True at `---` or `...` on a line of its own beginning. */
  get atMarker(): boolean {
    if (this.at !== this.line) return false;
    const { text, at } = this;
    return (text.startsWith('---', at) || text.startsWith('...', at)) && this.isBlank(at + 3);
  }

  /** Blank, line end or end of the text. */
  isBlank(at: number): boolean {
    const c = this.text.charCodeAt(at);
    return c === 32 || c === 10 || c === 9 || c === 13 || Number.isNaN(c);
  }

  /** Begins a line of an indicator: `- `, `? `, `: `. */
  isMark(sign: string): boolean {
    return this.next === sign && this.isBlank(this.at + 1);
  }

  /**
   * Goes to the next word; true when a line ended on the way.
   * @param block indentation counts here, and tabs are none
   */
  skip(block: boolean): boolean {
    const { text } = this;
    let { at, line } = this;
    let crossed = false;
    let tab = -1;
    for (;;) {
      const c = text.charCodeAt(at);
      if (c === 32) at++;
      else if (c === 10) {
        line = ++at;
        crossed = true;
        tab = -1;
      } else if (c === 9) {
        if (tab === -1 && (crossed || at === line)) tab = at;
        at++;
      } else if (c === 13 && text.charCodeAt(at + 1) === 10) at++;
      else if (c === 35 && (at === line || this.isBlank(at - 1))) {
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end;
      } else break;
    }
    this.at = at;
    this.line = line;
    if (block && tab !== -1 && !this.ended) this.stop('E_YAML_TAB', tab, 'Tabs are not allowed as indentation');
    return crossed;
  }

  /** Moves behind something that was read, over line ends too. */
  moveTo(at: number): void {
    const before = this.text.lastIndexOf('\n', at - 1);
    if (before >= this.at) this.line = before + 1;
    this.at = at;
  }

  /** Goes back to a place on this line or above. */
  moveBack(at: number): void {
    if (at < this.line) this.line = this.text.lastIndexOf('\n', at - 1) + 1;
    this.at = at;
  }

  fault(code: YamlFault['code'], offset: number, problem: string, end?: number): void {
    this.faults.push({ code, offset, problem, ...(end !== undefined && { end }) });
  }

  stop(code: YamlFault['code'], offset: number, problem: string): never {
    this.fault(code, offset, problem);
    throw new Unreadable(problem);
  }
}
