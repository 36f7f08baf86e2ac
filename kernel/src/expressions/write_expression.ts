// A typed tree as the text that an author would write, for people who compare two of them. What was inlined stays inlined.
import type { Expr, Template } from './tree.ts';

type Signed = Extract<Expr, { left: Expr }>;

const signs: Record<Signed['op'], string> = {
  or: '||',
  and: '&&',
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  in: 'in',
  add: '+',
  sub: '-',
  mul: '*',
};

/** Text of an expression; two expressions of one text may differ in the types of what they read. */
export function writeExpression(expr: Expr): string {
  switch (expr.op) {
    case 'literal':
      return typeof expr.value === 'string' ? writeLiteral(expr.type, expr.value) : String(expr.value);
    case 'list':
      return `[${expr.items.map(writeExpression).join(', ')}]`;
    case 'path':
      return [expr.variable?.replace(/~\d+$/, '') ?? expr.root, ...expr.steps].join('.');
    case 'entity':
      return expr.entity;
    case 'now':
    case 'today':
      return expr.op;
    case 'not':
      return `!${inner(expr.of)}`;
    case 'neg':
      return `-${inner(expr.of)}`;
    case 'if':
      return `${inner(expr.test)} ? ${inner(expr.then)} : ${inner(expr.else)}`;
    case 'call':
      return `${expr.name}(${expr.args.map(writeExpression).join(', ')})`;
    case 'macro': {
      const variable = expr.variable.replace(/~\d+$/, '');
      const body = expr.body === null ? '' : `${variable}, ${writeExpression(expr.body)}`;
      return `${inner(expr.over)}.${expr.name}(${body})`;
    }
    default:
      return `${side(expr, expr.left)} ${signs[expr.op]} ${side(expr, expr.right)}`;
  }
}

/** Text of a template: its words, and its expressions in braces. */
export function writeTemplate(template: Template): string {
  return template.map((part) => ('text' in part ? part.text : `{${writeExpression(part.expr)}}`)).join('');
}

function writeLiteral(type: Expr['type'], value: string): string {
  const text = `'${value.replaceAll("'", "\\'")}'`;
  const maker = { span: 'span', date: 'date', decimal: 'dec' }[type as string];
  return maker === undefined ? text : `${maker}(${text})`;
}

const isSigned = (expr: Expr): expr is Signed => 'left' in expr;

/** Without parentheses where a chain of one sign goes on to the left. */
function side(whole: Signed, part: Expr): string {
  return isSigned(part) && part.op === whole.op && part === whole.left ? writeExpression(part) : inner(part);
}

function inner(expr: Expr): string {
  const text = writeExpression(expr);
  return isSigned(expr) || expr.op === 'if' ? `(${text})` : text;
}
