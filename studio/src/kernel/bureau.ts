// The bureau's documents with a draft's changes in them: what is there, and what the kernel finds.
import { compile, kindNames, newMemory, parseDocument, sentences } from '@shijian/kernel';
import type {
  CompileInput,
  Diagnostic,
  KindName,
  Model,
  PackageSource,
  ParsedDocument,
  SourceFile,
} from '@shijian/kernel';
import type { DocumentChange, DoorSources } from '../client/types.ts';
import { complete } from './complete.ts';
import type { Completions } from './complete.ts';
import type { Checked, DocumentEntry, Finding } from './messages.ts';

export interface Bureau {
  check(changes: DocumentChange[]): Checked;
  complete(changes: DocumentChange[], path: string, text: string, offset: number): Completions | null;
}

/** Compiles again and again over one revision; only what changed is done anew. */
export function bureauOf(sources: DoorSources): Bureau {
  const memory = newMemory();
  const known = new Map<string, DocumentEntry>();
  let model: Model | null = null;
  const inputWith = (changes: DocumentChange[]): CompileInput => ({
    packages: sources.packages,
    tenant: withChanges(sources.tenant, changes),
  });
  return {
    check(changes) {
      const started = performance.now();
      const input = inputWith(changes);
      const compiled = compile(input, memory);
      model = compiled.model ?? model;
      const documents = [
        ...sources.packages.flatMap((source) => source.files.map((file) => entryOf(source, file, known))),
        ...ownDocuments(sources.tenant, input.tenant!, known),
      ].filter((entry) => entry !== null);
      nameAfterTargets(documents);
      return {
        documents,
        findings: compiled.diagnostics.map(findingOf),
        compiles: compiled.model !== null,
        took: performance.now() - started,
      };
    },
    complete(changes, path, text, offset) {
      model ??= compile(inputWith([]), memory).model;
      const others = changes.filter((change) => change.path !== path);
      return complete(text, offset, { input: inputWith(others), model });
    },
  };
}

/** The bureau's files as the changes make them. */
export function withChanges(tenant: PackageSource, changes: readonly DocumentChange[]): PackageSource {
  if (changes.length === 0) return tenant;
  const changed = new Map(changes.map(({ path, text }) => [path, text]));
  const files = tenant.files.flatMap((file): SourceFile[] => {
    const text = changed.get(file.path);
    if (text === undefined) return [file];
    changed.delete(file.path);
    return text === null ? [] : [{ path: file.path, text }];
  });
  for (const [path, text] of changed) if (text !== null) files.push({ path, text });
  return { ...tenant, files };
}

function ownDocuments(
  before: PackageSource,
  after: PackageSource,
  known: Map<string, DocumentEntry>,
): (DocumentEntry | null)[] {
  const old = new Map(before.files.map(({ path, text }) => [path, text]));
  const entries = after.files.map((file): DocumentEntry | null => {
    const text = old.get(file.path);
    old.delete(file.path);
    const entry = entryOf(after, file, known);
    return entry && { ...entry, does: text === undefined ? 'added' : text === file.text ? null : 'changed' };
  });
  for (const [path, text] of old) {
    const entry = entryOf(before, { path, text }, known);
    if (entry) entries.push({ ...entry, does: 'removed' });
  }
  return entries;
}

/** Null for what is neither document nor table: pictures, READMEs, package.json. */
function entryOf(source: PackageSource, file: SourceFile, known: Map<string, DocumentEntry>): DocumentEntry | null {
  const table = /\.csv$/i.test(file.path);
  if (!table && (!/\.(ya?ml|json)$/i.test(file.path) || /(^|\/)package\.json$/.test(file.path))) return null;
  const key = `${source.name}\n${file.path}\n${file.text}`;
  let entry = known.get(key);
  if (!entry) {
    const { kind, name, value } = table ? { kind: 'CSV', name: null, value: null } : readHead(file, source.name);
    const text = (member: string): string | null => {
      const found = (value as Record<string, unknown> | null)?.[member];
      return typeof found === 'string' ? found : null;
    };
    const bare = kind === 'Plugin' || kind === 'Tenant' || !name;
    entry = {
      path: file.path,
      package: source.name,
      kind,
      name: bare ? name || null : `${source.name}.${name}`,
      label: text('label'),
      of: kind === 'Patch' ? text('of') : null,
      own: source.kind === 'tenant',
      does: null,
    };
    known.set(key, entry);
  }
  return entry;
}

/** A patch is called what the document is called that it changes. */
function nameAfterTargets(documents: DocumentEntry[]): void {
  const labels = new Map(documents.map(({ kind, name, label }) => [`${kind ?? ''} ${name ?? ''}`, label]));
  for (const [i, entry] of documents.entries())
    if (entry.of !== null) documents[i] = { ...entry, label: labels.get(entry.of) ?? null };
}

/** Half-written YAML cannot be read; what it says of itself at its top still stands there. */
function readHead(file: SourceFile, packageName: string): Pick<ParsedDocument, 'kind' | 'name' | 'value'> {
  const parsed = parseDocument(file, packageName);
  if (parsed.kind !== null) return parsed;
  const member = (key: string): string | undefined =>
    new RegExp(`^${key}:\\s*["']?([^"'#\\n]+?)["']?\\s*(#.*)?$`, 'm').exec(file.text)?.[1];
  const kind = member('kind') ?? '';
  return {
    kind: kindNames.includes(kind) ? (kind as KindName) : null,
    name: member('name') ?? null,
    value: { label: member('label'), of: member('of') },
  };
}

function findingOf(diagnostic: Diagnostic): Finding {
  return { ...diagnostic, says: sentences(diagnostic, 'zh') };
}
