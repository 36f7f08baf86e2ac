// A package as an npm tarball: the same files give the same bytes on every machine.
import { gzipSync } from 'node:zlib';
import type { SourceFile } from '@shijian/kernel';

const BLOCK = 512;
/** npm's own: 1985-10-26, so that the clock says nothing. */
const MTIME = 499162500;

export interface TarEntry extends SourceFile {
  /** Type of the entry; a plain file where it is left out. */
  type?: string;
  /** Where a link points. */
  link?: string;
}

/** @param top folder that all files stand in */
export function writeTarball(files: readonly TarEntry[], top = 'package'): Buffer {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const blocks = sorted.flatMap((file) => entryOf(file, top === '' ? file.path : `${top}/${file.path}`));
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(BLOCK * 2)]), { level: 9 });
}

function entryOf(file: TarEntry, path: string): Buffer[] {
  const body = Buffer.from(file.text, 'utf8');
  const name = Buffer.from(path, 'utf8');
  // A long name stands in a header of its own.
  const long = name.length > 100 ? pax(path) : [];
  return [...long, header(name.subarray(0, 100), body.length, file.type ?? '0', file.link ?? ''), padded(body)];
}

function pax(path: string): Buffer[] {
  const rest = ` path=${path}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (Buffer.byteLength(String(length)) + Buffer.byteLength(rest) !== length) length += 1;
  const body = Buffer.from(`${length}${rest}`, 'utf8');
  return [header(Buffer.from('PaxHeader'), body.length, 'x', ''), padded(body)];
}

function header(name: Buffer, size: number, type: string, link: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  name.copy(block, 0);
  const number = (value: number, at: number, width: number): void =>
    void block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at);
  number(0o644, 100, 8);
  number(0, 108, 8);
  number(0, 116, 8);
  number(size, 124, 12);
  number(MTIME, 136, 12);
  block.write('        ', 148);
  block.write(type, 156);
  block.write(link, 157);
  block.write('ustar\0', 257);
  block.write('00', 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function padded(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}
