// What names mean while an expression is checked. The resolver fills it; the checker only asks.
import type { Expr, ExprType, Root } from './tree.ts';

export interface Scope {
  /** Entity that each root stands for; roots that are absent are not in scope. actor, tenant have fixed members (members.ts). */
  roots: Partial<Record<Root, string>>;
  entity(name: string): EntityShape | undefined;
  list(name: string): ListShape | undefined;
  /** Rows of children: the type `row:<entity>#<field>` is looked up here. */
  row(type: string): EntityShape | undefined;
  /** Package in which bare list and entity names resolve. */
  package: string;
  /** True where a bare name may be a named filter of `record` (keys typed "filter"). */
  bareFilters: boolean;
  /** Fields the actor may not read in clear: naming one is E_EXPR_FIELD_FORBIDDEN, as if it were not there (query filters only). */
  forbidden?: (entity: string, field: string) => boolean;
  /** Names that stand for a value or a row from the beginning, as the element of a set macro does: answer of a checklist, the element of a document's block. */
  variables?: readonly { name: string; type: ExprType }[];
  /** Types of the settings of plugins by full name ("food.warn_days"): constants of a tenant, bound when the expression runs. */
  settings?: Readonly<Record<string, ExprType>>;
  /** Type of a member of actor (`ref:core.org` for station, where the model has an org tree); text or set:text where it says nothing. */
  actorType?: (member: string) => ExprType | undefined;
}

export interface EntityShape {
  name: string;
  label: string;
  /** Name of the ref field to the parent, for under(ref, ref). */
  tree?: string | null;
  /** Cross-package backs are asked for as "package.back". */
  member(name: string): MemberShape | undefined;
  memberNames(): string[];
}

/** A field, a computed field, a named filter (`boolean` with `inline`) or a back (`set:ref:<entity>`). */
export interface MemberShape {
  name: string;
  type: ExprType;
  kind: 'field' | 'filter' | 'back' | 'system';
  /** Computed fields and filters are inlined: their own tree over `record`. Null while it is itself faulty. Keep the answer: it is asked for wherever the member is named. */
  inline?: () => Expr | null;
  /** A computed field that has a column: SQL reads that, and what it reads counts as before. */
  stored?: boolean;
  /** Backs: field of the other entity that points here. */
  via?: string;
}

export interface ListShape {
  name: string;
  has(code: string): boolean;
  codes(): string[];
  tree: boolean;
  parent(code: string): string | null;
  label(code: string): string | null;
}

export interface ExprFault {
  /** E_EXPR_… */
  code: string;
  /** Offset in the expression's text, 0-based, and its end. */
  start: number;
  end: number;
  value: string;
  /** Parameters of the message in the catalogue (name, expected, found, suggestion …). */
  params: Record<string, string>;
}
