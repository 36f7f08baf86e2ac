// A value that somebody wrote as YAML.
import { createSink } from '../diagnostics/diagnostic.ts';
import { child, plain, sourceOf } from '../parse/node.ts';
import { readDocument } from '../parse/read_document.ts';

/** The value of a text, or null where it is none: a word, a list, a map on one line or several. */
export function readValue(text: string): { value: unknown } | null {
  if (text.trim() === '') return null;
  const lines = text.trimEnd().split('\n');
  const source = sourceOf(
    '',
    'value',
    lines.length === 1 ? `value: ${text.trim()}\n` : `value:\n  ${lines.join('\n  ')}\n`,
  );
  const sink = createSink();
  const node = readDocument(source, sink);
  const value = node?.entries.size === 1 ? child(node, 'value') : undefined;
  return value && !sink.hasErrors() ? { value: plain(value) } : null;
}
