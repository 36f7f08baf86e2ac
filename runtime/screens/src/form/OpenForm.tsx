// One open form: rjsf with our sections and controls, what is wrong above it, saving below it, and the questions on the way out.
import { useMemo, useRef, useState } from 'react';
import Box from '@mui/material/Box';
import Form from '@rjsf/mui';
import type { ErrorSchema } from '@rjsf/utils';
import type { RecordJson, WireEntity } from '../client/index.ts';
import { useLists } from '../fields/useLists.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { useToast } from '../parts/Toast.tsx';
import { buildSchema, RECORD_FIELD } from './build_schema.ts';
import type { Values } from './changes.ts';
import { ClashDialog } from './ClashDialog.tsx';
import { DraftNotice } from './DraftNotice.tsx';
import { FaultSummary } from './FaultSummary.tsx';
import { toErrorTree, type FormFault } from './faults.ts';
import { FieldTemplate } from './FieldTemplate.tsx';
import { focusPath } from './focus.ts';
import { FormScopeProvider, type FormScope } from './form_scope.ts';
import { kernelValidator } from './kernel_validator.ts';
import { handleFormKey } from './keys.ts';
import { ObjectTemplate } from './ObjectTemplate.tsx';
import { fieldOf, ID_PREFIX } from './paths.ts';
import { RecordField } from './RecordField.tsx';
import { SaveBar } from './SaveBar.tsx';
import { SectionIndex } from './SectionIndex.tsx';
import type { PlacedSection } from './sections.ts';
import { translate } from './translate.ts';
import { useAfterPress } from './useAfterPress.ts';
import { useLeaveGuard } from './useLeaveGuard.ts';
import { useSpokenSections } from './useSpokenSections.ts';
import { useRecordForm } from './useRecordForm.ts';
import { useStillFocus } from './useStillFocus.ts';

const FORM_ID = 'record_form';
const LONG = 4;
const fields = { [RECORD_FIELD]: RecordField };
const templates = { FieldTemplate, ObjectFieldTemplate: ObjectTemplate };

export interface OpenFormProps {
  entity: WireEntity;
  sections: PlacedSection[];
  /** null for a new one */
  record: RecordJson | null;
  given: Values;
  onSaved(record: RecordJson): void;
  onCancel(): void;
}

