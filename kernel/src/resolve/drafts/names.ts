// References of the later kinds → qualified names, or the fault with its suggestion.
import type { DiagnosticCode } from '../../diagnostics/catalogue.ts';
import { suggest, suggestName } from '../../diagnostics/suggest.ts';
import type { OwnItem, ReferenceTarget } from '../../kinds/shape.ts';
import type { KindName } from '../../kinds/index.ts';
import { child, entriesAt, textAt } from '../../parse/node.ts';
import type { Node, ScalarNode } from '../../parse/node.ts';
import { qualified } from '../../validate/names.ts';
import { own } from '../context.ts';
import { columnFault, entityNamed, fieldNameAt, pathAt } from '../references.ts';
import { eventNamed, eventsOf } from './events.ts';
import type { Place } from './place.ts';

/** Kinds of documents that a reference may name. */
const documents: Partial<Record<ReferenceTarget, KindName>> = {
  view: 'View',
  form: 'Form',
  role: 'Role',
  list: 'CodeList',
  workflow: 'Workflow',
  checklist: 'Checklist',
  template: 'Document',
  connector: 'Connector',
};

/** Maps of the own document that a reference may name an item of. */
const maps: Record<OwnItem, string> = {
  state: 'states',
  transition: 'transitions',
  section: 'sections',
  stream: 'streams',
  widget: 'widgets',
  own_dimension: 'dimensions',
  factor: 'factors',
  grade: 'grades',
};

export function referenceOf(node: Node, to: ReferenceTarget, at: string, place: Place): string | null {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return null;
  const { ctx, entity } = place;
  const kind = documents[to];
  if (kind) return documentNamed(node, kind, at, place);
  switch (to) {
    case 'entity':
      return entityNamed(node.value, node, node.source.package, at, ctx)?.name ?? null;
    case 'field':
      return entity ? fieldNameAt(entity, node, at, ctx) : node.value;
    case 'fields_path': {
      const path = entity && pathAt(entity, node.value, node, at, ctx);
      if (path && columnFault(path)) ctx.sink.add('E_PATH_COLUMN', node.source, node.start, at, node.raw);
      return path?.text ?? (entity ? null : node.value);
    }
    case 'event': {
      const events = eventsOf(ctx);
      const name = eventNamed(node.value, node.source.package, events);
      return events.has(name)
        ? name
        : unknown('E_EVENT_UNKNOWN', node, at, place, [...events.keys()], suggest(name, events.keys()));
    }
    case 'measure':
    case 'dimension':
      return partOfDataset(node, to, at, place);
    default:
      return Object.hasOwn(maps, to) ? ownItem(node, to as OwnItem, at, place) : node.value; // only own items are keys of maps
  }
}

function documentNamed(node: ScalarNode, kind: KindName, at: string, place: Place): string | null {
  const name = qualified(node.raw, node.source.package);
  const { ctx } = place;
  // Every entity has a list, a detail and a form, written or not.
  const made = kind === 'View' ? ctx.model.views : kind === 'Form' ? ctx.model.forms : {};
  if (ctx.documents.has(`${kind} ${name}`) || Object.hasOwn(made, name)) return name;
  const known = [...ctx.documents.keys()].flatMap((key) =>
    key.startsWith(`${kind} `) ? [key.slice(kind.length + 1)] : [],
  );
  return unknown('E_DOCUMENT_UNKNOWN', node, at, place, [...known, ...Object.keys(made)], { kind });
}

function ownItem(node: ScalarNode, to: OwnItem, at: string, place: Place): string | null {
  const known = entriesAt(place.document.node, maps[to]);
  const found = known.find((entry) => entry.key === node.raw);
  if (found) return found.key;
  place.ctx.sink.add('E_ITEM_UNKNOWN', node.source, node.start, at, node.raw, {
    map: maps[to],
    known: known.map((entry) => entry.key).join(', '),
    ...suggest(
      node.raw,
      known.map((entry) => entry.key),
    ),
  });
  return null;
}

/** `penalties.cases` or `enforcement.penalties.cases`. */
function partOfDataset(node: ScalarNode, to: 'measure' | 'dimension', at: string, place: Place): string | null {
  const segments = node.raw.split('.');
  const part = segments.pop() ?? '';
  const dataset = qualified(segments.join('.'), node.source.package);
  const document = place.ctx.documents.get(`Dataset ${dataset}`);
  const parts = child(document?.node, `${to}s`);
  if (parts?.kind === 'map' && parts.entries.has(part)) return `${dataset}.${part}`;
  const all = [...place.ctx.documents].flatMap(([key, { node: each }]) =>
    key.startsWith('Dataset ') ? entriesAt(each, `${to}s`).map((entry) => `${key.slice(8)}.${entry.key}`) : [],
  );
  // Names of the own package are written, and suggested, without it.
  const prefix = `${node.source.package}.`;
  const known = all.map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
  place.ctx.sink.add('E_MEASURE_UNKNOWN', node.source, node.start, at, node.raw, {
    known: known.slice(0, 20).join(', '),
    ...suggest(node.raw, known),
  });
  return null;
}

function unknown(
  code: DiagnosticCode,
  node: ScalarNode,
  at: string,
  place: Place,
  known: string[],
  params: Record<string, string> = {},
): null {
  place.ctx.sink.add(code, node.source, node.start, at, node.raw, {
    known: known.slice(0, 20).join(', '),
    ...params,
    ...suggestName(node.raw, node.source.package, known),
  });
  return null;
}

/** The entity that a key of the node names, without a fault: it is told when the key itself is walked. */
export function entityAtKey(node: Node, key: string, place: Place): Place['entity'] {
  const name = textAt(node, key);
  if (name === undefined) return null;
  const source = child(node, key)?.source.package ?? place.document.package;
  return own(place.ctx.model.entities, qualified(name, source)) ?? null;
}
