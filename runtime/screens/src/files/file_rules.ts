// Which files a field takes, checked before anything is sent; the server checks again.
import { findFieldType, type FieldModel } from '@shijian/kernel';
import type { FileJson } from '../client/index.ts';

/** Bytes; the server refuses more (docs/api.md). */
export const MOST_BYTES = 20 * 1024 * 1024;

export interface FileRules {
  many: boolean;
  images: boolean;
  /** Media types or endings, as in <input accept>; empty takes all. */
  accept: string[];
  mostBytes: number;
  /** null: no limit. */
  mostFiles: number | null;
}

/** Rules of a file or image field, from its type and options. */
export function rulesOf(field: FieldModel): FileRules {
  const type = findFieldType(field.type);
  const many = type?.jsonSchema(field, { list: () => undefined })['type'] === 'array';
  const images = type?.cell === 'image';
  const accept = Array.isArray(field.options['accept'])
    ? field.options['accept'].map(String)
    : images
      ? ['image/*']
      : [];
  const megabytes = field.options['max_size'];
  const most = field.options['max_count'];
  return {
    many,
    images,
    accept,
    mostBytes: typeof megabytes === 'number' ? Math.min(megabytes * 1024 * 1024, MOST_BYTES) : MOST_BYTES,
    mostFiles: !many ? 1 : typeof most === 'number' ? most : null,
  };
}

/** Why a file is not taken, as a sentence; null when it is. */
export function refusal(file: { name: string; type: string; size: number }, rules: FileRules): string | null {
  if (!accepted(file, rules.accept))
    return `“${file.name}”的格式不对，请选${rules.images ? '图片（JPG、PNG）' : rules.accept.join('、')}`;
  if (file.size > rules.mostBytes)
    return `“${file.name}”有 ${sizeText(file.size)}，不能超过 ${sizeText(rules.mostBytes)}`;
  if (file.size === 0) return `“${file.name}”是空的，请重新选择`;
  return null;
}

/** "1.2 MB" */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  const megabytes = bytes / 1024 / 1024;
  return `${Number.isInteger(megabytes) ? megabytes : megabytes.toFixed(1)} MB`;
}

/** The files that a value holds, one or several. */
export function filesOf(value: unknown): FileJson[] {
  return (Array.isArray(value) ? value : [value]).filter(isFile);
}

export function isImage(file: { type: string }): boolean {
  return file.type.startsWith('image/');
}

function isFile(value: unknown): value is FileJson {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

function accepted(file: { name: string; type: string }, accept: string[]): boolean {
  if (accept.length === 0) return true;
  return accept.some((rule) => {
    if (rule.startsWith('.')) return file.name.toLowerCase().endsWith(rule.toLowerCase());
    return rule.endsWith('/*') ? file.type.startsWith(rule.slice(0, -1)) : file.type === rule;
  });
}
