// Where the rows of a children field come from (`rows:`): one source of the right type, a cell that keeps which one, cells to copy.
import { suggest, suggestName } from '../diagnostics/suggest.ts';
import { checkExpression, readsOf } from '../expressions/index.ts';
import type { Expr } from '../expressions/tree.ts';
import type { FieldModel, RowsModel } from '../model.ts';
import { child, scalarAt, textAt, textsAt } from '../parse/node.ts';
import type { Node, ScalarNode } from '../parse/node.ts';
import { qualified } from '../validate/names.ts';
import { expressionOf, scopeIn } from './check_text.ts';
import type { Context } from './context.ts';
import { expressionType } from './model_scope.ts';
import type { ScopeOptions } from './model_scope.ts';

const sources = ['count', 'each', 'from'];

export function resolveRows(
  field: FieldModel,
  rows: Node | undefined,
  options: ScopeOptions,
  at: string,
  ctx: Context,
): RowsModel | null {
  // Inputs have an option of that name, which is a text.
  if (rows?.kind !== 'map') return null;
  const found = sources.filter((key) => child(rows, key));
  if (found.length !== 1)
    ctx.sink.add('E_ONE_OF', rows.source, rows.start, `${at}.rows`, found.join(', '), { known: sources.join(', ') });
  const from = scalarAt(rows, 'from');
  const source = from ? sourceOf(from, options, `${at}.rows.from`, ctx) : null;
  const scope = source ? { ...options, roots: { ...options.roots, it: source.of } } : options;
  const model: RowsModel = {
    count: expressionOf(child(rows, 'count'), 'integer', options, `${at}.rows.count`, ctx),
    each: listOf(rows, at, ctx),
    from: source?.expr ?? null,
    where: source ? expressionOf(child(rows, 'where'), 'boolean', scope, `${at}.rows.where`, ctx) : null,
    key: keyOf(field, rows, at, ctx),
    copy: {},
    when: textAt(rows, 'when') ?? null,
  };
  if (source) model.copy = copiesOf(field, model.key, rows, source.of, scope, at, ctx);
  else for (const { text, node } of textsAt(rows, 'copy')) cellOf(field, text, node, at, ctx);
  checkKey(field, model, rows, source?.of ?? null, at, ctx);
  return model;
}

function listOf(rows: Node, at: string, ctx: Context): string | null {
  const list = scalarAt(rows, 'each');
  if (!list) return null;
  const name = qualified(list.raw, list.source.package);
  if (Object.hasOwn(ctx.model.lists, name)) return name;
  const hint = suggestName(list.raw, list.source.package, Object.keys(ctx.model.lists));
  ctx.sink.add('E_LIST_UNKNOWN', list.source, list.start, `${at}.rows.each`, list.raw, hint);
  return null;
}

function keyOf(field: FieldModel, rows: Node, at: string, ctx: Context): string | null {
  const key = scalarAt(rows, 'key');
  return key ? (cellOf(field, key.raw, key, at, ctx)?.name ?? null) : null;
}

function cellOf(field: FieldModel, name: string, node: Node, at: string, ctx: Context): FieldModel | null {
  const found = field.fields.find((cell) => cell.name === name);
  if (found) return found;
  const cells = field.fields.map((cell) => cell.name);
  ctx.sink.add('E_REFERENCE_FIELD', node.source, node.start, `${at}.rows`, name, {
    entity: field.name,
    known: cells.join(', '),
    ...suggest(name, cells),
  });
  return null;
}

/** `of`: what `it` stands for: rows of the record (`record.…`), or the records of an entity. */
function sourceOf(
  from: ScalarNode,
  options: ScopeOptions,
  at: string,
  ctx: Context,
): { of: string; expr: Expr } | null {
  if (/^(record|old)\b/.test(from.raw)) {
    const expr = expressionOf(from, null, options, at, ctx);
    if (!expr) return null;
    if (expr.type.startsWith('set:row:')) return { of: expr.type.slice(4), expr };
    if (expr.type.startsWith('set:ref:')) return { of: expr.type.slice(8), expr };
    ctx.sink.add('E_EXPR_TYPE', from.source, from.start, at, from.raw, { expected: 'set', found: expr.type });
    return null;
  }
  const name = qualified(from.raw, from.source.package);
  if (Object.hasOwn(ctx.model.entities, name))
    return { of: name, expr: { op: 'entity', type: `set:ref:${name}`, entity: name } };
  const hint = suggestName(from.raw, from.source.package, Object.keys(ctx.model.entities));
  ctx.sink.add('E_ENTITY_UNKNOWN', from.source, from.start, at, from.raw, hint);
  return null;
}

