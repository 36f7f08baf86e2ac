// A key of the keyboard, as it is drawn beside what it does.
import { styled } from '@mui/material/styles';

export const KeyHint = styled('kbd')({
  display: 'inline-block',
  minWidth: 20,
  textAlign: 'center',
  font: '0.75rem/1 ui-monospace, "Noto Sans Mono", monospace',
  border: '1px solid var(--line)',
  borderBottomWidth: 2,
  borderRadius: 4,
  padding: '2px 5px',
  background: 'var(--card)',
  color: 'var(--ink3)',
});
