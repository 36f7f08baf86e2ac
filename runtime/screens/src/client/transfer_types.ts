// Imports, exports and jobs as they cross the wire.
import type { Fault } from './types.ts';

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** Work that outlives its request. */
export interface Job {
  id: string;
  kind: string;
  title: string;
  entity: string | null;
  state: JobState;
  done: number;
  total: number | null;
  message: string;
  result: unknown;
  error: { code: string; title: string } | null;
  file: { name: string; type: string; size: number } | null;
  /** The import that it belongs to. */
  import: string | null;
  cancelling: boolean;
  rev: number;
  created_at: string;
  finished_at: string | null;
}

export type ImportState = 'ready' | 'checking' | 'checked' | 'running' | 'done' | 'stopped' | 'undoing' | 'undone';
export type ImportMode = 'create' | 'update' | 'both';

/** How many lines came to what. */
export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
  repeated: number;
  bad: number;
}

export interface ImportUndo {
  removed: number;
  restored: number;
  kept: number;
  kept_records: { id: string; title: string }[];
}

export interface ImportMapping {
  /** Field name for each column of the file; null for one that is left out. */
  columns: (string | null)[];
  mode: ImportMode;
  key: string | null;
}

export interface PastImport {
  id: string;
  file_name: string;
  lines: number;
  state: ImportState;
  counts: ImportCounts | null;
  undo: ImportUndo | null;
  by: string;
  own: boolean;
  created_at: string;
  finished_at: string | null;
}

export interface ImportView extends PastImport {
  headings: string[];
  sample: { line: number; cells: string[] }[];
  job: string | null;
  mapping: ImportMapping;
  fields: { name: string; label: string; required: boolean; hint: string }[];
  keys: { name: string; label: string; fields: string[] }[];
  modes: ImportMode[];
  checked: ImportCounts | null;
  faults: { line: number; faults: Fault[] }[];
}

export type SheetFormat = 'csv' | 'xlsx';
