// Function calls: the closed list of functions.ts, argument by argument.
import { checkDate, checkDecimal, checkSpan } from './check_literal.ts';
import { shapeOf } from './check_path.ts';
import { adapt, checkCode } from './check_operators.ts';
import { before } from './inline.ts';
import { functions, instead, spanOf } from './functions.ts';
import { measure } from './measure.ts';
import { suggest } from './suggest.ts';
import { entitiesOf, isCode, isNumber, isRef, isSet, isTextLiteral, isTextual, listOf } from './types.ts';
import type { Check } from './check_context.ts';
import type { FunctionShape, Want } from './functions.ts';
import type { Cel } from './parse_cel.ts';
import type { Expr, ExprType } from './tree.ts';

type Call = Extract<Cel, { op: 'call' }>;

/** name(…). E_EXPR_FUNCTION_UNKNOWN, E_EXPR_ARITY, E_EXPR_TYPE, E_EXPR_LITERAL_WANTED and those of under(). */
export function checkCall(check: Check, node: Call): Expr | null {
  const shape = Object.hasOwn(functions, node.name) ? functions[node.name] : undefined;
  const args = node.args.map((arg) => check.expr(arg));
  if (!shape) {
    const known = Object.hasOwn(instead, node.name) ? instead[node.name] : suggest(node.name, Object.keys(functions));
    return check.fault('E_EXPR_FUNCTION_UNKNOWN', node, { name: node.name, suggestion: known ?? '' });
  }
  const least = shape.args.length - (shape.optional ?? 0);
  const most = shape.repeated ? 16 : shape.args.length;
  if (args.length < least || args.length > most)
    return check.fault('E_EXPR_ARITY', node, {
      name: node.name,
      expected: shape.repeated ? `${least}…` : least === most ? String(least) : `${least}, ${most}`,
      found: String(args.length),
    });
  if (args.includes(null)) return null;
  const found = args as Expr[];
  const special = checkSpecial(check, node, found);
  return special === undefined ? checkPlain(check, node, shape, found) : special;
}

/** Calls whose type hangs on their arguments. undefined: an ordinary call. */
function checkSpecial(check: Check, node: Call, args: Expr[]): Expr | null | undefined {
  const [first, second] = args as [Expr, Expr];
  const [place, next] = node.args as [Cel, Cel];
  switch (node.name) {
    case 'date':
    case 'dec':
    case 'money':
    case 'span':
      return checkMaker(check, node.name, first, place);
    case 'under':
      return checkUnder(check, first, second, place, next);
    case 'level':
      return checkLevel(check, first, place);
    case 'changed':
    case 'previous':
      return checkBefore(check, node, first, place);
    case 'has':
      return first.type === 'null' || first.type === 'span'
        ? check.fault('E_EXPR_TYPE', place, { expected: 'field', found: first.type })
        : undefined;
    case 'add':
    case 'sub':
      return checkShift(check, node, first, second);
    case 'min':
    case 'max':
      return checkLeast(check, node, args);
    default:
      return undefined;
  }
}

/** date('2026-01-01'), dec('8.0'), span('90 days') from literal text; date(instant), dec(integer). */
function checkMaker(
  check: Check,
  name: 'date' | 'dec' | 'money' | 'span',
  arg: Expr,
  place: Cel,
): Expr | null | undefined {
  if (isTextLiteral(arg)) {
    const text = String(arg.value);
    return name === 'date'
      ? checkDate(check, place, text)
      : name === 'span'
        ? checkSpan(check, place, text)
        : checkDecimal(check, place, text);
  }
  if (name === 'span' || arg.type === 'text') return check.fault('E_EXPR_LITERAL_WANTED', place, { name });
  if ((name === 'date' && arg.type === 'date') || (name !== 'date' && arg.type === 'decimal')) return arg;
  if (name !== 'date' && arg.type === 'integer') {
    const adapted = adapt(check, arg, 'decimal', place);
    return adapted.type === 'decimal' ? adapted : { op: 'call', type: 'decimal', name: 'dec', args: [arg] };
  }
  return undefined;
}

/** under(code, ancestor) on a list with parents; under(ref, ancestor) on an entity with `tree`. The third argument of the tree is the list, or the parent's field. */
function checkUnder(check: Check, first: Expr, second: Expr, place: Cel, next: Cel): Expr | null {
  const told = (name: string, of: Expr[]): Expr => ({
    op: 'call',
    type: 'boolean',
    name: 'under',
    args: [...of, { op: 'literal', type: 'text', value: name }],
  });
  if (isRef(first.type) || isRef(second.type)) {
    const ancestor = adapt(check, second, first.type, next);
    const [entity, ...others] = entitiesOf(first.type);
    if (first.type !== ancestor.type)
      return check.fault('E_EXPR_REFS_DIFFER', next, { left: first.type, right: second.type });
    const tree = others.length === 0 && entity !== undefined ? shapeOf(check.scope, entity)?.tree : null;
    if (!tree) return check.fault('E_EXPR_NO_TREE', place, { name: entity ?? '' });
    return told(tree, [first, ancestor]);
  }
  const list = isCode(first.type) ? listOf(first.type) : isCode(second.type) ? listOf(second.type) : null;
  const wrong = [first, second].findIndex((side) => !isTextual(side.type));
  if (list === null || wrong >= 0)
    return check.fault('E_EXPR_TYPE', wrong === 1 ? next : place, {
      expected: 'code, ref',
      found: (wrong === 1 ? second : first).type,
    });
  if (isCode(first.type) && isCode(second.type) && first.type !== second.type)
    return check.fault('E_EXPR_LISTS_DIFFER', next, { left: first.type, right: second.type });
  if (check.scope.list(list)?.tree === false) return check.fault('E_EXPR_NO_TREE', place, { name: list });
  for (const [side, at] of [
    [first, place],
    [second, next],
  ] as const)
    if (isTextLiteral(side)) checkCode(check, list, String(side.value), at);
  return told(
    list,
    [first, second].map((side) => (isTextLiteral(side) ? { ...side, type: `code:${list}` as const } : side)),
  );
}

