// A fault of a document: a code of the catalogue, its place, the offending value and the parameters of its sentence.
import type { DiagnosticCode } from './catalogue.ts';
import { catalogue } from './catalogue.ts';
import { placeOf } from '../parse/node.ts';
import type { Source } from '../parse/node.ts';

export interface Diagnostic {
  code: DiagnosticCode;
  /** An error keeps the package from being applied, a warning does not. */
  severity: 'error' | 'warning';
  /** File, as the caller named it. */
  path: string;
  /** From 1; columns count UTF-16 units as editors do. */
  line: number;
  col: number;
  /** Address inside the document: fields.risk.type */
  at: string;
  /** What stands there, shortened. */
  value: string;
  params: Record<string, string>;
}

/** A fault as it was put into a sink, to be put again. */
export interface Fault {
  code: DiagnosticCode;
  source: Source;
  offset: number;
  at: string;
  value: unknown;
  params: Record<string, string>;
}

/** Where faults are put while a compile runs. The same fault at the same place is kept once. */
export interface Sink {
  add(
    code: DiagnosticCode,
    source: Source,
    offset: number,
    at: string,
    value: unknown,
    params?: Record<string, string>,
  ): void;
  all(): Diagnostic[];
  hasErrors(): boolean;
  /** How many so far. */
  count(): number;
}

/** Most faults of one run: a file of rubbish must not answer with a million lines. */
export const mostDiagnostics = 1000;

export function createSink(): Sink {
  const found = new Map<string, Diagnostic>();
  let errors = false;
  return {
    add(code, source, offset, at, value, params = {}) {
      const severity = catalogue[code].severity ?? 'error';
      if (severity === 'error') errors = true;
      const key = `${code} ${source.path} ${offset} ${at}`;
      if (found.has(key) || found.size >= mostDiagnostics) return;
      const { line, col } = placeOf(source, offset);
      found.set(key, { code, severity, path: source.path, line, col, at, value: shortened(value), params });
    },
    all() {
      return [...found.values()].sort(
        (a, b) => compare(a.path, b.path) || a.line - b.line || a.col - b.col || compare(a.code, b.code),
      );
    },
    hasErrors: () => errors,
    count: () => found.size,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function shortened(value: unknown): string {
  const text = value === undefined ? '' : typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
