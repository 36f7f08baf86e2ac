// Everything that the stages of resolving may read, made of collections that note what is asked of them.
import type { Model } from '../model.ts';
import type { Overlaid } from '../overlay/apply_patches.ts';
import type { LoadedDocument, LoadedPackage, SourceFile } from '../parse/load_package.ts';
import { entriesAt } from '../parse/node.ts';
import type { BuiltEntities, Context } from '../resolve/context.ts';
import { inlineMembers } from '../resolve/inline_members.ts';
import { remember, sameParts } from './memory.ts';
import type { Memory } from './memory.ts';
import type { Round } from './round.ts';
import { TrackedMap, trackedAnswers, trackedRecord, trackedSet } from './tracked.ts';

export interface Layers {
  packages: LoadedPackage[];
  tenant: LoadedPackage | null;
  overlaid: Overlaid;
}

export function trackedContext(
  round: Round,
  memory: Memory,
  { packages, tenant, overlaid }: Layers,
  model: Model,
): Context {
  const { documents, withdrawn, withdrawnBacks } = overlaid;
  const built: BuiltEntities = { phase: 'structure', of: new Map() };
  const tables = new Map<string, SourceFile>(
    [...packages, ...(tenant ? [tenant] : [])].flatMap(({ name, csv }) =>
      [...csv].map(([path, file]) => [`${name}\n${path}`, file] as const),
    ),
  );
  const settings = new Map(
    packages.map((p) => [p.name, entriesAt(p.manifest?.node, 'settings').map(({ key }) => key)]),
  );
  const names = (of: Iterable<string> | undefined): unknown => of && [...of].join('\n');
  const ctx: Context = {
    sink: round.sink,
    round,
    documents: new TrackedMap(round, 'documents', documents),
    ofKind: trackedAnswers(round, 'kinds', kindsOf(documents, memory)),
    withdrawn: new TrackedMap(round, 'withdrawn', withdrawn, names),
    withdrawnBacks: trackedSet(round, 'withdrawn backs', withdrawnBacks),
    csv: trackedAnswers(round, 'csv', (name) => tables.get(name)),
    settings: new TrackedMap(round, 'settings', settings, names),
    isBureau: trackedAnswers(round, 'bureau', (name) => name === tenant?.name),
    standard: trackedAnswers(round, 'standards', (standard) => {
      const found = Object.values(model.lists).find(
        (list) => list.standard === standard || list.standard.startsWith(`${standard}-`),
      );
      return found?.name;
    }),
    playing: trackedAnswers(
      round,
      'plays',
      (part) => Object.values(model.entities).find(({ plays }) => plays === part)?.name,
    ),
    model: trackedModel(round, model, built),
    built,
    untracked: model,
    inline: () => null,
    events: { known: null },
    later: [],
  };
  ctx.inline = inlineMembers(ctx);
  return ctx;
}

/** The same list for as long as the documents of the kind are the same. */
function kindsOf(documents: Map<string, LoadedDocument>, memory: Memory): (kind: string) => LoadedDocument[] {
  const byKind = Map.groupBy(documents.values(), (document) => document.kind as string);
  return (kind) => {
    const now = byKind.get(kind) ?? [];
    const known = memory.kinds.get(kind)?.find((before) => sameParts(before, now));
    if (!known) remember(memory.kinds, kind, now);
    return known ?? now;
  };
}

function trackedModel(round: Round, model: Model, built: BuiltEntities): Model {
  const entity = (value: unknown, name: string): unknown => {
    if (value === undefined) return undefined;
    const found = built.of.get(name);
    // While fields are read nobody can be held to what another entity is so far.
    return built.phase === 'structure' ? {} : built.phase === 'outline' ? found?.outline : found?.whole;
  };
  const parts = new Map<string | symbol, unknown>();
  for (const [part, value] of Object.entries(model))
    if (!whole.has(part))
      parts.set(
        part,
        trackedRecord(
          round,
          `model ${part}`,
          value as Record<string, unknown>,
          part === 'entities' ? entity : part === 'tenant' ? asText : undefined,
        ), // what is read by name
      );
  const said = (part: string): unknown => JSON.stringify(Reflect.get(model, part));
  round.about('model', { value: said, has: said, keys: said });
  return new Proxy(model, {
    get(target, part, receiver) {
      const tracked = parts.get(part);
      if (tracked !== undefined) return tracked;
      if (round.listens && typeof part === 'string') round.note('model', 'value', part, said(part));
      return Reflect.get(target, part, receiver);
    },
  });
}

/** Parts of the model that are read as a whole, if at all. */
const whole: ReadonlySet<string> = new Set(['packages', 'menus', 'records', 'calendar']);

const texts = new WeakMap<object, string>();

/** The settings of a bureau and their types are made anew each time and compared by what they say. */
function asText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  let text = texts.get(value);
  if (text === undefined) texts.set(value, (text = JSON.stringify(value)));
  return text;
}
