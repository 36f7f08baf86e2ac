// Whole and decimal numbers as exact text: thousands when shown, plain digits while typed.
import OutlinedInput from '@mui/material/OutlinedInput';
import { readText } from '../read_text.ts';
import { useLists } from '../useLists.ts';
import { useTypedText } from '../useTypedText.ts';
import { controlProps, hintFor, unitEnd } from '../control_props.tsx';
import { groupDigits, plainDigits } from './digits.ts';
import type { WidgetProps } from '../contract.ts';

/** @param unit shown behind the number; the field's own by default */
export function NumberInput(props: WidgetProps & { unit?: string | null }) {
  const lists = useLists();
  const typed = useTypedText({
    value: props.value,
    onChange: props.onChange,
    show: groupDigits,
    read: (text) => readText(plainDigits(text), props.field, lists),
  });
  const base = controlProps(props);
  return (
    <OutlinedInput
      {...base}
      fullWidth
      size="small"
      value={typed.text}
      onChange={(event) => typed.type(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => {
        typed.settle();
        props.onBlur();
      }}
      inputProps={{ ...base.inputProps, inputMode: 'decimal', style: { textAlign: 'right' } }}
      placeholder={hintFor(props.field)}
      endAdornment={unitEnd(props.field, props.unit === undefined ? props.field.unit : props.unit)}
    />
  );
}
