// What evaluator and SQL emitter ask of their surroundings.
import type { Expr, ExprType } from './tree.ts';
import type { Calendar } from './workdays.ts';

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
  /** Values of the tenant's settings by full name. */
  settings?: Record<string, Value>;
  /** Days that differ from Monday to Friday, for workdays; must be the days of SqlTarget.calendar. */
  calendar?: Calendar;
  /** Rows of an entity that the rule sees, for entity.where(…); absent: none are at hand. */
  rows?(entity: string): RowView[];
  /** ISO instant, one a request. */
  now: string;
  /** Tenant's zone, for date(instant) and today. */
  time_zone: string;
  list(name: string): { parent(code: string): string | null; label(code: string): string | null } | undefined;
  /** Parent of a record of a tree entity, for under(ref, ref) where no row is at hand: null at the root, undefined when not known here. */
  parent?(entity: string, id: string): string | null | undefined;
}

/**
 * A record as the evaluator walks it. `get` of a ref gives its id, of a set its elements, of 'id' the record's own id; `follow` the row behind a ref
 * (undefined: not known here, so unknown); `rows` those of children, refs or a back (absent: children are read from `get` as plain objects).
 */
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
  /** Placeholder for a member of params, input or event, bound at run time. Absent: an expression over these cannot be emitted here. */
  given?(root: 'params' | 'input' | 'event', member: string, pgType: string): string;
  /** Relation to select from when a ref, back or subtree is walked ("gate.market_subject"), and its tenant condition for this alias. */
  relation(entity: string): string;
  tenantOf(alias: string): string;
  /** Alias of the row behind a ref of the row with this alias, where the statement has joined it (all null when it is not there or not in the gate); null or absent: the walk selects it. */
  joined?(entity: string, field: string, alias: string): string | null;
  /** Condition under which a row counts as an element of a back or of an entity's rows (not in a recycle bin); absent: every row does. A ref leads to its row either way. */
  living?(alias: string): string;
  /** Adds a value and returns its placeholder with cast, e.g. "$4::date". Sets come as arrays. */
  param(value: Value, pgType: string): string;
  /** Placeholder for a member of actor or tenant, bound at run time (never baked into the text). */
  actor(member: string, pgType: string): string;
  /** Whether a member of actor is null for those the text is made for: false or true give tighter SQL (and then belong in the text's key); undefined when not known. */
  actorNull?(member: string): boolean | undefined;
  tenant(member: string, pgType: string): string;
  now(): string;
  today(): string;
  /** IANA zone as SQL text expression. */
  zone(): string;
  /** Rows of a children field as a relation with columns by field name, typed as pgTypeOf says ("(select … from jsonb_array_elements(…))"); no rows for null. */
  rows(entity: string, field: string, alias: string): string;
  /** Next unused table alias. */
  fresh(): string;
  /** Placeholder for a setting, bound at run time. Absent: an expression over settings cannot be emitted here. */
  setting?(name: string, pgType: string): string;
  /** The days of Env.calendar as SQL of two sorted date[], bound at run time; absent: Monday to Friday. */
  calendar?(): { off: string; on: string };
  /** All codes at or below a code, for under(): bound as text[]. */
  descendants(list: string, code: string): string[];
  /** Relation with columns code and ancestor, one pair for each code at or below each ancestor, itself included: for under(code, actor.county). Absent: cannot be emitted here. */
  ancestry?(list: string): string;
  /** SQL text: the label of the code that `sql` gives. Absent: label() cannot be emitted here. */
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
