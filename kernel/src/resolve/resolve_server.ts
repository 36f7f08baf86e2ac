// Where the functions of packages come in and how far they reach. That their files are there is checked here; what is in them, by the server.
import { serverEvents } from '../kinds/server.ts';
import type { ServerActModel, ServerModel, ServerSavedModel } from '../model.ts';
import type { LoadedPackage } from '../parse/load_package.ts';
import { child, entriesAt, scalarAt, textAt, textsAt } from '../parse/node.ts';
import type { Entry, Node } from '../parse/node.ts';
import { qualified } from '../validate/names.ts';
import { own } from './context.ts';
import type { Context } from './context.ts';
import { entityAt, entityNamed, fieldNamesAt } from './references.ts';

export function resolveServer(ctx: Context, packages: readonly LoadedPackage[]): void {
  for (const loaded of packages) {
    const node = child(loaded.manifest?.node, 'server');
    const found = ctx.model.packages.find(({ name }) => name === loaded.name);
    if (node && found) found.server = serverOf(node, loaded, ctx);
  }
}

function serverOf(node: Node, loaded: LoadedPackage, ctx: Context): ServerModel {
  const entities = (key: string): string[] =>
    textsAt(node, key).flatMap(
      ({ text, node: place }, i) => entityNamed(text, place, loaded.name, `server.${key}[${i}]`, ctx)?.name ?? [],
    );
  return {
    reads: entities('reads'),
    writes: entities('writes'),
    acts: entriesAt(node, 'acts').flatMap((entry) => actOf(entry, loaded, ctx) ?? []),
    saved: entriesAt(node, 'saved').flatMap((entry) => savedOf(entry, loaded, ctx) ?? []),
  };
}

function actOf(entry: Entry, loaded: LoadedPackage, ctx: Context): ServerActModel | null {
  const at = `server.acts.${entry.key}`;
  const entity = entityAt(entry.value, 'of', `${at}.of`, ctx);
  const run = fileAt(entry, loaded, at, ctx);
  if (!entity) return null;
  const by = textsAt(entry.value, 'by').map(({ text, node: place }, i) => {
    const role = qualified(text, loaded.name);
    if (!own(ctx.model.roles, role)?.grants[entity.name]?.read)
      ctx.sink.add('E_SERVER_ROLE', place.source, place.start, `${at}.by[${i}]`, text, { entity: entity.name });
    return role;
  });
  if (!run) return null;
  return { name: entry.key, label: textAt(entry.value, 'label') ?? entry.key, of: entity.name, by, run };
}

function savedOf(entry: Entry, loaded: LoadedPackage, ctx: Context): ServerSavedModel | null {
  const at = `server.saved.${entry.key}`;
  const entity = entityAt(entry.value, 'of', `${at}.of`, ctx);
  const run = fileAt(entry, loaded, at, ctx);
  if (!entity || !run) return null;
  const said = textsAt(entry.value, 'on').map(({ text }) => text);
  const on = serverEvents.filter((event) => (said.length > 0 ? said : ['created', 'changed']).includes(event));
  return {
    name: entry.key,
    of: entity.name,
    on,
    fields: fieldNamesAt(entity, entry.value, 'fields', `${at}.fields`, ctx),
    run,
  };
}

function fileAt(entry: Entry, loaded: LoadedPackage, at: string, ctx: Context): string | null {
  const place = scalarAt(entry.value, 'run');
  if (typeof place?.value !== 'string') return null;
  if (loaded.code.includes(place.value)) return place.value;
  const known = loaded.code.join(', ') || '—';
  ctx.sink.add('E_SERVER_FILE', place.source, place.start, `${at}.run`, place.value, { known });
  return null;
}
