// Where the rows of a children field come from (`rows:`): one source, of the right type, and cells that are there.
import { suggest, suggestName } from '../diagnostics/suggest.ts';
import type { FieldModel } from '../model.ts';
import { child, scalarAt, textsAt } from '../parse/node.ts';
import type { Node } from '../parse/node.ts';
import { qualified } from '../validate/names.ts';
import { expressionOf } from './check_text.ts';
import type { Context } from './context.ts';
import type { ScopeOptions } from './model_scope.ts';

const sources = ['count', 'each', 'from'];

export function checkRows(
  field: FieldModel,
  rows: Node | undefined,
  options: ScopeOptions,
  at: string,
  ctx: Context,
): void {
  // Inputs have an option of that name, which is a text.
  if (rows?.kind !== 'map') return;
  const found = sources.filter((key) => child(rows, key));
  if (found.length !== 1)
    ctx.sink.add('E_ONE_OF', rows.source, rows.start, `${at}.rows`, found.join(', '), { known: sources.join(', ') });
  expressionOf(child(rows, 'count'), 'integer', options, `${at}.rows.count`, ctx);
  const list = scalarAt(rows, 'each');
  if (list && !Object.hasOwn(ctx.model.lists, qualified(list.raw, list.source.package)))
    ctx.sink.add(
      'E_LIST_UNKNOWN',
      list.source,
      list.start,
      `${at}.rows.each`,
      list.raw,
      suggestName(list.raw, list.source.package, Object.keys(ctx.model.lists)),
    );
  const from = scalarAt(rows, 'from');
  const source = from && sourceOf(from, options, `${at}.rows.from`, ctx);
  if (source !== undefined && source !== null && child(rows, 'where'))
    expressionOf(
      child(rows, 'where'),
      'boolean',
      { ...options, roots: { ...options.roots, it: source } },
      `${at}.rows.where`,
      ctx,
    );
  const key = scalarAt(rows, 'key');
  const cells = field.fields.map((cell) => cell.name);
  for (const { text, node } of [...(key ? [{ text: key.raw, node: key }] : []), ...textsAt(rows, 'copy')])
    if (!cells.includes(text))
      ctx.sink.add('E_REFERENCE_FIELD', node.source, node.start, `${at}.rows`, text, {
        entity: field.name,
        known: cells.join(', '),
        ...suggest(text, cells),
      });
}

/** What `it` stands for: rows of the record (`record.…`), or the records of an entity. */
function sourceOf(
  from: NonNullable<ReturnType<typeof scalarAt>>,
  options: ScopeOptions,
  at: string,
  ctx: Context,
): string | null {
  if (/^(record|old)\b/.test(from.raw)) {
    const expr = expressionOf(from, null, options, at, ctx);
    if (!expr) return null;
    if (expr.type.startsWith('set:row:')) return expr.type.slice(4);
    if (expr.type.startsWith('set:ref:')) return expr.type.slice(8);
    ctx.sink.add('E_EXPR_TYPE', from.source, from.start, at, from.raw, { expected: 'set', found: expr.type });
    return null;
  }
  const name = qualified(from.raw, from.source.package);
  if (Object.hasOwn(ctx.model.entities, name)) return name;
  ctx.sink.add(
    'E_ENTITY_UNKNOWN',
    from.source,
    from.start,
    at,
    from.raw,
    suggestName(from.raw, from.source.package, Object.keys(ctx.model.entities)),
  );
  return null;
}
