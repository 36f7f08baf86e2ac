// What was sent → checked values, or every fault of it at once; and the refusals that the writes share. No statement is run here.
import { checkRecord, fieldType, type CheckOptions, type RecordFault } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { isMasked, type Access } from './access.ts';
import type { Checked } from './check_levels.ts';
import { envOf } from './evaluation.ts';
import { fieldContext, rowView, type Stored } from './row_values.ts';
import type { Scene } from './scene.ts';

/** Checked values of a new record, defaults filled in. @throws Problem 422 with every fault */
export function checkNew(scene: Scene, access: Access, body: Stored, mode: 'create' | 'import' = 'create'): Checked {
  return check(scene, access, body, mode, null, {});
}

/** Checked values of a record as they would be after the write; with `old` of an update. @throws Problem 422 with every fault */
export function check(
  scene: Scene,
  access: Access,
  body: Stored,
  mode: CheckOptions['mode'],
  old: Stored | null,
  reasons: Record<string, string> = {},
  more: readonly Fault[] = [],
): Checked {
  // A field hidden from the actor is no field to him.
  const unseen = access.entity.fields.some((field) => access.hidden.has(field.name) && field.name in body);
  const shown = unseen
    ? {
        ...access.entity,
        fields: access.entity.fields.filter((field) => !access.hidden.has(field.name) || !(field.name in body)),
      }
    : access.entity;
  const checked = checkRecord(shown, body, {
    mode,
    reasons,
    ...(old ? { old } : {}),
    env: (image) => envOf(scene, { record: rowView(image), ...(old ? { old: rowView(old) } : {}) }),
    ctx: fieldContext(scene.state),
    mayWrite: (field) => !access.hidden.has(field),
  });
  const faults = [...more, ...checked.faults];
  if (faults.length > 0) throw invalid(faults);
  return { image: checked.record, notices: checked.notices, quarantined: checked.quarantined, reasons };
}

/** Rows of children come back masked: what still equals the mask of the stored row keeps its old value. */
export function keepMaskedRows(access: Access, body: Stored, old: Stored): Stored {
  const out: Stored = { ...body };
  for (const field of access.entity.fields) {
    const rows = out[field.name];
    const masked = field.fields.filter(isMasked);
    if (masked.length === 0 || !Array.isArray(rows)) continue;
    const before = new Map(((old[field.name] as Stored[] | null) ?? []).map((row) => [row.id, row]));
    out[field.name] = (rows as Stored[]).map((row) => {
      const was = before.get(row?.id);
      if (!was) return row;
      const kept = masked.filter(
        (child) => was[child.name] !== null && row[child.name] === fieldType(child.type).mask(was[child.name], child),
      );
      return { ...row, ...Object.fromEntries(kept.map((child) => [child.name, was[child.name]])) };
    });
  }
  return out;
}

function invalid(faults: readonly (RecordFault | Fault)[]): Problem {
  return new Problem(422, 'E_RECORD_INVALID', `有 ${faults.length} 处需要修改`, { faults: faults as readonly Fault[] });
}

/** The body of a write. @throws Problem 400 E_BODY_TYPE */
export function asObject(body: unknown): Stored {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Stored;
  throw new Problem(400, 'E_BODY_TYPE', '提交的内容应是一个对象');
}

/** Equal as JSON; absent and null are one. */
export function same(a: unknown, b: unknown): boolean {
  const left = a ?? null;
  const right = b ?? null;
  if (left === right) return true;
  return typeof left === 'object' && typeof right === 'object' && JSON.stringify(left) === JSON.stringify(right);
}

/** Why these fields may not be changed by this actor. */
export function forbiddenFields(access: Access, changed: string[]): Problem {
  if (access.updates.length === 0) return new Problem(403, 'E_GRANT_UPDATE', `您没有修改${access.entity.label}的权限`);
  const faults = changed
    .filter((name) => !access.updates.some(({ fields }) => fields === null || fields.has(name)))
    .map((name): Fault => ({
      code: 'E_FIELD_LOCKED',
      path: name,
      value: null,
      message: `您不能修改“${labelOf(access, name)}”`,
    }));
  return new Problem(403, 'E_GRANT_UPDATE', '其中有您不能修改的内容', { faults });
}

function labelOf(access: Access, name: string): string {
  return access.entity.fields.find((field) => field.name === name)?.label ?? name;
}