/** level(code): 1 for a root of its list. */
function checkLevel(check: Check, code: Expr, place: Cel): Expr | null {
  if (!isCode(code.type)) return check.fault('E_EXPR_TYPE', place, { expected: 'code', found: code.type });
  const list = listOf(code.type);
  if (check.scope.list(list)?.tree === false) return check.fault('E_EXPR_NO_TREE', place, { name: list });
  return { op: 'call', type: 'integer', name: 'level', args: [code] };
}

/** changed(record.x) is record.x != old.x, previous(record.x) is old.x: both only where there is an old. A new record has had nothing. */
function checkBefore(check: Check, node: Call, of: Expr, place: Cel): Expr | null {
  const entity = check.scope.roots.old;
  if (entity === undefined) return check.fault('E_EXPR_FUNCTION_UNKNOWN', node, { name: node.name, suggestion: '' });
  if (place.op !== 'member' || !/^record\s*\./.test(check.text(place)))
    return check.fault('E_EXPR_TYPE', place, { expected: 'record.field', found: of.type });
  check.budget -= measure(of).size;
  const old = before(check, of, entity);
  if (node.name === 'previous') return old;
  if (isSet(of.type)) return check.fault('E_EXPR_SET_COMPARED', place, { left: of.type, right: of.type });
  return { op: 'ne', type: 'boolean', left: of, right: old };
}

/** add and sub: days and months on dates, days and hours on instants (a month of an instant depends on the zone: take date(x) first). */
function checkShift(check: Check, node: Call, moment: Expr, span: Expr): Expr | null {
  const [place, next] = node.args as [Cel, Cel];
  if (moment.type !== 'date' && moment.type !== 'datetime')
    return check.fault('E_EXPR_TYPE', place, { expected: 'date, datetime', found: moment.type });
  if (span.type !== 'span' || span.op !== 'literal')
    return check.fault('E_EXPR_TYPE', next, { expected: "span('90 days')", found: span.type });
  const { unit } = spanOf(String(span.value));
  if (moment.type === 'date' ? unit === 'seconds' : unit === 'months' || unit === 'workdays')
    return check.fault('E_EXPR_SPAN_UNIT', next, { found: moment.type, unit });
  return { op: 'call', type: moment.type, name: node.name, args: [moment, span] };
}

function checkLeast(check: Check, node: Call, args: Expr[]): Expr | null {
  const [first] = args as [Expr];
  const numbers = isNumber(first.type);
  if (!numbers && first.type !== 'date' && first.type !== 'datetime')
    return check.fault('E_EXPR_TYPE', node.args[0] ?? node, { expected: 'number, date, datetime', found: first.type });
  const stranger = args.findIndex((arg) => (numbers ? !isNumber(arg.type) : arg.type !== first.type));
  if (stranger >= 0)
    return check.fault('E_EXPR_TYPE', node.args[stranger] ?? node, {
      expected: numbers ? 'number' : first.type,
      found: args[stranger]?.type ?? '',
    });
  const type = numbers ? (args.some((arg) => arg.type === 'decimal') ? 'decimal' : 'integer') : first.type;
  return {
    op: 'call',
    type,
    name: node.name,
    args: args.map((arg, index) => adapt(check, arg, type, node.args[index] ?? node)),
  };
}

function checkPlain(check: Check, node: Call, shape: FunctionShape, args: Expr[]): Expr | null {
  const wrong = args.findIndex((arg, index) => !takes(shape.args[index] ?? 'any', arg));
  if (wrong >= 0) {
    const want = shape.args[wrong] ?? 'any';
    return check.fault('E_EXPR_TYPE', node.args[wrong] ?? node, {
      expected: want === 'scale' ? '0 … 10' : want === 'sized' ? 'text, set' : want,
      found: args[wrong]?.type ?? '',
    });
  }
  if (node.name === 'label' && args[0] && isTextLiteral(args[0]))
    return check.fault('E_EXPR_TYPE', node, { expected: 'code', found: 'text' });
  return { op: 'call', type: shape.gives ?? givenBy(args), name: node.name, args };
}

function takes(want: Want, arg: Expr): boolean {
  const type = arg.type;
  switch (want) {
    case 'any':
      return true;
    case 'text':
      return isTextual(type);
    case 'number':
      return isNumber(type);
    case 'code':
      return isCode(type);
    case 'sized':
      return type === 'text' || isSet(type);
    case 'scale':
      return arg.op === 'literal' && type === 'integer' && Number(arg.value) >= 0 && Number(arg.value) <= 10;
    case 'moment':
      return type === 'date' || type === 'datetime';
    case 'place':
      return isTextual(type) || isRef(type);
    default:
      return type === want;
  }
}

/** abs and round give what they take. */
const givenBy = (args: Expr[]): ExprType => args[0]?.type ?? 'null';
