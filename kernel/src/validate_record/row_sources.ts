// Rows that are not added by hand: as many as a number says, or one for each code. The same in form and server; rows that are
// copied from other records are the server's.
import { evaluate } from '../expressions/index.ts';
import type { Env, RowView, Value } from '../expressions/contract.ts';
import type { FieldContext } from '../field_types/contract.ts';
import type { FieldModel } from '../model.ts';

export type Row = Record<string, unknown>;

/**
 * The rows as they should be, those at hand kept: cut or filled up to the number, or one for each code that is not retired.
 * @param at the rows so far, cells by name
 * @returns null where the rows come from elsewhere, or the number is not known yet
 */
export function ownRows(field: FieldModel, at: readonly Row[], env: Env, ctx: FieldContext): Row[] | null {
  const { rows } = field;
  if (rows?.count) {
    const wanted = rowCount(field, env);
    if (wanted === null) return null;
    return Array.from({ length: wanted }, (_, i) => at[i] ?? newRow(field, i, env));
  }
  const { each, key } = rows ?? {};
  if (!each || !key) return null;
  return codesOf(each, ctx).map(
    (code, i) => at.find((row) => row[key] === code) ?? { ...newRow(field, i, env), [key]: code },
  );
}

/** How many rows `rows.count` wants now; null when it is not known, or there is no such number. */
export function rowCount(field: FieldModel, env: Env): number | null {
  if (!field.rows?.count) return null;
  const number = evaluate(field.rows.count, env);
  const most = field.options['max_count'];
  if (typeof number !== 'number') return null;
  return Math.min(Math.max(number, 0), typeof most === 'number' ? most : 500);
}

/** True where nobody adds or takes away a row by hand. */
export function hasFixedRows(field: FieldModel): boolean {
  return field.rows !== null && (field.rows.count !== null || field.rows.each !== null || field.rows.when !== null);
}

/** A new row with the defaults of its cells. */
export function newRow(field: FieldModel, index: number, env: Env): Row {
  const row: Row = {};
  for (const cell of field.fields) {
    if (cell.default === null) continue;
    row[cell.name] =
      'value' in cell.default ? cell.default.value : evaluate(cell.default.expr, { ...env, row: rowAt(row, index) });
  }
  return row;
}

/** A row of children as the evaluator walks it; `index` is its place, from 1. */
export function rowAt(row: Row, index: number): RowView {
  return {
    get: (name) => (Object.hasOwn(row, name) ? ((row[name] ?? null) as Value) : name === 'index' ? index + 1 : null),
  };
}

/** What is wrong with the rows of a field whose source says which there are; null when nothing is, or it cannot be known. */
export function rowsFault(
  field: FieldModel,
  rows: readonly Row[],
  old: readonly Row[] | null,
  env: Env,
  ctx: FieldContext,
): { code: 'E_ROWS_COUNT' | 'E_ROWS_EACH'; params: Record<string, string> } | null {
  const wanted = rowCount(field, env);
  if (wanted !== null && wanted !== rows.length)
    return { code: 'E_ROWS_COUNT', params: { count: String(wanted), found: String(rows.length) } };
  const { each, key } = field.rows ?? {};
  if (!each || !key) return null;
  const held = rows.map((row) => String(row[key] ?? ''));
  const before = (old ?? []).map((row) => String(row[key] ?? ''));
  const known = codesOf(each, ctx);
  // A code that came or went since the record was made is no fault of who edits it now.
  const must = old === null ? known : before;
  const missing = must.filter((code) => !held.includes(code));
  const strange = held.filter((code, i) => held.indexOf(code) !== i || ![...known, ...before].includes(code));
  if (missing.length === 0 && strange.length === 0) return null;
  const label = (code: string): string => ctx.list(each)?.codes.find((item) => item.code === code)?.label ?? code;
  return { code: 'E_ROWS_EACH', params: { codes: [...missing, ...strange].map(label).join('、') } };
}

function codesOf(list: string, ctx: FieldContext): string[] {
  return (ctx.list(list)?.codes ?? []).flatMap((code) => (code.retired ? [] : [code.code]));
}
