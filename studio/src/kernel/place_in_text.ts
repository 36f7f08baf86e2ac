// Where a cursor stands in a document's structure, from the text before it alone: half-written YAML and JSON have no tree yet.

export interface TextPlace {
  /** Keys from the top of the document to the map or list that the cursor is in; `[]` stands for an item of a list. */
  path: string[];
  /** Whether a key or a value is being written. */
  writes: 'key' | 'value';
  /** What is there of it already. */
  word: string;
  /** Where that begins. */
  from: number;
  /** Keys and plain values that stand before it in the same map and in those around it, by path. */
  seen: Record<string, string>;
}

interface Level {
  /** Column of the keys or dashes; -1 for brackets. */
  indent: number;
  is: 'map' | 'list';
  /** The key that the level is the value of, or `[]`. */
  key: string | null;
  /** The key in this map whose value comes next. */
  open: string | null;
}

/** @returns null inside comments and quoted or block texts, where nothing is completed */
export function placeInText(text: string, offset: number): TextPlace | null {
  const before = text.slice(0, offset);
  const seen: Record<string, string> = {};
  const levels: Level[] = [{ indent: 0, is: 'map', key: null, open: null }];
  const lines = before.split('\n');
  let block: number | null = null;
  let start = 0;
  for (const [i, line] of lines.entries()) {
    const last = i === lines.length - 1;
    const indent = /^ */.exec(line)![0].length;
    const blank = line.trim() === '';
    if (block !== null) {
      if (blank || indent > block) {
        if (last && !(blank && indent <= block)) return null;
        start += line.length + 1;
        continue;
      }
      block = null;
    }
    const result = readLine(line, { levels, seen, last, start });
    if (last) return result;
    if (result === null) block = indent;
    start += line.length + 1;
  }
  return null;
}

interface Reading {
  levels: Level[];
  seen: Record<string, string>;
  last: boolean;
  start: number;
}

/** Reads one line into the levels. On the last line the place, on others null when a block text begins. */
function readLine(line: string, reading: Reading): TextPlace | null {
  const { levels, seen, last } = reading;
  const inBrackets = levels.at(-1)!.indent < 0;
  let at = /^ */.exec(line)![0].length;
  if (!inBrackets && (line.trim() !== '' || last)) leave(levels, at, line[at] === '-');
  while (!inBrackets && line[at] === '-' && (at + 1 === line.length || line[at + 1] === ' ')) {
    enter(levels, { indent: at, is: 'list' });
    levels.at(-1)!.open = '[]';
    at += 1 + (/^ */.exec(line.slice(at + 1))![0].length || 1);
    if (at < line.length || last) enter(levels, { indent: at, is: 'map' });
  }
  let wordAt = at;
  for (let i = at; i < line.length; i += 1) {
    const char = line[i]!;
    if (char === '#' && (i === 0 || line[i - 1] === ' ')) return last ? null : done(levels);
    if (char === '"' || char === "'") {
      const end = closing(line, i);
      if (end < 0) return last && line.slice(wordAt, i).trim() === '' ? placeAt(line, i + 1, reading) : null;
      i = end;
      continue;
    }
    const level = levels.at(-1)!;
    if ((char === '{' || char === '[') && line.slice(wordAt, i).trim() === '') {
      if (level.indent >= 0 && level.is === 'map' && level.open === null && levels.length > 1 && before(levels))
        levels.pop();
      enter(levels, { indent: -1, is: char === '{' ? 'map' : 'list' });
      if (char === '[') levels.at(-1)!.open = '[]';
      wordAt = i + 1;
    } else if ((char === '}' || char === ']') && level.indent < 0) {
      note(levels, line.slice(wordAt, i), seen);
      levels.pop();
      wordAt = i + 1;
    } else if (char === ',' && level.indent < 0) {
      note(levels, line.slice(wordAt, i), seen);
      if (level.is === 'map') level.open = null;
      wordAt = i + 1;
    } else if (char === ':' && level.is === 'map' && level.open === null && endsKey(line, i)) {
      level.open = unquoted(line.slice(wordAt, i));
      wordAt = i + 1;
    }
  }
  const rest = line.slice(wordAt);
  const level = levels.at(-1)!;
  if (!last) {
    if (/^\s*[|>][+-]?\d*\s*$/.test(rest) && level.open !== null) return null;
    note(levels, rest, seen);
    // A value on its own line is over; a key without one waits for what is further in.
    if (level.indent >= 0 && rest.trim() !== '') level.open = level.is === 'list' ? '[]' : null;
    return done(levels);
  }
  // "key:" without a blank behind it is no key yet.
  if (level.indent >= 0 && level.is === 'map' && level.open !== null && line.endsWith(':')) return null;
  return placeAt(line, line.length - rest.trimStart().length, reading);
}

function placeAt(line: string, at: number, { levels, seen, start }: Reading): TextPlace {
  const level = levels.at(-1)!;
  const writes = level.is === 'map' && level.open === null ? 'key' : 'value';
  return { path: pathOf(levels), writes, word: line.slice(at), from: start + at, seen };
}

/** A line that was read to its end. */
const DONE: TextPlace = { path: [], writes: 'key', word: '', from: 0, seen: {} };
const done = (_levels: Level[]): TextPlace => DONE;

/** Levels that this column is outside of are over. */
function leave(levels: Level[], column: number, dash: boolean): void {
  while (levels.length > 1) {
    const level = levels.at(-1)!;
    if (level.indent < 0) return;
    const over = level.indent > column || (level.indent === column && level.is === 'list' && !dash);
    if (!over) break;
    levels.pop();
  }
  const level = levels.at(-1)!;
  if (level.indent === column && level.is === 'map' && !(dash && level.open !== null)) level.open = null;
  else if (level.indent < column && level.is === 'map' && level.open !== null && !dash)
    enter(levels, { indent: column, is: 'map' });
}

function enter(levels: Level[], { indent, is }: Pick<Level, 'indent' | 'is'>): void {
  const parent = levels.at(-1)!;
  if (parent.is === is && parent.indent === indent && indent >= 0) return;
  // The braces around a whole JSON document are the document itself.
  const whole = levels.length === 1 && indent < 0 && parent.open === null;
  levels.push({ indent, is, key: whole ? '' : parent.open, open: null });
}

/** The innermost map was only supposed: a bracket stands where its first key would. */
function before(levels: Level[]): boolean {
  return levels.at(-2)?.is === 'list' && levels.at(-1)?.open === null;
}

function pathOf(levels: Level[]): string[] {
  const path = levels.slice(1).flatMap(({ key }) => (key === '' ? [] : [key ?? '[]']));
  const level = levels.at(-1)!;
  return level.open === null ? path : [...path, level.open];
}

function note(levels: Level[], raw: string, seen: Record<string, string>): void {
  const value = unquoted(raw);
  if (value === '') return;
  const level = levels.at(-1)!;
  if (level.is === 'map' && level.open !== null) seen[pathOf(levels).join('\n')] = value;
}

function endsKey(line: string, at: number): boolean {
  const next = line[at + 1];
  return next === undefined || next === ' ' || line[at - 1] === '"';
}

function closing(line: string, open: number): number {
  for (let i = open + 1; i < line.length; i += 1) {
    if (line[open] === '"' && line[i] === '\\') i += 1;
    else if (line[i] === line[open]) return i;
  }
  return -1;
}

function unquoted(raw: string): string {
  const text = raw.replace(/\s+#.*$/, '').trim();
  return /^(".*"|'.*')$/.test(text) ? text.slice(1, -1) : text;
}
