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
  /** The check that a reason is wanted for. */
  check?: string;
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

/**
 * Faults as an rjsf error tree; faults of the record itself stay out, the summary shows them.
 * @param fields of the entity: below a cell the place need not be said again
 */
export function toErrorTree(faults: FormFault[], fields: FieldModel[] = []): ErrorTree {
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
    const text = withoutPlace(faultText(fault), steps, fields);
    if (!errors.includes(text)) errors.push(text);
  }
  return root;
}

/** Message and remedy as one sentence; an empty field needs no advice. */
export function faultText(fault: FormFault): string {
  const remedy = fault.remedy?.replace(/。$/, '') ?? '';
  return remedy === '' || fault.code === 'E_REQUIRED' ? fault.message : `${fault.message}（${remedy}）`;
}

/** 请选择从业人员第 2 项的岗位 → 请选择岗位 */
function withoutPlace(text: string, steps: (string | number)[], fields: FieldModel[]): string {
  const [name, index] = steps;
  const field = fields.find((candidate) => candidate.name === name);
  return field === undefined || typeof index !== 'number'
    ? text
    : text.replace(`${field.label}第 ${index + 1} 项的`, '');
}

/** What the summary says of a fault: its message, with the place before it where the message does not name the field. */
export function summaryText(fault: FormFault, entity: EntityModel): string {
  const place = placeOf(fault.path, entity);
  const label = place.split('· ').at(-1) ?? '';
  return place === '' || fault.message.includes(label) ? fault.message : `${place}：${fault.message}`;
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
