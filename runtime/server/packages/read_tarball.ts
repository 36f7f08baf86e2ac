// The files of a package out of an npm tarball, without touching the disk. Trusts nothing in it: plain files of sensible size under one
// folder, and nothing that points elsewhere.
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { SourceFile } from '@shijian/kernel';
import { PackageRefused } from './package_refused.ts';

/** Bytes of the tarball, of what is in it, of one file; entries. */
export const TARBALL_LIMITS = {
  packed: 20 * 1024 * 1024,
  unpacked: 64 * 1024 * 1024,
  file: 16 * 1024 * 1024,
  entries: 4000,
};

const BLOCK = 512;
const SEGMENT = /^[\p{L}\p{N}_@][\p{L}\p{N}_.@+ -]{0,99}$/u;

/**
 * @returns every file by its path below the top folder (npm calls it `package/`)
 * @throws PackageRefused E_TARBALL_UNREADABLE, E_TARBALL_SIZE, E_TARBALL_PATH, E_TARBALL_LINK
 */
export async function readTarball(packed: Buffer): Promise<SourceFile[]> {
  if (packed.length > TARBALL_LIMITS.packed) throw refused('E_TARBALL_SIZE', '', packed.length, '压缩包太大');
  const tar = await unpack(packed);
  const files: SourceFile[] = [];
  const seen = new Set<string>();
  let name: string | null = null;
  let entries = 0;
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    if (++entries > TARBALL_LIMITS.entries) throw refused('E_TARBALL_SIZE', '', entries, '压缩包里的文件太多');
    const size = sizeOf(header);
    const body = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (!isSound(header) || body.length < size) throw unreadable();
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x') {
      name = paxPath(body) ?? name;
      continue;
    }
    if (type === 'L') {
      name = text(body);
      continue;
    }
    const path = name ?? headerPath(header);
    name = null;
    if (type === 'g' || type === '5') continue;
    if (type !== '0' && type !== '\0')
      throw refused('E_TARBALL_LINK', path, type, '压缩包里有链接或特殊文件，只能放普通文件');
    if (size > TARBALL_LIMITS.file) throw refused('E_TARBALL_SIZE', path, size, '文件太大');
    const inner = innerPath(path);
    const folded = inner.toLowerCase();
    if (seen.has(folded)) throw refused('E_TARBALL_PATH', inner, inner, '同一个路径出现了两次');
    seen.add(folded);
    files.push({ path: inner, text: body.toString('utf8') });
  }
  if (files.length === 0) throw unreadable();
  return files;
}

async function unpack(packed: Buffer): Promise<Buffer> {
  try {
    return await promisify(gunzip)(packed, { maxOutputLength: TARBALL_LIMITS.unpacked });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw refused('E_TARBALL_SIZE', '', null, '压缩包解开后太大');
    throw unreadable();
  }
}

/** The sum of the header's bytes, its own field read as blanks. */
function isSound(header: Buffer): boolean {
  let sum = 0;
  for (const [i, byte] of header.entries()) sum += i >= 148 && i < 156 ? 32 : byte;
  return Number.parseInt(text(header.subarray(148, 156)).trim(), 8) === sum;
}

function sizeOf(header: Buffer): number {
  const size = Number.parseInt(text(header.subarray(124, 136)).trim() || '0', 8);
  if (!Number.isSafeInteger(size) || size < 0) throw unreadable();
  return size;
}

function headerPath(header: Buffer): string {
  const [name, prefix] = [text(header.subarray(0, 100)), text(header.subarray(345, 500))];
  return text(header.subarray(257, 262)) === 'ustar' && prefix !== '' ? `${prefix}/${name}` : name;
}

/** `path` of a pax header: "27 path=package/…\n". */
function paxPath(body: Buffer): string | null {
  for (const line of body.toString('utf8').split('\n')) {
    const found = /^\d+ path=(.*)$/.exec(line);
    if (found) return found[1] ?? null;
  }
  return null;
}

/** Below the top folder. @throws PackageRefused for whatever leads out of it */
function innerPath(path: string): string {
  const segments = path.split('/');
  const sound =
    segments.length > 1 && path.length <= 300 && segments.every((one) => SEGMENT.test(one) && !one.includes('..'));
  if (!sound) throw refused('E_TARBALL_PATH', path, path, '压缩包里有不安全的路径');
  return segments.slice(1).join('/');
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end === -1 ? bytes.length : end).toString('utf8');
}

function refused(code: string, at: string, value: unknown, message: string): PackageRefused {
  return new PackageRefused(code, [{ code, at, value, message }]);
}

function unreadable(): PackageRefused {
  return refused('E_TARBALL_UNREADABLE', '', null, '这不是一个可读的 .tgz 包');
}
