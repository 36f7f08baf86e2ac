// What is wrong with a form's values, from the kernel's checks or from the server: by path, with the officer's words.
import type { EntityModel, FieldModel } from '@shijian/kernel';
import { fieldOf, parsePath } from './paths.ts';

export interface FormFault {
  /** E_REQUIRED, E_USCC_CHECK … */
  code: string;
  /** `licence_no`, `items[0].name`; '' for the record as a whole. */
  path: string;
  message: string;
  remedy?: string | null;
  /** A notice does not stop the save. */
  level?: 'refuse' | 'warn';
  /** The record that holds the key already, where the server names it. */
  existing?: { entity: string; id: string; title: string } | null;
}

/** Nested error lists in the shape that rjsf shows under each field. */
export interface ErrorTree {
  __errors?: string[];
  [step: string]: ErrorTree | string[] | undefined;
}

/** Faults as an rjsf error tree; faults of the record itself stay out, the summary shows them. */
export function toErrorTree(faults: FormFault[]): ErrorTree {
  const root: ErrorTree = {};
  for (const fault of faults) {
    const steps = parsePath(fault.path);
    if (steps.length === 0) continue;
    let node = root;
    for (const step of steps) {
      const key = String(step);
      const next = node[key];
      if (next === undefined || Array.isArray(next)) node = node[key] = {};
      else node = next;
    }
    const errors = (node.__errors ??= []);
    if (!errors.includes(fault.message)) errors.push(fault.message);
  }
  return root;
}

/** How the summary names the place of a fault: 业务项目 第 2 行 · 名称. Empty for the record itself. */
export function placeOf(path: string, entity: EntityModel): string {
  const parts: string[] = [];
  let fields: FieldModel[] = entity.fields;
  for (const step of parsePath(path)) {
    if (typeof step === 'number') {
      parts.push(`第 ${step + 1} 行`);
      continue;
    }
    const field = fields.find((candidate) => candidate.name === step);
    if (field === undefined) break;
    parts.push(parts.length > 1 ? `· ${field.label}` : field.label);
    fields = field.fields;
  }
  return parts.join(' ');
}

/** Faults in the order in which their fields stand on the page; those of the record itself first. */
export function inPageOrder(faults: FormFault[], order: string[]): FormFault[] {
  const rank = (fault: FormFault): number => {
    const name = fieldOf(fault.path);
    if (name === null) return -1;
    const index = order.indexOf(name);
    return index === -1 ? order.length : index;
  };
  return faults
    .map((fault, index) => ({ fault, index }))
    .sort((a, b) => rank(a.fault) - rank(b.fault) || a.index - b.index)
    .map((entry) => entry.fault);
}