export function OpenForm(props: OpenFormProps) {
  const { entity, sections } = props;
  const lists = useLists();
  const toast = useToast();
  const form = useRecordForm(entity, sections, props.record, props.given);
  const guard = useLeaveGuard(form.dirty);
  const afterPress = useAfterPress();
  const [asking, setAsking] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const spoken = useSpokenSections(sections, form.env);
  const built = useMemo(() => buildSchema(spoken, lists), [spoken, lists]);
  const blocking = form.faults.filter((fault) => fault.level !== 'warn');
  // rjsf merges errors anew whenever it is handed another object, so the same faults have to be the same object.
  const faultsKey = JSON.stringify(blocking);
  const errors = useMemo(
    () => toErrorTree(JSON.parse(faultsKey) as FormFault[], entity.fields) as ErrorSchema,
    [faultsKey, entity],
  );
  useStillFocus(`${[...form.conditions.shown].join(' ')} ${faultsKey}`);

  const save = async () => {
    if (form.saving) return;
    const result = await form.save();
    if (result.kind === 'refused') {
      // The faults are on the page after the next render.
      setTimeout(() => showFirstFault(), 0);
      return;
    }
    guard.release();
    if (result.kind === 'unchanged') {
      toast({ text: '没有改动，不用保存' });
      props.onCancel();
    } else if (result.kind === 'saved') props.onSaved(result.record);
  };
  const latest = useRef(form.faults);
  latest.current = form.faults;
  function showFirstFault() {
    const first = latest.current.find((fault) => fault.level !== 'warn' && fault.path !== '');
    // A reason is asked for in the summary.
    if (first !== undefined && first.check === undefined) focusPath(first.path);
    else if (document.querySelector('[role="dialog"]') === null) summary.current?.focus();
  }
  const giveUp = () => {
    form.draft.clear();
    guard.release();
    props.onCancel();
  };
  const cancel = () => (form.dirty ? setAsking(true) : giveUp());

  const scope: FormScope = {
    conditions: form.conditions,
    record: form.record,
    base: form.base,
    faults: form.faults,
    readOnly: form.readOnly,
    disabled: form.saving,
    leave: (path) => afterPress(() => form.leave(path)),
    pickRef: form.pickRef,
  };
  const shown = spoken.filter((section) => form.conditions.sections.has(section.name));
  const entries = shown.map((section) => ({
    name: section.name,
    label: section.label,
    faults: blocking.filter((fault) => section.fields.some((field) => field.name === fieldOf(fault.path))).length,
  }));
  const long = entries.length >= LONG;

  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: long ? 'minmax(0, 1fr) 168px' : 'minmax(0, 1fr)' },
        gap: 3,
        pt: 1.5,
      }}
    >
      <Box
        onKeyDown={(event: React.KeyboardEvent<HTMLElement>) => handleFormKey(event, { save: requestSubmit, cancel })}
        sx={{ minWidth: 0 }}
      >
        {form.draft.offered !== null && (
          <DraftNotice
            draft={form.draft.offered}
            version={props.record?.version ?? null}
            onTake={form.restoreDraft}
            onRefuse={form.draft.refuse}
          />
        )}
        <FaultSummary
          ref={summary}
          entity={entity}
          faults={form.submitted ? blocking : []}
          problem={form.problem}
          onRetry={() => void save()}
          onExplain={form.explain}
        />
        <FormScopeProvider value={scope}>
          <Form
            id={FORM_ID}
            schema={built.schema}
            uiSchema={built.uiSchema}
            formData={form.values}
            onChange={(event) => form.setValues(event.formData)}
            onSubmit={() => void save()}
            onError={() => summary.current?.focus()}
            validator={kernelValidator}
            fields={fields}
            templates={templates}
            extraErrors={errors}
            idPrefix={ID_PREFIX}
            showErrorList={false}
            noHtml5Validate
            noValidate
            translateString={translate}
            experimental_componentUpdateStrategy="always"
            experimental_defaultFormStateBehavior={{
              emptyObjectFields: 'skipDefaults',
              arrayMinItems: { populate: 'never' },
            }}
          >
            <SaveBar
              formId={FORM_ID}
              saving={form.saving}
              dirty={form.dirty}
              faults={blocking.length}
              onCancel={cancel}
            />
          </Form>
        </FormScopeProvider>
      </Box>
      {long && <SectionIndex entries={entries} />}
      <ConfirmDialog
        open={asking || guard.asking}
        title="有没有保存的修改"
        confirm="放弃修改"
        cancel="继续填写"
        danger
        onClose={() => (guard.asking ? guard.stay() : setAsking(false))}
        onConfirm={() => (guard.asking ? (form.draft.clear(), guard.leave()) : giveUp())}
      >
        离开后，这次填写的内容不会保留。
      </ConfirmDialog>
      {form.clash !== null && (
        <ClashDialog
          rows={form.clash.rows}
          current={form.clash.current}
          before={props.record ?? {}}
          mine={form.record}
          onSettle={(picks) => {
            form.settleClash(picks);
            setTimeout(requestSubmit, 0);
          }}
          onTakeTheirs={() => {
            form.takeTheirs();
            form.draft.clear();
          }}
          onClose={form.closeClash}
        />
      )}
    </Box>
  );
}

/** Submits through the form's own event, so that the latest values are the ones saved. */
function requestSubmit(): void {
  const form = document.getElementById(FORM_ID);
  if (form instanceof HTMLFormElement) form.requestSubmit();
}
