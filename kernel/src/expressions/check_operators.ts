// Comparison, membership and arithmetic: which types meet, and text literals read as the code, ref or decimal that the other side is.
import { suggest } from './suggest.ts';
import {
  elementOf,
  fits,
  isCode,
  isNumber,
  isRef,
  isSet,
  isTextLiteral,
  isTextual,
  listOf,
  refsMeet,
  setOf,
} from './types.ts';
import type { Check } from './check_context.ts';
import type { Cel } from './parse_cel.ts';
import type { Expr, ExprType } from './tree.ts';

type Binary = Extract<Cel, { op: 'binary' }>;

/** == and !=: any two values of kindred types; sets are asked with macros, empty text with has(). */
export function checkEquality(check: Check, node: Binary): Expr | null {
  const empty = [node.left, node.right].find((side) => side.op === 'text' && side.value === '');
  const [left, right] = [check.expr(node.left), check.expr(node.right)];
  if (!left || !right) return null;
  if (empty) {
    const other = check.text(empty === node.left ? node.right : node.left);
    return check.fault('E_EXPR_EMPTY_TEXT', node, { instead: node.sign === '==' ? `!has(${other})` : `has(${other})` });
  }
  const pair = meet(check, left, right, node);
  return pair && { op: node.sign === '==' ? 'eq' : 'ne', type: 'boolean', left: pair[0], right: pair[1] };
}

/** < <= > >=: numbers, texts, dates with dates, instants with instants. */
export function checkOrder(check: Check, node: Binary): Expr | null {
  const [left, right] = [check.expr(node.left), check.expr(node.right)];
  if (!left || !right) return null;
  if (left.type === 'null' || right.type === 'null') return check.fault('E_EXPR_NULL_ORDER', node);
  for (const [side, place] of [
    [left, node.left],
    [right, node.right],
  ] as const) {
    if (!isNumber(side.type) && side.type !== 'text' && side.type !== 'date' && side.type !== 'datetime')
      return check.fault('E_EXPR_ORDER_TYPE', place, { found: side.type });
  }
  const pair = meet(check, left, right, node);
  return pair && { op: orders[node.sign as keyof typeof orders], type: 'boolean', left: pair[0], right: pair[1] };
}

/** `x in ['A', 'B']` or `x in a set`. */
export function checkIn(check: Check, node: Binary): Expr | null {
  if (node.right.op === 'list') return checkInList(check, node, node.right);
  const [left, right] = [check.expr(node.left), check.expr(node.right)];
  if (!left || !right) return null;
  if (!isSet(right.type)) return check.fault('E_EXPR_TYPE', node.right, { expected: 'set', found: right.type });
  const element = elementOf(right.type);
  const wanted = element.startsWith('row:') ? (`ref:${element}` as const) : element;
  const adapted = adapt(check, left, wanted, node.left);
  if (left.type === 'null' || !kindred(adapted.type, wanted)) return tell(check, adapted.type, wanted, node);
  return { op: 'in', type: 'boolean', left: adapted, right };
}

function checkInList(check: Check, node: Binary, list: Extract<Cel, { op: 'list' }>): Expr | null {
  let left = check.expr(node.left);
  const items = list.items.map((item) => check.expr(item));
  if (!left || items.includes(null)) return null;
  const found = items as Expr[];
  for (const [index, item] of found.entries()) {
    const place = list.items[index] ?? list;
    if (item.type === 'null')
      return check.fault('E_EXPR_NULL_IN_LIST', place, { instead: `!has(${check.text(node.left)})` });
    if (item.op === 'literal' && item.value === '')
      return check.fault('E_EXPR_EMPTY_TEXT', place, { instead: `!has(${check.text(node.left)})` });
    left = adapt(check, left, item.type, node.left);
  }
  const adapted = found.map((item, index) => adapt(check, item, left.type, list.items[index] ?? list));
  const stranger = adapted.findIndex((item) => !kindred(left.type, item.type));
  if (stranger >= 0) return tell(check, left.type, (adapted[stranger] ?? left).type, list.items[stranger] ?? list);
  const decimal = adapted.some((item) => item.type === 'decimal');
  const type = decimal ? 'decimal' : (adapted[0]?.type ?? left.type);
  return { op: 'in', type: 'boolean', left, right: { op: 'list', type: setOf(type), items: adapted } };
}

