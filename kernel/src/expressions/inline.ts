// Inlining of computed fields and named filters: their tree over `record` is moved onto the path where they are named.
import { measure } from './measure.ts';
import { readsOf } from './walk.ts';
import type { Check } from './check_context.ts';
import type { MemberShape } from './scope.ts';
import type { Expr } from './tree.ts';

type Path = Extract<Expr, { op: 'path' }>;

/** Hops that a path may have once it was moved. */
const HOPS_LIMIT = 3;

/**
 * The member's own tree with `record` standing for the row that `base` leads to. `base.refs` already names the entity that its last step lands in.
 * Faults: E_EXPR_CYCLE (it needs itself), E_EXPR_MEMBER_FAULTY, E_EXPR_FIELD_FORBIDDEN (it reads what the actor may not), E_EXPR_HOPS, E_EXPR_TOO_LARGE.
 */
export function inlineMember(
  check: Check,
  base: Path,
  member: MemberShape,
  at: { start: number; end: number },
): Expr | null {
  const owner = base.steps.length === 0 ? base.entity : (base.refs.at(-1) ?? null);
  const name = `${owner ?? ''}.${member.name}`;
  if (underWay.includes(name))
    return check.fault('E_EXPR_CYCLE', at, {
      name: member.name,
      through: [...underWay.slice(underWay.indexOf(name)), name].join(' → '),
    });
  underWay.push(name);
  let tree: Expr | null;
  try {
    tree = member.inline?.() ?? null;
  } finally {
    underWay.pop();
  }
  if (!tree) return check.fault('E_EXPR_MEMBER_FAULTY', at, { name: member.name });
  const { forbidden } = check.scope;
  if (forbidden && readsOf(tree).fields.some(({ entity, field }) => forbidden(entity, field)))
    return check.fault('E_EXPR_FIELD_FORBIDDEN', at, { name: member.name, of: owner ?? '' });
  check.budget -= measure(tree).size;
  if (check.budget < 0) return check.fault('E_EXPR_TOO_LARGE', at, { limit: String(measure(tree).size) });
  const move: Move = { check, base, names: new Map(), tooFar: false };
  const moved = moveOnto(tree, move);
  return move.tooFar ? check.fault('E_EXPR_HOPS', at, { limit: String(HOPS_LIMIT) }) : moved;
}

/** The same tree with what it was before: `record` becomes `old`. */
export function before(check: Check, expr: Expr, entity: string): Expr {
  const base: Path = { op: 'path', type: `ref:${entity}`, root: 'old', entity, steps: [], refs: [] };
  return moveOnto(expr, { check, base, names: new Map(), tooFar: false });
}

/** Members whose trees are being made, outermost first: a member that needs itself is met again here, however many documents lie between. */
const underWay: string[] = [];

interface Move {
  check: Check;
  base: Path;
  /** Variables of moved macros get names of their own, or `x` inside would catch the `x` that the base stands for. */
  names: Map<string, string>;
  tooFar: boolean;
}

function moveOnto(expr: Expr, move: Move): Expr {
  const on = (part: Expr): Expr => moveOnto(part, move);
  switch (expr.op) {
    case 'literal':
    case 'entity':
    case 'now':
    case 'today':
      return expr;
    case 'path': {
      const path = movePath(expr, move);
      return path.op === 'path' && path.stored ? { ...path, stored: on(path.stored) } : path;
    }
    case 'list':
      return { ...expr, items: expr.items.map(on) };
    case 'not':
      return { ...expr, of: on(expr.of) };
    case 'neg':
      return { ...expr, of: on(expr.of) };
    case 'if':
      return { ...expr, test: on(expr.test), then: on(expr.then), else: on(expr.else) };
    case 'call':
      return { ...expr, args: expr.args.map(on) };
    case 'macro': {
      const over = on(expr.over);
      const variable = `${expr.variable.split('~')[0]}~${++move.check.renamed}`;
      const inner = { ...move, names: new Map(move.names).set(expr.variable, variable) };
      const body = expr.body && moveOnto(expr.body, inner);
      move.tooFar ||= inner.tooFar;
      return { ...expr, over, variable, body };
    }
    default:
      return { ...expr, left: on(expr.left), right: on(expr.right) };
  }
}

function movePath(path: Path, move: Move): Expr {
  if (path.variable !== undefined) return { ...path, variable: move.names.get(path.variable) ?? path.variable };
  if (path.root !== 'record') return path;
  const { base } = move;
  if (path.steps.length === 0) return { ...base, refs: base.refs.slice(0, Math.max(0, base.steps.length - 1)) };
  const steps = [...base.steps, ...path.steps];
  if (steps.length > HOPS_LIMIT + 1) move.tooFar = true;
  return {
    ...path,
    root: base.root,
    entity: base.entity,
    steps,
    refs: [...base.refs, ...path.refs],
    ...(base.variable === undefined ? {} : { variable: base.variable }),
  };
}
