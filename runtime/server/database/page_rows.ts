// Rows that pg has fetched, put together as the answers of a trip are: the first columns make a record where the statement says so.
import type pg from 'pg';
import type { TextRow } from './connection.ts';
import { bodiesOf, RecordWriter, type RecordShape } from './record_json.ts';

/** @param page rows as arrays of text */
export function textRowsOf(
  shape: RecordShape | undefined,
  page: Pick<pg.QueryArrayResult<(string | null)[]>, 'rows' | 'fields'>,
): TextRow[] {
  const first = shape?.parts.length ?? 0;
  const bodies = shape ? bodiesOf(recordsOf(shape, page)) : [];
  return page.rows.map((values, i) => {
    const row: TextRow = shape ? { body: bodies[i]! } : {};
    for (let at = first; at < values.length; at += 1) row[page.fields[at]!.name] = values[at] ?? null;
    return row;
  });
}

function recordsOf(shape: RecordShape, { rows, fields }: Parameters<typeof textRowsOf>[1]): RecordWriter['records'] {
  const types = fields.map(({ dataTypeID }) => dataTypeID);
  const writer = new RecordWriter(shape, { names: fields.map(({ name }) => name), types });
  for (const values of rows) {
    const bytes = dataRow(values);
    writer.add(bytes, 0, bytes.length);
  }
  return writer.records;
}

/** Columns as they stand in a message of PostgreSQL: length and bytes, -1 for null. */
function dataRow(values: readonly (string | null)[]): Buffer {
  const parts: Buffer[] = [];
  for (const value of values) {
    const length = Buffer.alloc(4);
    const bytes = value === null ? null : Buffer.from(value);
    length.writeInt32BE(bytes === null ? -1 : bytes.length);
    parts.push(length);
    if (bytes) parts.push(bytes);
  }
  return Buffer.concat(parts);
}
