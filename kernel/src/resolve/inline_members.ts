// Trees of computed fields and named filters. Each is checked when first named, once; whoever names a faulty one is told nothing new.
import type { Expr, ExprType } from '../expressions/tree.ts';
import { equal } from '../memory/equal.ts';
import type { EntityModel } from '../model.ts';
import type { LoadedDocument } from '../parse/load_package.ts';
import { child } from '../parse/node.ts';
import { expressionOf } from './check_text.ts';
import { findField } from './context.ts';
import type { Context } from './context.ts';
import type { ScopeOptions } from './model_scope.ts';

/** What `ctx.inline` is. It answers once all entities have their fields. */
export function inlineMembers(ctx: Context): Context['inline'] {
  const made = new Map<string, Expr | null>();
  const inline = (entity: string, name: string): Expr | null => {
    const key = `${entity}.${name}`;
    let expr = made.get(key);
    if (expr === undefined) {
      expr = make(entity, name, key, ctx);
      made.set(key, expr);
    }
    ctx.round.note('inlines', 'value', key, expr);
    return expr;
  };
  const named = (key: string): Expr | null => {
    const dot = key.lastIndexOf('.');
    return inline(key.slice(0, dot), key.slice(dot + 1));
  };
  ctx.round.about('inlines', { value: named, has: named, keys: named });
  return inline;
}

function make(entityName: string, name: string, key: string, ctx: Context): Expr | null {
  const entity = ctx.untracked.entities[entityName];
  const document = ctx.round.aside(() => ctx.documents.get(`Entity ${entityName}`));
  if (!entity || !document) return null;
  const filter = Object.hasOwn(entity.filters, name);
  const as = filter ? 'boolean' : (findField(entity, name)?.as ?? null);
  if (as === null) return null;
  return ctx.round.once(
    `inline ${key}`,
    [document, as],
    () => (filter ? filterOf(entity, document, name, ctx) : valueOf(entity, document, name, as, ctx)),
    sameExpr,
  );
}

/** Trees hold no places: one that is as it was stays the same object. */
const sameExpr = (before: unknown, now: Expr | null): before is Expr | null => equal(before, now);

function filterOf(entity: EntityModel, { node }: LoadedDocument, name: string, ctx: Context): Expr | null {
  const written = child(child(node, 'filters'), name);
  const where = written?.kind === 'map' ? child(written, 'where') : written;
  return expressionOf(where, 'boolean', { ...recordOf(entity), bareFilters: true }, `filters.${name}`, ctx);
}

function valueOf(entity: EntityModel, { node }: LoadedDocument, name: string, as: ExprType, ctx: Context): Expr | null {
  const written = child(child(child(node, 'fields'), name), 'value');
  return expressionOf(written, as, recordOf(entity), `fields.${name}.value`, ctx);
}

const recordOf = (entity: EntityModel): ScopeOptions => ({
  roots: { record: entity.name, old: entity.name },
  package: entity.package,
});
