// CSV as RFC 4180 has it, and as Excel writes it: BOM, CRLF or LF, quoted cells with line breaks. One pass, no copying of cells.

export interface CsvRow {
  cells: string[];
  /** Line of the file on which the row starts, from 1. */
  line: number;
}

export interface CsvFault {
  /** E_CSV_QUOTE_OPEN: a quoted cell never ends · E_CSV_QUOTE_TEXT: text between a closing quote and the comma. */
  code: 'E_CSV_QUOTE_OPEN' | 'E_CSV_QUOTE_TEXT';
  line: number;
  value: string;
}

/**
 * Rows of a CSV text. Lines without any content are left out. After an unclosed quote the rest of the file is one cell, and the fault says where it began.
 */
export function parseCsv(text: string): { rows: CsvRow[]; faults: CsvFault[] } {
  const rows: CsvRow[] = [];
  const faults: CsvFault[] = [];
  const end = text.length;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < end) {
    const cells: string[] = [];
    const startLine = line;
    for (;;) {
      if (text.charCodeAt(at) === 34) {
        const cell = quotedCell(text, at);
        if (cell.fault) faults.push({ code: cell.fault, line, value: cell.value.slice(0, 40) });
        line += cell.breaks;
        cells.push(cell.value);
        at = cell.next;
      } else {
        let stop = at;
        for (
          let c = text.charCodeAt(stop);
          stop < end && c !== 44 && c !== 10 && c !== 13;
          c = text.charCodeAt(++stop)
        );
        cells.push(text.slice(at, stop));
        at = stop;
      }
      if (text.charCodeAt(at) !== 44) break;
      at++;
    }
    if (text.charCodeAt(at) === 13) at++;
    if (text.charCodeAt(at) === 10) at++;
    line++;
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: startLine });
  }
  return { rows, faults };
}

interface QuotedCell {
  value: string;
  /** Offset behind the cell. */
  next: number;
  /** Line breaks inside it. */
  breaks: number;
  fault: CsvFault['code'] | null;
}

function quotedCell(text: string, at: number): QuotedCell {
  let value = '';
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) {
      value += text.slice(from);
      return { value, next: text.length, breaks: breaksIn(value), fault: 'E_CSV_QUOTE_OPEN' };
    }
    value += text.slice(from, quote);
    if (text.charCodeAt(quote + 1) !== 34) {
      const breaks = breaksIn(value);
      let stop = quote + 1;
      for (
        let c = text.charCodeAt(stop);
        stop < text.length && c !== 44 && c !== 10 && c !== 13;
        c = text.charCodeAt(++stop)
      );
      const rest = text.slice(quote + 1, stop);
      return { value: value + rest.trim(), next: stop, breaks, fault: rest.trim() === '' ? null : 'E_CSV_QUOTE_TEXT' };
    }
    value += '"';
    from = quote + 2;
  }
}

function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
