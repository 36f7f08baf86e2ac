// The CSV beside a document: its heading, its rows, and the faults that any CSV can have.
import type { LoadedDocument } from '../parse/load_package.ts';
import { parseCsv } from '../parse/csv.ts';
import { mostCsvCharacters } from '../parse/limits.ts';
import { scalarAt, sourceOf } from '../parse/node.ts';
import type { Source } from '../parse/node.ts';
import type { Context } from './context.ts';

export interface CsvTable {
  source: Source;
  heading: string[];
  rows: { cells: string[]; line: number }[];
}

const tables = new WeakMap<object, ReturnType<typeof parseCsv>>();

/** The table that `file:` of the document names; null when it is not there or has no heading. */
export function readCsv(document: LoadedDocument, ctx: Context): CsvTable | null {
  const file = scalarAt(document.node, 'file');
  if (!file || typeof file.value !== 'string') return null;
  const folder = file.source.path.slice(0, file.source.path.lastIndexOf('/') + 1);
  const found = ctx.csv(`${file.source.package}\n${folder}${file.value}`);
  if (!found) {
    ctx.sink.add('E_CSV_NONE', file.source, file.start, 'file', file.value);
    return null;
  }
  if (found.text.length > mostCsvCharacters) {
    const source = sourceOf(file.source.package, found.path, '');
    ctx.sink.add('E_CSV_SIZE', source, 0, '', String(found.text.length), { max: String(mostCsvCharacters) });
    return null;
  }
  let parsed = tables.get(found);
  if (!parsed) {
    parsed = parseCsv(found.text);
    tables.set(found, parsed);
  }
  const source = sourceOf(file.source.package, found.path, found.text);
  for (const fault of parsed.faults) ctx.sink.add(fault.code, source, lineStart(source, fault.line), '', fault.value);
  const [head, ...rows] = parsed.rows;
  if (!head) {
    ctx.sink.add('E_CSV_EMPTY', source, 0, '', '');
    return null;
  }
  const heading = head.cells.map((cell) => cell.trim());
  heading.forEach((name, i) => {
    if (heading.indexOf(name) !== i) ctx.sink.add('E_CSV_COLUMN_TWICE', source, 0, '', name);
  });
  const whole = rows.filter((row) => {
    if (row.cells.length === heading.length) return true;
    const params = { found: String(row.cells.length), expected: String(heading.length) };
    ctx.sink.add('E_CSV_CELLS', source, lineStart(source, row.line), '', row.cells.join(','), params);
    return false;
  });
  return { source, heading, rows: whole };
}

/** Offset at which a line begins. */
export function lineStart(source: Source, line: number): number {
  if (source.lines === null) {
    source.lines = [0];
    for (let at = source.text.indexOf('\n'); at !== -1; at = source.text.indexOf('\n', at + 1))
      source.lines.push(at + 1);
  }
  return source.lines[line - 1] ?? 0;
}
