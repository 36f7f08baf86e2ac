// What the parts of the SQL emitter share: the target, the elements of the macros around, and the way back (so that no file imports in a circle).
import type { SqlTarget } from './contract.ts';
import type { Expr, ExprType } from './tree.ts';

export interface Emit {
  target: SqlTarget;
  /** Elements of the set macros around. */
  elements: Map<string, Binding>;
  /** Three-valued SQL of any expression; parenthesised or an atom. */
  value(expr: Expr): string;
  /** SQL that is true when the boolean is definitely true (and false or null otherwise). */
  isTrue(expr: Expr): string;
  /** SQL that is true when the boolean is definitely false (and false or null otherwise). */
  isFalse(expr: Expr): string;
  /** The same with one more element in scope. */
  within(variable: string, binding: Binding): Emit;
}

/** What an element variable stands for: its id or value, and the alias of its row where it has one. */
export interface Binding {
  sql: string;
  alias: string | null;
}

/** PostgreSQL type of a value as parameters are cast and as target.column must give it: refs are uuid, codes text, sets arrays, children jsonb. */
export function pgTypeOf(type: ExprType): string {
  if (type.startsWith('set:row:')) return 'jsonb';
  if (type.startsWith('set:')) return `${pgTypeOf(type.slice(4) as ExprType)}[]`;
  if (type.startsWith('ref:')) return 'uuid';
  switch (type) {
    case 'integer':
      return 'bigint';
    case 'decimal':
      return 'numeric';
    case 'datetime':
      return 'timestamptz';
    case 'span':
      return 'interval';
    case 'boolean':
    case 'date':
      return type;
    default:
      return 'text';
  }
}

/** A column of a row by its field name, for rows of children. */
export const quoted = (alias: string, name: string): string => `${alias}."${name.replaceAll('"', '""')}"`;

/** `where` of a relation that is walked: its conditions and its tenant. */
export const conditions = (parts: string[]): string => parts.filter((part) => part !== '').join(' and ') || 'true';

/** Builds SQL that uses each operand more than once without writing a long operand twice. */
export function once(emit: Emit, operands: string[], build: (names: string[]) => string): string {
  if (operands.every((sql) => sql.length <= 40)) return `(${build(operands)})`;
  const alias = emit.target.fresh();
  const names = operands.map((_, index) => `v${index + 1}`);
  const columns = operands.map((sql, index) => `${sql} as ${names[index] ?? ''}`);
  return `(select ${build(names.map((name) => `${alias}.${name}`))} from (select ${columns.join(', ')}) ${alias})`;
}

/** True where the value is null for everybody the text is made for. */
export function isNull(expr: Expr, target: SqlTarget): boolean {
  if (expr.type === 'null') return true;
  return expr.op === 'path' && expr.root === 'actor' && target.actorNull?.(expr.steps[0] ?? '') === true;
}

/** False where the value can not be null, whatever the row. */
export function nullable(expr: Expr, target: SqlTarget): boolean {
  const some = (...parts: Expr[]): boolean => parts.some((part) => nullable(part, target));
  switch (expr.op) {
    case 'literal':
      return expr.value === null;
    case 'now':
    case 'today':
    case 'list':
    case 'entity':
    case 'eq':
    case 'ne':
    case 'in':
      return false;
    case 'path':
      if (expr.root === 'actor') return target.actorNull?.(expr.steps[0] ?? '') !== false;
      return !(expr.root === 'record' && expr.steps.length === 1 && expr.steps[0] === 'id');
    case 'call':
      return expr.name === 'has'
        ? false
        : ['label', 'level', 'div', 'ratio', 'under'].includes(expr.name) ||
            (expr.name === 'size' && expr.args[0]?.type.startsWith('set:') ? false : some(...expr.args));
    case 'macro':
      return !['count', 'sum', 'filter', 'map'].includes(expr.name);
    case 'not':
    case 'neg':
      return some(expr.of);
    case 'if':
      return some(expr.test, expr.then, expr.else);
    default:
      return some(expr.left, expr.right);
  }
}

/** True where the value is the same for every row of the statement: literals, actor, tenant, now. */
export function steady(expr: Expr): boolean {
  switch (expr.op) {
    case 'literal':
    case 'now':
    case 'today':
      return true;
    case 'path':
      return ['actor', 'tenant', 'settings', 'params', 'input', 'event'].includes(expr.root);
    case 'call':
      return expr.args.every(steady);
    default:
      return false;
  }
}
