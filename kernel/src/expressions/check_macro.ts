// Set macros: record.items.exists(i, i.outcome == 'returned'). The element variable is in scope inside only.
import { functions, instead, macros } from './functions.ts';
import { suggest } from './suggest.ts';
import { elementOf, isNumber, isSet, setOf } from './types.ts';
import type { Check } from './check_context.ts';
import type { Cel } from './parse_cel.ts';
import type { Expr, ExprType, MacroName } from './tree.ts';

type Method = Extract<Cel, { op: 'method' }>;

/** Macros inside macros. */
const NESTING_LIMIT = 3;

/** x.name(…): a set macro, or a function written behind its first argument, which is told. */
export function checkMethod(check: Check, node: Method): Expr | null {
  if (node.name === 'where') {
    const rows = entityRows(check, node);
    if (rows !== undefined) return rows;
  }
  const name = node.name === 'size' ? 'count' : node.name;
  const over = check.expr(node.of);
  if (!over && node.name === 'where') return null;
  if (!isMacro(name)) {
    if (node.args[0]?.op !== 'name') node.args.forEach(check.expr);
    return check.fault('E_EXPR_METHOD', node, {
      name: node.name,
      suggestion: suggestion(node.name, check.text(node.of)),
    });
  }
  if (!over) return null;
  if (!isSet(over.type)) {
    if (node.name === 'size' && node.args.length === 0 && over.type === 'text')
      return { op: 'call', type: 'integer', name: 'size', args: [over] };
    const hint = Object.hasOwn(functions, node.name) ? suggestion(node.name, check.text(node.of)) : '';
    return check.fault('E_EXPR_METHOD', node, { name: node.name, suggestion: hint, found: over.type });
  }
  const arity = node.args.length === 2 || (node.args.length === 0 && macros[name].body === 'either');
  if (!arity)
    return check.fault('E_EXPR_ARITY', node, {
      name: node.name,
      expected: macros[name].body === 'either' ? '0, 2' : '2',
      found: String(node.args.length),
    });
  const variable = node.args[0];
  if (!variable) return finish(check, node, name, over, '', null);
  return withVariable(check, node, name, over, variable);
}

/** market.subject.where(x, …): the rows of an entity as a set. undefined: what stands before .where is no entity. */
function entityRows(check: Check, node: Method): Expr | null | undefined {
  const named = node.of.op === 'member' ? node.of.of : node.of;
  if (named.op !== 'name' || check.variables.some(({ name }) => name === named.name)) return undefined;
  if (reserved.has(named.name)) return undefined;
  const name = node.of.op === 'member' ? `${named.name}.${node.of.name}` : named.name;
  const shape = check.scope.entity(name);
  if (!shape) return undefined;
  if (check.scope.forbidden?.(shape.name, 'id'))
    return check.fault('E_EXPR_FIELD_FORBIDDEN', node.of, { name, of: shape.name });
  if (node.args.length !== 2)
    return check.fault('E_EXPR_ARITY', node, { name: 'where', expected: '2', found: String(node.args.length) });
  const over: Expr = { op: 'entity', type: `set:ref:${shape.name}`, entity: shape.name };
  return withVariable(check, node, 'filter', over, node.args[0] as Cel);
}

function withVariable(check: Check, node: Method, name: MacroName, over: Expr, variable: Cel): Expr | null {
  if (variable.op !== 'name') return check.fault('E_EXPR_VARIABLE', variable, { name: check.text(variable) });
  const taken = check.variables.some((known) => known.name === variable.name) || reserved.has(variable.name);
  if (taken) return check.fault('E_EXPR_VARIABLE', variable, { name: variable.name });
  if (check.variables.length - (check.scope.variables?.length ?? 0) >= NESTING_LIMIT)
    return check.fault('E_EXPR_NESTING', node, { limit: String(NESTING_LIMIT) });
  check.variables.push({ name: variable.name, type: elementOf(over.type) });
  const body = check.expr(node.args[1] as Cel);
  check.variables.pop();
  return body && finish(check, node, name, over, variable.name, body);
}

function finish(
  check: Check,
  node: Method,
  name: MacroName,
  over: Expr,
  variable: string,
  body: Expr | null,
): Expr | null {
  const of = body?.type ?? elementOf(over.type);
  const place = node.args[1] ?? node.of;
  const wrong = (expected: string): null => check.fault('E_EXPR_TYPE', place, { expected, found: of });
  const made = (type: ExprType): Expr => ({ op: 'macro', type, name, over, variable, body });
  switch (name) {
    case 'exists':
    case 'all':
      return of === 'boolean' ? made('boolean') : wrong('boolean');
    case 'filter':
      return of === 'boolean' ? made(over.type) : wrong('boolean');
    case 'count':
      return !body || of === 'boolean' ? made('integer') : wrong('boolean');
    case 'sum':
      return isNumber(of) ? made(of) : wrong('number');
    case 'min':
    case 'max':
      return isNumber(of) || of === 'date' || of === 'datetime' ? made(of) : wrong('number, date, datetime');
    case 'map':
      return of === 'span' || of === 'null' || of === 'boolean' || isSet(of)
        ? wrong('text, number, date, code, ref')
        : made(setOf(of));
  }
}

const reserved = new Set([
  'record',
  'old',
  'it',
  'row',
  'actor',
  'tenant',
  'settings',
  'params',
  'input',
  'event',
  'now',
  'today',
]);

const isMacro = (name: string): name is MacroName => Object.hasOwn(macros, name);

function suggestion(name: string, of: string): string {
  if (Object.hasOwn(instead, name)) return instead[name] ?? '';
  const known = Object.hasOwn(functions, name) ? name : suggest(name, Object.keys(functions));
  return known ? `${known}(${of}, …)` : suggest(name, Object.keys(macros));
}
