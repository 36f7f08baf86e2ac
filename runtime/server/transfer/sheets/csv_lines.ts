// Lines of a CSV file of any size, a block at a time: UTF-8, UTF-16 with its mark, or GB18030 as the spreadsheets on officers'
// desks write it.
import { createReadStream } from 'node:fs';
import { parseCsv } from '@shijian/kernel';
import { SheetFault, type SheetLine } from './sheet.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'gb18030';

/** More text than this without the end of a line is no table. */
const LONGEST_LINE = 1024 * 1024;

/** How a file was written. @throws SheetFault E_CSV for what is no text */
export async function csvEncoding(path: string): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      if (first && chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
      first = false;
      if (chunk.includes(0)) throw new SheetFault('E_CSV', '这不是 CSV 文件，请用表格软件另存为 CSV 或 XLSX 后再试');
      decoder.decode(chunk, { stream: true });
    }
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof SheetFault) throw error;
    return 'gb18030';
  }
}

/** @throws SheetFault E_CSV, E_CSV_ENCODING, E_CSV_QUOTE */
export async function* csvLines(path: string, encoding: Encoding): AsyncGenerator<SheetLine> {
  const decoder = new TextDecoder(encoding);
  let rest = '';
  let line = 0;
  const take = function* (text: string): Generator<SheetLine> {
    const { rows, faults } = parseCsv(text);
    const [fault] = faults;
    if (fault)
      throw new SheetFault('E_CSV_QUOTE', `第 ${line + fault.line} 行的引号没有配对，请用表格软件另存为 CSV 后再试`);
    for (const row of rows) yield { line: line + row.line, cells: row.cells };
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true });
    // Bytes that are no character of the encoding, or zeros: a file of another kind, or cut in the middle of a character.
    if (encoding === 'gb18030' && text.includes('\ufffd'))
      throw new SheetFault('E_CSV_ENCODING', '文件的编码认不出来，请另存为 UTF-8 编码的 CSV 或 XLSX 后再试');
    if (text.includes('\u0000'))
      throw new SheetFault('E_CSV', '这不是 CSV 文件，请用表格软件另存为 CSV 或 XLSX 后再试');
    rest += text;
    const end = lastLineEnd(rest);
    if (end === 0) {
      if (rest.length > LONGEST_LINE)
        throw new SheetFault('E_CSV_QUOTE', `第 ${line + 1} 行太长，可能是引号没有配对，请用表格软件另存为 CSV 后再试`);
      continue;
    }
    const block = rest.slice(0, end);
    rest = rest.slice(end);
    yield* take(block);
    line += breaks(block);
  }
  rest += decoder.decode();
  if (rest !== '') yield* take(rest);
}

/** Offset behind the last line break that stands outside of quotes. */
function lastLineEnd(text: string): number {
  let quoted = false;
  let end = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === 34) quoted = !quoted;
    else if (char === 10 && !quoted) end = at + 1;
  }
  return end;
}

function breaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
