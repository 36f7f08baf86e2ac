// CSV files as they come from Excel and WPS: their encoding, and the lines that were refused as a file to be corrected.
import { parseCsv } from '@shijian/kernel';
import type { ImportReport } from '../client/index.ts';

/** Headings of the three columns that the file of refused lines adds; taken off again when it comes back. */
export const REPORT_HEADINGS = ['行号', '错误代码', '原因'];

/** Bytes of a file as text: UTF-8 when they are valid UTF-8, else GB18030, which is what Chinese Excel writes. */
export function decodeCsv(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** The file without the columns of an earlier report, so that a corrected file of refused lines can be imported as it is. */
export function withoutReport(text: string): string {
  const { rows, faults } = parseCsv(text);
  const heading = rows[0]?.cells ?? [];
  const keep = heading.map((name) => !REPORT_HEADINGS.includes(name.trim()));
  if (faults.length > 0 || keep.every(Boolean)) return text;
  return toCsv(rows.map((row) => row.cells.filter((_, index) => keep[index] !== false)));
}

/**
 * The refused lines with their line number, codes and reasons at the end.
 * @param labelOf label of a fault's path
 */
export function refusedCsv(text: string, report: ImportReport, labelOf: (path: string) => string): string {
  const { rows } = parseCsv(text);
  const byLine = new Map(rows.map((row) => [row.line, row.cells]));
  const heading = rows[0]?.cells ?? [];
  const refused = report.lines
    .filter((line) => !line.ok)
    .map((line) => {
      const cells = byLine.get(line.line) ?? [];
      const codes = [...new Set(line.faults.map((fault) => fault.code))].join(' ');
      const reasons = line.faults
        .map((fault) => `${fault.path ? `${labelOf(fault.path)}：` : ''}${fault.message}`)
        .join('；');
      return [...heading.map((_, index) => cells[index] ?? ''), String(line.line), codes, reasons];
    });
  return `\ufeff${toCsv([[...heading, ...REPORT_HEADINGS], ...refused])}`;
}

function toCsv(rows: string[][]): string {
  return rows.map((cells) => cells.map(quote).join(',')).join('\r\n') + '\r\n';
}

/** Quoted where the format asks for it; otherwise as it came. */
function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}
