// Holds what somebody wants to write against the entity: fields, types, required, defaults, editable, checks. The same in server and browser.
import { evaluate, isFalse, isTrue, renderTemplate } from '../expressions/index.ts';
import type { Env } from '../expressions/contract.ts';
import type { Template } from '../expressions/index.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { recordMessages } from '../diagnostics/record_messages.ts';
import { fillIn } from '../diagnostics/format_diagnostic.ts';
import { fieldType } from '../field_types/index.ts';
import type { FieldContext } from '../field_types/contract.ts';
import { mostFaults, toldFaults } from '../field_types/read.ts';
import type { CheckModel, EntityModel, FieldModel } from '../model.ts';
import { checkRows, fillRows } from './check_rows.ts';
import { fieldsRead, readsOtherRows } from './own_row.ts';
import { faultOf, simpleFault } from './record_fault.ts';
import type { RecordFault } from './record_fault.ts';

type Row = Record<string, unknown>;

export interface CheckOptions {
  /** The stored record, in stored values; makes an import line an update. */
  old?: Row;
  mode: 'create' | 'update' | 'import';
  /** Surroundings in which an image of the record is looked at: its view (with rows behind refs where they are at hand), `old`, now, actor. */
  env(image: Row): Env;
  ctx: FieldContext;
  /** Reasons given for checks of the level explain, by name. */
  reasons?: Readonly<Record<string, string>>;
  /**
   * Fields that were sent by whoever does not read them in clear, with what may stay as it stands in each (rows without the cells that
   * were sent; undefined for all else). They count as changed and are held like new values: the answer must not tell whether they differ.
   */
  unread?: ReadonlyMap<string, unknown>;
  /** May this actor write the field of that name. */
  mayWrite(field: string): boolean;
  /** What of a check's message this actor may read; left out: all of it. */
  toldOf?(message: Template): Template;
}

export interface CheckedRecord {
  /** Stored values of all fields as they would be after the write. */
  record: Row;
  /** All that keeps it from being saved; of more than 200 the first, and how many there are beside. */
  faults: RecordFault[];
  /** What is wrong and was so before, or only warned of: it may be saved. */
  notices: RecordFault[];
  /** A check of the level quarantine is broken: it is saved and marked. */
  quarantined: boolean;
}

/**
 * Checks a record before it is written. Rules that read other rows (see own_row.ts) are left to the server's statement.
 * @param body wire values by field name
 */
export function checkRecord(entity: EntityModel, body: Row, options: CheckOptions): CheckedRecord {
  const updates = options.old !== undefined && options.mode !== 'create';
  const old = updates ? options.old : undefined;
  const state: State = {
    entity,
    options,
    old,
    faults: [],
    untold: 0,
    notices: [],
    record: {},
    bad: new Set(),
    quarantined: false,
  };
  readFields(body, state);
  if (!old) addDefaults(state);
  const rows = { ...state, ...options, old, changed: (name: string) => changed(name, state) };
  state.faults.push(...fillRows(rows, new Set(Object.keys(body).filter((name) => body[name] !== undefined))));
  const image = imageOf(state);
  const env = options.env(image);
  checkEditable(state);
  checkRequired(image, env, state);
  state.faults.push(...checkRows(rows, image, env));
  for (const check of entity.checks) applyCheck(check, env, state);
  const faults = toldFaults(state.faults, moreFaults, state.untold);
  return { record: image, faults, notices: state.notices, quarantined: state.quarantined };
}

/** All stored fields after the write; what had a fault stays as it was. */
function imageOf({ entity, old, record }: State): Row {
  const image: Row = {};
  for (const field of entity.fields)
    if (fieldType(field.type).column !== null)
      image[field.name] = field.name in record ? record[field.name] : (old?.[field.name] ?? null);
  return image;
}

interface State {
  entity: EntityModel;
  options: CheckOptions;
  old: Row | undefined;
  faults: RecordFault[];
  /** Faults that were counted and no more: the nearest name of each unknown field would take its time. */
  untold: number;
  notices: RecordFault[];
  record: Row;
  /** Fields with a fault of their own: rules over them would only repeat it. */
  bad: Set<string>;
  quarantined: boolean;
}

function readFields(body: Row, state: State): void {
  const { entity, options, old } = state;
  for (const name of Object.keys(body)) {
    if (body[name] === undefined) continue;
    const field = entity.fields.find((candidate) => candidate.name === name);
    if (field) readField(field, body[name], state);
    else if (state.faults.length < mostFaults) state.faults.push(unknownField(name, body[name], state));
    else state.untold += 1;
  }
  if (!old)
    for (const field of entity.fields)
      if (fieldType(field.type).column !== null && !(field.name in state.record))
        state.record[field.name] = emptyOf(field, options.ctx);
}

/** Only fields that the actor may write are suggested: a hidden one is not named. */
function unknownField(name: string, value: unknown, state: State): RecordFault {
  const names = state.entity.fields.filter((field) => state.options.mayWrite(field.name)).map((field) => field.name);
  const hint = suggest(name, names)['suggestion'];
  const { message, remedy } = recordMessages.E_FIELD_UNKNOWN.zh;
  return {
    code: 'E_FIELD_UNKNOWN',
    path: name,
    value: typeof value === 'string' ? value.slice(0, 80) : null,
    message: fillIn(message, { name }),
    remedy: hint === undefined ? remedy : `是不是“${hint}”？`,
  };
}

function moreFaults(count: string): RecordFault {
  const { message, remedy } = recordMessages.E_FAULTS_MORE.zh;
  return { code: 'E_FAULTS_MORE', path: '', value: null, message: fillIn(message, { count }), remedy };
}

