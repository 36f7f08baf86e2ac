// What a sheet is to us, whoever wrote it: lines of cells as text. The library that opens XLSX files is known to this folder only.

/** Most bytes of an uploaded file. */
export const LARGEST_SHEET = 50 * 1024 * 1024;
/** Most lines below the headings. */
export const MOST_LINES = 200_000;
/** Most columns. */
export const MOST_COLUMNS = 300;

export type SheetFormat = 'csv' | 'xlsx';

/** A line of a sheet: its number in the file from 1, its cells as people would type them. */
export interface SheetLine {
  line: number;
  cells: string[];
}

/** What is wrong with a file as a whole; code and Chinese sentence for the officer. */
export class SheetFault extends Error {
  readonly code: string;
  readonly title: string;
  constructor(code: string, title: string) {
    super(`${code}: ${title}`);
    this.code = code;
    this.title = title;
  }
}

/** What is known of a file once all of it was read. */
export interface StagedSheet {
  headings: string[];
  /** The first lines below the headings. */
  sample: SheetLine[];
  lines: number;
  /** CSV: how it was written. */
  encoding: 'utf-8' | 'utf-16le' | 'gb18030' | null;
}
