// Which file of which package or patch set a value. Nothing is kept while compiling: nodes know their text, so a question
// puts the patches over the documents once more (texts that were read before are not read again).
import { compile } from './compile.ts';
import type { CompileInput } from './compile.ts';
import { createSink } from './diagnostics/diagnostic.ts';
import { suggest } from './diagnostics/suggest.ts';
import { isKindName } from './kinds/index.ts';
import type { KindName } from './kinds/index.ts';
import { canonical, findEntry, parseAddress } from './overlay/address.ts';
import { applyPatches } from './overlay/apply_patches.ts';
import type { Change } from './overlay/apply_patches.ts';
import { loadPackage } from './parse/load_package.ts';
import type { LoadedDocument, LoadedPackage } from './parse/load_package.ts';
import { child, entriesAt, placeOf, plain } from './parse/node.ts';
import type { Node, Source } from './parse/node.ts';
import { orderPackages } from './resolve/order_packages.ts';
import { join } from './validate/validate_shape.ts';

/** A place in a file. */
export interface Place {
  /** Package or bureau that the file belongs to. */
  package: string;
  path: string;
  /** From 1. */
  line: number;
  col: number;
  /** `document`: the document itself · `patch`: another file changed it · `default`: nobody set it for this bureau. */
  by: 'document' | 'patch' | 'default';
}

/** One value of a document: a scalar, an item of a list, or a map or list without anything in it. */
export interface ShownValue {
  /** `fields.phone.required`, `columns[3]`: the items of a list are counted from 0. */
  address: string;
  value: unknown;
  place: Place;
}

/** One operation of a patch on the document, in the order in which they acted. */
export interface ShownChange {
  does: Change['does'];
  /** With today's names. */
  address: string;
  /** What stood there before; undefined where nothing did. */
  before: unknown;
  place: Place;
}

export interface ShownDocument {
  kind: KindName;
  /** Qualified: `food.operator`. */
  name: string;
  /** The document after all patches, as plain JSON. */
  document: unknown;
  values: ShownValue[];
  changes: ShownChange[];
}

export interface Shown {
  /** Every document of that name; several where an entity and a role share one. */
  documents: ShownDocument[];
  /** The name is that of a form, list or detail that no document writes: made from this entity. */
  madeFrom: string | null;
  /** The nearest name, where there is nothing of this one. */
  suggestion: string | null;
}

/**
 * Documents as they stand after all patches, with the place of every value.
 * @param name `food.operator`, `View food.operators`, or the name of a package or of the bureau for its manifest
 */
export function showDocuments(input: CompileInput, name: string): Shown {
  const { documents, changes, packages } = overlaid(input);
  const [first = '', second] = name.trim().split(/\s+/);
  const wanted = second ?? first;
  const found = [...documents.entries()].filter(
    ([key, document]) => key.endsWith(` ${wanted}`) && (second === undefined || document.kind === first),
  );
  if (found.length > 0)
    return {
      documents: found.map(([key, document]) => shown(key, wanted, document, changes, packages)),
      madeFrom: null,
      suggestion: null,
    };
  const keys = [...documents.keys()];
  // A document of another kind has the name: then no screen of that name was made, only the kind is wrong.
  const written = keys.some((key) => key.endsWith(` ${wanted}`));
  const madeFrom = written ? null : entityOf(input, wanted);
  const known = keys.map((key) => (second === undefined ? key.slice(key.indexOf(' ') + 1) : key));
  const { suggestion } = suggest(second === undefined ? wanted : `${first} ${wanted}`, known);
  return { documents: [], madeFrom, suggestion: madeFrom === null ? (suggestion ?? null) : null };
}

/** The entity of a form, list or detail that was made for want of a document. */
function entityOf(input: CompileInput, name: string): string | null {
  const { model } = compile(input);
  const made = [...Object.values(model?.forms ?? {}), ...Object.values(model?.views ?? {})];
  return made.find((each) => each.name === name)?.of ?? null;
}

