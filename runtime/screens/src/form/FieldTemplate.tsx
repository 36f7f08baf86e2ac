// Frame of a control: label above, fault or hint below. The root object has no frame.
import Box from '@mui/material/Box';
import type { FieldTemplateProps } from '@rjsf/utils';
import { FieldLabel } from '../fields/FieldLabel.tsx';
import { useFormScope } from './form_scope.ts';
import { fieldOfUi } from './RecordField.tsx';

export function FieldTemplate(props: FieldTemplateProps) {
  const scope = useFormScope();
  const field = fieldOfUi(props.uiSchema);
  if (field === null) return props.children;
  const faults = props.rawErrors ?? [];
  const notices = scope.faults.filter((fault) => fault.level === 'warn' && fault.path === field.name);
  return (
    <Box sx={{ minWidth: 0, scrollMarginTop: 72, scrollMarginBottom: 96 }} data-field={field.name}>
      <FieldLabel
        id={props.id}
        field={field}
        required={scope.conditions.required.has(field.name) && !scope.readOnly.has(field.name)}
      />
      {props.children}
      {faults.length > 0 && (
        <Box id={`${props.id}__fault`} sx={{ color: 'error.main', fontSize: '0.75rem', lineHeight: 1.5, pt: 0.5 }}>
          {faults.map((text) => (
            <div key={text}>{text}</div>
          ))}
        </Box>
      )}
      {notices.map((notice) => (
        <Box
          key={notice.message}
          role="status"
          sx={{ color: 'warning.main', fontSize: '0.75rem', lineHeight: 1.5, pt: 0.5 }}
        >
          请核对：{notice.message}
        </Box>
      ))}
      {field.hint !== null && faults.length === 0 && !scope.readOnly.has(field.name) && (
        <Box id={`${props.id}__hint`} sx={{ color: 'var(--ink3)', fontSize: '0.75rem', lineHeight: 1.5, pt: 0.5 }}>
          {field.hint}
        </Box>
      )}
    </Box>
  );
}
