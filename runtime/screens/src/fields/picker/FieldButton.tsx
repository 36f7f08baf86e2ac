// A control that looks like an input and opens a panel. Keeps the id of the field, so that labels and focus find it.
import ButtonBase from '@mui/material/ButtonBase';
import Box from '@mui/material/Box';
import ExpandIcon from '@mui/icons-material/ExpandMoreRounded';

export function FieldButton(props: {
  id: string;
  text: string;
  placeholder: string;
  name: string;
  open: boolean;
  disabled: boolean;
  faulty: boolean;
  required: boolean;
  label?: string | undefined;
  describedBy?: string | undefined;
  onOpen(element: HTMLElement, typed: string): void;
  onBlur(): void;
}) {
  return (
    <ButtonBase
      id={props.id}
      disabled={props.disabled}
      aria-haspopup="dialog"
      aria-expanded={props.open}
      aria-label={`${props.label ?? props.name}：${props.text === '' ? props.placeholder : props.text}`}
      aria-describedby={props.describedBy}
      data-opens=""
      onClick={(event) => props.onOpen(event.currentTarget, '')}
      onKeyDown={(event) => {
        const typed = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
        if (!typed && event.key !== 'ArrowDown') return;
        event.preventDefault();
        props.onOpen(event.currentTarget, typed ? event.key : '');
      }}
      onBlur={() => {
        if (!props.open) props.onBlur();
      }}
      sx={{
        width: '100%',
        minHeight: { xs: 44, md: 34 },
        px: 1.5,
        justifyContent: 'space-between',
        textAlign: 'left',
        bgcolor: props.disabled ? 'var(--page)' : 'background.paper',
        border: '1px solid',
        borderColor: props.faulty ? 'error.main' : 'var(--field)',
        borderRadius: '6px',
        font: 'inherit',
        fontSize: { xs: '1rem', md: '0.875rem' },
        color: props.text === '' ? 'var(--ink3)' : 'text.primary',
        '&:hover': { borderColor: 'var(--ink3)' },
      }}
    >
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {props.text === '' ? props.placeholder : props.text}
      </Box>
      <ExpandIcon sx={{ fontSize: 20, color: 'var(--ink3)', flex: 'none' }} />
    </ButtonBase>
  );
}
