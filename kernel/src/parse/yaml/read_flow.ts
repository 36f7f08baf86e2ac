// Flow collections: { key: value } and [value], as JSON has them too, over any number of lines.
import { readPlain } from './read_plain.ts';
import { endOfQuoted, readQuoted } from './read_quoted.ts';
import type { Scanner } from './scanner.ts';
import type { YamlNode, YamlPair } from './tree.ts';

/** @param parent column of the block collection around it: lines stand further in */
export function readFlow(scan: Scanner, parent: number): YamlNode {
  const start = scan.at;
  const isMap = scan.next === '{';
  const close = isMap ? '}' : ']';
  const pairs: YamlPair[] = [];
  const items: YamlNode[] = [];
  scan.at++;
  for (;;) {
    step(scan, parent, close);
    if (scan.next === close) break;
    if (scan.next === ',') scan.stop('E_YAML_SYNTAX', scan.at, 'Unexpected , in flow collection');
    const pair = readPair(scan, parent, isMap);
    if (isMap) pairs.push(pair);
    else items.push(pair.value === null ? pair.key : single(pair));
    step(scan, parent, close);
    if (scan.next === ',') scan.at++;
    else if (scan.next !== close) scan.stop('E_YAML_SYNTAX', scan.at, 'Missing , between flow collection items');
  }
  const end = ++scan.at;
  return isMap ? { is: 'map', start, end, pairs } : { is: 'list', start, end, items };
}

const single = (pair: YamlPair): YamlNode => ({
  is: 'map',
  start: pair.key.start,
  end: pair.value?.end ?? pair.key.end,
  pairs: [pair],
});

/** Goes to the next word; a line that stands no further in than what is around ends the collection too early, but for its own bracket. */
function step(scan: Scanner, parent: number, close = ''): void {
  const crossed = scan.skip(false);
  const closes = close !== '' && scan.next === close && scan.column === parent;
  if (scan.ended || (crossed && ((scan.column <= parent && !closes) || scan.atMarker)))
    scan.stop(parent < 0 ? 'E_YAML_SYNTAX' : 'E_YAML_BRACKET', scan.at, 'The collection is not closed');
}

function readPair(scan: Scanner, parent: number, isMap: boolean): YamlPair {
  const key = readFlowValue(scan, parent);
  const { at } = scan;
  step(scan, parent);
  const tight = key.is !== 'scalar' || key.style === 'quoted';
  const follows = scan.next === ':' && (tight || endsWord(scan, scan.at + 1));
  if (!follows) {
    if (!isMap) scan.moveBack(at);
    return { key, value: null };
  }
  if (!isMap && scan.text.slice(key.start, scan.at).includes('\n'))
    scan.stop('E_YAML_SYNTAX', key.start, 'A key stands on one line');
  const colon = ++scan.at;
  step(scan, parent);
  if (',}]'.includes(scan.next))
    return { key, value: { is: 'scalar', style: 'plain', start: colon, end: colon, source: '', value: null } };
  return { key, value: readFlowValue(scan, parent) };
}

const endsWord = (scan: Scanner, at: number): boolean => scan.isBlank(at) || ',[]{}'.includes(scan.text.charAt(at));

function readFlowValue(scan: Scanner, parent: number): YamlNode {
  skipProps(scan, () => step(scan, parent));
  const c = scan.next;
  if (c === '{' || c === '[') return readFlow(scan, parent);
  if (c === '"' || c === "'") return readQuotedNode(scan, parent);
  if (c === '*') return readAlias(scan);
  if (c === '?' && endsWord(scan, scan.at + 1)) scan.stop('E_YAML_SYNTAX', scan.at, 'Keys marked by ? are not read');
  if (c === '-' && endsWord(scan, scan.at + 1))
    scan.stop('E_YAML_SYNTAX', scan.at, 'Block lists do not stand in brackets');
  if (c === ':' && endsWord(scan, scan.at + 1)) scan.stop('E_YAML_SYNTAX', scan.at, 'A key is missing');
  // Behind an anchor there may be nothing.
  if (',}]'.includes(c)) {
    const start = scan.at;
    return { is: 'scalar', style: 'plain', start, end: start, source: '', value: null };
  }
  return readPlain(scan, parent, true);
}

/** Anchors are passed over, since nothing may refer to them; tags are told. */
export function skipProps(scan: Scanner, skip: () => void): void {
  while (scan.next === '&' || scan.next === '!') {
    const start = scan.at;
    const word = /[^\s,[\]{}]+/y;
    word.lastIndex = start;
    const text = word.exec(scan.text)?.[0] ?? '';
    if (text === '&') scan.fault('E_YAML_SYNTAX', start, 'Anchor without a name');
    if (scan.next === '!') scan.fault('E_YAML_TAG', start, 'Unresolved tag', start + text.length);
    scan.at = start + text.length;
    skip();
  }
}

export function readAlias(scan: Scanner): YamlNode {
  const start = scan.at;
  const word = /\*[^\s,[\]{}]*/y;
  word.lastIndex = start;
  const text = word.exec(scan.text)?.[0] ?? '*';
  scan.at = start + text.length;
  return { is: 'alias', name: text.slice(1), start, end: scan.at };
}

export function readQuotedNode(scan: Scanner, parent: number): YamlNode {
  const { text, at: start } = scan;
  const end = endOfQuoted(text, start);
  const tooEarly = lineTooFarOut(text, start, end === -1 ? text.length : end, parent);
  if (tooEarly !== -1 || end === -1)
    scan.stop('E_YAML_SYNTAX', tooEarly === -1 ? text.length : tooEarly, 'Missing closing quote');
  const source = readQuoted(text, start, end, scan.faults);
  scan.moveTo(end);
  return { is: 'scalar', style: 'quoted', start, end, source, value: source };
}

/** Offset of a line of the scalar that stands no further in than what is around it, or -1. */
function lineTooFarOut(text: string, start: number, end: number, parent: number): number {
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    let next = at + 1;
    while (text[next] === ' ') next++;
    const indent = next - at - 1;
    while (text[next] === '\t' || text[next] === ' ') next++;
    if (text[next] !== '\n' && text[next] !== '\r' && next < end && indent <= parent) return at + 1;
  }
  return -1;
}
