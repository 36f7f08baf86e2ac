// One line of text: names, numbers of licences, phones, credit codes. Cleaned up on leaving, by the type's own rules.
import OutlinedInput from '@mui/material/OutlinedInput';
import { readText } from '../read_text.ts';
import { useLists } from '../useLists.ts';
import { useTypedText } from '../useTypedText.ts';
import { controlProps, hintFor, unitEnd } from '../control_props.tsx';
import type { WidgetProps } from '../contract.ts';

export function TextInput(props: WidgetProps) {
  const lists = useLists();
  const typed = useTypedText({
    value: props.value,
    onChange: props.onChange,
    show: (value) => (value === null || value === undefined ? '' : String(value)),
    read: (text) => readText(text, props.field, lists),
  });
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
      placeholder={hintFor(props.field)}
      endAdornment={unitEnd(props.field)}
    />
  );
}
