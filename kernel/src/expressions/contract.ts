// What evaluator and SQL emitter ask of their surroundings.
import type { Expr, ExprType } from './tree.ts';

/** text, code, ref (uuid), date (YYYY-MM-DD), datetime (ISO, Z): string · decimal: string in canonical form · integer: number · boolean · null is absent and unknown alike. */
export type Value = string | number | boolean | null | Value[] | { [field: string]: Value };

/** Surroundings of one evaluation in JavaScript. */
export interface Env {
  record?: RowView;
  old?: RowView;
  it?: RowView;
  row?: RowView;
  input?: RowView;
  params?: Record<string, Value>;
  actor?: Record<string, Value>;
  tenant?: Record<string, Value>;
  /** ISO instant, one a request. */
  now: string;
  /** Tenant's zone, for date(instant) and today. */
  time_zone: string;
  list(name: string): { parent(code: string): string | null; label(code: string): string | null } | undefined;
}

/** A record as the evaluator walks it. `get` of a ref gives its id; `follow` the row behind a ref (undefined: not known here). */
export interface RowView {
  get(field: string): Value;
  follow?(field: string): RowView | undefined;
  rows?(field: string): RowView[];
}

/** Where emitted SQL gets names and values from. The emitter writes text; every value leaves through param(). */
export interface SqlTarget {
  /** SQL of a plain (non-inlined) field of `entity` on the row with this alias; total: never raises. */
  column(entity: string, field: string, alias: string): string;
  /** Alias of the row that a root stands for. */
  alias(root: 'record' | 'old' | 'it' | 'row'): string;
  /** Relation to select from when a ref, back or subtree is walked ("gate.market_subject"), and its tenant condition for this alias. */
  relation(entity: string): string;
  tenantOf(alias: string): string;
  /** Adds a value and returns its placeholder with cast, e.g. "$4::date". Sets come as arrays. */
  param(value: Value, pgType: string): string;
  /** Placeholder for a member of actor or tenant, bound at run time (never baked into the text). */
  actor(member: string, pgType: string): string;
  tenant(member: string, pgType: string): string;
  now(): string;
  today(): string;
  /** IANA zone as SQL text expression. */
  zone(): string;
  /** Rows of a children field as a relation with columns by field name ("(select … from jsonb_array_elements(…)) "). */
  rows(entity: string, field: string, alias: string): string;
  /** Next unused table alias. */
  fresh(): string;
  /** All codes at or below a code, for under(): bound as text[]. */
  descendants(list: string, code: string): string[];
  /** Table that holds (code, ancestor) pairs for under(code_column, code_column): undefined when not supported here. */
  label?(list: string, sql: string): string;
  /** Tree entities: name of the parent ref's field for under(ref, ref). */
  treeParent(entity: string): string | null;
}

export interface EmittedBoolean {
  /** SQL that is true exactly when the expression is definitely true. */
  isTrue: string;
  /** SQL that is true exactly when the expression is definitely false. */
  isFalse: string;
}

export type PgTypeOf = (type: ExprType) => string;
export type EmitBoolean = (expr: Expr, target: SqlTarget) => EmittedBoolean;
export type EmitValue = (expr: Expr, target: SqlTarget) => string;
