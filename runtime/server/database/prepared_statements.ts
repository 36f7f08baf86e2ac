// Which statements a connection has prepared by name. The server keeps query and plan of each, some 200 bytes for every character of its
// text, so few are kept: a text earns its name by its third use, the one that was not used for longest is closed, and after an error no
// statement of the trip counts.

/** Named statements a connection keeps. */
const NAMED_LIMIT = 200;
/** Characters of their texts, all together. */
const NAMED_CHARACTERS = 75_000;
/** A text that is no longer than this is as cheap to have on every connection. */
const SMALL = 1_500;
/** Texts after which a connection is given up: the server remembers every table and index that it ever met, some 170 KB an entity. */
const MOST_TEXTS = 190;
/** A text is prepared by name from its third use on a connection. */
const NAMED_FROM = 3;

/** Columns of a statement's rows. */
export interface Columns {
  names: readonly string[];
  /** Type of each as PostgreSQL numbers them (pg_type.oid). */
  types: readonly number[];
}

export interface Prepared {
  name: string;
  columns: Columns;
}

export class PreparedStatements {
  private readonly uses = new Map<string, number>();
  private readonly named = new Map<string, Prepared>();
  private readonly toClose: string[] = [];
  private counter = 0;
  private texts = 0;
  private characters = 0;

  /** True when the connection has met so many texts that another in its place is cheaper for the server. */
  get worn(): boolean {
    return this.texts > MOST_TEXTS;
  }

  /** Characters of the statements that it has, without the small ones. */
  kept(statements: readonly { text: string }[]): number {
    let sum = 0;
    for (const { text } of statements) if (text.length > SMALL && this.named.has(text)) sum += text.length;
    return sum;
  }

  /** True where another statement would have to go for one of these. */
  lacksRoomFor(statements: readonly { text: string }[]): boolean {
    const { room } = this;
    return statements.some(({ text }) => text.length > room && !this.named.has(text));
  }

  /** Characters that it takes before one of its statements has to go. */
  get room(): number {
    return NAMED_CHARACTERS - this.characters;
  }

  lookUp(text: string): Prepared | null {
    const found = this.named.get(text);
    if (!found) return null;
    if (this.named.size > NAMED_LIMIT / 2 || this.characters > NAMED_CHARACTERS / 2) {
      this.named.delete(text);
      this.named.set(text, found);
    }
    return found;
  }

  /** Name for a text that has earned one, or null. */
  earn(text: string): string | null {
    const uses = (this.uses.get(text) ?? 0) + 1;
    if (uses === 1) this.texts += 1;
    if (uses < NAMED_FROM) {
      if (this.uses.size > 4 * NAMED_LIMIT) this.uses.clear();
      this.uses.set(text, uses);
      return null;
    }
    this.uses.delete(text);
    this.counter += 1;
    return `s${this.counter}`;
  }

  keep(text: string, prepared: Prepared): void {
    this.named.set(text, prepared);
    this.characters += text.length;
    for (const [oldest, { name }] of this.named) {
      if (oldest === text || (this.named.size <= NAMED_LIMIT && this.characters <= NAMED_CHARACTERS)) return;
      this.named.delete(oldest);
      this.characters -= oldest.length;
      this.toClose.push(name);
    }
  }

  /** The server may or may not hold these: they are closed on the next trip and never used again. */
  abandon(names: readonly string[]): void {
    this.toClose.push(...names);
  }

  takeClosed(): string[] {
    return this.toClose.splice(0);
  }

  get size(): number {
    return this.named.size;
  }
}
