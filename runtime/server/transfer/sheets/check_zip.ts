// Holds an XLSX file (a ZIP archive) to limits before anything is unpacked into memory: its directory is whole, every part is
// unpacked once into nothing with its bytes counted, and what claims to be small and is not is refused while it grows.
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { SheetFault } from './sheet.ts';

const MOST_ENTRIES = 2_000;
const MOST_BYTES = 400 * 1024 * 1024;
/** Parts that are held in memory whole while the sheet is read. */
const HELD = /^xl\/(sharedStrings|styles|workbook)\.xml$|\.rels$|^\[Content_Types\]\.xml$/i;
const MOST_HELD_BYTES = 96 * 1024 * 1024;

interface Entry {
  name: string;
  method: number;
  packed: number;
  offset: number;
}

/** @throws SheetFault E_XLSX_OLD, E_XLSX_BROKEN, E_XLSX_BOMB */
export async function checkZip(path: string): Promise<void> {
  const file = await open(path);
  try {
    const entries = await readDirectory(file);
    if (!entries.some(({ name }) => name === '[Content_Types].xml')) throw broken();
    let total = 0;
    for (const entry of entries) {
      const most = Math.min(MOST_BYTES - total, HELD.test(entry.name) ? MOST_HELD_BYTES : MOST_BYTES);
      total += await unpackedSize(path, file, entry, most);
    }
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat();
  const head = await read(file, 0, Math.min(8, size));
  // The containers of Excel 97 and of encrypted workbooks.
  if (head.readUInt32BE(0) === 0xd0cf11e0)
    throw new SheetFault('E_XLSX_OLD', '这是旧版 Excel（.xls）或加了密码的文件，请另存为没有密码的 .xlsx 后再试');
  const tailAt = Math.max(0, size - 65_557);
  const tail = await read(file, tailAt, size - tailAt);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (head.readUInt16BE(0) !== 0x504b || end < 0 || end + 22 > tail.length) throw broken();
  const [count, length, start] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ];
  if (count > MOST_ENTRIES || length > 4 * 1024 * 1024) throw bomb();
  if (start + length > size) throw broken();
  const directory = await read(file, start, length);
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw broken();
    const [name, extra, comment] = [28, 30, 32].map((place) => directory.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + name),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

async function unpackedSize(path: string, file: FileHandle, entry: Entry, most: number): Promise<number> {
  const local = await read(file, entry.offset, 30);
  if (local.length < 30 || local.readUInt32LE(0) !== 0x04034b50) throw broken();
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (start + entry.packed > (await file.stat()).size) throw broken();
  if (entry.method === 0) {
    if (entry.packed > most) throw bomb();
    return entry.packed;
  }
  if (entry.method !== 8) throw broken();
  if (entry.packed === 0) return 0;
  const packed = createReadStream(path, { start, end: start + entry.packed - 1 });
  const inflate = packed.pipe(createInflateRaw());
  let size = 0;
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > most) throw bomb();
    }
  } catch (error) {
    throw error instanceof SheetFault ? error : broken();
  } finally {
    packed.destroy();
  }
  return size;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function broken(): SheetFault {
  return new SheetFault('E_XLSX_BROKEN', '文件不完整或不是 XLSX，请用表格软件打开后重新保存再试');
}

function bomb(): SheetFault {
  return new SheetFault('E_XLSX_BOMB', '文件解开后太大，不能读取。请删去用不到的工作表和格式，或分成几个文件');
}