function readField(field: FieldModel, value: unknown, state: State): void {
  const { options, old } = state;
  const fail = (...faults: RecordFault[]): void => {
    state.faults.push(...faults);
    state.bad.add(field.name);
  };
  const type = fieldType(field.type);
  if (type.column === null) return fail(simpleFault('E_FIELD_COMPUTED', field));
  const before = old?.[field.name];
  const unread = options.unread?.has(field.name) === true;
  if (old && !unread && same(value, before)) {
    // Sent back as it was: nothing is written, nothing is asked.
    state.record[field.name] = before ?? null;
    return;
  }
  if (type.drawn && options.mode !== 'import') return fail(simpleFault('E_FIELD_DRAWN', field));
  if (!options.mayWrite(field.name)) return fail(simpleFault('E_FIELD_FORBIDDEN', field));
  if (field.personal !== null && isMaskText(value, before, field)) return fail(simpleFault('E_MASK_WRITTEN', field));
  const read = type.read(value, field, { ...options.ctx, old: unread ? options.unread!.get(field.name) : before });
  if (read.ok) state.record[field.name] = read.value;
  else {
    const rest = read.faults.find(({ code }) => code === 'E_FAULTS_MORE');
    state.untold += Number(rest?.params['count'] ?? 0);
    fail(...read.faults.filter((fault) => fault !== rest).map((fault) => faultOf(fault, field)));
  }
}

/** 138****2046 must not be stored as if it were the number. */
function isMaskText(value: unknown, before: unknown, field: FieldModel): boolean {
  if (typeof value !== 'string') return false;
  return (
    value.includes('*') ||
    (before !== undefined && before !== null && value === fieldType(field.type).mask(before, field))
  );
}

function emptyOf(field: FieldModel, ctx: FieldContext): unknown {
  const read = fieldType(field.type).read(null, field, ctx);
  return read.ok ? read.value : null;
}

function addDefaults(state: State): void {
  const { entity, options, record } = state;
  for (const field of entity.fields) {
    if (field.default === null || !isEmpty(record[field.name]) || state.bad.has(field.name)) continue;
    if ('value' in field.default) {
      record[field.name] = field.default.value;
      continue;
    }
    const value = evaluate(field.default.expr, options.env(record));
    const read = fieldType(field.type).read(value, field, options.ctx);
    if (read.ok) record[field.name] = read.value;
  }
}

/** On the old image: a field that was closed may not be opened by the same write. */
function checkEditable(state: State): void {
  const { entity, old, options } = state;
  if (!old) return;
  const env = options.env(old);
  for (const field of entity.fields) {
    if (field.editable === true || !changed(field.name, state)) continue;
    if (field.editable === false || !isTrue(field.editable, env)) {
      state.faults.push(simpleFault('E_FIELD_READONLY', field));
      state.bad.add(field.name);
    }
  }
}

function checkRequired(image: Row, env: Env, state: State): void {
  const { entity, old } = state;
  for (const field of entity.fields) {
    if (field.required === false || state.bad.has(field.name) || !isEmpty(image[field.name])) continue;
    if (!isAsked(field, env)) continue;
    const fault = simpleFault('E_REQUIRED', field);
    const oldEnv = old && state.options.env(old);
    const wasSo =
      oldEnv !== undefined && !changed(field.name, state) && isEmpty(old?.[field.name]) && isAsked(field, oldEnv);
    (wasSo ? state.notices : state.faults).push(fault);
  }
}

/** Required and visible, each when definitely true. */
function isAsked(field: FieldModel, env: Env): boolean {
  if (field.visible !== null && !isTrue(field.visible, env)) return false;
  return typeof field.required === 'boolean' ? field.required : isTrue(field.required, env);
}

function applyCheck(check: CheckModel, env: Env, state: State): void {
  const { toldOf = (message: Template) => message } = state.options;
  if (readsOtherRows(check.rule)) return;
  const reads = fieldsRead(check.rule, state.entity.name);
  if (reads.some((name) => state.bad.has(name)) || !isFalse(check.rule, env)) return;
  const text = renderTemplate(toldOf(check.message), env);
  const fault: RecordFault = { code: 'E_CHECK', path: check.at ?? '', value: null, message: text, remedy: '' };
  const untouched = state.old !== undefined && !reads.some((name) => changed(name, state));
  if (check.level === 'quarantine') {
    state.quarantined = true;
    state.notices.push({ ...fault, code: 'E_CHECK_QUARANTINE' });
  } else if (check.level === 'explain' && !untouched) {
    const wanted = {
      ...fault,
      code: 'E_CHECK_EXPLAIN',
      check: check.name,
      remedy: recordMessages.E_CHECK_EXPLAIN.zh.remedy,
    };
    (isReason(state.options.reasons?.[check.name]) ? state.notices : state.faults).push(wanted);
  } else (check.level === 'warn' || untouched ? state.notices : state.faults).push(fault);
}

/** Characters of a reason: two are a word, and nobody reads an essay in a history. */
export function isReason(text: unknown): text is string {
  return typeof text === 'string' && text.trim().length >= 2 && text.length <= 200;
}

function changed(name: string, { record, old, options }: State): boolean {
  return name in record && (options.unread?.has(name) === true || !same(record[name], old?.[name]));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Equal as JSON; nothing, null and the empty list are one. */
function same(a: unknown, b: unknown): boolean {
  if (isEmpty(a) && isEmpty(b)) return true;
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
