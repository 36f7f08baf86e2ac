// The state of one open form: what it was opened on, what is typed, what is wrong, and saving it.
import { useMemo, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import {
  afterWrite,
  api,
  ApiProblem,
  rowView,
  useExpressionEnv,
  useMe,
  type RecordJson,
  type RefJson,
  type RowJson,
  type WireEntity,
} from '../client/index.ts';
import { useLists } from '../fields/useLists.ts';
import { changedFields, filledFields, sameValue, type Values } from './changes.ts';
import { checkValues } from './check_values.ts';
import { conditionsOf, isEditable } from './conditions.ts';
import { findClashes, mergeClashes, type Clash, type Side } from './clash.ts';
import { inPageOrder, type FormFault } from './faults.ts';
import { newValues, recordValues } from './opening_values.ts';
import { fieldOf } from './paths.ts';
import { randomKey } from './random_key.ts';
import { serverFaults } from './server_faults.ts';
import type { PlacedSection } from './sections.ts';
import { useDraft } from './useDraft.ts';
import { useRowSources } from './useRowSources.ts';

export type SaveResult = { kind: 'saved'; record: RecordJson } | { kind: 'unchanged' } | { kind: 'refused' };

export interface ClashState {
  current: RecordJson;
  rows: Clash[];
}

/** @param record the record as it was opened, or null for a new one @param given values that the link to the form brought */
export function useRecordForm(entity: WireEntity, sections: PlacedSection[], record: RecordJson | null, given: Values) {
  const me = useMe();
  const lists = useLists();
  const makeEnv = useExpressionEnv();
  const client = useQueryClient();
  const [saving, setSaving] = useState(false);
  const fields = useMemo(() => sections.flatMap((section) => section.fields), [sections]);

  const [stored, setStored] = useState<RecordJson | null>(record);
  const [initial, setInitial] = useState<Values>(() =>
    record === null ? newValues(fields, makeEnv({ record: {} }), given) : recordValues(fields, record),
  );
  const [values, setValues] = useState<Values>(initial);
  const [picked, setPicked] = useState<Record<string, RefJson | null>>({});
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [submitted, setSubmitted] = useState(false);
  const [server, setServer] = useState<{ fault: FormFault; value: unknown }[]>([]);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [clash, setClash] = useState<ClashState | null>(null);
  const [reasons, setReasons] = useState<Record<string, string>>({});
  const key = useRef(randomKey());

  const asRecord: RowJson = useMemo(
    () => ({ ...values, id: stored?.id, _refs: withPicked(stored, picked, values) }),
    [values, stored, picked],
  );
  const env = makeEnv({ record: asRecord, old: stored ?? {} });
  const conditions = conditionsOf(sections, env);
  const readOnly = new Set(
    record === null
      ? []
      : fields.filter((field) => !isEditable(field, env, entity.update_fields)).map((field) => field.name),
  );
  const writable = fields.filter((field) => !readOnly.has(field.name) && conditions.shown.has(field.name));
  const changes = useMemo(() => changedFields(fields, initial, values), [fields, initial, values]);
  const dirty = Object.keys(changes).length > 0;
  const draft = useDraft(me.user.id, entity.name, record?.id ?? null, changes, stored?.version ?? null);

  useRowSources({
    entity,
    fields: writable,
    values,
    opened: stored === null ? null : initial,
    env,
    lists,
    put: setValues,
    failed: setProblem,
  });

  const check = (): FormFault[] =>
    checkValues({ entity, fields: writable, values, stored, env, refs: asRecord._refs, view: rowView, lists, reasons });
  const order = fields.map((field) => field.name);
  const known = inPageOrder(
    [
      ...check().filter((fault) => submitted || isLeft(fault, left)),
      ...server.filter((one) => sameValue(one.value, values[fieldOf(one.fault.path) ?? ''])).map((one) => one.fault),
    ],
    order,
  );

  const save = async (): Promise<SaveResult> => {
    setSubmitted(true);
    setProblem(null);
    setServer([]);
    if (check().some((fault) => fault.level !== 'warn')) return { kind: 'refused' };
    // Not a mutation of react-query: that one waits for the network without a word, and the officer has to know.
    setSaving(true);
    try {
      return await send(stored);
    } catch (error) {
      refuse(error);
      return { kind: 'refused' };
    } finally {
      setSaving(false);
    }
  };
  async function send(base: RecordJson | null): Promise<SaveResult> {
    const why = Object.keys(reasons).length === 0 ? {} : { _reasons: reasons };
    if (base === null)
      return done(await api.create(entity.name, { ...filledFields(writable, values), ...why }, key.current));
    const body = changedFields(writable, recordValues(fields, base), values);
    if (Object.keys(body).length === 0) return base === stored ? { kind: 'unchanged' } : done(base);
    try {
      return done(await api.update(entity.name, base.id, base.version, { ...body, ...why }));
    } catch (error) {
      const current = error instanceof ApiProblem && error.status === 412 ? error.current : undefined;
      // Changed meanwhile, but nowhere that concerns us: an earlier try that did arrive, or a field like ours.
      if (current === undefined || base !== stored || clashesWith(current).length > 0) throw error;
      return send(current);
    }
  }
  function clashesWith(current: RecordJson): Clash[] {
    return stored === null
      ? []
      : findClashes(fields, recordValues(fields, stored), values, recordValues(fields, current));
  }
  function done(saved: RecordJson): SaveResult {
    draft.clear();
    afterWrite(client, entity.name, saved.id);
    return { kind: 'saved', record: saved };
  }
  function refuse(error: unknown) {
    if (!(error instanceof ApiProblem)) throw error;
    // The sheet to log in again says it, over the page; nothing in the form is wrong.
    if (error.code === 'E_SESSION_NONE') return;
    // The same key must not name two different bodies; after a lost connection it has to stay, the record may be there.
    if (error.status >= 400 && error.status < 500) key.current = randomKey();
    if (error.status === 412 && error.current !== undefined && stored !== null) {
      setClash({ current: error.current, rows: clashesWith(error.current) });
      return;
    }
    const faults = serverFaults(error, order);
    setServer(faults.map((fault) => ({ fault, value: values[fieldOf(fault.path) ?? ''] })));
    if (faults.length === 0) setProblem(error);
  }
  /** The other side's record becomes the one that ours is compared with. */
  function rebase(current: RecordJson, merged: Values) {
    setStored(current);
    setInitial(recordValues(fields, current));
    setValues(merged);
    setClash(null);
  }

  return {
    values,
    record: asRecord,
    base: initial,
    conditions,
    readOnly,
    faults: known,
    /** Faults are gathered above the form only once somebody tried to save it. */
    submitted,
    problem,
    dirty,
    draft,
    clash,
    saving,
    setValues,
    pickRef: (field: string, ref: RefJson | null) => setPicked((all) => ({ ...all, [field]: ref })),
    /** Why a check is passed over; it then stands as a notice. */
    explain: (check: string, text: string) => {
      setReasons((all) => ({ ...all, [check]: text }));
      setServer((all) => all.filter(({ fault }) => fault.check !== check));
      key.current = randomKey();
    },
    /** Surroundings of the record as it stands in the form. */
    env,
    leave: (path: string) => setLeft((all) => (all.has(path) ? all : new Set(all).add(path))),
    save,
    restoreDraft: () => {
      const restored = draft.take();
      setValues((now) => ({ ...now, ...restored }));
    },
    settleClash: (picks: Record<string, Side>) => {
      if (clash !== null) rebase(clash.current, mergeClashes(values, clash.rows, picks));
    },
    takeTheirs: () => {
      if (clash !== null) rebase(clash.current, recordValues(fields, clash.current));
    },
    closeClash: () => setClash(null),
  };
}

/** A fault is shown once its field, its cell, or any cell below it was left. */
function isLeft(fault: FormFault, left: ReadonlySet<string>): boolean {
  if (left.has(fault.path)) return true;
  const field = fieldOf(fault.path);
  return field !== null && fault.path === field && [...left].some((path) => path.startsWith(`${field}[`));
}

function withPicked(
  stored: RecordJson | null,
  picked: Record<string, RefJson | null>,
  values: Values,
): NonNullable<RowJson['_refs']> {
  const refs: NonNullable<RowJson['_refs']> = {};
  for (const [name, ref] of Object.entries({ ...stored?._refs, ...picked })) {
    // A title belongs to the value that stands in the field now; a draft or the other side may have put another there.
    if (Array.isArray(ref) || ref === null || idIn(values[name]) === ref.id) refs[name] = ref;
  }
  return refs;
}

function idIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
}
