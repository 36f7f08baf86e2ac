// Which statements a connection has prepared by name. Each costs the server about 100 KB, so few are kept: a text earns its name
// by its third use, the one that was not used for longest is closed, and after an error no statement of the trip counts.

/** Named statements a connection keeps. */
const NAMED_LIMIT = 200;
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

  lookUp(text: string): Prepared | null {
    const found = this.named.get(text);
    if (!found) return null;
    if (this.named.size > NAMED_LIMIT / 2) {
      this.named.delete(text);
      this.named.set(text, found);
    }
    return found;
  }

  /** Name for a text that has earned one, or null. */
  earn(text: string): string | null {
    const uses = (this.uses.get(text) ?? 0) + 1;
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
    if (this.named.size <= NAMED_LIMIT) return;
    const oldest = this.named.entries().next().value;
    if (!oldest) return;
    this.named.delete(oldest[0]);
    this.toClose.push(oldest[1].name);
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
