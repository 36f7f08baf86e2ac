// The form control of file and image fields, one or several.
import type { WidgetProps } from '../fields/contract.ts';
import { filesOf, rulesOf } from './file_rules.ts';
import { UploadInput } from './UploadInput.tsx';

export function FilesInput(props: WidgetProps) {
  const rules = rulesOf(props.field);
  return (
    <UploadInput
      id={props.id}
      name={props.label ?? props.field.label}
      files={filesOf(props.value)}
      rules={rules}
      disabled={props.disabled}
      describedBy={props.describedBy}
      onChange={(files) => props.onChange(rules.many ? (files.length === 0 ? null : files) : (files[0] ?? null))}
      onBlur={props.onBlur}
    />
  );
}
