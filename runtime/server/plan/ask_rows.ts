// A question to stored rows as a condition in SQL on the row `t`. Null: the question is no condition on one row (values, keys), or the
// value is encrypted and nothing can be asked of it but whether it is there.
import { emitBoolean, type Ask } from '@shijian/kernel';
import { columnSql, type Column, type PgType } from '../records/columns.ts';
import type { PlanBuilder } from './plan_builder.ts';

export function askSql(builder: PlanBuilder, ask: Ask): string | null {
  const target = () => builder.target({ record: 't' }, 'rule');
  switch (ask.rows) {
    case 'all':
      return 'true';
    case 'true':
      return emitBoolean(ask.expr, target()).isTrue;
    case 'false':
      return emitBoolean(ask.expr, target()).isFalse;
    case 'filled':
    case 'empty': {
      const column = builder.columnOf(ask.entity, ask.field, 'rule');
      if (!column) return null;
      const empty = emptySql(column);
      if (ask.rows === 'filled') return `not ${empty}`;
      return ask.when ? `${empty} and (${emitBoolean(ask.when, target()).isTrue})` : empty;
    }
    case 'codes': {
      const column = builder.columnOf(ask.entity, ask.field, 'rule');
      if (!column || column.sealed) return null;
      const codes = builder.constant(ask.codes, 'text[]');
      const value = columnSql(column, 't');
      return column.type === 'text[]' ? `${value} && ${codes}` : `${value} = any(${codes})`;
    }
    case 'unfit': {
      const column = builder.columnOf(ask.entity, ask.field, 'rule');
      return column && !column.sealed && ask.options ? boundsSql(builder, column, ask.options) : null;
    }
    default:
      return null;
  }
}

/** True of a row whose column holds nothing; never null. */
function emptySql(column: Column): string {
  const value = columnSql(column, 't');
  if (column.type === 'text[]' || column.type === 'uuid[]') return `(coalesce(cardinality(${value}), 0) = 0)`;
  if (column.type === 'jsonb') return `(coalesce(${value}, 'null') in ('null', '[]'))`;
  return `(${value} is null)`;
}

/** Limits of length and size that changed are compared in the scan; null where something else did, of which only the type knows. */
function boundsSql(builder: PlanBuilder, column: Column, options: readonly string[]): string | null {
  const value = columnSql(column, 't');
  const limits = column.field.options;
  const parts = options.map((option) => {
    const limit = limits[option];
    const bound = LIMITS[option]?.(value, column.type);
    if (!bound) return null;
    if (typeof limit !== 'number' && typeof limit !== 'string') return 'false';
    return `${bound.sql} ${builder.constant(String(limit), 'text')}::${bound.type}`;
  });
  return parts.includes(null) ? null : parts.join(' or ');
}

type Limit = (value: string, type: PgType) => { sql: string; type: string } | null;

const COUNTED: readonly PgType[] = ['bigint', 'numeric', 'date'];
const size =
  (sign: string): Limit =>
  (value, type) =>
    COUNTED.includes(type) ? { sql: `${value} ${sign}`, type: type === 'date' ? 'date' : 'numeric' } : null;
const length =
  (sign: string): Limit =>
  (value, type) =>
    type === 'text' ? { sql: `char_length(${value}) ${sign}`, type: 'int8' } : null;

const LIMITS: Partial<Record<string, Limit>> = {
  min: size('<'),
  max: size('>'),
  min_length: length('<'),
  max_length: length('>'),
};
