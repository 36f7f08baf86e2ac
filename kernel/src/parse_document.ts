// One document by itself, for editors: its plain value and what is wrong with it before anything else is known.
import { createSink } from './diagnostics/diagnostic.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { KindName } from './kinds/index.ts';
import { parseDocument as parse } from './parse/load_package.ts';
import type { SourceFile } from './parse/load_package.ts';
import { plain } from './parse/node.ts';

export interface ParsedDocument {
  kind: KindName | null;
  name: string | null;
  /** Plain JSON of the document, as far as it could be read. */
  value: unknown;
  diagnostics: Diagnostic[];
}

/** Reads and checks one document of a package; never throws. */
export function parseDocument(file: SourceFile, packageName = ''): ParsedDocument {
  const sink = createSink();
  const document = parse(file, packageName, sink);
  return {
    kind: document?.kind ?? null,
    name: document?.name ?? null,
    value: document ? plain(document.node) : null,
    diagnostics: sink.all(),
  };
}
