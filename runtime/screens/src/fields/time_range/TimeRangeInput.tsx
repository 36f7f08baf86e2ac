// From when to when within a day: two clocks side by side. An end before the beginning means the next day.
import Box from '@mui/material/Box';
import OutlinedInput from '@mui/material/OutlinedInput';
import { controlProps } from '../control_props.tsx';
import { readText } from '../read_text.ts';
import { useLists } from '../useLists.ts';
import type { WidgetProps } from '../contract.ts';

export function TimeRangeInput(props: WidgetProps) {
  const text = typeof props.value === 'string' ? props.value : '';
  const [from = '', to = ''] = text.split('-');
  const name = props.label ?? props.field.label;
  const base = controlProps(props);
  const lists = useLists();
  // Half a span is kept as typed, so that the check can say what is missing.
  const set = (start: string, end: string) => {
    const typed = `${start.replaceAll('-', '')}-${end.replaceAll('-', '')}`;
    props.onChange(typed === '-' ? null : typed);
  };
  const settle = () => {
    const read = readText(text, props.field, lists);
    if (read !== text) props.onChange(read);
    props.onBlur();
  };
  const clock = (id: string, label: string, value: string, onChange: (value: string) => void) => (
    <OutlinedInput
      {...base}
      id={id}
      size="small"
      sx={{ flex: 1, minWidth: 0 }}
      inputProps={{ ...base.inputProps, inputMode: 'numeric', maxLength: 5, 'aria-label': `${name}：${label}` }}
      placeholder={label === '开始' ? '08:30' : '21:00'}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onBlur={settle}
    />
  );
  const nextDay = /^\d\d:\d\d-\d\d:\d\d$/.test(text) && to < from;
  return (
    <Box role="group" aria-label={name} sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      {clock(props.id, '开始', from, (value) => set(value, to))}
      <span>至</span>
      {clock(`${props.id}-to`, nextDay ? '次日结束' : '结束', to, (value) => set(from, value))}
      {nextDay && <Box sx={{ fontSize: '0.75rem', color: 'var(--ink3)', flex: 'none' }}>次日</Box>}
    </Box>
  );
}
