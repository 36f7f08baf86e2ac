// Plain scalars: words without quotes, over several lines where those stand far enough in.
import { fold, resolvePlain } from './resolve_plain.ts';
import type { Scanner } from './scanner.ts';
import type { YamlNode } from './tree.ts';

const flowSigns = ',[]{}';

/**
 * Reads a plain scalar.
 * @param parent column of the collection around it
 * @param lines false for a key of a block map, which stands on one line
 */
export function readPlain(scan: Scanner, parent: number, flow: boolean, lines = true): YamlNode {
  const { text, at: start } = scan;
  const first = text.charAt(start);
  if ('@`%,|>#'.includes(first)) scan.fault('E_YAML_SYNTAX', start, `Plain value cannot start with ${first}`);
  let end = endOfLine(text, start, flow);
  scan.at = end;
  while (lines && continues(scan, parent, flow)) {
    const stop = endOfLine(text, scan.at, flow);
    if (stop === scan.at) break;
    end = stop;
    scan.at = end;
  }
  scan.at = end;
  const source = fold(text.slice(start, end));
  return { is: 'scalar', style: 'plain', start, end, source, value: resolvePlain(source) };
}

/** Goes to the next line of the scalar where there is one. */
function continues(scan: Scanner, parent: number, flow: boolean): boolean {
  const { text } = scan;
  const before = scan.at;
  let at = before;
  while (text[at] === ' ' || text[at] === '\t') at++;
  if (text[at] === '\r') at++;
  if (text[at] !== '\n') return false;
  while (/\s/.test(text.charAt(at))) at++;
  scan.moveTo(at);
  const c = scan.next;
  const goes = c !== '' && c !== '#' && scan.indent > parent && !scan.atMarker && !(flow && flowSigns.includes(c));
  if (goes) return true;
  scan.moveBack(before);
  return false;
}

/** Offset behind the last character of the scalar on this line. */
export function endOfLine(text: string, from: number, flow: boolean): number {
  let end = from;
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 10 || (c === 13 && text.charCodeAt(at + 1) === 10)) break;
    if (c === 32 || c === 9) continue;
    if (c === 35 && at > from && isSpace(text, at - 1)) break;
    if (c === 58 && (isEnd(text, at + 1) || (flow && flowSigns.includes(text.charAt(at + 1))))) break;
    if (flow && flowSigns.includes(text.charAt(at))) break;
    end = at + 1;
  }
  return end;
}

const isSpace = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '\t';

function isEnd(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c === 32 || c === 9 || c === 10 || c === 13 || Number.isNaN(c);
}
