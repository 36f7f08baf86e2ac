// An input with its label above it, as every form has it, for the screens that no form document describes.
import { useId } from 'react';
import type { ReactNode } from 'react';
import FormHelperText from '@mui/material/FormHelperText';

/** What the input inside takes to belong to its label. */
export interface LabelledInput {
  id: string;
  labelId: string;
  /** Id of the help or fault below, where there is one. */
  describedBy: string | undefined;
}

/** @param fault shown in place of the help, in red */
export function Labelled(props: {
  label: string;
  required?: boolean;
  help?: string | undefined;
  fault?: string | undefined;
  children(input: LabelledInput): ReactNode;
}) {
  const id = useId();
  const text = props.fault ?? props.help;
  const helpId = `${id}-help`;
  return (
    <div style={{ display: 'grid', gap: 5, minWidth: 0, alignContent: 'start' }}>
      <label
        id={`${id}-label`}
        htmlFor={id}
        style={{ fontSize: '0.8125rem', lineHeight: '20px', color: 'var(--ink2)' }}
      >
        {props.label}
        {props.required && (
          <span aria-hidden style={{ color: 'var(--bad)' }}>
            {' *'}
          </span>
        )}
      </label>
      {props.children({ id, labelId: `${id}-label`, describedBy: text ? helpId : undefined })}
      {text && (
        <FormHelperText id={helpId} error={props.fault !== undefined} sx={{ mx: 0, mt: 0 }}>
          {text}
        </FormHelperText>
      )}
    </div>
  );
}
