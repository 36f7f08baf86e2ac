// What was sent → checked values, or every fault of it at once; and the refusals that the writes share. No statement is run here.
import {
  checkRecord,
  fieldType,
  type CheckOptions,
  type Expr,
  type FieldModel,
  type RecordFault,
} from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { isMasked, toldTo, updateScope, type Access } from './access.ts';
import type { Checked } from './check_levels.ts';
import { envOf } from './evaluation.ts';
import { fieldContext, rowView, type Stored } from './row_values.ts';
import type { TenantState } from '../revisions/tenants.ts';
import type { Scene } from './scene.ts';

/** Checked values of a new record, defaults filled in. @throws Problem 422 with every fault */
export function checkNew(scene: Scene, access: Access, body: Stored, mode: 'create' | 'import' = 'create'): Checked {
  return check(scene, access, body, mode, null);
}

/** What the check of an update knows beside the values. */
interface Beside {
  reasons?: Record<string, string>;
  /** Of unreadFields(). */
  unread?: Unread;
  /** Faults that were found before. */
  faults?: readonly Fault[];
}

/** Checked values of a record as they would be after the write; with `old` of an update. @throws Problem 422 with every fault */
export function check(
  scene: Scene,
  access: Access,
  body: Stored,
  mode: CheckOptions['mode'],
  old: Stored | null,
  { reasons = {}, unread, faults: more = [] }: Beside = {},
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
    ...(unread ? { unread } : {}),
    env: (image) => envOf(scene, { record: rowView(image), ...(old ? { old: rowView(old) } : {}) }),
    ctx: fieldContext(scene.state),
    mayWrite: (field) => !access.hidden.has(field),
    toldOf: (message) => toldTo(scene.state, scene.actor.roles, message),
  });
  const faults = [...more, ...checked.faults];
  if (faults.length > 0) throw invalid(faults);
  return { image: checked.record, notices: checked.notices, quarantined: checked.quarantined, reasons };
}

/** Fields that count as changed because they were sent unread, and what of each may stay as it stands; see CheckOptions. */
export type Unread = ReadonlyMap<string, unknown>;

/**
 * What was sent over values that this actor sees masked. Rows come back with their masks: a cell that equals the mask of the stored one
 * keeps its value. Any other value he could not have read, and whether he guessed it must not show: its field is `unread`, and is judged,
 * written and put on record as a change, the same or not.
 */
export function settleMasked(access: Access, sent: Stored, old: Stored): { body: Stored; unread: Unread } {
  const body = { ...sent };
  const unread = new Map<string, unknown>();
  for (const field of access.entity.fields) {
    const { name } = field;
    const [given, held] = [sent[name], old[name]];
    // That there is nothing he sees.
    if (access.hidden.has(name) || isNothing(given) || isNothing(held)) continue;
    const masked = field.fields.filter(isMasked);
    if (isMasked(field)) unread.set(name, undefined);
    else if (masked.length > 0 && Array.isArray(given)) {
      const rows = settleRows(masked, given as (Stored | null)[], held as Stored[]);
      body[name] = rows.sent;
      if (rows.anew) unread.set(name, rows.known);
    }
  }
  return { body, unread };
}

/** `known`: the stored rows without the cells that were sent anew. */
function settleRows(
  masked: readonly FieldModel[],
  sent: readonly (Stored | null)[],
  old: readonly Stored[],
): { sent: unknown[]; known: Stored[]; anew: boolean } {
  const anew = new Map<unknown, Set<string>>();
  const rows = sent.map((row) => {
    const was = old.find(({ id }) => id === (typeof row?.id === 'string' ? row.id.toLowerCase() : null));
    if (!was) return row;
    const out = { ...row };
    for (const cell of masked) {
      if (isNothing(out[cell.name]) || isNothing(was[cell.name])) continue;
      if (out[cell.name] === fieldType(cell.type).mask(was[cell.name], cell)) out[cell.name] = was[cell.name];
      else anew.set(was.id, new Set([...(anew.get(was.id) ?? []), cell.name]));
    }
    return out;
  });
  const known = old.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !anew.get(row.id)?.has(name))),
  );
  return { sent: rows, known, anew: anew.size > 0 };
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Fields that a write changes: those that differ, and those that were sent unread. */
export function changedFields(
  state: TenantState,
  access: Access,
  image: Stored,
  old: Stored,
  unread: Unread,
): string[] {
  const stored = state.columns.get(access.entity.name)!;
  return access.entity.fields
    .map(({ name }) => name)
    .filter((name) => stored.has(name) && (unread.has(name) || !same(image[name], old[name])));
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

/** Row scope under which the actor may change these fields. @throws Problem 403 */
export function mayUpdate(access: Access, changed: readonly string[]): Expr {
  const written = writtenOf(access, changed);
  const scope = updateScope(access, written);
  if (!scope) throw forbiddenFields(access, written);
  return scope;
}

/** Fields that somebody writes: what is computed follows from them, and is nobody's to be granted. */
export function writtenOf(access: Access, changed: readonly string[]): string[] {
  return changed.filter((name) => !access.entity.fields.some((field) => field.name === name && field.value));
}

/** Why these fields may not be changed by this actor. */
function forbiddenFields(access: Access, changed: string[]): Problem {
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
