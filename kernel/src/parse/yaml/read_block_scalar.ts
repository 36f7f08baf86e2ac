// Block scalars: `|` keeps its lines, `>` folds them; `-` and `+` say what becomes of the last break.
import type { YamlFault } from './tree.ts';

interface Line {
  indent: number;
  content: string;
}

/**
 * Reads the block scalar whose `|` or `>` stands at `start`.
 * @param parent column of the collection around it; its lines stand further in
 */
export function readBlockScalar(
  text: string,
  start: number,
  parent: number,
  faults: YamlFault[],
): { value: string; end: number } {
  const header = /[|>]([-+]?)([1-9]?)([-+]?)[ \t]*(?:(?<=[ \t])#[^\n]*)?\r?(?:\n|$)/y;
  header.lastIndex = start;
  const found = header.exec(text);
  if (!found) {
    faults.push({ code: 'E_YAML_SYNTAX', offset: start, problem: 'Block scalar header is wrong' });
    return { value: '', end: lineEnd(text, start) };
  }
  const [whole, first = '', digit = '', last = ''] = found;
  const given = digit === '' ? 0 : Math.max(parent, 0) + Number(digit);
  const body = start + whole.length;
  const { lines, end, indent } = linesOf(text, body, parent, given, faults);
  return { value: joined(lines, indent, text[start] === '>', first || last), end };
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at + 1;
}

/** The lines of the body, and how far in they stand. */
function linesOf(
  text: string,
  from: number,
  parent: number,
  given: number,
  faults: YamlFault[],
): { lines: Line[]; end: number; indent: number } {
  const lines: Line[] = [];
  let indent = given;
  let deepest = 0;
  let at = from;
  while (at < text.length) {
    const next = lineEnd(text, at);
    const line = text.slice(at, next).replace(/\r?\n$/, '');
    const spaces = /^ */.exec(line)?.[0].length ?? 0;
    const content = line.slice(spaces);
    if (content !== '') {
      if (indent === 0) {
        if (spaces <= parent) break;
        indent = spaces;
        if (deepest > indent)
          faults.push({ code: 'E_YAML_SYNTAX', offset: at, problem: 'An empty line above stands further in' });
      } else if (spaces < indent) break;
      if (parent < 0 && spaces === 0 && /^(---|\.\.\.)(\s|$)/.test(content)) break;
    } else deepest = Math.max(deepest, spaces);
    lines.push({ indent: spaces, content });
    at = next;
  }
  return { lines, end: at, indent: indent === 0 ? Math.max(deepest, parent + 1) : indent };
}

function joined(lines: Line[], indent: number, folds: boolean, chomp: string): string {
  let last = lines.length;
  while (last > 0 && blank(lines[last - 1], chomp === '+' ? indent : Infinity)) last--;
  if (last === 0) return chomp === '+' ? '\n'.repeat(lines.length) : '';
  const body = lines.slice(0, last).map((line) => ' '.repeat(Math.max(0, line.indent - indent)) + line.content);
  const value = folds ? folded(body) : body.join('\n');
  if (chomp === '-') return value;
  return chomp === '+' ? `${value}\n${'\n'.repeat(lines.length - last)}` : `${value}\n`;
}

const blank = (line: Line | undefined, indent: number): boolean =>
  !line || (line.content === '' && line.indent <= indent);

/** Lines at the same depth are joined by a blank; around those that stand further in, breaks stay. */
function folded(lines: string[]): string {
  let out = '';
  let gap = '';
  let deeper = false;
  let begun = false;
  for (const line of lines) {
    if (!begun && line.trim() === '') {
      out += `${line}\n`;
      continue;
    }
    begun = true;
    if (/^[ \t]/.test(line)) {
      if (gap === ' ') gap = '\n';
      else if (!deeper && gap === '\n') gap = '\n\n';
      out += gap + line;
      gap = '\n';
      deeper = true;
    } else if (line === '') {
      if (gap === '\n') out += '\n';
      else gap = '\n';
    } else {
      out += gap + line;
      gap = ' ';
      deeper = false;
    }
  }
  return out;
}
