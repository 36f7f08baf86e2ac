// The body of a Document: text, {expressions}, {#each set as x}…{/each}, {#if condition}…{#else}…{/if}. All faults at their places.
import { checkExpression, checkTemplate } from '../../expressions/index.ts';
import type { ExprFault } from '../../expressions/scope.ts';
import type { Expr, ExprType, Template } from '../../expressions/tree.ts';
import type { BodyPart } from '../../model_drafts.ts';
import type { ScalarNode } from '../../parse/node.ts';
import { reportFaults, scopeIn } from '../check_text.ts';
import { withVariables } from './place.ts';
import type { Place } from './place.ts';

interface Open {
  word: 'each' | 'if';
  at: number;
  part: Extract<BodyPart, { each: Expr | null } | { if: Expr | null }>;
  place: Place;
  parts: BodyPart[];
}

const tag =
  /\{#each\s+([^{}]+?)\s+as\s+([a-z][A-Za-z0-9_]*)\s*\}|\{#if\s+([^{}]+?)\s*\}|\{#else\}|\{\/(each|if)\}|\{[#/][^{}]*\}?/g;

/** Parts of a body; faults go to the sink. */
export function bodyOf(node: ScalarNode, place: Place): BodyPart[] {
  const text = String(node.value);
  const root: BodyPart[] = [];
  const open: Open[] = [];
  const now = (): { parts: BodyPart[]; place: Place } => open.at(-1) ?? { parts: root, place };
  const tell = (at: number, value: string): void =>
    place.ctx.sink.add('E_BODY_BLOCK', node.source, placeOf(node, at), 'body', value);
  let from = 0;
  for (const found of text.matchAll(tag)) {
    if (text[found.index - 1] === '{') continue;
    addText(text.slice(from, found.index), from, node, now());
    from = found.index + found[0].length;
    const [whole, set, variable, condition, closed] = found;
    const around = now();
    if (set !== undefined && variable !== undefined) {
      const offset = found.index + whole.indexOf(set);
      const over = expressionIn(set, null, offset, node, around.place);
      const element = elementOf(over, offset, set, node, place);
      const part = { each: over, as: variable, parts: [] };
      around.parts.push(part);
      const inner = withVariables(around.place, element ? [{ name: variable, type: element }] : []);
      open.push({ word: 'each', at: found.index, part, place: inner, parts: part.parts });
    } else if (condition !== undefined) {
      const offset = found.index + whole.indexOf(condition);
      const part = { if: expressionIn(condition, 'boolean', offset, node, around.place), parts: [], else: [] };
      around.parts.push(part);
      open.push({ word: 'if', at: found.index, part, place: around.place, parts: part.parts });
    } else if (whole === '{#else}') {
      const last = open.at(-1);
      if (last && 'else' in last.part && last.parts !== last.part.else) last.parts = last.part.else;
      else tell(found.index, whole);
    } else if (closed !== undefined && open.at(-1)?.word === closed) open.pop();
    else tell(found.index, whole);
  }
  addText(text.slice(from), from, node, now());
  for (const { at, word } of open) tell(at, `{#${word}`);
  return root;
}

/** A text in quotes or with escapes, and a block of several lines, cannot be counted off by one offset: the line is found by its text. */
function placeOf(node: ScalarNode, at: number): number {
  if (node.textStart !== null) return node.textStart + at;
  const text = String(node.value);
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', lineStart);
  const line = text.slice(lineStart, end === -1 ? undefined : end);
  const found = line.trim() === '' ? -1 : node.source.text.indexOf(line, node.start);
  return found === -1 ? node.start : found + (at - lineStart);
}

function expressionIn(
  text: string,
  expect: ExprType | null,
  offset: number,
  node: ScalarNode,
  place: Place,
): Expr | null {
  const { expr, faults } = checkExpression(text, scopeIn(place.ctx, place.scope), expect);
  tellAll(faults, offset, node, place);
  return expr;
}

function elementOf(over: Expr | null, offset: number, text: string, node: ScalarNode, place: Place): ExprType | null {
  if (!over) return null;
  if (over.type.startsWith('set:')) return over.type.slice(4) as ExprType; // what follows set: is a type
  place.ctx.sink.add('E_EXPR_TYPE', node.source, placeOf(node, offset), 'body', text, {
    expected: 'set',
    found: over.type,
  });
  return null;
}

function addText(
  text: string,
  offset: number,
  node: ScalarNode,
  { parts, place }: { parts: BodyPart[]; place: Place },
): void {
  if (text === '') return;
  const { template, faults } = checkTemplate(text, scopeIn(place.ctx, place.scope));
  tellAll(faults, offset, node, place);
  parts.push(...((template ?? []) satisfies Template));
}

function tellAll(faults: ExprFault[], offset: number, node: ScalarNode, place: Place): void {
  for (const fault of faults)
    reportFaults(
      [fault],
      { source: node.source, start: placeOf(node, offset + fault.start) - fault.start },
      'body',
      place.ctx,
    );
}
