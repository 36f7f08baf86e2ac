// The checker: text and scope in, typed tree or all faults out. Rejects whatever evaluator and SQL emitter could not answer alike.
import { checkCall } from './check_call.ts';
import { adapt, checkArithmetic, checkEquality, checkIn, checkOrder } from './check_operators.ts';
import { checkMethod } from './check_macro.ts';
import { checkPath } from './check_path.ts';
import { checkNumber, checkText } from './check_literal.ts';
import { fits, isSet, joined } from './types.ts';
import { parseCel } from './parse_cel.ts';
import { DEPTH_AFTER_INLINING, NESTING_AFTER_INLINING, PRODUCTS_LIMIT, SIZE_LIMIT, measure } from './measure.ts';
import type { Check } from './check_context.ts';
import type { Cel } from './parse_cel.ts';
import type { ExprFault, Scope } from './scope.ts';
import type { Expr, ExprType } from './tree.ts';

/**
 * Checks one expression.
 * @param expect the type the key asks for; null takes any scalar
 * @returns the tree and no fault, or null and every fault found (E_EXPR_…, texts in diagnostics/); never throws
 */
export function checkExpression(
  text: string,
  scope: Scope,
  expect: 'boolean' | ExprType | null,
): { expr: Expr | null; faults: ExprFault[] } {
  const { tree, fault } = parseCel(text);
  if (!tree) return { expr: null, faults: [fault] };
  const faults: ExprFault[] = [];
  const check = contextOf(text, scope, faults);
  try {
    const expr = checkWhole(check, tree, expect);
    return { expr: faults.length === 0 ? expr : null, faults: faults.sort((a, b) => a.start - b.start) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    check.fault('E_EXPR_TOO_DEEP', tree, { limit: String(DEPTH_AFTER_INLINING) });
    return { expr: null, faults };
  }
}

function contextOf(text: string, scope: Scope, faults: ExprFault[]): Check {
  const check: Check = {
    scope,
    variables: [...(scope.variables ?? [])],
    budget: SIZE_LIMIT,
    renamed: 0,
    fault(code, at, params = {}) {
      faults.push({
        code,
        start: at.start,
        end: at.end,
        value: text.slice(at.start, Math.min(at.end, at.start + 200)),
        params,
      });
      return null;
    },
    text: (at) => text.slice(at.start, at.end),
    expr: (node) => checkNode(check, node),
    boolean: (node) => checkBoolean(check, node),
  };
  return check;
}

function checkWhole(check: Check, tree: Cel, expect: ExprType | null): Expr | null {
  const found = check.expr(tree);
  if (!found) return null;
  const { size, depth, products, nesting } = measure(found);
  if (size > SIZE_LIMIT || products > PRODUCTS_LIMIT)
    return check.fault('E_EXPR_TOO_LARGE', tree, { limit: String(SIZE_LIMIT) });
  if (depth > DEPTH_AFTER_INLINING)
    return check.fault('E_EXPR_TOO_DEEP', tree, { limit: String(DEPTH_AFTER_INLINING) });
  if (nesting > NESTING_AFTER_INLINING)
    return check.fault('E_EXPR_NESTING', tree, { limit: String(NESTING_AFTER_INLINING) });
  if (expect === null)
    return found.type === 'span' ? check.fault('E_EXPR_TYPE', tree, { expected: 'any', found: 'span' }) : found;
  const adapted = adapt(check, found, expect, tree);
  if (!fits(adapted.type, expect)) return check.fault('E_EXPR_TYPE', tree, { expected: expect, found: found.type });
  return adapted;
}

function checkNode(check: Check, node: Cel): Expr | null {
  switch (node.op) {
    case 'text':
      return checkText(check, node);
    case 'number':
      return checkNumber(check, node, node.source);
    case 'boolean':
      return { op: 'literal', type: 'boolean', value: node.value };
    case 'null':
      return { op: 'literal', type: 'null', value: null };
    case 'name':
    case 'member':
      return checkPath(check, node);
    case 'call':
      return checkCall(check, node);
    case 'method':
      return checkMethod(check, node);
    case 'list':
      node.items.forEach(check.expr);
      return check.fault('E_EXPR_LIST_PLACE', node);
    case 'not': {
      const of = check.boolean(node.of);
      return of && { op: 'not', type: 'boolean', of };
    }
    case 'neg':
      return checkNegative(check, node);
    case 'if':
      return checkIf(check, node);
    case 'refused':
      return check.fault('E_EXPR_FEATURE', node, { name: node.feature, instead: '' });
    case 'binary':
      return checkBinary(check, node);
  }
}

function checkBinary(check: Check, node: Extract<Cel, { op: 'binary' }>): Expr | null {
  switch (node.sign) {
    case '&&':
    case '||': {
      const [left, right] = [check.boolean(node.left), check.boolean(node.right)];
      return left && right && { op: node.sign === '&&' ? 'and' : 'or', type: 'boolean', left, right };
    }
    case '==':
    case '!=':
      return checkEquality(check, node);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return checkOrder(check, node);
    case 'in':
      return checkIn(check, node);
    default:
      return checkArithmetic(check, node);
  }
}

function checkBoolean(check: Check, node: Cel): Expr | null {
  const found = check.expr(node);
  if (!found || found.type === 'boolean') return found;
  return check.fault('E_EXPR_TYPE', node, { expected: 'boolean', found: found.type });
}

function checkNegative(check: Check, node: Extract<Cel, { op: 'not' | 'neg' }>): Expr | null {
  if (node.of.op === 'number') return checkNumber(check, node, `-${node.of.source}`);
  const of = check.expr(node.of);
  if (!of) return null;
  if (of.type !== 'integer' && of.type !== 'decimal')
    return check.fault('E_EXPR_TYPE', node.of, { expected: 'number', found: of.type });
  return { op: 'neg', type: of.type, of };
}

function checkIf(check: Check, node: Extract<Cel, { op: 'if' }>): Expr | null {
  const [test, yes, no] = [check.boolean(node.test), check.expr(node.then), check.expr(node.else)];
  if (!test || !yes || !no) return null;
  const first = adapt(check, yes, no.type, node.then);
  const second = adapt(check, no, first.type, node.else);
  const type = joinedType(first, second);
  if (!type) return check.fault('E_EXPR_TYPE', node.else, { expected: yes.type, found: no.type });
  return { op: 'if', type, test, then: first, else: second };
}

function joinedType(a: Expr, b: Expr): ExprType | null {
  const type = joined(a.type, b.type);
  return type === null || type === 'span' || isSet(type) ? null : type;
}
