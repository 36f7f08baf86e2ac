// One trip to PostgreSQL: several statements, one Sync, so that they form one implicit transaction and a setting made
// by the first is local to it. Every byte is serialised before the first is sent, so a value that cannot be bound costs
// nothing; after an error no statement of the trip counts as prepared.
import type pg from 'pg';
import { serialize } from 'pg-protocol';

/** A value as it goes to the server; arrays become PostgreSQL array literals. */
export type SqlValue = string | number | boolean | null | readonly (string | number | null)[];

export interface Statement {
  text: string;
  values: readonly SqlValue[];
}

/** Rows as text, by column name. */
export type TextRow = Record<string, string | null>;

/** Named statements a connection keeps (each costs the server about 100 KB). */
const NAMED_LIMIT = 200;
/** A text is prepared by name from its third use on a connection. */
const NAMED_FROM = 3;

interface Prepared {
  name: string;
  columns: string[] | null;
}

/** What a connection remembers of the statements it has seen. */
export class PreparedStatements {
  private readonly uses = new Map<string, number>();
  private readonly named = new Map<string, Prepared>();
  private readonly toClose: string[] = [];
  private counter = 0;

  lookUp(text: string): Prepared | null {
    const found = this.named.get(text);
    if (!found) return null;
    this.named.delete(text);
    this.named.set(text, found);
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

interface Part {
  text: string;
  prepared: Prepared | null;
  /** Name given by this trip, to be kept when it succeeds. */
  fresh: string | null;
  columns: string[];
  rows: TextRow[];
}

type Wire = { stream: { write(bytes: Buffer): boolean } };

/**
 * A submittable for pg.Client that runs statements in one trip.
 * Resolves with the rows of each statement as text; rejects with the server's error (a pg DatabaseError) or the connection's.
 */
export class Pipeline {
  readonly result: Promise<TextRow[][]>;
  /** pg.Client sets and calls this on a read timeout. */
  callback: ((error: Error | null) => void) | null = null;
  private readonly parts: Part[] = [];
  private readonly buffers: Buffer[] = [];
  private readonly memory: PreparedStatements;
  private readonly failure: Error | null = null;
  private current = 0;
  private resolve!: (rows: TextRow[][]) => void;
  private reject!: (error: Error) => void;

  constructor(statements: readonly Statement[], memory: PreparedStatements) {
    this.memory = memory;
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    try {
      for (const name of memory.takeClosed()) this.buffers.push(serialize.close({ type: 'S', name }));
      for (const statement of statements) this.add(statement);
      this.buffers.push(serialize.sync() as Buffer);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  submit(connection: Wire): Error | null {
    if (this.failure) {
      this.memory.abandon(this.freshNames());
      return this.failure;
    }
    connection.stream.write(Buffer.concat(this.buffers));
    return null;
  }

  handleRowDescription(message: { fields: { name: string }[] }): void {
    this.part().columns = message.fields.map((field) => field.name);
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    const part = this.part();
    const row: TextRow = {};
    for (let i = 0; i < part.columns.length; i += 1) row[part.columns[i]!] = message.fields[i] ?? null;
    part.rows.push(row);
  }

  handleCommandComplete(): void {
    this.current += 1;
  }

  handleEmptyQuery(): void {
    this.current += 1;
  }

  handleParseComplete(): void {}

  handlePortalSuspended(): void {}

  handleCopyInResponse(connection: { sendCopyFail(message: string): void }): void {
    connection.sendCopyFail('COPY has no place in a pipeline');
  }

  handleCopyData(): void {}

  handleError(error: Error): void {
    this.memory.abandon(this.freshNames());
    this.callback?.(error);
    this.reject(error);
  }

  handleReadyForQuery(): void {
    for (const part of this.parts) {
      if (part.fresh) this.memory.keep(part.text, { name: part.fresh, columns: part.columns });
    }
    this.callback?.(null);
    this.resolve(this.parts.map((part) => part.rows));
  }

  private add(statement: Statement): void {
    const prepared = this.memory.lookUp(statement.text);
    const fresh = prepared ? null : this.memory.earn(statement.text);
    const name = prepared?.name ?? fresh ?? '';
    const part: Part = { text: statement.text, prepared, fresh, columns: prepared?.columns ?? [], rows: [] };
    this.parts.push(part);
    const values = statement.values.map(toWire);
    if (!prepared) this.buffers.push(serialize.parse({ name, text: statement.text }));
    this.buffers.push(serialize.bind({ statement: name, values }));
    if (!prepared) this.buffers.push(serialize.describe({ type: 'P', name: '' }));
    this.buffers.push(serialize.execute());
  }

  private part(): Part {
    const part = this.parts[this.current];
    if (!part) throw new Error('a row arrived after the last statement');
    return part;
  }

  private freshNames(): string[] {
    return this.parts.flatMap((part) => (part.fresh ? [part.fresh] : []));
  }
}

function toWire(value: SqlValue): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`;
  throw new TypeError(`cannot bind a value of type ${typeof value}`);
}

function arrayElement(value: string | number | null): string {
  if (value === null) return 'NULL';
  return `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** pg.Client takes any object with these methods; its types only know its own Query. */
export function submit(client: pg.ClientBase, pipeline: Pipeline): Promise<TextRow[][]> {
  (client.query as (query: unknown) => unknown).call(client, pipeline);
  return pipeline.result;
}
