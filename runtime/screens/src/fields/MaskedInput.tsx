// A personal value: shown as it came, masked, until the officer chooses to replace it whole.
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { InputProps } from './contract.ts';

/** @param props.onReplace empties the field and puts the cursor in it */
export function MaskedInput(props: InputProps & { onReplace(): void }) {
  return (
    <Box
      // Found by summaries and links; the button has no id, so that a click on the label does not empty the field.
      id={props.id}
      tabIndex={-1}
      sx={{
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'space-between',
        minHeight: { xs: 44, md: 34 },
        pl: 1.5,
        pr: 0.5,
        border: '1px solid',
        borderColor: 'divider',
        borderRadius: '6px',
        bgcolor: 'var(--page)',
      }}
    >
      <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', color: 'text.secondary' }}>
        {String(props.stored ?? '')}
      </Box>
      <Button
        size="small"
        disabled={props.disabled}
        onClick={props.onReplace}
        aria-label={`修改${props.label ?? props.field.label}`}
        aria-describedby={props.describedBy}
      >
        修改
      </Button>
    </Box>
  );
}
