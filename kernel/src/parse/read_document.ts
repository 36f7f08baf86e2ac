// YAML or JSON text → node tree. Whatever the text is, the answer is a tree (or none) and diagnostics; nothing is thrown.
import type { Sink } from '../diagnostics/diagnostic.ts';
import { checkText, fullWidthColon } from './check_text.ts';
import { mostDepth, mostNodes } from './limits.ts';
import type { Entry, MapNode, Node, Source } from './node.ts';
import { readYaml } from './yaml/read_yaml.ts';
import type { YamlFault, YamlNode, YamlPair, YamlScalar } from './yaml/tree.ts';

/**
 * Reads one document.
 * @returns its top map; null when there is none or the text is no YAML (then a diagnostic says so)
 */
export function readDocument(source: Source, sink: Sink): MapNode | null {
  if (!checkText(source, sink)) return null;
  const yaml = readYaml(source.text);
  if (yaml.faults.length > 0) return reportFaults(yaml.faults, source, sink);
  const state: State = { source, sink, nodes: 0, stopped: false };
  const node = yaml.node && convert(yaml.node, state, '', 0);
  if (state.stopped) return null;
  if (node?.kind !== 'map') {
    if (node === null && source.text.trim() === '') sink.add('E_FILE_EMPTY', source, 0, '', '');
    else sink.add('E_DOCUMENT_NOT_MAP', source, node?.start ?? 0, '', source.text.trim().slice(0, 40));
    return null;
  }
  return node;
}

/** Tells what is wrong with the YAML itself; then no tree can be trusted. */
function reportFaults(faults: YamlFault[], source: Source, sink: Sink): null {
  const { text } = source;
  const broken = faults.filter(({ code }) => code !== 'E_YAML_TAG');
  const colon = broken.length > 0 ? fullWidthColon(text) : null;
  if (colon !== null) {
    sink.add('E_YAML_COLON', source, colon.offset, '', colon.value);
    return null;
  }
  for (const { code, offset, end, problem } of faults.slice(0, 20)) {
    const value = end === undefined ? (text.slice(offset).split('\n', 1)[0] ?? '').trim() : text.slice(offset, end);
    const params: Record<string, string> = code === 'E_YAML_DEPTH' ? { max: String(mostDepth) } : { problem };
    sink.add(code, source, offset, '', value, params);
  }
  return null;
}

interface State {
  source: Source;
  sink: Sink;
  nodes: number;
  stopped: boolean;
}

function convert(item: YamlNode, state: State, at: string, depth: number): Node | null {
  const { source, sink } = state;
  const { start, end } = item;
  if (state.stopped) return null;
  if (++state.nodes > mostNodes || depth > mostDepth) {
    const [code, max] =
      depth > mostDepth ? (['E_YAML_DEPTH', mostDepth] as const) : (['E_YAML_SIZE', mostNodes] as const);
    sink.add(code, source, start, at, '', { max: String(max) });
    state.stopped = true;
    return null;
  }
  switch (item.is) {
    case 'alias': {
      const raw = `*${item.name}`;
      sink.add('E_YAML_ALIAS', source, start, at, raw);
      return { kind: 'scalar', source, start, end, value: null, raw, textStart: null, broken: true };
    }
    case 'map':
      return convertMap(item.pairs, state, at, depth, start, end);
    case 'list': {
      const items = item.items.flatMap((part, i) => convert(part, state, `${at}[${i}]`, depth + 1) ?? []);
      return { kind: 'list', source, start, end, items };
    }
    case 'scalar':
      return scalar(item, state, at);
  }
}

function scalar(item: YamlScalar & { start: number; end: number }, { source, sink }: State, at: string): Node {
  const { start, end, value, source: raw, style } = item;
  if (style === 'plain' && typeof value === 'string' && raw.includes('：') && fullWidthColon(raw) !== null)
    sink.add('E_YAML_COLON', source, start, at, raw);
  const textStart = start + (style === 'quoted' ? 1 : 0);
  const straight = typeof value === 'string' && source.text.startsWith(value, textStart);
  return { kind: 'scalar', source, start, end, value, raw, textStart: straight ? textStart : null };
}

function convertMap(pairs: YamlPair[], state: State, at: string, depth: number, start: number, end: number): MapNode {
  const { source, sink } = state;
  const entries = new Map<string, Entry>();
  for (const { key: written, value: item } of pairs) {
    const keyStart = written.start;
    const key = written.is === 'scalar' ? written.value : null;
    if (typeof key !== 'string') {
      sink.add('E_YAML_KEY', source, keyStart, at, written.is === 'scalar' ? written.source : '');
      continue;
    }
    const path = at === '' ? key : /^[A-Za-z_]\w*$/.test(key) ? `${at}.${key}` : `${at}[${key}]`;
    if (entries.has(key)) {
      sink.add('E_YAML_KEY_TWICE', source, keyStart, path, key);
      continue;
    }
    const value = item && convert(item, state, path, depth + 1);
    if (value !== null) entries.set(key, { key, source, keyStart, value });
    else if (item === null && !state.stopped)
      entries.set(key, {
        key,
        source,
        keyStart,
        value: { kind: 'scalar', source, start: keyStart, end: keyStart, value: null, raw: '', textStart: null },
      });
  }
  return { kind: 'map', source, start, end, entries };
}