/** What each cell takes from `it`: as written, by name, or whatever has the cell's name and type. */
function copiesOf(
  field: FieldModel,
  key: string | null,
  rows: Node,
  source: string,
  scope: ScopeOptions,
  at: string,
  ctx: Context,
): Record<string, Expr> {
  const copies: Record<string, Expr> = {};
  const add = (cell: FieldModel | null, expr: Expr | null, place: Node): void => {
    if (!cell || !expr) return;
    if (showsPersonal(expr, cell, ctx))
      ctx.sink.add('E_ROWS_PERSONAL', place.source, place.start, `${at}.rows.copy`, cell.name, { entity: source });
    copies[cell.name] = expr;
  };
  const written = child(rows, 'copy');
  for (const entry of written?.kind === 'map' ? written.entries.values() : []) {
    const cell = cellOf(field, entry.key, entry.value, at, ctx);
    const type = cell && expressionType('', cell);
    add(cell, expressionOf(entry.value, type, scope, `${at}.rows.copy.${entry.key}`, ctx), entry.value);
  }
  for (const { text, node } of textsAt(rows, 'copy')) {
    const cell = cellOf(field, text, node, at, ctx);
    const type = cell && expressionType('', cell);
    const { expr, faults } = checkExpression(`it.${text}`, scopeIn(ctx, scope), type);
    if (cell && faults.length > 0)
      ctx.sink.add('E_ROWS_COPY', node.source, node.start, `${at}.rows.copy`, text, {
        entity: source,
        expected: type ?? '',
      });
    add(cell, expr, node);
  }
  for (const cell of written ? [] : field.fields) {
    if (cell.name === key) continue;
    const { expr } = checkExpression(`it.${cell.name}`, scopeIn(ctx, scope), expressionType('', cell));
    add(cell, expr, rows);
  }
  return copies;
}

/** What is masked there must not stand here for everybody to read. */
function showsPersonal(expr: Expr, cell: FieldModel, ctx: Context): boolean {
  return readsOf(expr).fields.some(({ entity, field: name }) => {
    const [, owner = entity, rows = ''] = /^row:([^#]+)#(.+)$/.exec(entity) ?? [];
    const { fields = [] } = ctx.model.entities[owner] ?? {};
    const among = rows === '' ? fields : (fields.find((candidate) => candidate.name === rows)?.fields ?? []);
    const personal = among.find((candidate) => candidate.name === name)?.personal ?? null;
    return personal === 'sensitive' || (personal !== null && cell.personal === null);
  });
}

/** Named in `copy`, though it may have a fault there. */
function isCopied(rows: Node, cell: string): boolean {
  const copy = child(rows, 'copy');
  return copy?.kind === 'map' ? copy.entries.has(cell) : textsAt(rows, 'copy').some(({ text }) => text === cell);
}

/** Rows that are filled in by hand must be found again: by their code, or by the id of what was copied. */
function checkKey(
  field: FieldModel,
  rows: RowsModel,
  node: Node,
  source: string | null,
  at: string,
  ctx: Context,
): void {
  const place = child(node, 'key') ?? node;
  const report = (expected: string): void =>
    ctx.sink.add('E_ROWS_KEY', place.source, place.start, `${at}.rows.key`, rows.key ?? '', { expected });
  const cell = field.fields.find((candidate) => candidate.name === rows.key);
  if (rows.each !== null && cell?.list !== rows.each) return report(`code, list: ${rows.each}`);
  if (source === null) return;
  const byHand = field.fields.some(({ name }) => !Object.hasOwn(rows.copy, name) && !isCopied(node, name));
  if (!cell) return byHand && rows.key === null ? report('string') : undefined;
  const pointsAt = cell.to.length === 1 && cell.to[0] === source;
  if (cell.type !== 'string' && !pointsAt) report(source.startsWith('row:') ? 'string' : `string, ref: ${source}`);
}
