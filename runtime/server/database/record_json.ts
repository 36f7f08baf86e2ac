// A row as it comes over the wire → JSON of a record, byte by byte: PostgreSQL sends columns as text, and what is missing to JSON is
// names, quotes and a few escapes. Half the cost of letting the database build it, and nothing is decoded on the way.
import type { Columns } from './prepared_statements.ts';

/** What stands in the place of a column. */
export type RecordPart =
  /** `"name":value`. */
  | { kind: 'member'; name: string }
  /** Id of a joined row, the first of `columns` of it; when it is null all of them are passed over. */
  | { kind: 'ref'; name: string; columns: number; entity: string }
  /** A member of the joined row. */
  | { kind: 'inner'; name: string }
  /** JSON of refs that the statement made itself; nothing when it is null. */
  | { kind: 'made'; name: string };

/** How the first columns of a row make a record: its members first, then its refs, which stand under `_refs`. */
export interface RecordShape {
  parts: readonly RecordPart[];
  /** False for a record that tells of no refs at all. */
  refs: boolean;
}

/** Records of one statement. */
export interface Records {
  /** JSON of all records, a comma between two; UTF-8 bytes as a string of Latin-1, which costs nothing to make and to send. */
  latin1: string;
  /** Where each record ends. */
  ends: readonly number[];
}

/** JSON of each record. */
export function bodiesOf({ latin1, ends }: Records): string[] {
  return ends.map((end, i) =>
    Buffer.from(latin1.slice(i === 0 ? 0 : ends[i - 1]! + 1, end), 'latin1').toString('utf8'),
  );
}

/** Records whose JSON was made elsewhere. */
export function recordsOf(bodies: readonly string[]): Records {
  const texts = bodies.map((body) => Buffer.from(body).toString('latin1'));
  let end = -1;
  return { latin1: texts.join(','), ends: texts.map((text) => (end += text.length + 1)) };
}

const code = (letter: string): number => letter.charCodeAt(0);
const [QUOTE, BACKSLASH, COMMA, BRACE, END] = [code('"'), code('\\'), code(','), code('{'), code('}')];
const [SPACE, PLUS, POINT, ZERO, T, Z] = [code(' '), code('+'), code('.'), code('0'), code('T'), code('Z')];
const [NULL, TRUE, FALSE] = [Buffer.from('null'), Buffer.from('true'), Buffer.from('false')];

/** Types by number (pg_type.oid): what PostgreSQL writes as JSON does, whole numbers, numeric, float; json and jsonb; texts. */
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);
const JSONS = new Set([114, 3802]);
const TEXTS = new Set([18, 19, 25, 1042, 1043]);
const [BOOL, UUID, DATE, INSTANT] = [16, 2950, 1082, 1184];

type Encoding = 'escape' | 'quote' | 'number' | 'json' | 'bool' | 'instant';

interface Step {
  kind: RecordPart['kind'];
  encoding: Encoding;
  /** `"name":` with what stands before it. */
  key: Buffer;
  /** What stands behind the value. */
  tail: Buffer;
  columns: number;
}

const plans = new WeakMap<RecordShape, { types: readonly number[]; steps: Step[]; size: number }>();

/** One for all: rows are written in one go and handed on as a copy. */
let out = Buffer.allocUnsafe(1 << 16);

/** Collects the records of a statement, row by row. */
export class RecordWriter {
  readonly ends: number[] = [];
  private texts = '';
  private readonly steps: Step[];
  private readonly size: number;
  private readonly refs: boolean;

  constructor(shape: RecordShape, columns: Columns) {
    const plan = planOf(shape, columns.types);
    this.steps = plan.steps;
    this.size = plan.size;
    this.refs = shape.refs;
  }

  /**
   * Adds a row.
   * @param bytes holds the DataRow message; `at` is its first column's length
   * @returns where the columns behind the record start
   */
  add(bytes: Buffer, start: number, messageEnd: number): number {
    const most = this.size + 6 * (messageEnd - start);
    if (out.length < most) out = Buffer.allocUnsafe(2 * most);
    const { steps } = this;
    let at = start;
    let to = 0;
    let refs = 0;
    out[to++] = BRACE;
    for (let i = 0; i < steps.length; i += 1) {
      const step = steps[i]!;
      const length = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
      at += 4;
      if (length < 0) {
        if (step.kind === 'ref') {
          for (let left = step.columns - 1; left > 0; left -= 1) at += 4 + Math.max(0, bytes.readInt32BE(at));
          i += step.columns - 1;
        } else if (step.kind !== 'made') {
          to = put(step.key, to);
          to = put(NULL, to);
          to = put(step.tail, to);
        }
        continue;
      }
      if (step.kind === 'ref' || step.kind === 'made') {
        if (refs > 0) out[to++] = COMMA;
        refs += 1;
      }
      to = put(step.key, to);
      to = value(step.encoding, bytes, at, at + length, to);
      to = put(step.tail, to);
      at += length;
    }
    out[to++] = END;
    if (this.refs) out[to++] = END;
    const text = out.toString('latin1', 0, to);
    this.texts = this.ends.length === 0 ? text : `${this.texts},${text}`;
    this.ends.push(this.texts.length);
    return at;
  }

