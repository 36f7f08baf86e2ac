// The tree and the faults as the library @marcbachmann/cel-js has them: what our own parser is held against.
import { Environment } from '@marcbachmann/cel-js';
import type { BinarySign, Cel } from '../../src/expressions/parse_cel.ts';

type Answer = { tree: Cel } | { code: string; start: number; end: number; detail: string | undefined };

const mostDepth = 60;
const environment = new Environment({
  enableOptionalTypes: true,
  limits: { maxAstNodes: 5000, maxDepth: 64, maxListElements: 500, maxMapEntries: 500, maxCallArguments: 16 },
});

/** The library's node, narrowed to what is read here. */
interface Node {
  op: string;
  args: unknown;
  start: number;
  end: number;
}

class TooDeep extends Error {}

export function referenceParse(text: string): Answer {
  const whole = { start: 0, end: text.length, detail: undefined };
  if (text.trim() === '') return { code: 'E_EXPR_EMPTY', ...whole };
  try {
    return { tree: convert(environment.parse(text).ast as unknown as Node, text, 0) }; // the library's own node
  } catch (error) {
    if (error instanceof TooDeep || error instanceof RangeError) return { code: 'E_EXPR_TOO_DEEP', ...whole };
    const told = error as { code?: string; summary?: unknown; range?: { start: number; end: number } }; // the library's error
    if (told.code === 'limit_exceeded')
      return { code: String(told.summary).includes('maxDepth') ? 'E_EXPR_TOO_DEEP' : 'E_EXPR_TOO_LARGE', ...whole };
    const start = Math.min(told.range?.start ?? 0, text.length);
    const end = Math.min(Math.max(told.range?.end ?? text.length, start), text.length);
    if (told.code === 'invalid_macro_argument') return { code: 'E_EXPR_VARIABLE', start, end, detail: undefined };
    return { code: 'E_EXPR_SYNTAX', start, end, detail: told.code };
  }
}

function convert(node: Node, text: string, depth: number): Cel {
  if (depth > mostDepth) throw new TooDeep();
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
