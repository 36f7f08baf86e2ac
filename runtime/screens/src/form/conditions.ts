// What is shown and required right now, by the model's own expressions over what is being typed.
import { isTrue, type Env, type Expr, type FieldModel } from '@shijian/kernel';
import type { PlacedSection } from './sections.ts';

export interface Conditions {
  /** Names of the fields that are shown. */
  shown: Set<string>;
  /** Names of the fields that must be filled in. */
  required: Set<string>;
  /** Names of the sections that are shown. */
  sections: Set<string>;
}

/** Evaluates every condition of a form once. A condition holds when it is definitely true. */
export function conditionsOf(sections: PlacedSection[], env: Env): Conditions {
  const conditions: Conditions = { shown: new Set(), required: new Set(), sections: new Set() };
  const holds = (expr: Expr | null): boolean => expr === null || isTrue(expr, env);
  for (const section of sections) {
    if (!holds(section.visible)) continue;
    for (const field of section.fields) {
      if (!holds(field.visible)) continue;
      conditions.sections.add(section.name);
      conditions.shown.add(field.name);
      if (field.required === true || (field.required !== false && isTrue(field.required, env)))
        conditions.required.add(field.name);
    }
  }
  return conditions;
}

/** True when this actor may change the field of this record. */
export function isEditable(field: FieldModel, env: Env, updateFields: string[] | null): boolean {
  if (updateFields !== null && !updateFields.includes(field.name)) return false;
  return typeof field.editable === 'boolean' ? field.editable : isTrue(field.editable, env);
}

/** Ref fields that some condition looks through (record.subject.kind → subject): their targets' fields are needed to evaluate it. */
export function refsRead(expressions: unknown): string[] {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (
      'op' in node &&
      node.op === 'path' &&
      'root' in node &&
      node.root === 'record' &&
      'steps' in node &&
      Array.isArray(node.steps)
    ) {
      const first: unknown = node.steps[0];
      if (node.steps.length > 1 && typeof first === 'string') found.add(first);
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(expressions);
  return [...found];
}
