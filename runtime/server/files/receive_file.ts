// An uploaded file on its way in: judged by its bytes, given a name that no system trips over, and kept in its bureau's folder.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { sniffType } from './sniff_type.ts';

/** Bytes; the reader of forms stops a little above. */
const LARGEST = 20 * 1024 * 1024;

export interface ReceivedFile {
  /** Of a file that goes when the request ends. */
  tmpPath: string;
  name: string;
  /** Media type, by its first bytes. */
  type: string;
  size: number;
  sha256: string;
}

/**
 * The form field `file` of a multipart body.
 * @throws Problem 400 E_FILE_MISSING, 413 E_FILE_SIZE, 422 E_FILE_EMPTY, E_FILE_TYPE
 */
export async function receiveFile(ctx: HttpContext): Promise<ReceivedFile> {
  const file = ctx.upload;
  if (!file) throw new Problem(400, 'E_FILE_MISSING', '没有收到文件，请重新选择');
  if (file.size > LARGEST) throw new Problem(413, 'E_FILE_SIZE', '文件超过 20 MB，请压缩后再传');
  if (file.size === 0) throw new Problem(422, 'E_FILE_EMPTY', '文件是空的，请重新选择');
  const { tmpPath, size } = file;
  const type = await sniffType(tmpPath, file.clientName);
  if (!type) throw new Problem(422, 'E_FILE_TYPE', '这种文件不能上传。可以传图片、PDF、Word、Excel、文本和压缩包');
  const name = file.clientName
    .normalize('NFC')
    .replace(/[\u0000-\u001f\\/]/g, '_')
    .slice(-200);
  return { tmpPath, name, type, size, sha256: await hashOf(tmpPath) };
}

/** Copies it to its place. @param folder of the files of all bureaus */
export async function keepFile(folder: string, tenant: string, id: string, file: ReceivedFile): Promise<void> {
  await mkdir(join(folder, tenant), { recursive: true });
  await copyFile(file.tmpPath, join(folder, tenant, id));
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path);
  try {
    for await (const chunk of handle.createReadStream()) hash.update(chunk as Buffer);
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}
