// The form of any entity: loads what it opens on, then hands over to the open form.
import { useMemo, useState } from 'react';
import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import type { FormModel } from '@shijian/kernel';
import { problemCode, useEntity, useModel, useRecord, type RecordJson, type WireModel } from '../client/index.ts';
import { paths } from '../parts/paths.ts';
import { ErrorState } from '../parts/ErrorState.tsx';
import { PageSkeleton } from '../parts/Skeletons.tsx';
import { widgetOf } from '../fields/layout.ts';
import { refsRead } from './conditions.ts';
import { placeFields } from './sections.ts';
import { OpenForm, type OpenFormProps } from './OpenForm.tsx';
import type { Values } from './changes.ts';

/**
 * @param props.form name of a Form; by default the one written for the entity, else sections are derived
 * @param props.id absent for a new record
 * @param props.given values of a new record that the link brought, e.g. the record it belongs to
 */
export function RecordForm(props: {
  entity: string;
  form?: string | null;
  id?: string;
  given?: Values;
  onSaved(record: RecordJson): void;
  onCancel(): void;
}) {
  const { id } = props;
  const model = useModel();
  const entity = useEntity(props.entity);
  const form = formOf(model, entity.name, props.form ?? null);
  const sections = useMemo(
    () =>
      placeFields(
        entity,
        form?.sections ?? null,
        (field) => widgetOf(field) !== 'none' && (id !== undefined || field.editable !== false),
      ),
    [entity, form, id],
  );
  const include = useMemo(() => {
    const refs = refsRead([
      sections.map((section) => [
        section.visible,
        section.fields.map((field) => [field.visible, field.required, field.editable]),
      ]),
      entity.checks.map((check) => check.rule),
    ]);
    return refs.filter((name) => entity.fields.some((field) => field.name === name && field.to.length === 1)).join(',');
  }, [sections, entity]);
  const shared = { entity, sections, onSaved: props.onSaved, onCancel: props.onCancel };
  if (id === undefined) return <OpenForm {...shared} record={null} given={props.given ?? {}} />;
  return <EditForm key={id} {...shared} id={id} include={include} />;
}

/** The named Form, the one that a view of the entity names, or any that is written for it. */
function formOf(model: WireModel, entity: string, name: string | null): FormModel | undefined {
  const named = name ?? Object.values(model.views).find((view) => view.of === entity && view.form !== null)?.form ?? '';
  return model.forms[named] ?? Object.values(model.forms).find((candidate) => candidate.of === entity);
}

/** Opens on what the server has now; a later refetch must not pull the ground from under what is being typed. */
function EditForm({
  id,
  include,
  ...shared
}: Omit<OpenFormProps, 'record' | 'given'> & { id: string; include: string }) {
  const record = useRecord(shared.entity.name, id, include === '' ? undefined : include);
  const model = useModel();
  const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === shared.entity.name);
  const [opened, setOpened] = useState<RecordJson | null>(null);
  if (opened === null && record.data !== undefined && !record.isFetching) setOpened(record.data);
  if (opened !== null) return <OpenForm {...shared} record={opened} given={{}} />;
  if (record.error)
    return (
      <ErrorState
        error={record.error}
        {...(problemCode(record.error) === 'E_RECORD_NONE' ? {} : { onRetry: () => void record.refetch() })}
        actions={
          <Button component={Link} to={list === undefined ? paths.home() : paths.list(list.name)} variant="outlined">
            回到{list?.label ?? '首页'}
          </Button>
        }
      />
    );
  return <PageSkeleton />;
}
