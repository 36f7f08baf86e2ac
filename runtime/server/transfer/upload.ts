// An uploaded sheet: the request's bytes to a file on disk with a limit, its kind by its first bytes.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { LARGEST_SHEET, type SheetFormat } from './sheets/sheet.ts';

export interface Upload {
  size: number;
  sha256: string;
  format: SheetFormat;
}

/**
 * Writes the body to `path`. One that is too large is refused while it arrives: no more than the limit ever lies on the disk.
 * @throws Problem 413 E_IMPORT_SIZE, 422 E_SHEET_EMPTY
 */
export async function receiveSheet(ctx: HttpContext, path: string): Promise<Upload> {
  const tooLarge = new Problem(413, 'E_IMPORT_SIZE', `文件超过 ${LARGEST_SHEET / 1024 / 1024} MB，请分成几份导入`);
  if (Number(ctx.request.header('content-length') ?? 0) > LARGEST_SHEET) throw tooLarge;
  const out = createWriteStream(path);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of ctx.request.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_SHEET) throw tooLarge;
      hash.update(chunk);
      if (!out.write(chunk)) await once(out, 'drain');
    }
  } finally {
    out.end();
    await finished(out);
  }
  if (size === 0) throw new Problem(422, 'E_SHEET_EMPTY', '文件是空的，请重新选择');
  return { size, sha256: hash.digest('hex'), format: await formatOfFile(path) };
}

/** ZIP archives and the containers of old workbooks are for the reader of sheets to accept or refuse; all else is text. */
async function formatOfFile(path: string): Promise<SheetFormat> {
  const file = await open(path);
  const head = Buffer.alloc(4);
  await file.read(head, 0, 4, 0).finally(() => file.close());
  return head.readUInt16BE(0) === 0x504b || head.readUInt32BE(0) === 0xd0cf11e0 ? 'xlsx' : 'csv';
}
