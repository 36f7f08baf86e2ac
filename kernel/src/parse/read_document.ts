// YAML or JSON text → node tree. Whatever the text is, the answer is a tree (or none) and diagnostics; nothing is thrown.
import { isAlias, isMap, isScalar, isSeq, parseDocument as parseYaml } from 'yaml';
import type { Document as YamlDocument, Pair } from 'yaml';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import { checkText, fullWidthColon } from './check_text.ts';
import { mostDepth, mostNodes } from './limits.ts';
import type { Entry, MapNode, Node, Source } from './node.ts';

/**
 * Reads one document.
 * @returns its top map; null when there is none or the text is no YAML (then a diagnostic says so)
 */
export function readDocument(source: Source, sink: Sink): MapNode | null {
  if (!checkText(source, sink)) return null;
  const yaml = parse(source, sink);
  if (yaml === null) return null;
  if (!reportErrors(yaml, source, sink)) return null;
  const state: State = { source, sink, nodes: 0, stopped: false };
  const node = convert(yaml.contents, state, '', 0);
  if (state.stopped) return null;
  if (node?.kind !== 'map') {
    if (node === null && source.text.trim() === '') sink.add('E_FILE_EMPTY', source, 0, '', '');
    else sink.add('E_DOCUMENT_NOT_MAP', source, node?.start ?? 0, '', source.text.trim().slice(0, 40));
    return null;
  }
  return node;
}

function parse(source: Source, sink: Sink): YamlDocument.Parsed | null {
  try {
    return parseYaml(source.text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      strict: true,
      keepSourceTokens: false,
      // Below 'error' the library says nothing of a second document.
      logLevel: 'error',
    });
  } catch (error) {
    // The composer recurses: only nesting beyond anything written by hand gets here.
    sink.add(error instanceof RangeError ? 'E_YAML_DEPTH' : 'E_YAML_SYNTAX', source, 0, '', '', {
      max: String(mostDepth),
      problem: error instanceof Error ? error.message : '',
    });
    return null;
  }
}

const codes: Record<string, DiagnosticCode> = {
  TAB_AS_INDENT: 'E_YAML_TAB',
  BAD_INDENT: 'E_YAML_INDENT',
  MULTIPLE_DOCS: 'E_YAML_DOCUMENTS',
  BAD_ALIAS: 'E_YAML_ALIAS',
};

/** Puts the parser's own errors into the sink; false when the tree cannot be trusted. */
function reportErrors(yaml: YamlDocument.Parsed, source: Source, sink: Sink): boolean {
  const colon = yaml.errors.length > 0 ? fullWidthColon(source.text) : null;
  if (colon !== null) {
    sink.add('E_YAML_COLON', source, colon.offset, '', colon.value);
    return false;
  }
  let last = -1;
  for (const error of yaml.errors.slice(0, 20)) {
    const offset = Math.min(error.pos[0], source.text.length);
    // What follows at the same place is the parser's way out of the first.
    if (offset === last) continue;
    last = offset;
    const value = (source.text.slice(offset).split('\n', 1)[0] ?? '').trim();
    const open = error.code === 'BAD_INDENT' && error.message.startsWith('Flow');
    sink.add(open ? 'E_YAML_BRACKET' : (codes[error.code] ?? 'E_YAML_SYNTAX'), source, offset, '', value, {
      problem: error.message,
    });
  }
  for (const warning of yaml.warnings.slice(0, 20))
    sink.add('E_YAML_TAG', source, warning.pos[0], '', source.text.slice(warning.pos[0], warning.pos[1]));
  return yaml.errors.length === 0 && yaml.warnings.length === 0;
}

interface State {
  source: Source;
  sink: Sink;
  nodes: number;
  stopped: boolean;
}

function convert(item: unknown, state: State, at: string, depth: number): Node | null {
  const { source, sink } = state;
  if (state.stopped) return null;
  const [start, , end] = rangeOf(item);
  if (++state.nodes > mostNodes || depth > mostDepth) {
    const [code, max] =
      depth > mostDepth ? (['E_YAML_DEPTH', mostDepth] as const) : (['E_YAML_SIZE', mostNodes] as const);
    sink.add(code, source, start, at, '', { max: String(max) });
    state.stopped = true;
    return null;
  }
  if (isAlias(item)) {
    const raw = `*${item.source}`;
    sink.add('E_YAML_ALIAS', source, start, at, raw);
    return { kind: 'scalar', source, start, end, value: null, raw, textStart: null, broken: true };
  }
  if (isMap(item)) return convertMap(item.items, state, at, depth, start, end);
  if (isSeq(item)) {
    const items = item.items.flatMap((part, i) => convert(part, state, `${at}[${i}]`, depth + 1) ?? []);
    return { kind: 'list', source, start, end, items };
  }
  if (!isScalar(item)) return null;
  return scalar(
    item.value,
    typeof item.source === 'string' ? item.source : '',
    item.type ?? 'PLAIN',
    state,
    at,
    start,
    end,
  );
}

function scalar(value: unknown, raw: string, type: string, state: State, at: string, start: number, end: number): Node {
  const { source, sink } = state;
  if (type === 'PLAIN' && typeof value === 'string' && fullWidthColon(raw) !== null)
    sink.add('E_YAML_COLON', source, start, at, raw);
  const quoted = type.startsWith('QUOTE');
  const written = source.text.slice(start + (quoted ? 1 : 0), start + (quoted ? 1 : 0) + String(value).length);
  return {
    kind: 'scalar',
    source,
    start,
    end,
    value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null,
    raw,
    textStart: written === value ? start + (quoted ? 1 : 0) : null,
  };
}

function convertMap(
  pairs: Pair<unknown, unknown>[],
  state: State,
  at: string,
  depth: number,
  start: number,
  end: number,
): MapNode {
  const { source, sink } = state;
  const entries = new Map<string, Entry>();
  for (const pair of pairs) {
    const [keyStart] = rangeOf(pair.key);
    const key = isScalar(pair.key) ? pair.key.value : null;
    if (typeof key !== 'string') {
      const written = isScalar(pair.key) ? (pair.key.source ?? String(key)) : '';
      sink.add('E_YAML_KEY', source, keyStart, at, written);
      continue;
    }
    const path = at === '' ? key : `${at}.${/^[A-Za-z_]\w*$/.test(key) ? key : `[${key}]`}`.replace('.[', '[');
    if (entries.has(key)) {
      sink.add('E_YAML_KEY_TWICE', source, keyStart, path, key);
      continue;
    }
    const value = convert(pair.value, state, path, depth + 1);
    if (value !== null) entries.set(key, { key, source, keyStart, value });
    else if (pair.value === null && !state.stopped)
      entries.set(key, {
        key,
        source,
        keyStart,
        value: { kind: 'scalar', source, start: keyStart, end: keyStart, value: null, raw: '', textStart: null },
      });
  }
  return { kind: 'map', source, start, end, entries };
}

function rangeOf(item: unknown): [number, number, number] {
  if (typeof item === 'object' && item !== null && 'range' in item && Array.isArray(item.range)) {
    const [start, value, end] = item.range as [number, number, number]; // the library's Range: three offsets
    return [start, value, end];
  }
  return [0, 0, 0];
}
