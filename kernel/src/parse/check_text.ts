// Faults of the raw text that the YAML parser would name badly or choke on: encoding, size, nesting, full-width colons.
import type { Sink } from '../diagnostics/diagnostic.ts';
import { mostCharacters, mostDepth } from './limits.ts';
import type { Source } from './node.ts';

/** False when the text must not be handed to the parser. */
export function checkText(source: Source, sink: Sink): boolean {
  const { text } = source;
  if (text.length > mostCharacters) {
    // The text is let go: nothing asks for a line of it, and looking for its lines would take longer than refusing it.
    source.text = '';
    sink.add('E_FILE_SIZE', source, 0, '', String(text.length), { max: String(mostCharacters) });
    return false;
  }
  if (text.charCodeAt(0) === 0xfeff) {
    sink.add('E_FILE_BOM', source, 0, '', 'U+FEFF');
    // Offsets stay right because the mark is replaced, not removed.
    source.text = ` ${text.slice(1)}`.replace(/^ (?=\S)/, '\n');
  }
  const cr = text.indexOf('\r');
  if (cr !== -1) sink.add('E_FILE_LINE_END', source, cr, '', 'CR LF');
  const broken = text.indexOf('\uFFFD');
  const nul = text.indexOf('\0');
  if (broken !== -1 || nul !== -1 || !text.isWellFormed()) {
    sink.add('E_FILE_ENCODING', source, Math.max(broken, nul, 0), '', broken === -1 ? 'U+0000' : 'U+FFFD');
    return false;
  }
  const deep = tooDeep(text);
  if (deep === null) return true;
  sink.add('E_YAML_DEPTH', source, deep, '', '', { max: String(mostDepth) });
  return false;
}

/** Offset at which brackets or dashes nest so deep that the recursive composer would overflow, or null. Quotes are not read: a text with 200 opening brackets is refused too. */
function tooDeep(text: string): number | null {
  let depth = 0;
  let dashes = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) depth++;
    else if (c === 0x5d || c === 0x7d) depth = Math.max(0, depth - 1);
    else if (c === 0x0a) dashes = 0;
    else if ((c === 0x2d || c === 0x3f || c === 0x3a) && text.charCodeAt(i + 1) === 0x20) dashes++;
    if (depth > 200 || dashes > 200) return i;
  }
  return null;
}

/** The first `key：` at the start of a line or value, where the colon is the Chinese one. */
export function fullWidthColon(text: string): { offset: number; value: string } | null {
  const found = /^[ \t]*(?:- +)?([A-Za-z_]\w*：.*)$/m.exec(text);
  if (!found) return null;
  const value = found[1] ?? '';
  return { offset: found.index + found[0].length - value.length, value };
}