  get records(): Records {
    return { latin1: this.texts, ends: this.ends };
  }
}

function planOf(shape: RecordShape, types: readonly number[]): { steps: Step[]; size: number } {
  const known = plans.get(shape);
  // The same shape always meets the same types, but for a statement that was planned anew after its table changed.
  if (known && known.types.length === types.length && known.types.every((type, i) => type === types[i])) return known;
  const { parts } = shape;
  const lastMember = parts.findLastIndex(({ kind }) => kind === 'member');
  const steps = parts.map((part, i): Step => {
    const within = part.kind === 'inner' ? parts.findLast(({ kind }, k) => k < i && kind === 'ref') : undefined;
    const start = within ? parts.indexOf(within) : -1;
    const ref = within?.kind === 'ref' ? within : null;
    return {
      kind: part.kind,
      encoding: part.kind === 'made' ? 'json' : encodingOf(types[i]!),
      key: Buffer.from(keyOf(part, i === 0)),
      tail: Buffer.from(
        [
          shape.refs && i === lastMember ? ',"_refs":{' : '',
          ref && i === start + 1 ? `,"entity":${JSON.stringify(ref.entity)}` : '',
          ref && i === start + ref.columns - 1 ? '}' : '',
        ].join(''),
      ),
      columns: part.kind === 'ref' ? part.columns : 1,
    };
  });
  const size = 16 + steps.reduce((sum, { key, tail }) => sum + key.length + tail.length + 8, 0);
  const plan = { types, steps, size };
  plans.set(shape, plan);
  return plan;
}

function keyOf(part: RecordPart, first: boolean): string {
  const name = JSON.stringify(part.name);
  if (part.kind === 'ref') return `${name}:{"id":`;
  return first || part.kind === 'made' ? `${name}:` : `,${name}:`;
}

/** @throws Error for a type that the statement has to make JSON of itself: arrays */
function encodingOf(type: number): Encoding {
  if (type === BOOL) return 'bool';
  if (type === UUID || type === DATE) return 'quote';
  if (type === INSTANT) return 'instant';
  if (NUMBERS.has(type)) return 'number';
  if (JSONS.has(type)) return 'json';
  if (TEXTS.has(type)) return 'escape';
  throw new Error(`a column of type ${type} has no place in a record`);
}

function put(bytes: Buffer, to: number): number {
  for (let i = 0; i < bytes.length; i += 1) out[to + i] = bytes[i]!;
  return to + bytes.length;
}

function value(encoding: Encoding, bytes: Buffer, from: number, end: number, to: number): number {
  if (encoding === 'escape') return escaped(bytes, from, end, to);
  if (encoding === 'bool') return put(bytes[from] === TRUE[0] ? TRUE : FALSE, to);
  if (encoding === 'instant') return instant(bytes, from, end, to);
  // NaN and infinity are no numbers to JSON.
  const quoted = encoding === 'quote' || (encoding === 'number' && !isDigit(bytes[end - 1]!));
  if (quoted) out[to++] = QUOTE;
  for (let i = from; i < end; i += 1) out[to++] = bytes[i]!;
  if (quoted) out[to++] = QUOTE;
  return to;
}

/**
 * 2026-11-20 01:02:03.4+00 → "2026-11-20T01:02:03.400Z"; sessions are in UTC and write dates as ISO does. Tables of the platform keep
 * microseconds, which are cut off as SQL cuts them.
 */
function instant(bytes: Buffer, from: number, end: number, start: number): number {
  const fraction = end - from - 'YYYY-MM-DD HH:MM:SS.+00'.length;
  // Whole seconds have no point; what is none of ours (infinity, a year of five digits) leaves as it is.
  if (bytes[from + 10] !== SPACE || bytes[end - 3] !== PLUS || fraction < -1 || fraction > 6)
    return escaped(bytes, from, end, start);
  let to = start;
  out[to++] = QUOTE;
  for (let i = from; i < from + 19; i += 1) out[to++] = i === from + 10 ? T : bytes[i]!;
  out[to++] = POINT;
  for (let i = 0; i < 3; i += 1) out[to++] = i < fraction ? bytes[from + 20 + i]! : ZERO;
  out[to++] = Z;
  out[to++] = QUOTE;
  return to;
}

function escaped(bytes: Buffer, from: number, end: number, start: number): number {
  let to = start;
  out[to++] = QUOTE;
  for (let i = from; i < end; i += 1) {
    const byte = bytes[i]!;
    if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) out[to++] = byte;
    else to = escape(byte, to);
  }
  out[to++] = QUOTE;
  return to;
}

function escape(byte: number, to: number): number {
  if (byte === QUOTE || byte === BACKSLASH) {
    out[to] = BACKSLASH;
    out[to + 1] = byte;
    return to + 2;
  }
  put(Buffer.from(`\\u00${byte.toString(16).padStart(2, '0')}`), to);
  return to + 6;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
