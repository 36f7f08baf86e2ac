// The kernel's own check over what is being typed: the same rules and words as the server's, before anything is sent.
import {
  checkRecord,
  type EntityModel,
  type Env,
  type FieldContext,
  type FieldModel,
  type RecordFault,
  type RowView,
} from '@shijian/kernel';
import type { RecordJson, RowJson } from '../client/index.ts';
import { isMasked } from '../fields/layout.ts';
import { changedFields, filledFields, sameValue, type Values } from './changes.ts';
import type { FormFault } from './faults.ts';
import { recordValues } from './opening_values.ts';
import { fieldOf, parsePath } from './paths.ts';

export interface CheckInput {
  entity: EntityModel;
  /** Fields that are shown and may be written. */
  fields: FieldModel[];
  values: Values;
  /** The record as it was opened; null for a new one. */
  stored: RecordJson | null;
  env: Env;
  /** What stands behind the refs, for rules that look one hop further. */
  refs: RowJson['_refs'];
  /** A row as the evaluator walks it. */
  view(row: RowJson): RowView;
  lists: FieldContext;
  /** Reasons given for checks that ask for one. */
  reasons: Record<string, string>;
}

/** All faults of what would be sent. What the actor cannot see or reach in this form is not his to correct, and left out. */
export function checkValues(input: CheckInput): FormFault[] {
  const { entity, fields, values, stored, env, lists } = input;
  const old = stored === null ? undefined : recordValues(entity.fields, stored);
  const body = old === undefined ? filledFields(fields, values) : changedFields(fields, old, values);
  const names = new Set(fields.map((field) => field.name));
  const checked = checkRecord(entity, body, {
    mode: old === undefined ? 'create' : 'update',
    ...(old === undefined ? {} : { old }),
    env: (record) => ({
      ...env,
      record: input.view({ ...record, _refs: input.refs }),
      ...(old === undefined ? {} : { old: input.view(old) }),
    }),
    ctx: lists,
    reasons: input.reasons,
    mayWrite: (name) => names.has(name),
  });
  const asShown = (level: 'refuse' | 'warn', found: RecordFault[]): FormFault[] =>
    found
      .filter((fault) => isReachable(fault.path, names) && !isCopied(fault.path, fields))
      .filter((fault) => !isUntouchedMask(fault.path, fields, values, old ?? {}))
      .map(({ code, path, message, remedy, check }) => ({
        code,
        path,
        message,
        remedy,
        level,
        ...(check === undefined ? {} : { check }),
      }));
  return [...asShown('refuse', checked.faults), ...asShown('warn', checked.notices)];
}

function isReachable(path: string, names: Set<string>): boolean {
  const field = fieldOf(path);
  return field === null || names.has(field);
}

/** A cell that the server copies from another record. */
function isCopied(path: string, fields: FieldModel[]): boolean {
  const [name, , cell] = parsePath(path);
  const { rows } = fields.find((candidate) => candidate.name === name) ?? {};
  return rows?.from != null && typeof cell === 'string' && Object.hasOwn(rows.copy, cell);
}

/** A masked cell that nobody touched is the server's to judge: only it knows the value. */
function isUntouchedMask(path: string, fields: FieldModel[], values: Values, old: Values): boolean {
  const [name, index, cell] = parsePath(path);
  const field = fields.find((candidate) => candidate.name === name);
  if (field === undefined || typeof index !== 'number') return false;
  const child = field.fields.find((candidate) => candidate.name === cell);
  if (child === undefined || !isMasked(child)) return false;
  const row = rowAt(values[field.name], (_row, at) => at === index);
  const before = rowAt(old[field.name], (candidate) => row !== null && candidate['id'] === row['id']);
  return row !== null && before !== null && row['id'] !== undefined && sameValue(row[child.name], before[child.name]);
}

function rowAt(rows: unknown, wanted: (row: Values, index: number) => boolean): Values | null {
  if (!Array.isArray(rows)) return null;
  const found: unknown = rows.find((row: Values, index) => wanted(row, index));
  return typeof found === 'object' && found !== null ? (found as Values) : null;
}