/** + - * on numbers, + on texts; / and % are refused by name, dates are told of add() and days(). */
export function checkArithmetic(check: Check, node: Binary): Expr | null {
  const [left, right] = [check.expr(node.left), check.expr(node.right)];
  if (node.sign === '/')
    return check.fault('E_EXPR_DIVISION', node, {
      instead: `div(${check.text(node.left)}, ${check.text(node.right)}, 2)`,
    });
  if (node.sign === '%') return check.fault('E_EXPR_FEATURE', node, { name: '%', instead: '' });
  if (!left || !right) return null;
  if (node.sign === '+' && isTextual(left.type) && isTextual(right.type))
    return { op: 'add', type: 'text', left, right };
  for (const [side, place] of [
    [left, node.left],
    [right, node.right],
  ] as const) {
    if (isNumber(side.type)) continue;
    const moment = side.type === 'date' || side.type === 'datetime' || side.type === 'span';
    if (moment) return check.fault('E_EXPR_DATE_ARITHMETIC', node, { sign: node.sign });
    return check.fault('E_EXPR_TYPE', place, {
      expected: node.sign === '+' && isTextual(side.type) ? 'text' : 'number',
      found: side.type,
    });
  }
  const type = left.type === 'decimal' || right.type === 'decimal' ? 'decimal' : 'integer';
  const [first, second] = [adapt(check, left, type, node.left), adapt(check, right, type, node.right)];
  return { op: arithmetic[node.sign as keyof typeof arithmetic], type, left: first, right: second };
}

/**
 * Reads a text literal as the code or ref, an integer literal as the decimal, that `wanted` is; a ?: in both branches. What cannot be read stays as it is.
 * An unknown code or a malformed id is a fault, and the literal is then returned retyped, so that it is told once.
 */
export function adapt(check: Check, expr: Expr, wanted: ExprType, place: Cel): Expr {
  if (expr.op === 'if' && place.op === 'if') {
    const [yes, no] = [adapt(check, expr.then, wanted, place.then), adapt(check, expr.else, wanted, place.else)];
    return yes.type === expr.then.type && no.type === expr.else.type
      ? expr
      : { ...expr, type: wanted, then: yes, else: no };
  }
  if (expr.op !== 'literal') return expr;
  if (expr.type === 'integer' && wanted === 'decimal')
    return { op: 'literal', type: 'decimal', value: String(expr.value) };
  if (!isTextLiteral(expr)) return expr;
  if (isCode(wanted)) {
    checkCode(check, listOf(wanted), String(expr.value), place);
    return { ...expr, type: wanted };
  }
  if (isRef(wanted)) {
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(String(expr.value)))
      check.fault('E_EXPR_REF_LITERAL', place);
    return { ...expr, type: wanted, value: String(expr.value).toLowerCase() };
  }
  return expr;
}

/** E_EXPR_CODE_UNKNOWN with the nearest code; a list that is not there is the field's own fault, told elsewhere. */
export function checkCode(check: Check, list: string, code: string, place: Cel): void {
  const shape = check.scope.list(list);
  if (!shape || shape.has(code)) return;
  const byLabel = shape.codes().find((known) => shape.label(known) === code);
  check.fault('E_EXPR_CODE_UNKNOWN', place, { name: code, list, suggestion: byLabel ?? suggest(code, shape.codes()) });
}

const orders = { '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' } as const;
const arithmetic = { '+': 'add', '-': 'sub', '*': 'mul' } as const;

/** Both sides, literals adapted to each other; null with a fault when their types never meet. */
function meet(check: Check, left: Expr, right: Expr, node: Binary): [Expr, Expr] | null {
  const first = adapt(check, left, right.type, node.left);
  const second = adapt(check, right, first.type, node.right);
  if (kindred(first.type, second.type)) return [first, second];
  return tell(check, first.type, second.type, node);
}

function kindred(a: ExprType, b: ExprType): boolean {
  if (a === 'span' || b === 'span' || isSet(a) || isSet(b)) return false;
  if (isRef(a) && isRef(b)) return refsMeet(a, b);
  if (isCode(a) && isCode(b)) return a === b;
  return fits(a, b) || fits(b, a);
}

function tell(check: Check, a: ExprType, b: ExprType, place: Cel): null {
  const params = { left: a, right: b };
  if (isSet(a) || isSet(b)) return check.fault('E_EXPR_SET_COMPARED', place, params);
  if (isRef(a) && isRef(b)) return check.fault('E_EXPR_REFS_DIFFER', place, params);
  if (isCode(a) && isCode(b)) return check.fault('E_EXPR_LISTS_DIFFER', place, params);
  if (a.startsWith('date') && b.startsWith('date')) return check.fault('E_EXPR_DATE_INSTANT', place, params);
  if ((a === 'date' && b === 'text') || (a === 'text' && b === 'date'))
    return check.fault('E_EXPR_DATE_TEXT', place, params);
  return check.fault('E_EXPR_TYPES_DIFFER', place, params);
}
