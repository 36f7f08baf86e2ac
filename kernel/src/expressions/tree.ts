// The typed tree of an expression. Plain JSON; the one thing that checker, evaluator and SQL emitter share.

/** Scalar types of expressions. `ref:<entity>` is a reference, `code:<list>` a code, `set:<element>` a set, `span` a length of time. */
export type ExprType =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'span'
  | 'null'
  | `code:${string}`
  | `ref:${string}`
  | `set:${string}`
  | `row:${string}`;

/** Where a path starts. `it` is a candidate or the element of a set macro, `row` a row of children; the one step of `settings` is "food.warn_days". */
export type Root = 'record' | 'old' | 'it' | 'row' | 'actor' | 'tenant' | 'settings' | 'params' | 'input' | 'event';

export type Expr =
  | { op: 'literal'; type: ExprType; value: string | number | boolean | null }
  | { op: 'list'; type: ExprType; items: Expr[] }
  /**
   * record.subject.name: steps are field names; every step but the last is a ref, `refs` names the entity each hop lands in. No step: the row's own id.
   * `variable`: the element of a set macro (root is `it`). `via`: the last step is a back, the rows of the set's entity whose field `via` points here.
   * `stored`: the last step is a computed field with a column; this is what it is computed by, for where no column is at hand.
   */
  | {
      op: 'path';
      type: ExprType;
      root: Root;
      entity: string | null;
      steps: string[];
      refs: string[];
      variable?: string;
      via?: string;
      stored?: Expr;
    }
  /** market.subject.where(x, …): every row of an entity, as the set that a filter macro stands over. */
  | { op: 'entity'; type: ExprType; entity: string }
  | { op: 'now'; type: 'datetime' }
  | { op: 'today'; type: 'date' }
  | { op: 'not'; type: 'boolean'; of: Expr }
  | { op: 'and' | 'or'; type: 'boolean'; left: Expr; right: Expr }
  | { op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'in'; type: 'boolean'; left: Expr; right: Expr }
  | { op: 'add' | 'sub' | 'mul'; type: ExprType; left: Expr; right: Expr }
  | { op: 'neg'; type: ExprType; of: Expr }
  | { op: 'if'; type: ExprType; test: Expr; then: Expr; else: Expr }
  | { op: 'call'; type: ExprType; name: string; args: Expr[] }
  /** record.items.exists(x, …): a macro over a set (children, refs, back, codes); without a body it works on the elements themselves. */
  | { op: 'macro'; type: ExprType; name: MacroName; over: Expr; variable: string; body: Expr | null };

/** exists, all: three-valued. filter keeps what is definitely true. map drops what is unknown. count and sum of nothing are 0, min and max null. */
export type MacroName = 'exists' | 'all' | 'filter' | 'map' | 'count' | 'sum' | 'min' | 'max';

/** Literal text with {expressions}; a template without any is one text part. */
export type Template = ({ text: string } | { expr: Expr })[];
