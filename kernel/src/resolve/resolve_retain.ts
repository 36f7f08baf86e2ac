// How long a record or one of its values is kept, and what happens then (`retain:`): one condition that is definitely true when the time is up.
import { checkExpression } from '../expressions/index.ts';
import type { Expr } from '../expressions/tree.ts';
import { valueType } from '../field_types/index.ts';
import type { EntityModel, FieldModel, RetainModel } from '../model.ts';
import { child, scalarAt, textAt } from '../parse/node.ts';
import type { Node } from '../parse/node.ts';
import { expressionOf, scopeIn } from './check_text.ts';
import type { Context } from './context.ts';
import type { ScopeOptions } from './model_scope.ts';

/** Null when there is none or it has faults. */
function resolveRetain(node: Node | undefined, options: ScopeOptions, at: string, ctx: Context): RetainModel | null {
  const retain = child(node, 'retain');
  if (retain?.kind !== 'map') return null;
  const [lasts, then] = [textAt(retain, 'for') ?? '', textAt(retain, 'then')];
  const since = sinceOf(retain, options, at, ctx);
  const where = child(retain, 'where');
  const only = where ? expressionOf(where, 'boolean', { ...options, bareFilters: true }, `${at}.where`, ctx) : null;
  if (since === null || (where && !only) || (then !== 'erase' && then !== 'anonymise' && then !== 'delete'))
    return null;
  const up = `add(${since}, span('${lasts}')) <= today`;
  // A length of time that its pattern refuses has been told.
  const { expr } = checkExpression(up, scopeIn(ctx, options), 'boolean');
  if (!expr) return null;
  const due: Expr = only ? { op: 'and', type: 'boolean', left: only, right: expr } : expr;
  return { for: lasts, due, then };
}

/** The day from which it counts, as text of an expression. */
function sinceOf(retain: Node, options: ScopeOptions, at: string, ctx: Context): string | null {
  const from = scalarAt(retain, 'from');
  if (!from) return 'date(record.created_at)';
  const expr = expressionOf(from, null, options, `${at}.from`, ctx);
  if (!expr) return null;
  if (expr.type === 'date') return `(${from.raw})`;
  if (expr.type === 'datetime') return `date(${from.raw})`;
  ctx.sink.add('E_EXPR_TYPE', from.source, from.start, `${at}.from`, from.raw, { expected: 'date', found: expr.type });
  return null;
}

/** The rule of one field. */
export function retainField(field: FieldModel, node: Node, options: ScopeOptions, at: string, ctx: Context): void {
  field.retain = resolveRetain(node, options, at, ctx);
  const place = child(node, 'retain');
  if (!field.retain || !place) return;
  if (field.as !== null || valueType(field).column === null)
    ctx.sink.add('E_FIELD_OPTION', place.source, place.start, at, 'retain', { type: field.type });
  else if (field.retain.then === 'anonymise' && !holdsPersonal(field))
    ctx.sink.add('E_RETAIN_PERSONAL', place.source, place.start, at, field.label);
  else if (field.retain.then === 'erase' && field.required === true)
    ctx.sink.add('E_RETAIN_REQUIRED', place.source, place.start, at, field.label);
}

/** The rule of an entity. */
export function retainEntity(entity: EntityModel, node: Node, options: ScopeOptions, ctx: Context): void {
  entity.retain = resolveRetain(node, options, 'retain', ctx);
  const place = child(node, 'retain');
  if (place && entity.retain?.then === 'anonymise' && !entity.fields.some(holdsPersonal))
    ctx.sink.add('E_RETAIN_PERSONAL', place.source, place.start, 'retain', entity.label);
}

function holdsPersonal(field: FieldModel): boolean {
  return field.personal !== null || field.fields.some(({ personal }) => personal !== null);
}
