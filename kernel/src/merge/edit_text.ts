// Changes of a document's text that leave everything else as somebody wrote it: comments, order, blank lines. An edit that cannot be made so
// (or would not read back as intended) is the caller's to do by writing the document anew.
import { createSink } from '../diagnostics/diagnostic.ts';
import { plain, sourceOf } from '../parse/node.ts';
import type { Entry, MapNode, Source } from '../parse/node.ts';
import { readDocument } from '../parse/read_document.ts';
import { samePlain } from './same_value.ts';
import { writeFlow, writeYaml } from './write_yaml.ts';

export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/**
 * The text with the edits, where it then reads as wanted with its keys in that order; else the document written anew under its first comment.
 * @param edits null where there is no way to edit
 */
export function editedText(source: Source, edits: TextEdit[] | null, wanted: Record<string, unknown>): string {
  if (edits) {
    const text = applyEdits(source.text, edits);
    const read = text === null ? null : readPlain(text);
    if (text !== null && read !== null && samePlain(read, wanted) && sameOrder(read, wanted)) return text;
  }
  if (/\.json$/i.test(source.path)) return `${JSON.stringify(wanted, null, 2)}\n`;
  return firstComment(source.text) + writeYaml(wanted);
}

function applyEdits(text: string, edits: readonly TextEdit[]): string | null {
  let out = text;
  let from = Infinity;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    if (edit.end > from) return null;
    out = out.slice(0, edit.start) + edit.text + out.slice(edit.end);
    from = edit.start;
  }
  return out;
}

/** Plain value of a document's text; null where it cannot be read. */
export function readPlain(text: string): Record<string, unknown> | null {
  const sink = createSink();
  const node = readDocument(sourceOf('', 'document', text), sink);
  return node && !sink.hasErrors() ? (plain(node) as Record<string, unknown>) : null; // the top of a document is a map
}

/** A scalar or a whole value replaced. */
export function replaceValue(node: { start: number; end: number }, value: unknown): TextEdit {
  return { start: node.start, end: node.end, text: writeFlow(value) };
}

/** Part of a scalar's text replaced, its quotes and its style left alone. */
export function replaceWithin(
  source: Source,
  node: { start: number; end: number },
  change: (text: string) => string,
): TextEdit {
  return { start: node.start, end: node.end, text: change(source.text.slice(node.start, node.end)) };
}

/** A key spelt otherwise; null where it is not there as one piece of text. */
export function replaceKey(entry: Entry, key: string): TextEdit | null {
  const { text } = entry.source;
  const start = entry.keyStart;
  const written = text[start] === '"' || text[start] === "'" ? quotedAt(text, start) : entry.key;
  if (written === null || !text.startsWith(written, start)) return null;
  const plainKey = /^[A-Za-z_][\w.]*$/.test(key);
  return { start, end: start + written.length, text: plainKey && written === entry.key ? key : JSON.stringify(key) };
}

/** An entry of a map taken out: its lines, or in short form the entry and a comma; null where it shares a line with something else. */
export function removeEntry(map: MapNode, entry: Entry): TextEdit | null {
  const { text } = entry.source;
  if (text[map.start] === '{') return removeShort([...map.entries.values()], entry);
  const start = text.lastIndexOf('\n', entry.keyStart - 1) + 1;
  if (text.slice(start, entry.keyStart).trim() !== '') return null;
  const lineEnd = text.indexOf('\n', Math.max(entry.value.end, entry.keyStart));
  return { start, end: lineEnd === -1 ? text.length : lineEnd + 1, text: '' };
}

function removeShort(entries: Entry[], entry: Entry): TextEdit {
  const at = entries.indexOf(entry);
  const [previous, next] = [entries[at - 1], entries[at + 1]];
  if (next) return { start: entry.keyStart, end: next.keyStart, text: '' };
  return { start: previous?.value.end ?? entry.keyStart, end: entry.value.end, text: '' };
}

function quotedAt(text: string, start: number): string | null {
  const quote = text[start] ?? '';
  for (let i = start + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\' && quote === '"') i++;
    else if (text[i] === quote) return text.slice(start, i + 1);
  }
  return null;
}

/** Comment lines at the top of the file. */
function firstComment(text: string): string {
  return /^(?:#.*\n|[ \t]*\n)*/.exec(text)?.[0] ?? '';
}

function sameOrder(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return true;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.every(([key, value], i) => right[i]?.[0] === key && sameOrder(value, right[i][1]));
}
