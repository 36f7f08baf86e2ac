// One connection to PostgreSQL that runs trips: several statements, one Sync, so that they form one implicit transaction and a setting
// made by the first is local to it. pg opens it (addresses, TLS, passwords); what comes after is read here, without an object a message.
import type { Socket } from 'node:net';
import pg from 'pg';
import { PreparedStatements, type Columns } from './prepared_statements.ts';
import { RecordWriter, type Records } from './record_json.ts';
import { writeTrip, type Part, type Statement } from './statement.ts';

/** Rows as text, by column name. */
export type TextRow = Record<string, string | null>;

/** Answer of one statement. */
export interface Answer {
  /** Columns that are not part of a record. */
  readonly rows: TextRow[];
  /** Records, where the statement makes some. */
  readonly records: Records | null;
  /** One of the rows, without those beside it. */
  row(index: number): TextRow | undefined;
}

/** Called once with the answer of each statement, or with the server's error (a pg DatabaseError) or the connection's. */
export type Done = (error: Error | null, answers: Answer[]) => void;

interface Reading extends Part {
  columns: Columns;
  rows: TextRow[];
  writer: RecordWriter | null;
  /** Where behind each record its other columns stand, which few ask for. */
  tails: { bytes: Buffer; at: number }[];
}

/** What was read for a statement; columns behind records are decoded when they are asked for. */
class ReadAnswer implements Answer {
  readonly records: Records | null;
  private readonly part: Reading;

  constructor(part: Reading) {
    this.part = part;
    this.records = part.writer?.records ?? null;
  }

  get rows(): TextRow[] {
    const { rows, tails } = this.part;
    while (rows.length < tails.length) rows.push(this.behind(rows.length)!);
    return rows;
  }

  row(index: number): TextRow | undefined {
    return this.part.rows[index] ?? this.behind(index);
  }

  private behind(index: number): TextRow | undefined {
    const { tails, columns, statement } = this.part;
    const tail = tails[index];
    return tail && readRow(columns.names, statement.body!.parts.length, tail.bytes, tail.at);
  }
}

const NONE: Columns = { names: [], types: [] };
/** A plan that no longer fits its table, or a statement that is not there: what was prepared on the connection is of no use. */
const UNPREPARED = new Set(['0A000', '26000']);

export class Connection {
  readonly prepared = new PreparedStatements();
  /** True once it may not be used again. */
  broken = false;
  /** Called when it is lost, in the middle of a trip or between two. */
  onLost: () => void = () => {};
  private readonly client: pg.Client;
  private readonly stream: Socket;
  private done: Done | null = null;
  private parts: Reading[] = [];
  private current = 0;
  private error: Error | null = null;
  private rest: Buffer | null = null;

  private constructor(client: pg.Client, stream: Socket) {
    this.client = client;
    this.stream = stream;
    const lost = (error?: Error) => {
      const first = !this.broken;
      this.broken = true;
      this.finish(this.error ?? error ?? new Error('Connection terminated unexpectedly'));
      if (first) this.onLost();
    };
    stream.removeAllListeners('data');
    stream.on('data', (chunk: Buffer) => {
      try {
        this.read(chunk);
      } catch (error) {
        stream.destroy();
        lost(error as Error);
      }
    });
    stream.on('error', lost);
    stream.on('close', () => lost());
    client.on('error', () => {});
  }

  static async open(config: pg.ClientConfig): Promise<Connection> {
    const client = new pg.Client(config);
    await client.connect();
    return new Connection(client, (client as unknown as { connection: { stream: Socket } }).connection.stream);
  }

  /** Runs statements in one trip. Only one trip at a time. */
  run(statements: readonly Statement[], done: Done): void {
    const parts: Part[] = [];
    let bytes: Buffer;
    try {
      bytes = writeTrip(statements, this.prepared, parts);
    } catch (error) {
      this.prepared.abandon(namesOf(parts));
      done(error as Error, []);
      return;
    }
    this.done = done;
    this.error = null;
    this.current = 0;
    this.parts = parts.map((part) => ({
      ...part,
      columns: part.prepared?.columns ?? NONE,
      rows: [],
      writer: null,
      tails: [],
    }));
    this.stream.write(bytes);
  }

  /** Says goodbye and closes. */
  async close(): Promise<void> {
    this.broken = true;
    await this.client.end().catch(() => {});
  }

