// CEL text → our small syntax tree. The only file that knows the parser library; its evaluator and types are not used (decisions/0001).
import { Environment } from '@marcbachmann/cel-js';
import type { FaultCode } from './fault_codes.ts';
import type { ExprFault } from './scope.ts';

/** What the grammar gives, with offsets into the text. Numbers keep their source text, so that decimals never pass through a float. */
export type Cel = { start: number; end: number } & (
  | { op: 'text'; value: string }
  | { op: 'number'; source: string }
  | { op: 'boolean'; value: boolean }
  | { op: 'null' }
  | { op: 'name'; name: string }
  | { op: 'member'; of: Cel; name: string }
  | { op: 'call'; name: string; args: Cel[] }
  | { op: 'method'; of: Cel; name: string; args: Cel[] }
  | { op: 'list'; items: Cel[] }
  | { op: 'not' | 'neg'; of: Cel }
  | { op: 'if'; test: Cel; then: Cel; else: Cel }
  | { op: 'binary'; sign: BinarySign; left: Cel; right: Cel }
  /** Something CEL has and we do not take: named for the fault. */
  | { op: 'refused'; feature: string }
);

export type BinarySign = '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

/** Longest expression, in UTF-16 units, and deepest nesting (a chain of && or || counts as one level). */
export const TEXT_LIMIT = 4000;
export const DEPTH_LIMIT = 60;

/**
 * Parses one expression.
 * @returns the tree, or the first syntax fault (E_EXPR_EMPTY, E_EXPR_TOO_LONG, E_EXPR_TOO_DEEP, E_EXPR_SYNTAX); never throws.
 */
export function parseCel(text: string): { tree: Cel; fault: null } | { tree: null; fault: ExprFault } {
  if (text.trim() === '') return refuse('E_EXPR_EMPTY', text, 0, text.length);
  if (text.length > TEXT_LIMIT)
    return refuse('E_EXPR_TOO_LONG', text, TEXT_LIMIT, text.length, {
      limit: String(TEXT_LIMIT),
      found: String(text.length),
    });
  try {
    const tree = convert(environment.parse(text).ast as unknown as Node, text, 0);
    return { tree, fault: null };
  } catch (error) {
    if (error instanceof TooDeep || error instanceof RangeError)
      return refuse('E_EXPR_TOO_DEEP', text, 0, text.length, { limit: String(DEPTH_LIMIT) });
    return syntaxFault(error, text);
  }
}

/** Nodes of one text, far above what its length allows in practice. */
const NODE_LIMIT = 5000;

const environment = new Environment({
  // Optional access and maps are read only to be refused by name.
  enableOptionalTypes: true,
  limits: {
    maxAstNodes: NODE_LIMIT,
    maxDepth: DEPTH_LIMIT + 4,
    maxListElements: 500,
    maxMapEntries: 500,
    maxCallArguments: 16,
  },
});

/** The library's node, narrowed to what is read here. */
interface Node {
  op: string;
  args: unknown;
  start: number;
  end: number;
}

class TooDeep extends Error {}

function convert(node: Node, text: string, depth: number): Cel {
  if (depth > DEPTH_LIMIT) throw new TooDeep();
  const at = { start: node.start, end: node.end };
  const below = (child: unknown): Cel => convert(child as Node, text, depth + 1);
  const args = node.args as unknown[];
  switch (node.op) {
    case 'value':
      return { ...at, ...literal(node, text) };
    case 'id':
      return { ...at, op: 'name', name: node.args as string };
    case '.':
      return { ...at, op: 'member', of: below(args[0]), name: args[1] as string };
    case 'call':
      return { ...at, op: 'call', name: args[0] as string, args: (args[1] as unknown[]).map(below) };
    case 'rcall':
      return {
        ...at,
        op: 'method',
        name: args[0] as string,
        of: below(args[1]),
        args: (args[2] as unknown[]).map(below),
      };
    case 'list':
      return { ...at, op: 'list', items: args.map(below) };
    case '!_':
      return { ...at, op: 'not', of: below(node.args) };
    case '-_':
      return { ...at, op: 'neg', of: below(node.args) };
    case '?:':
      return { ...at, op: 'if', test: below(args[0]), then: below(args[1]), else: below(args[2]) };
    case 'map':
      return { ...at, op: 'refused', feature: '{ }' };
    case '[]':
    case '[?]':
    case '.?':
      return { ...at, op: 'refused', feature: node.op === '[]' ? '[ ]' : '?' };
    default: {
      const left = args[0] as Node;
      const chained = (node.op === '&&' || node.op === '||') && left.op === node.op;
      return {
        ...at,
        op: 'binary',
        sign: node.op as BinarySign,
        left: convert(left, text, chained ? depth : depth + 1),
        right: below(args[1]),
      };
    }
  }
}

function literal(
  node: Node,
  text: string,
):
  | { op: 'text'; value: string }
  | { op: 'number'; source: string }
  | { op: 'boolean'; value: boolean }
  | { op: 'null' }
  | { op: 'refused'; feature: string } {
  const value = node.args;
  if (value === null) return { op: 'null' };
  if (typeof value === 'string') return { op: 'text', value };
  if (typeof value === 'boolean') return { op: 'boolean', value };
  if (typeof value === 'bigint' || typeof value === 'number')
    return { op: 'number', source: text.slice(node.start, node.end).trim() };
  return { op: 'refused', feature: value instanceof Uint8Array ? "b'…'" : '1u' };
}

/** The library's ParseError carries a stable code and a range; anything else is told as a fault over the whole text. */
function syntaxFault(error: unknown, text: string): { tree: null; fault: ExprFault } {
  const told = error as { code?: unknown; summary?: unknown; range?: { start: number; end: number } };
  const code = typeof told.code === 'string' ? told.code : 'unknown';
  if (code === 'limit_exceeded' && String(told.summary).includes('maxDepth'))
    return refuse('E_EXPR_TOO_DEEP', text, 0, text.length, { limit: String(DEPTH_LIMIT) });
  if (code === 'limit_exceeded') return refuse('E_EXPR_TOO_LARGE', text, 0, text.length, { limit: String(NODE_LIMIT) });
  const start = Math.min(told.range?.start ?? 0, text.length);
  const end = Math.min(Math.max(told.range?.end ?? text.length, start), text.length);
  if (code === 'invalid_macro_argument')
    return refuse('E_EXPR_VARIABLE', text, start, end, { name: text.slice(start, end) });
  return refuse('E_EXPR_SYNTAX', text, start, end, { detail: code, found: text.slice(start, end) || 'end' });
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
