// Templates as text, in JavaScript and in SQL: null is nothing, booleans 是 and 否, decimals without trailing zeros, instants to the minute in the tenant's zone.
import { clockIn, instantOf } from './calendar.ts';
import { emitBoolean, emitValue } from './emit.ts';
import { evaluate } from './evaluate.ts';
import type { Env, SqlTarget } from './contract.ts';
import type { Expr, Template } from './tree.ts';

/** The text for one record. Codes stand as codes: label(x) gives their label. */
export function renderTemplate(template: Template, env: Env): string {
  return template.map((part) => ('text' in part ? part.text : written(part.expr, env))).join('');
}

/** The text of a template without expressions, which a label mostly is; null where it has some. */
export function plainText(template: Template): string | null {
  const [first = { text: '' }, ...more] = template;
  return more.length === 0 && 'text' in first ? first.text : null;
}

/** SQL of the same text; never null. */
export function emitTemplate(template: Template, target: SqlTarget): string {
  const parts = template.map((part) =>
    'text' in part ? target.param(part.text, 'text') : `coalesce(${writtenSql(part.expr, target)}, '')`,
  );
  if (parts.length === 0) return "''";
  return parts.length === 1 ? (parts[0] ?? "''") : `(${parts.join(' || ')})`;
}

function written(expr: Expr, env: Env): string {
  const value = evaluate(expr, env);
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? '是' : '否';
  const instant = expr.type === 'datetime' ? instantOf(String(value)) : null;
  return instant === null ? String(value) : clockIn(instant, env.time_zone);
}

function writtenSql(expr: Expr, target: SqlTarget): string {
  switch (expr.type) {
    case 'boolean': {
      const { isTrue, isFalse } = emitBoolean(expr, target);
      return `case when ${isTrue} then '是' when ${isFalse} then '否' end`;
    }
    case 'decimal':
      return `trim_scale(${emitValue(expr, target)})::text`;
    case 'date':
      return `to_char(${emitValue(expr, target)}, 'YYYY-MM-DD')`;
    case 'datetime':
      return `to_char(${emitValue(expr, target)} at time zone ${target.zone()}, 'YYYY-MM-DD HH24:MI')`;
    case 'integer':
      return `(${emitValue(expr, target)})::text`;
    default:
      return emitValue(expr, target);
  }
}
