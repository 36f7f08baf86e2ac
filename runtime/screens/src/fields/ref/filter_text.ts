// A ref's `choose` as the filter of a list request, so that the search brings candidates only: `it` becomes `record`, what stands in the
// form becomes literals. Null where it cannot be said as a filter; the server checks the choice in any case.
import type { Expr } from '@shijian/kernel';
import type { RowJson } from '../../client/index.ts';
import { literal } from '../../list/literal.ts';

const SIGNS: Partial<Record<Expr['op'], string>> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  in: 'in',
  and: '&&',
  or: '||',
  add: '+',
  sub: '-',
  mul: '*',
};

/** @param record the values of the form */
export function filterText(choose: Expr, record: RowJson): string | null {
  try {
    return print(choose, record);
  } catch (error) {
    if (error instanceof Unsayable) return null;
    throw error;
  }
}

class Unsayable extends Error {}

function print(expr: Expr, record: RowJson): string {
  switch (expr.op) {
    case 'literal':
      return printLiteral(expr);
    case 'list':
      return `[${expr.items.map((item) => print(item, record)).join(', ')}]`;
    case 'path':
      return printPath(expr, record);
    case 'now':
    case 'today':
      return expr.op;
    case 'not':
      return `!(${print(expr.of, record)})`;
    case 'neg':
      return `-(${print(expr.of, record)})`;
    case 'if':
      return `(${print(expr.test, record)} ? ${print(expr.then, record)} : ${print(expr.else, record)})`;
    case 'call':
      return `${expr.name}(${expr.args.map((arg) => print(arg, record)).join(', ')})`;
    case 'entity':
    case 'macro':
      throw new Unsayable();
    default:
      return `(${print(expr.left, record)} ${SIGNS[expr.op] ?? ''} ${print(expr.right, record)})`;
  }
}

function printLiteral({ type, value }: Extract<Expr, { op: 'literal' }>): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || type === 'integer') return String(value);
  if (type === 'decimal') return `dec(${literal(String(value))})`;
  if (type === 'date' || type === 'span') return `${type}(${literal(String(value))})`;
  if (type === 'text' || type.startsWith('code:')) return literal(String(value));
  throw new Unsayable();
}

function printPath(expr: Extract<Expr, { op: 'path' }>, record: RowJson): string {
  if (expr.variable !== undefined) throw new Unsayable();
  if (expr.root === 'it') return ['record', ...expr.steps].join('.');
  if (expr.root === 'actor' || expr.root === 'tenant') return [expr.root, ...expr.steps].join('.');
  const [name = ''] = expr.steps;
  if (expr.root !== 'record' || expr.steps.length > 1) throw new Unsayable();
  const value = record[name];
  if (value === undefined || value === null || value === '') return 'null';
  if (typeof value === 'boolean') return String(value);
  if (expr.type === 'integer') return String(value);
  if (typeof value !== 'string') throw new Unsayable();
  return expr.type === 'decimal' || expr.type === 'date'
    ? printLiteral({ op: 'literal', type: expr.type, value })
    : literal(value);
}
