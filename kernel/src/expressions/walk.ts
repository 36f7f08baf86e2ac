// Reading trees: every node once, and what an expression depends on.
import { partsOf } from './measure.ts';
import type { Expr, Template } from './tree.ts';

/** Calls `visit` for the node and everything below it, parents first. */
export function walk(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  for (const part of partsOf(expr)) walk(part, visit);
}

export interface Reads {
  /** Every field on the way, refs and the far side of backs included, each once. Rows of children are entities named `row:…`. */
  fields: { entity: string; field: string }[];
  /** Walks through a ref or a back, so it needs rows beside its own. */
  refs: boolean;
  sets: boolean;
  /** Reads actor, tenant or settings: what differs by who asks. */
  actor: boolean;
  /** Reads now or today, the tenant's zone or its calendar. */
  now: boolean;
}

/** What an expression reads, inlined members included. */
export const readsOf = (expr: Expr): Reads => readsOfAll([expr]);

/** What the expressions of a text read: a label that reads nothing of its record may be made once for all. */
export const readsOfTemplate = (template: Template): Reads =>
  readsOfAll(template.flatMap((part) => ('expr' in part ? [part.expr] : [])));

function readsOfAll(exprs: Expr[]): Reads {
  const reads: Reads = { fields: [], refs: false, sets: false, actor: false, now: false };
  const seen = new Set<string>();
  const read = (entity: string | null | undefined, field: string): void => {
    if (entity === null || entity === undefined || seen.has(`${entity} ${field}`)) return;
    seen.add(`${entity} ${field}`);
    reads.fields.push({ entity, field });
  };
  const visit = (node: Expr): void => {
    if (node.op === 'now' || node.op === 'today') reads.now = true;
    if (node.op === 'macro') reads.sets = true;
    if (node.op === 'call' && node.name === 'under' && node.args[0]?.type.startsWith('ref:')) reads.refs = true;
    if (node.op === 'call' && node.name === 'date') reads.now = true;
    if (node.op === 'call' && onCalendar(node)) reads.now = true;
    if (node.op === 'entity') {
      reads.refs = reads.sets = true;
      read(node.entity, 'id');
    }
    if (node.op !== 'path') return;
    if (node.root === 'actor' || node.root === 'tenant' || node.root === 'settings') reads.actor = true;
    if (node.refs.length > 0 || node.via !== undefined) reads.refs = true;
    if (node.type.startsWith('set:')) reads.sets = true;
    node.steps.forEach((field, index) => read(index === 0 ? node.entity : node.refs[index - 1], field));
    if (node.via !== undefined) read(node.type.slice('set:ref:'.length), node.via);
  };
  for (const expr of exprs) walk(expr, visit);
  return reads;
}

/** Counts workdays, so that its answer changes with the calendar. */
function onCalendar(call: Extract<Expr, { op: 'call' }>): boolean {
  return (
    call.name === 'workdays' ||
    call.args.some((arg) => arg.op === 'literal' && arg.type === 'span' && String(arg.value).endsWith('workdays'))
  );
}
