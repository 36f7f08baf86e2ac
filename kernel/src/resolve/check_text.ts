// Expressions and templates of documents: checked in their scope, faults moved from the text to its place in the file.
import { checkExpression, checkTemplate } from '../expressions/index.ts';
import type { ExprFault, Scope } from '../expressions/scope.ts';
import type { Expr, ExprType, Template } from '../expressions/tree.ts';
import { isDiagnosticCode } from '../diagnostics/catalogue.ts';
import type { Node, ScalarNode } from '../parse/node.ts';
import { isWithdrawn } from './context.ts';
import type { Context } from './context.ts';
import { modelScope } from './model_scope.ts';
import type { ScopeOptions } from './model_scope.ts';

/** The scope of an expression in a document. */
export function scopeIn(ctx: Context, options: ScopeOptions): Scope {
  const { entities, lists, tenant } = ctx.model;
  return modelScope(
    {
      entities,
      lists,
      tenant,
      playing: ctx.playing,
      inline: ctx.inline,
    },
    options,
  );
}

/** The checked tree of a text or of `{ cel: … }`; null when it has faults (reported) or is no text (reported before). */
export function expressionOf(
  node: Node | undefined,
  expect: ExprType | null,
  options: ScopeOptions,
  at: string,
  ctx: Context,
): Expr | null {
  const text = celText(node);
  if (!text) return null;
  const { expr, faults } = checkExpression(String(text.value), scopeIn(ctx, options), expect);
  report(faults, text, at, ctx);
  return expr;
}

/** The parts of a template; null when it has faults. */
export function templateOf(node: Node | undefined, options: ScopeOptions, at: string, ctx: Context): Template | null {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return null;
  const { template, faults } = checkTemplate(node.value, scopeIn(ctx, options));
  report(faults, node, at, ctx);
  return template;
}

function celText(node: Node | undefined): ScalarNode | null {
  const inner = node?.kind === 'map' ? node.entries.get('cel')?.value : node;
  return inner?.kind === 'scalar' && typeof inner.value === 'string' ? inner : null;
}

function report(faults: ExprFault[], text: ScalarNode, at: string, ctx: Context): void {
  // A text of several lines or with escapes cannot be counted off; then the place is where it begins.
  if (text.textStart !== null) reportFaults(faults, { source: text.source, start: text.textStart }, at, ctx);
  else
    for (const fault of faults)
      reportFaults([fault], { source: text.source, start: text.start - fault.start }, at, ctx);
}

/** Puts the faults of an expression whose text begins at a place into the sink. */
export function reportFaults(
  faults: ExprFault[],
  text: { source: ScalarNode['source']; start: number },
  at: string,
  ctx: Context,
): void {
  for (const fault of faults) {
    // The member that is named has been reported at its own place.
    if (fault.code === 'E_EXPR_MEMBER_FAULTY') continue;
    const { name = '', of = '' } = fault.params;
    const offset = text.start + fault.start;
    if (fault.code === 'E_EXPR_MEMBER_UNKNOWN' && isWithdrawn(ctx, of, name)) {
      ctx.sink.add('E_REFERENCE_WITHDRAWN', text.source, offset, at, name, { entity: of });
      continue;
    }
    const code = isDiagnosticCode(fault.code) ? fault.code : 'E_EXPR_SYNTAX';
    ctx.sink.add(code, text.source, offset, at, fault.value, fault.params);
  }
}
