// Raw data as text, indented when it can be read.
import OutlinedInput from '@mui/material/OutlinedInput';
import { controlProps } from '../control_props.tsx';
import { readText } from '../read_text.ts';
import { useLists } from '../useLists.ts';
import { useTypedText } from '../useTypedText.ts';
import type { WidgetProps } from '../contract.ts';

export function JsonInput(props: WidgetProps) {
  const lists = useLists();
  const typed = useTypedText({
    value: props.value,
    onChange: props.onChange,
    show: (value) =>
      value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value, null, 2),
    read: (text) => readText(text, props.field, lists),
  });
  return (
    <OutlinedInput
      {...controlProps(props)}
      fullWidth
      multiline
      minRows={3}
      maxRows={16}
      size="small"
      value={typed.text}
      onChange={(event) => typed.type(event.target.value)}
      onBlur={() => {
        typed.settle();
        props.onBlur();
      }}
      placeholder='{ "来源": "省平台" }'
      sx={{ fontFamily: 'ui-monospace, Consolas, monospace', fontSize: '0.8125rem', py: 1 }}
    />
  );
}
