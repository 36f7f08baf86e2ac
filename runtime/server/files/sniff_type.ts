// What a file is, by its first bytes; its name only decides between types that share them.
import { open } from 'node:fs/promises';

const SIGNATURES: [string, number[]][] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46]],
];
const ZIPPED: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  zip: 'application/zip',
  ofd: 'application/ofd',
};
const OLD_OFFICE: Record<string, string> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  wps: 'application/vnd.ms-works',
};
const TEXTS: Record<string, string> = { txt: 'text/plain', csv: 'text/csv' };

/** Media type of a file that may be kept, or null. */
export async function sniffType(path: string, name: string): Promise<string | null> {
  const handle = await open(path);
  const head = Buffer.alloc(512);
  const { bytesRead } = await handle.read(head, 0, 512, 0).finally(() => handle.close());
  const bytes = head.subarray(0, bytesRead);
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  for (const [type, signature] of SIGNATURES) if (signature.every((byte, i) => bytes[i] === byte)) return type;
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return ZIPPED[ending] ?? null;
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) return OLD_OFFICE[ending] ?? null;
  return ending in TEXTS && !bytes.includes(0) ? TEXTS[ending]! : null;
}
