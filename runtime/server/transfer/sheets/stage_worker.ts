// Runs in a thread of its own: reads an uploaded sheet once and writes its lines down as JSON, so that everything after it can
// stream. What a hostile file can exhaust is this thread's memory and time, not the server's. Lines lie on the disk for days and
// may say anything of anybody, so they are written encrypted, a block a line.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Seal } from '../../records/seal.ts';
import { checkZip } from './check_zip.ts';
import { csvEncoding, csvLines } from './csv_lines.ts';
import { MOST_COLUMNS, MOST_LINES, SheetFault, type SheetFormat, type SheetLine, type StagedSheet } from './sheet.ts';
import { xlsxLines } from './xlsx_lines.ts';

const SAMPLE = 5;

export interface StageOrder {
  from: string;
  to: string;
  format: SheetFormat;
  key: Uint8Array;
}

async function stage({ from, to, format, key }: StageOrder): Promise<StagedSheet> {
  if (format === 'xlsx') await checkZip(from);
  const encoding = format === 'csv' ? await csvEncoding(from) : null;
  const source = encoding ? csvLines(from, encoding) : xlsxLines(from);
  const out = createWriteStream(to);
  const seal = new Seal(Buffer.from(key));
  const staged: StagedSheet = { headings: [], sample: [], lines: 0, encoding };
  let block = '';
  for await (const { line, cells } of source) {
    const trimmed = trimEnd(cells);
    if (trimmed.length === 0) continue;
    if (trimmed.length > MOST_COLUMNS)
      throw new SheetFault('E_SHEET_COLUMNS', `第 ${line} 行有 ${trimmed.length} 列，最多 ${MOST_COLUMNS} 列`);
    if (staged.headings.length === 0) {
      staged.headings = trimmed;
      continue;
    }
    if (isNote(trimmed)) continue;
    staged.lines += 1;
    if (staged.lines > MOST_LINES)
      throw new SheetFault('E_SHEET_LINES', `一次最多导入 ${MOST_LINES.toLocaleString('zh-CN')} 行，请分成几个文件`);
    const row: SheetLine = { line, cells: trimmed };
    if (staged.sample.length < SAMPLE) staged.sample.push(row);
    block += `${JSON.stringify([line, trimmed])}\n`;
    if (block.length > 65_536) {
      if (!out.write(`${seal.wrap(block)}\n`)) await once(out, 'drain');
      block = '';
    }
  }
  out.end(block === '' ? '' : `${seal.wrap(block)}\n`);
  await finished(out);
  if (staged.headings.length === 0) throw new SheetFault('E_SHEET_EMPTY', '文件是空的，请先下载模板填写');
  if (staged.lines === 0) throw new SheetFault('E_SHEET_EMPTY', '文件只有列名，没有内容，请填写后再试');
  return staged;
}

/** The line under an export that says who took it, and the notes of a template. */
function isNote(cells: readonly string[]): boolean {
  return /^(导出说明|填写说明)[：:]/.test(cells[0]!);
}

function trimEnd(cells: readonly string[]): string[] {
  let end = cells.length;
  while (end > 0 && cells[end - 1]!.trim() === '') end -= 1;
  return cells.slice(0, end);
}

if (parentPort) {
  const port = parentPort;
  stage(workerData as StageOrder).then(
    (staged) => port.postMessage({ staged }),
    (error: unknown) =>
      port.postMessage({ fault: error instanceof SheetFault ? [error.code, error.title] : null, error }),
  );
}
