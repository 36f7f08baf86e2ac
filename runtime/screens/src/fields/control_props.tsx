// What every text-like control carries: id, state, and names for screen readers.
import InputAdornment from '@mui/material/InputAdornment';
import type { FieldModel } from '@shijian/kernel';
import type { InputProps } from './contract.ts';

/** Props of an OutlinedInput for a field. */
export function controlProps(props: InputProps) {
  const faulty = props.faults.length > 0;
  return {
    id: props.id,
    error: faulty,
    disabled: props.disabled,
    inputProps: {
      'aria-invalid': faulty || undefined,
      'aria-required': props.required || undefined,
      'aria-label': props.label,
      'aria-describedby': props.describedBy,
      autoComplete: 'off',
    },
  };
}

/** An example stands in the empty control. */
export function hintFor(field: FieldModel): string | undefined {
  return field.example === null ? undefined : `例如 ${field.example}`;
}

/** The unit behind the value, as officers read it. */
export function unitEnd(field: FieldModel, unit: string | null = field.unit) {
  if (unit === null) return undefined;
  return (
    <InputAdornment position="end" sx={{ '& p': { fontSize: '0.8125rem', color: 'text.secondary' } }}>
      {unit}
    </InputAdornment>
  );
}