  private read(chunk: Buffer): void {
    const bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    let at = 0;
    while (at + 5 <= bytes.length) {
      const end = at + 1 + bytes.readUInt32BE(at + 1);
      if (end > bytes.length) break;
      this.message(bytes[at]!, bytes, at + 5, end);
      at = end;
    }
    this.rest = at < bytes.length ? bytes.subarray(at) : null;
  }

  private message(type: number, bytes: Buffer, at: number, end: number): void {
    switch (type) {
      case 0x44: // D, a row
        this.row(bytes, at + 2, end);
        break;
      case 0x43: // C, a statement is done
      case 0x49: // I, an empty one
        this.current += 1;
        break;
      case 0x54: // T, the columns of rows to come
        this.part().columns = readColumns(bytes, at);
        break;
      case 0x5a: // Z, the trip is over
        this.ready();
        break;
      case 0x45: // E
        this.error ??= Object.assign(readError(bytes, at, end), { statement: this.current });
        break;
      case 0x47: // G, COPY wants to read from us
        this.stream.destroy(new Error('COPY has no place in a trip'));
        break;
      default: // parsed, bound, closed, notices, settings
        break;
    }
  }

  private row(bytes: Buffer, start: number, end: number): void {
    const part = this.part();
    const { body } = part.statement;
    if (!body) {
      part.rows.push(readRow(part.columns.names, 0, bytes, start));
      return;
    }
    part.writer ??= new RecordWriter(body, part.columns);
    part.tails.push({ bytes, at: part.writer.add(bytes, start, end) });
  }

  private ready(): void {
    if (this.error) {
      this.prepared.abandon(namesOf(this.parts));
      if (UNPREPARED.has((this.error as pg.DatabaseError).code ?? '')) this.broken = true;
      this.finish(this.error);
      return;
    }
    for (const { fresh, statement, columns } of this.parts)
      if (fresh) this.prepared.keep(statement.text, { name: fresh, columns });
    this.finish(null);
  }

  private finish(error: Error | null): void {
    const { done, parts } = this;
    if (!done) return;
    this.done = null;
    this.parts = [];
    done(error, error ? [] : parts.map((part) => new ReadAnswer(part)));
  }

  private part(): Reading {
    const part = this.parts[this.current];
    if (!part) throw new Error('a row arrived after the last statement');
    return part;
  }
}

function namesOf(parts: readonly Part[]): string[] {
  return parts.flatMap(({ fresh }) => (fresh ? [fresh] : []));
}

/** Columns of a row from the one at `column` on. */
function readRow(names: readonly string[], column: number, bytes: Buffer, start: number): TextRow {
  const row: TextRow = {};
  let at = start;
  for (let i = column; i < names.length; i += 1) {
    const length = bytes.readInt32BE(at);
    at += 4;
    row[names[i]!] = length < 0 ? null : bytes.toString('utf8', at, at + length);
    if (length > 0) at += length;
  }
  return row;
}

function readColumns(bytes: Buffer, start: number): Columns {
  const [names, types]: [string[], number[]] = [[], []];
  let at = start + 2;
  for (let left = bytes.readInt16BE(start); left > 0; left -= 1) {
    const end = bytes.indexOf(0, at);
    names.push(bytes.toString('utf8', at, end));
    // Behind the name: table (4), column (2), type (4), size (2), modifier (4), format (2).
    types.push(bytes.readUInt32BE(end + 7));
    at = end + 19;
  }
  return { names, types };
}

/** Letters of an error's fields → members of DatabaseError. */
const FIELDS: Record<string, string> = {
  S: 'severity',
  C: 'code',
  D: 'detail',
  H: 'hint',
  P: 'position',
  W: 'where',
  s: 'schema',
  t: 'table',
  c: 'column',
  d: 'dataType',
  n: 'constraint',
  R: 'routine',
};

function readError(bytes: Buffer, start: number, end: number): pg.DatabaseError {
  const fields = new Map<string, string>();
  for (let at = start; at < end && bytes[at] !== 0;) {
    const close = bytes.indexOf(0, at);
    fields.set(String.fromCharCode(bytes[at]!), bytes.toString('utf8', at + 1, close));
    at = close + 1;
  }
  const error = new pg.DatabaseError(fields.get('M') ?? 'error', end - start, 'error');
  for (const [letter, member] of Object.entries(FIELDS))
    if (fields.has(letter)) Object.assign(error, { [member]: fields.get(letter) });
  return error;
}
