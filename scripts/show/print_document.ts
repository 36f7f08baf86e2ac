// A document as YAML, each line with the place that set its value as a comment.
import type { Place, ShownDocument } from '@shijian/kernel';

/** Comments stand in one column, unless a line is longer than this. */
const widest = 72;

/**
 * @param origin false: the document alone
 * @returns YAML that parses to the document
 */
export function printDocument({ document, values, changes }: ShownDocument, origin: boolean): string {
  const places = new Map(values.map(({ address, place }) => [address, place]));
  const lines = [...linesOf(document, '', '', places)];
  if (!origin) return lines.map(({ text }) => text).join('\n');
  const column = Math.min(widest, Math.max(...lines.map(({ text }) => widthOf(text))));
  const printed = lines.map(({ text, place }) =>
    place ? `${text}${' '.repeat(Math.max(0, column - widthOf(text)))}  # ${placeText(place)}` : text,
  );
  const changed = changes.map(
    ({ does, address, before, place }) =>
      `#   ${does} ${address}${before === undefined || does === 'move' ? '' : `, before: ${short(before)}`}  ${placeText(place)}`,
  );
  return [...printed, ...(changed.length > 0 ? ['# changed by patches:', ...changed] : [])].join('\n');
}

/** `plugins/food/entities/operator.yaml:14:9 food`, and what sort of place where it is not the document itself. */
export function placeText({ path, line, col, package: owner, by }: Place): string {
  return `${path}:${line}:${col} ${owner}${by === 'document' ? '' : `, ${by}`}`;
}

interface Line {
  text: string;
  place?: Place | undefined;
}

function* linesOf(value: unknown, at: string, indent: string, places: Map<string, Place>): Generator<Line> {
  for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
    const address = addressOf(at, key);
    const start = `${indent}${scalar(key)}:`;
    if (Array.isArray(item) && item.length > 0) {
      yield { text: start };
      for (const [i, one] of item.entries())
        if (isFilled(one)) yield* inList(one, `${address}[${i}]`, `${indent}  `, places);
        else yield { text: `${indent}  - ${scalar(one)}`, place: places.get(`${address}[${i}]`) };
    } else if (isFilled(item)) {
      yield { text: start };
      yield* linesOf(item, address, `${indent}  `, places);
    } else yield { text: `${start} ${scalar(item)}`, place: places.get(address) };
  }
}

/** A map in a list: its first key stands behind the dash. */
function* inList(item: unknown, at: string, indent: string, places: Map<string, Place>): Generator<Line> {
  if (Array.isArray(item)) {
    yield { text: `${indent}- ${JSON.stringify(item)}`, place: places.get(`${at}[0]`) };
    return;
  }
  let first = true;
  for (const line of linesOf(item, at, `${indent}  `, places)) {
    yield first ? { ...line, text: `${indent}- ${line.text.slice(indent.length + 2)}` } : line;
    first = false;
  }
}

const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

function addressOf(at: string, key: string): string {
  const segment = /^[A-Za-z_]\w*$/.test(key) ? key : `[${key}]`;
  return at === '' || segment.startsWith('[') ? at + segment : `${at}.${segment}`;
}

/** Texts that YAML reads as something else, or that hold signs of its own, stand in quotes. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const plain =
    /^[\p{L}_][\p{L}\p{N}_./@+（）、，。；《》〔〕？！·-]*( [\p{L}\p{N}_./@+（）、，。；《》〔〕？！·-]+)*$/u.test(
      value,
    );
  return plain && !/^(true|false|null|yes|no|on|off)$/i.test(value) ? value : JSON.stringify(value);
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Columns on a terminal: Han characters take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const c of text) width += /[\u1100-\uffef]/.test(c) ? 2 : 1;
  return width;
}
