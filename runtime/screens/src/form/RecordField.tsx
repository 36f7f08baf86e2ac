// The one rjsf field: hands a value of the form to the control of its field type.
import Box from '@mui/material/Box';
import type { FieldProps } from '@rjsf/utils';
import type { FieldModel } from '@shijian/kernel';
import { FieldInput } from '../fields/FieldInput.tsx';
import { FieldValue } from '../fields/FieldValue.tsx';
import type { ErrorTree } from './faults.ts';
import { useFormScope } from './form_scope.ts';

export function RecordField(props: FieldProps) {
  const scope = useFormScope();
  const field = fieldOfUi(props.uiSchema);
  if (field === null) return null;
  const id = props.fieldPathId.$id;
  if (scope.readOnly.has(field.name)) {
    return (
      <Box id={id} tabIndex={-1} sx={{ minHeight: { xs: 44, md: 34 }, display: 'flex', alignItems: 'center' }}>
        <FieldValue field={field} record={scope.record} />
      </Box>
    );
  }
  const faults = props.rawErrors ?? [];
  const described = [faults.length > 0 ? `${id}__fault` : null, field.hint === null ? null : `${id}__hint`].filter(
    (part) => part !== null,
  );
  return (
    <FieldInput
      id={id}
      field={field}
      value={props.formData}
      stored={scope.base[field.name]}
      onChange={(value) => props.onChange(value, props.fieldPathId.path)}
      onBlur={(below) => scope.leave(`${field.name}${below ?? ''}`)}
      onPick={(ref) => scope.pickRef(field.name, ref)}
      required={scope.conditions.required.has(field.name)}
      disabled={scope.disabled}
      faults={faults}
      // rjsf types the tree by the data; ours is by name and index.
      faultsBelow={props.errorSchema as ErrorTree | undefined}
      {...(described.length > 0 ? { describedBy: described.join(' ') } : {})}
      beside={scope.record}
    />
  );
}

/** The field model that build_schema put into the uiSchema. */
export function fieldOfUi(uiSchema: FieldProps['uiSchema']): FieldModel | null {
  const field: unknown = uiSchema?.['ui:options']?.['model'];
  return typeof field === 'object' && field !== null && 'type' in field ? (field as FieldModel) : null;
}
