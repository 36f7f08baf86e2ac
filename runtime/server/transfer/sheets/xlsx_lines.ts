// Lines of the first sheet of an XLSX file: what a cell shows as an officer would type it. Formulas by their last value, dates
// of both systems as dates, numbers whose digits Excel has lost in the form that the fields refuse by name.
import { readFile } from 'node:fs/promises';
import { readXlsx, streamXlsxRows, type CellValue } from 'hucre/xlsx';
import { SheetFault, type SheetLine } from './sheet.ts';

/** Rows in which headings stand; merged cells there make columns ambiguous. */
const HEAD_ROWS = 3;

/** @throws SheetFault E_XLSX_MERGED, E_XLSX_BROKEN; the file has passed checkZip() */
export async function* xlsxLines(path: string): AsyncGenerator<SheetLine> {
  const bytes = new Uint8Array(await readFile(path));
  await refuseMergedHead(bytes);
  try {
    for await (const row of streamXlsxRows(bytes))
      yield { line: row.index + 1, cells: Array.from(row.values, cellText) };
  } catch (error) {
    if (error instanceof SheetFault) throw error;
    throw new SheetFault('E_XLSX_BROKEN', '文件里的工作表读不出来，请用表格软件打开后重新保存再试');
  }
}

async function refuseMergedHead(bytes: Uint8Array): Promise<void> {
  const book = await readXlsx(bytes, { sheets: [0], maxRows: HEAD_ROWS }).catch(() => {
    throw new SheetFault('E_XLSX_BROKEN', '文件里的工作表读不出来，请用表格软件打开后重新保存再试');
  });
  const [sheet] = book.sheets;
  if (!sheet) throw new SheetFault('E_XLSX_EMPTY', '文件里没有工作表');
  const merged = (sheet.merges ?? []).find((range) => range.startRow < HEAD_ROWS);
  if (merged)
    throw new SheetFault(
      'E_XLSX_MERGED',
      `第 ${merged.startRow + 1} 行有合并的单元格，分不清各列。请取消合并，让第一行每一列各有一个列名`,
    );
}

function cellText(value: CellValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return numberText(value);
  return value instanceof Date ? dateText(value) : String(value);
}

/** Fifteen digits are all that a sheet keeps; what is longer has lost its end and is written so that nobody takes it for whole. */
function numberText(value: number): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(5).replace('e', 'E');
  const shown = Number(value.toPrecision(15));
  return Math.abs(shown) < 1e-6 && shown !== 0 ? shown.toFixed(15).replace(/0+$/, '') : String(shown);
}

/** A day, or a day with its time; sheets know neither zone nor seconds' fractions. */
function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return '#NUM!';
  const rounded = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString();
  const [day, time] = [rounded.slice(0, 10), rounded.slice(11, 19)];
  return time === '00:00:00' ? day : `${day} ${time}`;
}
