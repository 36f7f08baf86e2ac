// Documents from a ZIP: plain files, held to limits while they are unpacked. What it does not know (encryption, other methods, large archives) is
// refused rather than guessed at.
import { crc32, inflateRawSync } from 'node:zlib';
import type { SourceFile } from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';

const MOST_ENTRIES = 2_000;
const MOST_BYTES = 20 * 1024 * 1024;
const DOCUMENT = /\.(ya?ml|json|csv)$/;

/**
 * Documents of an archive by their path in it; whatever else lies there, as a README does, is left alone.
 * @throws Problem 422 E_ZIP_UNREADABLE, E_ZIP_SIZE
 */
export function readZip(bytes: Buffer): SourceFile[] {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > bytes.length) throw unreadable();
  const count = bytes.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw tooLarge();
  const files: SourceFile[] = [];
  let total = 0;
  let at = bytes.readUInt32LE(end + 16);
  for (let n = 0; n < count; n += 1) {
    const entry = entryAt(bytes, at);
    at = entry.next;
    if (!DOCUMENT.test(entry.path) || isHidden(entry.path)) continue;
    const body = unpacked(bytes, entry, MOST_BYTES - total);
    total += body.length;
    files.push({ path: entry.path, text: textOf(body) });
  }
  return files;
}

/** What desktops put into archives by themselves. A way up is none of it: whoever reads the paths refuses it. */
function isHidden(path: string): boolean {
  return path.split('/').some((one) => one === '__MACOSX' || (one.startsWith('.') && one !== '..'));
}

interface Entry {
  path: string;
  method: number;
  checksum: number;
  packed: number;
  offset: number;
  next: number;
}

function entryAt(bytes: Buffer, at: number): Entry {
  if (at + 46 > bytes.length || bytes.toString('latin1', at, at + 4) !== 'PK\x01\x02') throw unreadable();
  const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
    number,
    number,
    number,
  ];
  const next = at + 46 + name + extra + comment;
  const encrypted = (bytes.readUInt16LE(at + 8) & 1) !== 0;
  if (next > bytes.length || encrypted) throw unreadable();
  return {
    path: bytes.toString('utf8', at + 46, at + 46 + name).replaceAll('\\', '/'),
    method: bytes.readUInt16LE(at + 10),
    checksum: bytes.readUInt32LE(at + 16),
    packed: bytes.readUInt32LE(at + 20),
    offset: bytes.readUInt32LE(at + 42),
    next,
  };
}

function unpacked(bytes: Buffer, { method, checksum, packed, offset }: Entry, most: number): Buffer {
  if (offset + 30 > bytes.length || bytes.toString('latin1', offset, offset + 4) !== 'PK\x03\x04') throw unreadable();
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const body = bytes.subarray(start, start + packed);
  if (body.length !== packed || (method !== 0 && method !== 8)) throw unreadable();
  const whole = method === 0 ? body : inflated(body, most);
  if (whole.length > most) throw tooLarge();
  if (crc32(whole) !== checksum) throw unreadable();
  return whole;
}

function inflated(body: Buffer, most: number): Buffer {
  try {
    return inflateRawSync(body, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : unreadable();
  }
}

function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw unreadable();
  }
}

function unreadable(): Problem {
  return new Problem(422, 'E_ZIP_UNREADABLE', '这不是可读的 ZIP 文件（UTF-8 文本，不加密），请重新打包');
}

function tooLarge(): Problem {
  return new Problem(422, 'E_ZIP_SIZE', '压缩包解开后太大：最多 2000 个文件、20 MB');
}
