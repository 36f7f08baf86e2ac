// Names in documents → what they name, or the fault with its suggestion. Lists of fields lose what the bureau withdrew.
import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import { suggest, suggestName } from '../diagnostics/suggest.ts';
import { fieldType, valueType } from '../field_types/index.ts';
import type { EntityModel, FieldModel } from '../model.ts';
import { entriesAt, scalarAt, textAt, textsAt } from '../parse/node.ts';
import type { Node, ScalarNode } from '../parse/node.ts';
import { qualified } from '../validate/names.ts';
import { findField, isWithdrawn } from './context.ts';
import type { Context } from './context.ts';
import { systemMemberNames } from './model_scope.ts';

/** The entity that `of:` names. */
export function entityAt(node: Node, key: string, at: string, ctx: Context): EntityModel | null {
  const written = scalarAt(node, key);
  if (!written || typeof written.value !== 'string') return null;
  return entityNamed(written.value, written, written.source.package, at, ctx);
}

export function entityNamed(
  text: string,
  place: { source: Node['source']; start: number },
  own: string,
  at: string,
  ctx: Context,
): EntityModel | null {
  const name = qualified(text, own);
  const found = Object.hasOwn(ctx.model.entities, name) ? ctx.model.entities[name] : undefined;
  if (found) return found;
  ctx.sink.add(
    'E_ENTITY_UNKNOWN',
    place.source,
    place.start,
    at,
    text,
    suggestName(text, own, Object.keys(ctx.model.entities)),
  );
  return null;
}

/** Qualified name of a document of that kind, or null. */
export function documentAt(
  kind: 'View' | 'Form',
  node: Node,
  key: string,
  at: string,
  ctx: Context,
): { name: string; place: ScalarNode } | null {
  const place = scalarAt(node, key);
  if (!place || typeof place.value !== 'string') return null;
  const name = qualified(place.value, place.source.package);
  const made = kind === 'View' ? ctx.model.views : ctx.model.forms;
  if (Object.hasOwn(made, name)) return { name, place };
  const further = kind === 'View' ? ctx.documents.get(`View ${name}`) : undefined;
  if (further) {
    const found = textAt(further.node, 'type') ?? '';
    ctx.sink.add('E_VIEW_TYPE', place.source, place.start, at, place.raw, { found, expected: 'list, detail' });
    return null;
  }
  const code: DiagnosticCode = kind === 'View' ? 'E_VIEW_UNKNOWN' : 'E_FORM_UNKNOWN';
  const suggested = suggestName(place.value, place.source.package, Object.keys(made));
  ctx.sink.add(code, place.source, place.start, at, place.raw, suggested);
  return null;
}

/** A field of the entity by name; withdrawn gives null and no fault. */
export function fieldNameAt(
  entity: EntityModel,
  place: ScalarNode | undefined,
  at: string,
  ctx: Context,
): string | null {
  if (!place || typeof place.value !== 'string') return null;
  const name = place.value;
  if (findField(entity, name)) return name;
  if (!isWithdrawn(ctx, entity.name, name)) unknownField(entity, name, place, at, ctx);
  return null;
}

/** Names of fields in a list. */
export function fieldNamesAt(
  entity: EntityModel,
  node: Node | undefined,
  key: string,
  at: string,
  ctx: Context,
): string[] {
  return textsAt(node, key).flatMap(({ node: place }, i) => fieldNameAt(entity, place, `${at}[${i}]`, ctx) ?? []);
}

function unknownField(entity: EntityModel, name: string, place: ScalarNode, at: string, ctx: Context): void {
  const known = entity.fields.map((field) => field.name);
  const renamed = entriesAt(ctx.documents.get(`Entity ${entity.name}`)?.node, 'fields').find((entry) =>
    textsAt(entry.value, 'was').some(({ text }) => text === name),
  );
  ctx.sink.add('E_REFERENCE_FIELD', place.source, place.start, at, name, {
    entity: entity.name,
    known: known.join(', '),
    ...(renamed ? { suggestion: renamed.key } : suggest(name, known)),
  });
}

export interface Path {
  /** "licence_no", "subject.name", "created_at". */
  text: string;
  /** The field at its end; null for a system member. */
  field: FieldModel | null;
}

/** A path of at most one hop, or null (withdrawn or faulty). */
export function pathAt(entity: EntityModel, text: string, place: ScalarNode, at: string, ctx: Context): Path | null {
  const [first = '', second, ...more] = text.split('.');
  if (more.length > 0) {
    ctx.sink.add('E_PATH_HOPS', place.source, place.start, at, text);
    return null;
  }
  if (second === undefined && systemMemberNames.includes(first)) return { text, field: null };
  const field = findField(entity, first);
  if (!field) {
    if (!isWithdrawn(ctx, entity.name, first)) unknownField(entity, first, place, at, ctx);
    return null;
  }
  if (second === undefined) return { text, field };
  const target = field.to[0] === undefined ? undefined : ctx.model.entities[field.to[0]];
  if (!target) {
    if (field.to.length === 0) ctx.sink.add('E_PATH_REF', place.source, place.start, at, text, { field: first });
    return null;
  }
  if (systemMemberNames.includes(second)) return { text, field: null };
  const inner = findField(target, second);
  if (inner) return { text, field: inner };
  if (!isWithdrawn(ctx, target.name, second)) unknownField(target, second, place, at, ctx);
  return null;
}

/** Paths of a list, each fit for its use. */
export function pathsAt(
  entity: EntityModel,
  node: Node,
  key: string,
  fit: (path: Path) => DiagnosticCode | null,
  ctx: Context,
  at = key,
): string[] {
  return textsAt(node, key).flatMap(({ text, node: place }, i) => {
    const path = pathAt(entity, text, place, `${at}[${i}]`, ctx);
    if (!path) return [];
    const code = fit(path);
    if (code)
      ctx.sink.add(code, place.source, place.start, `${at}[${i}]`, text, { type: path.field?.type ?? 'system' });
    return [path.text];
  });
}

/** A column shows a value of the record; a sensitive one has no place in a list. */
export function columnFault(path: Path): DiagnosticCode | null {
  return path.field?.personal === 'sensitive' ? 'E_PATH_COLUMN' : null;
}

export function sortFault(path: Path): DiagnosticCode | null {
  if (!path.field) return null;
  return !valueType(path.field).sortable || path.field.personal === 'sensitive' ? 'E_SORT_FIELD' : null;
}

export function searchFault(path: Path): DiagnosticCode | null {
  if (!path.field || fieldType(path.field.type).column !== 'text' || path.field.personal === 'sensitive')
    return 'E_SEARCH_FIELD';
  return path.field.searchable === false ? 'E_SEARCH_OFF' : null;
}

export function filterFault(path: Path): DiagnosticCode | null {
  return path.field?.personal === 'sensitive' ? 'E_PATH_COLUMN' : null;
}
