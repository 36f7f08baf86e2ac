// Several lines of prose. Grows with what is written; Enter is a line break here.
import OutlinedInput from '@mui/material/OutlinedInput';
import { controlProps, hintFor } from '../control_props.tsx';
import type { WidgetProps } from '../contract.ts';

export function TextareaInput(props: WidgetProps) {
  const text = props.value === null || props.value === undefined ? '' : String(props.value);
  const most = props.field.options['max_length'];
  return (
    <OutlinedInput
      {...controlProps(props)}
      fullWidth
      multiline
      minRows={props.label === undefined ? 3 : 1}
      maxRows={12}
      size="small"
      value={text}
      onChange={(event) => props.onChange(event.target.value === '' ? null : event.target.value)}
      onBlur={() => props.onBlur()}
      placeholder={hintFor(props.field)}
      sx={{ lineHeight: 1.6, py: 1 }}
      endAdornment={
        typeof most === 'number' && text.length > most * 0.8 ? (
          <Count now={Array.from(text).length} most={most} />
        ) : undefined
      }
    />
  );
}

function Count({ now, most }: { now: number; most: number }) {
  return (
    <span
      aria-live="polite"
      style={{ alignSelf: 'flex-end', fontSize: 12, color: now > most ? 'var(--bad)' : 'var(--ink3)' }}
    >
      {now}/{most}
    </span>
  );
}
