// Rows → a CSV or XLSX file, written as they come: memory does not grow with their number.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { finished, pipeline } from 'node:stream/promises';
import { writeXlsxStream } from 'hucre/xlsx';
import type { SheetFormat } from './sheet.ts';

export const SHEET_TYPES: Record<SheetFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** @param rows headings first; every cell is text */
export async function writeSheet(
  path: string,
  format: SheetFormat,
  name: string,
  rows: AsyncIterable<string[]>,
): Promise<void> {
  await (format === 'csv' ? writeCsv(path, rows) : writeXlsx(path, name, rows));
}

/** With the mark by which Excel knows UTF-8. */
async function writeCsv(path: string, rows: AsyncIterable<string[]>): Promise<void> {
  const out = createWriteStream(path);
  let block = '\ufeff';
  try {
    for await (const cells of rows) {
      block += `${cells.map(csvCell).join(',')}\r\n`;
      if (block.length < 65_536) continue;
      if (!out.write(block)) await once(out, 'drain');
      block = '';
    }
  } finally {
    out.end(block);
    await finished(out);
  }
}

/** Cells are inline text: none is ever a formula. */
async function writeXlsx(path: string, name: string, rows: AsyncIterable<string[]>): Promise<void> {
  const stream = writeXlsxStream(rows, { name: sheetName(name), freezePane: { rows: 1 } });
  await pipeline(Readable.fromWeb(stream as NodeReadableStream), createWriteStream(path));
}

/** RFC 4180, and a quote before what a spreadsheet would run as a formula. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d,.]+( \S+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What a sheet may be called. */
function sheetName(name: string): string {
  return (
    name
      .replace(/[[\]:*?/\\]/g, ' ')
      .slice(0, 31)
      .trim() || 'Sheet1'
  );
}
