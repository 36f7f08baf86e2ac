// A day, typed as 2026-01-05, 20260105 or 2026/1/5, or picked from the calendar.
import OutlinedInput from '@mui/material/OutlinedInput';
import { readText } from '../read_text.ts';
import { useLists } from '../useLists.ts';
import { useTypedText } from '../useTypedText.ts';
import { controlProps } from '../control_props.tsx';
import { CalendarButton } from './CalendarButton.tsx';
import type { WidgetProps } from '../contract.ts';

export function DateInput(props: WidgetProps) {
  const lists = useLists();
  const typed = useTypedText({
    value: props.value,
    onChange: props.onChange,
    show: (value) => (typeof value === 'string' ? value : ''),
    read: (text) => readText(text, props.field, lists),
  });
  const base = controlProps(props);
  const day = typeof props.value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(props.value) ? props.value : null;
  return (
    <OutlinedInput
      {...base}
      fullWidth
      size="small"
      value={typed.text}
      onChange={(event) => typed.type(event.target.value)}
      onBlur={() => {
        typed.settle();
        props.onBlur();
      }}
      inputProps={{ ...base.inputProps, inputMode: 'numeric' }}
      placeholder={props.field.example ?? '年-月-日'}
      endAdornment={
        <CalendarButton
          name={props.label ?? props.field.label}
          day={day}
          disabled={props.disabled}
          onPick={props.onChange}
        />
      }
    />
  );
}
