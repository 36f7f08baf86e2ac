// CEL text → our small syntax tree, or the first fault of its syntax (decisions/0007).
import { parseGrammar, TooMuch } from './cel/grammar.ts';
import { SyntaxFault } from './cel/syntax_error.ts';
import type { Cel } from './cel/cel.ts';
import type { FaultCode } from './fault_codes.ts';
import type { ExprFault } from './scope.ts';

export type { BinarySign, Cel } from './cel/cel.ts';

/** Longest expression, in UTF-16 units, and deepest nesting (a chain of && or || counts as one level). */
export const TEXT_LIMIT = 4000;
export const DEPTH_LIMIT = 60;

/**
 * Parses one expression.
 * @returns the tree, or the first syntax fault (E_EXPR_EMPTY, E_EXPR_TOO_LONG, E_EXPR_TOO_DEEP, E_EXPR_TOO_LARGE, E_EXPR_VARIABLE, E_EXPR_SYNTAX); never throws.
 */
export function parseCel(text: string): { tree: Cel; fault: null } | { tree: null; fault: ExprFault } {
  if (text.trim() === '') return refuse('E_EXPR_EMPTY', text, 0, text.length);
  if (text.length > TEXT_LIMIT)
    return refuse('E_EXPR_TOO_LONG', text, TEXT_LIMIT, text.length, {
      limit: String(TEXT_LIMIT),
      found: String(text.length),
    });
  try {
    // The grammar counts brackets and calls, which come to a little more than levels of the tree.
    const tree = parseGrammar(text, DEPTH_LIMIT + 4);
    return isTooDeep(tree, 0) ? tooDeep(text) : { tree, fault: null };
  } catch (error) {
    if (error instanceof SyntaxFault) return syntaxFault(error, text);
    if (error instanceof TooMuch && error.limit !== null)
      return refuse('E_EXPR_TOO_LARGE', text, 0, text.length, { limit: String(error.limit) });
    if (error instanceof TooMuch || error instanceof RangeError) return tooDeep(text);
    throw error;
  }
}

const tooDeep = (text: string): { tree: null; fault: ExprFault } =>
  refuse('E_EXPR_TOO_DEEP', text, 0, text.length, { limit: String(DEPTH_LIMIT) });

function isTooDeep(node: Cel, depth: number): boolean {
  if (depth > DEPTH_LIMIT) return true;
  const deeper = (child: Cel): boolean => isTooDeep(child, depth + 1);
  switch (node.op) {
    case 'member':
    case 'not':
    case 'neg':
      return deeper(node.of);
    case 'call':
      return node.args.some(deeper);
    case 'method':
      return deeper(node.of) || node.args.some(deeper);
    case 'list':
      return node.items.some(deeper);
    case 'if':
      return deeper(node.test) || deeper(node.then) || deeper(node.else);
    case 'binary': {
      const { sign, left } = node;
      const chained = (sign === '&&' || sign === '||') && left.op === 'binary' && left.sign === sign;
      return isTooDeep(left, chained ? depth : depth + 1) || deeper(node.right);
    }
    default:
      return false;
  }
}

function syntaxFault({ code, start, end }: SyntaxFault, text: string): { tree: null; fault: ExprFault } {
  const from = Math.min(start, text.length);
  const to = Math.min(Math.max(end, from), text.length);
  if (code === 'invalid_macro_argument')
    return refuse('E_EXPR_VARIABLE', text, from, to, { name: text.slice(from, to) });
  return refuse('E_EXPR_SYNTAX', text, from, to, { detail: code, found: text.slice(from, to) || 'end' });
}

function refuse(
  code: FaultCode,
  text: string,
  start: number,
  end: number,
  params: Record<string, string> = {},
): { tree: null; fault: ExprFault } {
  return { tree: null, fault: { code, start, end, value: text.slice(start, Math.min(end, start + 200)), params } };
}
