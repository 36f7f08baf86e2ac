// What the parts of the checker share: where faults go, what is in scope, and the way back into the checker (so that no file imports in a circle).
import type { FaultCode } from './fault_codes.ts';
import type { Cel } from './parse_cel.ts';
import type { Scope } from './scope.ts';
import type { Expr, ExprType } from './tree.ts';

export interface Check {
  scope: Scope;
  /** Elements of the set macros around the place being checked, innermost last. */
  variables: Variable[];
  /** Nodes that inlining may still add. */
  budget: number;
  /** Variables of moved macros so far: each gets a number of its own, the same whenever the text is checked. */
  renamed: number;
  /** Records a fault and returns null, the tree of what is faulty. */
  fault(code: FaultCode, at: { start: number; end: number }, params?: Record<string, string>): null;
  text(at: { start: number; end: number }): string;
  /** Checks any node; null when it had a fault, which is then recorded. */
  expr(node: Cel): Expr | null;
  /** Checks a node that must be boolean. */
  boolean(node: Cel): Expr | null;
}

export interface Variable {
  name: string;
  /** Type of one element: `row:…`, `ref:…` or a scalar. */
  type: ExprType;
}
