// Reads a text/csv body as text: UTF-8, or GB18030 as the spreadsheets on officers' desks write it. Refuses more than 20 MB.
import type { HttpContext } from '@adonisjs/core/http';
import type { NextFn } from '@adonisjs/core/types/http';
import { Problem } from '../exceptions/problem.ts';
import { readBytes } from './read_bytes.ts';

const LIMIT = 20 * 1024 * 1024;

/** Route middleware; afterwards `ctx.request.raw()` is the decoded text. */
export async function readRawText(ctx: HttpContext, next: NextFn): Promise<void> {
  const type = ctx.request.header('content-type') ?? '';
  if (/^text\/(csv|plain)\b/i.test(type)) {
    const tooLarge = () => new Problem(413, 'E_BODY_TOO_LARGE', '文件超过 20 MB，请分成几份导入');
    ctx.request.updateRawBody(decodeText(await readBytes(ctx, LIMIT, tooLarge)));
  }
  await next();
}

/** UTF-8 when the bytes are valid UTF-8, else GB18030; a byte order mark is dropped. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
