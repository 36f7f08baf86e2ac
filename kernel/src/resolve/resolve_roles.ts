// Role documents → rights for each entity, each a row scope of its own.
import type { Expr } from '../expressions/tree.ts';
import type { EntityModel, GrantModel } from '../model.ts';
import { sources } from '../kinds/sources.ts';
import { booleanAt, child, entriesAt, scalarAt, textAt, textsAt } from '../parse/node.ts';
import type { Entry, Node } from '../parse/node.ts';
import { expressionOf } from './check_text.ts';
import { documentsOf, findField, nameOf, own } from './context.ts';
import type { Context } from './context.ts';
import { entityNamed, fieldNamesAt } from './references.ts';

export function resolveRoles(ctx: Context): void {
  for (const document of documentsOf(ctx, 'Role')) {
    const name = nameOf(document);
    const grants: Record<string, GrantModel> = {};
    for (const entry of entriesAt(document.node, 'grants')) {
      const found = ctx.round.once(`grant ${name} ${entry.key}`, [entry], () => grantAt(entry, ctx));
      if (found) grants[found.entity] = found.grant;
    }
    ctx.model.roles[name] = { name, label: textAt(document.node, 'label') ?? document.name, grants };
  }
}

function grantAt(entry: Entry, ctx: Context): { entity: string; grant: GrantModel } | null {
  const at = `grants[${entry.key}]`;
  const { source, keyStart: start } = entry;
  const entity = entityNamed(entry.key, { source, start }, source.package, at, ctx);
  return entity && { entity: entity.name, grant: grantOf(entity, entry, at, ctx) };
}

const everything: Expr = { op: 'literal', type: 'boolean', value: true };
/** Stands for a scope with a fault: the model is thrown away, and nobody is told that the role lacks what it names. */
const faulty: Expr = { op: 'literal', type: 'boolean', value: false };

function grantOf(entity: EntityModel, entry: Entry, at: string, ctx: Context): GrantModel {
  const node = entry.value;
  const scope = (key: string): Expr | null => scopeAt(entity, child(node, key), `${at}.${key}`, ctx);
  const read = scope('read');
  const grant: GrantModel = {
    read,
    create: scope('create'),
    update: updateOf(entity, child(node, 'update'), read, `${at}.update`, ctx),
    delete: scope('delete'),
    restore: scope('restore'),
    import: booleanAt(node, 'import') === true,
    export: booleanAt(node, 'export') === true,
    history: booleanAt(node, 'history') === true,
    reveal: revealOf(entity, node, at, ctx),
    hide: fieldNamesAt(entity, node, 'hide', `${at}.hide`, ctx),
    find: findOf(entity, node, at, ctx),
    across: textAt(node, 'across') === 'counties' ? 'counties' : null,
  };
  checkUseful(grant, entity, entry, at, ctx);
  checkSourced(grant, entity, entry, at, ctx);
  return grant;
}

/** true, a named filter or an expression over the record. */
function scopeAt(entity: EntityModel, node: Node | undefined, at: string, ctx: Context): Expr | null {
  if (node?.kind !== 'scalar') return null;
  if (typeof node.value === 'boolean') return node.value ? everything : null;
  const options = { roots: { record: entity.name }, package: entity.package, bareFilters: true };
  return expressionOf(node, 'boolean', options, at, ctx) ?? faulty;
}

function updateOf(
  entity: EntityModel,
  node: Node | undefined,
  read: Expr | null,
  at: string,
  ctx: Context,
): GrantModel['update'] {
  if (node?.kind !== 'map') {
    const written = scopeAt(entity, node, at, ctx);
    return written && { where: written, fields: null };
  }
  // Left out: whatever may be seen, so that nobody writes what he does not read.
  const where = child(node, 'where') ? scopeAt(entity, child(node, 'where'), `${at}.where`, ctx) : read;
  if (!where) return null;
  return { where, fields: child(node, 'fields') ? fieldNamesAt(entity, node, 'fields', `${at}.fields`, ctx) : null };
}

function revealOf(entity: EntityModel, node: Node, at: string, ctx: Context): string[] {
  const written = child(node, 'reveal');
  if (written?.kind === 'scalar')
    return written.value === true
      ? entity.fields.filter((field) => field.personal !== null).map((field) => field.name)
      : [];
  const names = fieldNamesAt(entity, node, 'reveal', `${at}.reveal`, ctx);
  for (const { text, node: place } of textsAt(node, 'reveal'))
    if (findField(entity, text)?.personal === null)
      ctx.sink.add('E_GRANT_PERSONAL', place.source, place.start, `${at}.reveal`, text, { entity: entity.name });
  return names;
}

function findOf(entity: EntityModel, node: Node, at: string, ctx: Context): string[] {
  for (const { text, node: place } of textsAt(node, 'find')) {
    const field = findField(entity, text);
    if (field && field.personal !== 'sensitive')
      ctx.sink.add('E_GRANT_SENSITIVE', place.source, place.start, `${at}.find`, text, { entity: entity.name });
  }
  return fieldNamesAt(entity, node, 'find', `${at}.find`, ctx);
}

/** A role that may change what it cannot see can do nothing. */
function checkUseful(grant: GrantModel, entity: EntityModel, entry: Entry, at: string, ctx: Context): void {
  if (grant.read || child(entry.value, 'read')?.kind === 'scalar') {
    if (grant.read || scalarAt(entry.value, 'read')?.value !== false) return;
  }
  const granted = (['update', 'delete', 'export', 'history'] as const).filter((action) => grant[action]);
  if (granted.length > 0)
    ctx.sink.add('E_GRANT_READ', entry.source, entry.keyStart, at, granted.join(', '), { entity: entity.name });
}

/** Rows that the platform keeps take no more writes than their source says. */
function checkSourced(grant: GrantModel, entity: EntityModel, entry: Entry, at: string, ctx: Context): void {
  const source = entity.source === null ? undefined : own(sources, entity.source);
  if (!source) return;
  const writes = ['create', 'update', 'delete', 'restore', 'import'] as const;
  for (const write of writes) {
    if (!grant[write] || (write !== 'import' && source.writes.includes(write))) continue;
    const node = child(entry.value, write);
    ctx.sink.add(
      'E_GRANT_SOURCE',
      node?.source ?? entry.source,
      node?.start ?? entry.keyStart,
      `${at}.${write}`,
      write,
      { entity: entity.name, known: source.writes.join(', ') || '—' },
    );
  }
}
