// YAML 1.2 as documents are written in it: block and flow maps and lists, scalars of every style, comments. What a document never
// needs is refused by name: tags, several documents, keys that are no text; aliases are left to the caller. Decision 9 says why this is ours.
import { readBlockScalar } from './read_block_scalar.ts';
import { readAlias, readFlow, readQuotedNode, skipProps } from './read_flow.ts';
import { endOfLine, readPlain } from './read_plain.ts';
import { endOfQuoted } from './read_quoted.ts';
import { Scanner } from './scanner.ts';
import { Unreadable } from './tree.ts';
import type { YamlFault, YamlNode, YamlPair } from './tree.ts';

/**
 * Reads the one document of a text; never throws.
 * @returns its top node, null where there is none; with faults the node is not to be trusted
 */
export function readYaml(text: string): { node: YamlNode | null; faults: YamlFault[] } {
  const scan = new Scanner(text);
  try {
    return { node: readWhole(scan), faults: scan.faults };
  } catch (error) {
    if (error instanceof RangeError) scan.fault('E_YAML_DEPTH', scan.at, 'Nested too deep');
    else if (!(error instanceof Unreadable)) throw error;
    return { node: null, faults: scan.faults };
  }
}

function readWhole(scan: Scanner): YamlNode | null {
  scan.skip(true);
  const directives = scan.next === '%' && scan.column === 0;
  while (scan.next === '%' && scan.column === 0) {
    scan.at = endOf(scan);
    scan.skip(true);
  }
  if (directives && !scan.atMarker) scan.stop('E_YAML_SYNTAX', scan.at, 'Missing --- behind the directives');
  if (scan.atMarker && scan.next === '-') {
    scan.at += 3;
    scan.skip(true);
  }
  const node = scan.ended || scan.atMarker ? null : readBlock(scan, -1, 'top');
  scan.skip(true);
  if (scan.next === '.' && scan.atMarker) {
    scan.at += 3;
    scan.skip(true);
  }
  if (scan.ended) return node;
  if (scan.atMarker) scan.stop('E_YAML_DOCUMENTS', scan.at, 'Several documents');
  return scan.stop(scan.column > 0 ? 'E_YAML_INDENT' : 'E_YAML_SYNTAX', scan.at, 'Unexpected text');
}

function endOf(scan: Scanner): number {
  const end = scan.text.indexOf('\n', scan.at);
  return end === -1 ? scan.text.length : end;
}

/** Where a node stands: at the top, behind a key, or behind a dash, where a collection may begin on the same line. */
type Where = 'top' | 'key' | 'dash';

/** @param parent column of the collection that it is in */
function readBlock(scan: Scanner, parent: number, where: Where): YamlNode {
  while (scan.next === ' ' || scan.next === '\t') scan.at++;
  const from = scan.at;
  let crossed = scan.skip(true) || where === 'top';
  // In the column of its key a list belongs to it, anything else comes after it.
  const isOver = (): boolean => {
    const inside = scan.column > parent || (where === 'key' && scan.column === parent && scan.isMark('-'));
    return scan.ended || scan.atMarker || (crossed && !inside);
  };
  if (isOver()) return emptyAt(from);
  skipProps(scan, () => {
    crossed = scan.skip(true) || crossed;
  });
  if (isOver()) return emptyAt(from);
  const { column } = scan;
  const dash = scan.isMark('-');
  const begins = crossed || where === 'dash';
  if (dash) return begins ? readList(scan, column) : scan.stop('E_YAML_SYNTAX', scan.at, 'A list begins on a new line');
  if (scan.isMark('?')) return scan.stop('E_YAML_SYNTAX', scan.at, MARKED_KEY);
  if (scan.next === '|' || scan.next === '>') return readBlockText(scan, parent);
  if (begins && isKey(scan)) return readMap(scan, column);
  const node = readInline(scan, parent);
  const { at } = scan;
  const ended = scan.skip(true);
  if (!ended && !scan.ended)
    scan.stop('E_YAML_SYNTAX', scan.next === ':' ? node.start : scan.at, 'Unexpected text behind the value');
  if (ended && scan.next === ':' && scan.isMark(':'))
    scan.stop('E_YAML_SYNTAX', node.start, 'A key stands on one line');
  scan.moveBack(at);
  return node;
}

const MARKED_KEY = 'Keys marked by ? are not read';

const emptyAt = (at: number): YamlNode => ({
  is: 'scalar',
  style: 'plain',
  start: at,
  end: at,
  source: '',
  value: null,
});

function readInline(scan: Scanner, parent: number): YamlNode {
  const c = scan.next;
  if (c === '{' || c === '[') return readFlow(scan, parent);
  if (c === '"' || c === "'") return readQuotedNode(scan, parent);
  if (c === '*') return readAlias(scan);
  if (c === '}' || c === ']') return scan.stop('E_YAML_SYNTAX', scan.at, 'Unexpected bracket');
  return readPlain(scan, parent, false);
}

function readBlockText(scan: Scanner, parent: number): YamlNode {
  const start = scan.at;
  const { value, end } = readBlockScalar(scan.text, start, parent, scan.faults);
  scan.moveTo(end);
  return { is: 'scalar', style: 'block', start, end, source: value, value };
}

/** True where a key and its colon stand on this line. */
function isKey(scan: Scanner): boolean {
  const { text, at } = scan;
  const c = scan.next;
  let end: number;
  if (c === '"' || c === "'") {
    end = endOfQuoted(text, at);
    if (end === -1 || text.slice(at, end).includes('\n')) return false;
  } else if ('[{*}]'.includes(c)) return false;
  else end = endOfLine(text, at, false);
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text[end] === ':' && scan.isBlank(end + 1);
}

function readMap(scan: Scanner, column: number): YamlNode {
  const start = scan.at;
  const pairs: YamlPair[] = [];
  for (;;) {
    const key = scan.next === '"' || scan.next === "'" ? readQuotedNode(scan, -1) : readPlain(scan, -1, false, false);
    while (scan.next === ' ' || scan.next === '\t') scan.at++;
    scan.at++;
    const value = readBlock(scan, column, 'key');
    pairs.push({ key, value });
    if (!atNext(scan, column)) return { is: 'map', start, end: value.end, pairs };
    if (scan.isMark('?')) scan.stop('E_YAML_SYNTAX', scan.at, MARKED_KEY);
    if (scan.isMark('-') || '&!'.includes(scan.next) || !isKey(scan))
      scan.stop('E_YAML_SYNTAX', scan.at, 'A key needs a colon and a blank behind it');
  }
}

function readList(scan: Scanner, column: number): YamlNode {
  const start = scan.at;
  const items: YamlNode[] = [];
  for (;;) {
    scan.at++;
    const item = readBlock(scan, column, 'dash');
    items.push(item);
    if (!atNext(scan, column) || !scan.isMark('-')) return { is: 'list', start, end: item.end, items };
  }
}

/** Goes to what follows an item; true when it stands in the same column. */
function atNext(scan: Scanner, column: number): boolean {
  scan.skip(true);
  if (scan.ended || scan.atMarker) return false;
  if (scan.column > column) scan.stop('E_YAML_INDENT', scan.at, 'The indentation fits no line above');
  return scan.column === column;
}
