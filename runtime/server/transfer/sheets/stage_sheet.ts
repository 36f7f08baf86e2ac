// An uploaded sheet → its lines as a file of encrypted JSON lines, read in a thread with limits; and those lines, streamed.
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { Problem } from '../../exceptions/problem.ts';
import type { Seal } from '../../records/seal.ts';
import { SheetFault, type SheetFormat, type SheetLine, type StagedSheet } from './sheet.ts';
import type { StageOrder } from './stage_worker.ts';

const MEMORY_MB = 768;
const LONGEST_MS = 120_000;

/** @param to where the lines are written. @throws SheetFault for a file that cannot be read, named */
export function stageSheet(from: string, to: string, format: SheetFormat, seal: Seal): Promise<StagedSheet> {
  return new Promise((resolve, reject) => {
    const order: StageOrder = { from, to, format, key: seal.key };
    const worker = new Worker(new URL('./stage_worker.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    const impatient = setTimeout(() => {
      reject(new SheetFault('E_SHEET_SLOW', '文件太复杂，两分钟内没有读完。请另存为 CSV，或分成几个文件'));
      void worker.terminate();
    }, LONGEST_MS);
    worker.once('message', (message: { staged?: StagedSheet; fault?: [string, string] | null; error?: Error }) => {
      if (message.staged) resolve(message.staged);
      else if (message.fault) reject(new SheetFault(...message.fault));
      else reject(message.error ?? new Error('the sheet could not be staged'));
    });
    worker.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new SheetFault('E_SHEET_MEMORY', '文件解开后太大，不能读取。请另存为 CSV，或分成几个文件')
          : error,
      );
    });
    worker.once('exit', () => {
      clearTimeout(impatient);
      reject(new Error('the thread that reads sheets ended without an answer'));
    });
  });
}

/** Lines of a staged sheet in blocks of `size`, from the first after `after`. @throws Problem 410 E_IMPORT_GONE once they have been swept away */
export async function* stagedLines(path: string, seal: Seal, after: number, size: number): AsyncGenerator<SheetLine[]> {
  // Opened first: an error of the stream itself would reach nobody through the line reader.
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Problem(410, 'E_IMPORT_GONE', '这个文件上传已超过七天，内容已清理。请重新选择文件导入');
  });
  const stream = file.createReadStream();
  try {
    let block: SheetLine[] = [];
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      for (const row of plainLines(text, seal)) {
        const [line, cells] = JSON.parse(row) as [number, string[]];
        if (line <= after) continue;
        block.push({ line, cells });
        if (block.length === size) {
          yield block;
          block = [];
        }
      }
    }
    if (block.length > 0) yield block;
  } finally {
    // Whoever stops in the middle leaves a file that nobody else would close.
    stream.destroy();
  }
}

/** Files that an older version staged are plain, a line a row. */
function plainLines(text: string, seal: Seal): string[] {
  return text.startsWith('[') ? [text] : seal.unwrap(text).trimEnd().split('\n');
}