/**
 * The place that set the value at an address, or (for what stands in no document) null.
 * @param key kind and name: `Entity food.operator`
 * @param address as in a patch, former names too: `fields.phone.required`, `codes["0111"].label`, `columns[0]`
 */
export function originOf(input: CompileInput, key: string, address: string): Place | null {
  const document = overlaid(input).documents.get(key);
  const segments = parseAddress(address);
  if (!document || !segments) return null;
  let node: Node | undefined = document.node;
  for (const segment of segments) {
    if (node?.kind === 'list') node = /^\d+$/.test(segment) ? node.items[Number(segment)] : undefined;
    else node = findEntry(node, segment)?.value;
  }
  return node ? placeIn(node.source, node.start, document.source) : null;
}

/** Every document as it stands after all patches, by kind and name, as plain JSON; the manifests among them. */
export function allDocuments(input: CompileInput): Map<string, unknown> {
  return new Map([...overlaid(input).documents].map(([key, document]) => [key, plain(document.node)]));
}

interface Overlay {
  documents: Map<string, LoadedDocument>;
  changes: Change[];
  packages: LoadedPackage[];
}

/** The documents after all patches, the manifests among them: `Plugin food`, `Tenant changan`. */
function overlaid(input: CompileInput): Overlay {
  const sink = createSink();
  const tenant = input.tenant ? loadPackage(input.tenant) : null;
  const packages = orderPackages(
    input.packages.map((source) => loadPackage(source)),
    tenant,
    sink,
  );
  const changes: Change[] = [];
  const { documents } = applyPatches(packages, tenant, sink, changes);
  for (const { manifest, name } of tenant ? [...packages, tenant] : packages)
    if (manifest) documents.set(`${manifest.kind} ${name}`, manifest);
  return { documents, changes, packages };
}

function shown(
  key: string,
  name: string,
  document: LoadedDocument,
  changes: Change[],
  packages: LoadedPackage[],
): ShownDocument {
  const values = [...valuesOf(document.node, '', document.source)];
  const whole = plain(document.node) as Record<string, unknown>; // the top of a document is a map
  if (document.kind === 'Tenant') addSettings(document, packages, values, whole);
  return {
    kind: isKindName(document.kind) ? document.kind : 'Entity',
    name,
    document: whole,
    values,
    changes: changes
      .filter((change) => change.document === key)
      .map(({ does, path, before, source, offset }) => ({
        does,
        address: canonical(path),
        before: before && plain(before),
        place: placeIn(source, offset, document.source),
      })),
  };
}

function* valuesOf(node: Node, at: string, own: Source): Generator<ShownValue> {
  if (node.kind === 'map' && node.entries.size > 0)
    for (const { key, value } of node.entries.values()) yield* valuesOf(value, join(at, key), own);
  else if (node.kind === 'list' && node.items.length > 0)
    for (const [i, item] of node.items.entries()) yield* valuesOf(item, `${at}[${i}]`, own);
  else yield { address: at, value: plain(node), place: placeIn(node.source, node.start, own) };
}

/** Settings that the bureau left alone hold what their package says. */
function addSettings(
  tenant: LoadedDocument,
  packages: LoadedPackage[],
  values: ShownValue[],
  whole: Record<string, unknown>,
): void {
  const settings = { ...(whole['settings'] as Record<string, unknown> | undefined) }; // checked by the kind
  for (const p of packages)
    for (const { key, value } of entriesAt(p.manifest?.node, 'settings')) {
      const name = `${p.name}.${key}`;
      const fallback = child(value, 'default');
      if (!fallback || Object.hasOwn(settings, name)) continue;
      settings[name] = plain(fallback);
      const place: Place = { ...placeIn(fallback.source, fallback.start, tenant.source), by: 'default' };
      values.push({ address: `settings[${name}]`, value: settings[name], place });
    }
  if (Object.keys(settings).length > 0) whole['settings'] = settings;
}

function placeIn(source: Source, offset: number, own: Source): Place {
  const by = source.path === own.path ? 'document' : 'patch';
  return { package: source.package, path: source.path, ...placeOf(source, offset), by };
}
