// Yes or no as two buttons of a radio group: "not said yet" is an answer of its own, which a switch cannot show.
import Box from '@mui/material/Box';
import type { WidgetProps } from '../contract.ts';

const CHOICES = [
  { value: true, text: '是' },
  { value: false, text: '否' },
];

export function SwitchInput(props: WidgetProps) {
  const name = props.label ?? props.field.label;
  return (
    <Box
      role="radiogroup"
      aria-label={name}
      aria-describedby={props.describedBy}
      aria-required={props.required || undefined}
      onBlur={() => props.onBlur()}
      sx={{ display: 'flex', alignItems: 'center', gap: 1 }}
    >
      {CHOICES.map((choice, index) => (
        <Box
          key={choice.text}
          component="label"
          sx={{
            position: 'relative',
            display: 'inline-flex',
            alignItems: 'center',
            justifyContent: 'center',
            minWidth: 64,
            minHeight: { xs: 44, md: 34 },
            border: '1px solid',
            borderColor: props.faults.length > 0 ? 'error.main' : 'var(--field)',
            borderRadius: '6px',
            bgcolor: 'background.paper',
            cursor: props.disabled ? 'default' : 'pointer',
            '&:has(input:checked)': {
              borderColor: 'primary.main',
              bgcolor: 'var(--brand-soft)',
              color: 'var(--brand)',
              fontWeight: 600,
            },
            '&:has(input:focus-visible)': { outline: '2px solid var(--brand)', outlineOffset: '2px' },
          }}
        >
          <input
            type="radio"
            id={index === 0 ? props.id : undefined}
            name={props.id}
            checked={props.value === choice.value}
            disabled={props.disabled}
            onChange={() => props.onChange(choice.value)}
            style={{ position: 'absolute', inset: 0, opacity: 0, margin: 0, cursor: 'inherit' }}
          />
          {choice.text}
        </Box>
      ))}
      {typeof props.value === 'boolean' && !props.required && !props.disabled && (
        <Box
          component="button"
          type="button"
          onClick={() => props.onChange(null)}
          sx={{
            position: 'relative',
            font: 'inherit',
            fontSize: '0.75rem',
            color: 'var(--ink3)',
            border: 0,
            bgcolor: 'transparent',
            cursor: 'pointer',
            minHeight: { xs: 44, md: 28 },
            minWidth: { xs: 44, md: 0 },
            px: 0.5,
          }}
        >
          清除
          <span style={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}>
            {name}
          </span>
        </Box>
      )}
    </Box>
  );
}
