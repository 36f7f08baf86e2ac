// Texts with {expressions}: titles, messages, labels. {{ and }} stand for one literal brace.
import { checkExpression } from './check.ts';
import { isRef, isSet } from './types.ts';
import type { ExprFault, Scope } from './scope.ts';
import type { Template } from './tree.ts';

/**
 * Checks a text that may hold {expressions}. Offsets of faults count in the whole text.
 * Faults: those of the expressions, E_EXPR_TEMPLATE_OPEN for a brace without its other, E_EXPR_TEMPLATE_TYPE for a ref or a set (ask for a field of it).
 */
export function checkTemplate(text: string, scope: Scope): { template: Template | null; faults: ExprFault[] } {
  const template: Template = [];
  const faults: ExprFault[] = [];
  let literal = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char !== '{' && char !== '}') {
      literal += char;
      continue;
    }
    if (text[at + 1] === char) {
      literal += char;
      at++;
      continue;
    }
    const end = char === '{' ? closingBrace(text, at + 1) : -1;
    if (end < 0) {
      faults.push({
        code: 'E_EXPR_TEMPLATE_OPEN',
        start: at,
        end: at + 1,
        value: text.slice(at, at + 40),
        params: { name: char },
      });
      literal += char;
      continue;
    }
    if (literal !== '') template.push({ text: literal });
    literal = '';
    addPart(template, faults, text, at + 1, end, scope);
    at = end;
  }
  if (literal !== '' || template.length === 0) template.push({ text: literal });
  return { template: faults.length === 0 ? template : null, faults };
}

function addPart(
  template: Template,
  faults: ExprFault[],
  text: string,
  start: number,
  end: number,
  scope: Scope,
): void {
  const source = text.slice(start, end);
  const { expr, faults: found } = checkExpression(source, scope, null);
  for (const fault of found) faults.push({ ...fault, start: fault.start + start, end: fault.end + start });
  if (!expr) return;
  if (isRef(expr.type) || isSet(expr.type))
    faults.push({ code: 'E_EXPR_TEMPLATE_TYPE', start, end, value: source, params: { found: expr.type } });
  else template.push({ expr });
}

/** The brace that closes an expression: quotes may hold braces. -1 when there is none. */
function closingBrace(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '}') return at;
    else if (char === '{') return -1;
  }
  return -1;
}
