// A package's files → its manifest, documents and CSVs. What is no YAML, JSON or CSV is left alone.
import { createSink } from '../diagnostics/diagnostic.ts';
import type { Fault, Sink } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { documentShape, isKindName, kindNames } from '../kinds/index.ts';
import type { KindName } from '../kinds/index.ts';
import { newMemory, remember } from '../memory/memory.ts';
import type { Memory } from '../memory/memory.ts';
import { validateShape } from '../validate/validate_shape.ts';
import { isPackageName } from '../validate/names.ts';
import { entriesAt, scalarAt, sourceOf, textAt } from './node.ts';
import type { MapNode, Source } from './node.ts';
import { readDocument } from './read_document.ts';

export interface SourceFile {
  path: string;
  text: string;
}

export interface PackageSource {
  kind: 'package' | 'tenant';
  name: string;
  files: SourceFile[];
}

export interface LoadedDocument {
  kind: KindName;
  name: string;
  /** Package or tenant that it belongs to. */
  package: string;
  node: MapNode;
  source: Source;
}

export interface LoadedPackage {
  name: string;
  kind: 'package' | 'tenant';
  manifest: LoadedDocument | null;
  version: string;
  needs: { name: string; range: string; source: Source; offset: number }[];
  documents: LoadedDocument[];
  patches: LoadedDocument[];
  csv: Map<string, SourceFile>;
  /** Files of its functions, by their path below the package's folder. */
  code: string[];
  /** What was wrong with single files; replayed whenever the package is used. */
  faults: Fault[];
}

/** What the process remembers where nobody says otherwise. */
export const shared = newMemory();

/** Reads a package; the same object is read once, so that many bureaus share the work. Nodes are never changed after. */
export function loadPackage(source: PackageSource, memory: Memory = shared): LoadedPackage {
  let result = memory.packages.get(source);
  if (!result) {
    result = load(source, memory);
    memory.packages.set(source, result);
  }
  return result;
}

function load(input: PackageSource, memory: Memory): LoadedPackage {
  const result: LoadedPackage = {
    name: input.name,
    kind: input.kind,
    manifest: null,
    version: '',
    needs: [],
    documents: [],
    patches: [],
    csv: new Map(),
    code: codeOf(input).map(({ path }) => path),
    faults: [],
  };
  const inner = createSink();
  const sink: Sink = {
    ...inner,
    add: (code, source, offset, at, value, params = {}) => {
      result.faults.push({ code, source, offset, at, value, params });
    },
  };
  for (const file of input.files) {
    if (/\.csv$/i.test(file.path)) result.csv.set(file.path, knownTable(file, input.name, memory));
    else if (isDocument(file.path)) take(readOnce(file, input.name, result, memory), result, sink);
  }
  const manifestKind = input.kind === 'package' ? 'Plugin' : 'Tenant';
  const all = [...result.documents, ...(result.manifest ? [result.manifest] : [])];
  if (!result.manifest && !all.some((d) => d.kind === manifestKind)) {
    const source = sourceOf(input.name, input.files[0]?.path ?? input.name, '');
    sink.add('E_PACKAGE_MANIFEST', source, 0, '', input.name);
  }
  return result;
}

/** Of a package handed in again only what changed is parsed. */
function readOnce(file: SourceFile, packageName: string, result: LoadedPackage, memory: Memory): LoadedDocument | null {
  const key = `${packageName}\n${file.path}`;
  let read = memory.documents.get(key)?.find(({ text }) => text === file.text);
  if (!read) {
    const faults: Fault[] = [];
    const sink: Sink = {
      ...createSink(),
      add: (code, source, offset, at, value, params = {}) =>
        void faults.push({ code, source, offset, at, value, params }),
    };
    read = { text: file.text, document: parseDocument(file, packageName, sink), faults };
    remember(memory.documents, key, read);
  }
  result.faults.push(...read.faults);
  return read.document;
}

/** The file as it was first seen with that text: what was made of it is kept by the object. */
function knownTable(file: SourceFile, packageName: string, memory: Memory): SourceFile {
  const key = `${packageName}\n${file.path}`;
  const known = memory.tables.get(key)?.find(({ text }) => text === file.text);
  if (!known) remember(memory.tables, key, file);
  return known ?? file;
}

function take(document: LoadedDocument | null, result: LoadedPackage, sink: Sink): void {
  if (!document) return;
  const { kind, node, source } = document;
  if (kind === 'Patch') result.patches.push(document);
  else if (kind === 'Plugin' || kind === 'Tenant') {
    if (result.manifest || (kind === 'Plugin') !== (result.kind === 'package'))
      return sink.add('E_KIND_PLACE', source, node.start, 'kind', kind);
    result.manifest = document;
    result.version = textAt(node, 'version') ?? '';
    result.needs = entriesAt(node, 'needs').flatMap((entry) =>
      entry.value.kind === 'scalar' && typeof entry.value.value === 'string'
        ? [{ name: entry.key, range: entry.value.value, source: entry.source, offset: entry.value.start }]
        : [],
    );
    const name = scalarAt(node, 'name');
    if (name && kind === 'Plugin' && typeof name.value === 'string' && !isPackageName(name.value))
      sink.add('E_NAME_FORM', source, name.start, 'name', name.raw);
    else if (name && name.value !== result.name)
      sink.add('E_NAME_PACKAGE', source, name.start, 'name', name.raw, { expected: result.name });
  } else result.documents.push(document);
}

/**
 * Reads and validates one document on its own.
 * @returns null when the text is no document; a document with faults in its keys is returned as far as it is good
 */
export function parseDocument(file: SourceFile, packageName: string, sink: Sink): LoadedDocument | null {
  const source = sourceOf(packageName, file.path, file.text);
  const node = readDocument(source, sink);
  if (!node) return null;
  const kind = scalarAt(node, 'kind');
  if (!kind) {
    sink.add('E_KIND_MISSING', source, node.start, '', '', { known: kindNames.join(', ') });
    return null;
  }
  if (typeof kind.value !== 'string' || !isKindName(kind.value)) {
    sink.add('E_KIND_UNKNOWN', source, kind.start, 'kind', kind.raw, {
      known: kindNames.join(', '),
      ...suggest(kind.raw, kindNames),
    });
    return null;
  }
  validateShape(node, documentShape(kind.value), '', sink);
  const name = textAt(node, 'name') ?? '';
  return { kind: kind.value, name, package: packageName, node, source };
}

/** Files of a package's functions, with paths below its folder. */
export function codeOf({ kind, files }: PackageSource): SourceFile[] {
  if (kind !== 'package') return [];
  const manifest = files.find(({ path }) => /(^|\/)plugin\.ya?ml$/.test(path))?.path ?? '';
  const folder = manifest.slice(0, manifest.lastIndexOf('/') + 1);
  return files.flatMap(({ path, text }) =>
    path.startsWith(`${folder}server/`) && isCode(path) ? [{ path: path.slice(folder.length), text }] : [],
  );
}

/** What may lie in the `server/` of a package. */
export function isCode(path: string): boolean {
  return /(^|\/)server\/[A-Za-z0-9_/-]+\.(js|ts)$/.test(path);
}

function isDocument(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path) && !/(^|\/)(package|package-lock|tsconfig[\w.-]*)\.json$/.test(path);
}
