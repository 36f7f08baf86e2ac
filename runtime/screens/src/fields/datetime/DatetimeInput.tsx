// An instant, read and typed in the bureau's own zone: 2026-01-05 14:30.
import { findFieldType } from '@shijian/kernel';
import OutlinedInput from '@mui/material/OutlinedInput';
import { readText } from '../read_text.ts';
import { useLists } from '../useLists.ts';
import { useTypedText } from '../useTypedText.ts';
import { controlProps } from '../control_props.tsx';
import { CalendarButton } from '../date/CalendarButton.tsx';
import type { WidgetProps } from '../contract.ts';

export function DatetimeInput(props: WidgetProps) {
  const lists = useLists();
  const show = (value: unknown): string => findFieldType(props.field.type)?.toText(value, props.field, lists) ?? '';
  const read = (text: string): unknown => readText(text, props.field, lists);
  const typed = useTypedText({ value: props.value, onChange: props.onChange, show, read });
  const local = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})/.exec(show(props.value));
  return (
    <OutlinedInput
      {...controlProps(props)}
      fullWidth
      size="small"
      value={typed.text}
      onChange={(event) => typed.type(event.target.value)}
      onBlur={() => {
        typed.settle();
        props.onBlur();
      }}
      placeholder={props.field.example ?? '年-月-日 时:分'}
      endAdornment={
        <CalendarButton
          name={props.label ?? props.field.label}
          day={local?.[1] ?? null}
          disabled={props.disabled}
          onPick={(day) => props.onChange(read(`${day} ${local?.[2] ?? '09:00'}`))}
        />
      }
    />
  );
}
