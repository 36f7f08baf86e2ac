// What goes over the wire in one trip, as bytes: Parse, Bind, Describe and Execute of each statement and one Sync at the end, in
// one buffer. Everything is written before the first byte is sent, so a value that cannot be bound costs nothing.
import type { RecordShape } from './record_json.ts';
import type { Prepared, PreparedStatements } from './prepared_statements.ts';

/** A value as it goes to the server; arrays become PostgreSQL array literals. */
export type SqlValue = string | number | boolean | null | readonly (string | number | null)[];

export interface Statement {
  text: string;
  values: readonly SqlValue[];
  /** The first columns make a record in JSON, answered as `body`. */
  body?: RecordShape | undefined;
}

/** A statement under way. */
export interface Part {
  statement: Statement;
  prepared: Prepared | null;
  /** Name given by this trip, to be kept when it succeeds. */
  fresh: string | null;
}

/**
 * Bytes of a trip, and its statements with the names under which they run.
 * @throws TypeError for a value that cannot be bound; names given so far are to be abandoned by the caller
 */
export function writeTrip(statements: readonly Statement[], memory: PreparedStatements, parts: Part[]): Buffer {
  const writer = new Writer();
  for (const name of memory.takeClosed()) writer.close(name);
  for (const statement of statements) {
    const prepared = memory.lookUp(statement.text);
    const fresh = prepared ? null : memory.earn(statement.text);
    const name = prepared?.name ?? fresh ?? '';
    parts.push({ statement, prepared, fresh });
    if (!prepared) writer.parse(name, statement.text);
    writer.bind(name, statement.values);
    if (!prepared) writer.describe();
    writer.execute();
  }
  return writer.sync();
}

/** One for all trips: they are written one after the other, and what is sent is a copy. */
let scratch = Buffer.allocUnsafe(1 << 16);

/** Message types, and what Describe and Close mean: a portal or a statement. */
const code = (letter: string): number => letter.charCodeAt(0);
const [PARSE, BIND, DESCRIBE, EXECUTE, CLOSE, SYNC] = [
  code('P'),
  code('B'),
  code('D'),
  code('E'),
  code('C'),
  code('S'),
];
const [PORTAL, STATEMENT] = [code('P'), code('S')];

class Writer {
  private at = 0;

  parse(name: string, text: string): void {
    const start = this.begin(PARSE, 16 + 3 * (name.length + text.length));
    this.cstring(name);
    this.cstring(text);
    this.int16(0);
    this.end(start);
  }

  bind(name: string, values: readonly SqlValue[]): void {
    const start = this.begin(BIND, 32 + 3 * name.length);
    scratch[this.at++] = 0;
    this.cstring(name);
    this.int16(0);
    this.int16(values.length);
    for (const value of values) this.value(toWire(value));
    this.reserve(2);
    this.int16(0);
    this.end(start);
  }

  describe(): void {
    const start = this.begin(DESCRIBE, 8);
    scratch[this.at++] = PORTAL;
    scratch[this.at++] = 0;
    this.end(start);
  }

  execute(): void {
    const start = this.begin(EXECUTE, 16);
    scratch[this.at++] = 0;
    this.int32(0);
    this.end(start);
  }

  close(name: string): void {
    const start = this.begin(CLOSE, 16 + 3 * name.length);
    scratch[this.at++] = STATEMENT;
    this.cstring(name);
    this.end(start);
  }

  sync(): Buffer {
    this.end(this.begin(SYNC, 8));
    const bytes = Buffer.from(scratch.subarray(0, this.at));
    // A bulk import may have needed megabytes; they are not kept for ever.
    if (scratch.length > 1 << 20) scratch = Buffer.allocUnsafe(1 << 16);
    return bytes;
  }

  private value(text: string | null): void {
    if (text === null) {
      this.reserve(4);
      this.int32(-1);
      return;
    }
    this.reserve(8 + 3 * text.length);
    const length = scratch.write(text, this.at + 4);
    this.int32(length);
    this.at += length;
  }

  private cstring(text: string): void {
    this.at += scratch.write(text, this.at);
    scratch[this.at++] = 0;
  }

  private int16(value: number): void {
    scratch[this.at++] = value >> 8;
    scratch[this.at++] = value;
  }

  private int32(value: number): void {
    scratch[this.at++] = value >> 24;
    scratch[this.at++] = value >> 16;
    scratch[this.at++] = value >> 8;
    scratch[this.at++] = value;
  }

  /** Starts a message; its length is filled in by end(). */
  private begin(type: number, size: number): number {
    this.reserve(size + 8);
    scratch[this.at++] = type;
    this.at += 4;
    return this.at - 4;
  }

  private end(start: number): void {
    scratch.writeInt32BE(this.at - start, start);
  }

  private reserve(size: number): void {
    if (this.at + size <= scratch.length) return;
    const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, this.at + size));
    scratch.copy(larger, 0, 0, this.at);
    scratch = larger;
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
