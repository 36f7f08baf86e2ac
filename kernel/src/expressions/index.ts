// The expression language: check once, then evaluate in JavaScript or emit as SQL, with the same answer (decisions/0001-own-expression-tree.md).
export { checkExpression } from './check.ts';
export { checkTemplate } from './check_template.ts';
export { emitBoolean, emitRows, emitValue } from './emit.ts';
export { pgTypeOf } from './emit_place.ts';
export { evaluate, isFalse, isTrue } from './evaluate.ts';
export { faultCodes } from './fault_codes.ts';
export { functions, macros } from './functions.ts';
export { actorMembers, tenantMembers } from './members.ts';
export { emitTemplate, plainText, renderTemplate } from './render_template.ts';
export { suggest } from './suggest.ts';
export { readsOf, readsOfTemplate, walk } from './walk.ts';
export { calendarOf } from './workdays.ts';
export type { Calendar } from './workdays.ts';
export type { EmittedBoolean, Env, RowView, SqlTarget, Value } from './contract.ts';
export type { EntityShape, ExprFault, ListShape, MemberShape, Scope } from './scope.ts';
export type { Expr, ExprType, MacroName, Root, Template } from './tree.ts';
export type { FaultCode } from './fault_codes.ts';
export type { Reads } from './walk.ts';
