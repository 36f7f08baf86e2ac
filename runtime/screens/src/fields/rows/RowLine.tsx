// A row at the desk: one line of cells. Alt+↑↓ moves it, Enter in its last cell goes on to the next row.
import type { KeyboardEvent } from 'react';
import Box from '@mui/material/Box';
import { RowActions } from './RowActions.tsx';
import { RowCell } from './RowCells.tsx';
import { gridOf, rowFaults, type RowProps } from './row_props.ts';

export function RowLine(props: RowProps) {
  const faults = rowFaults(props.faults);
  return (
    <Box
      role="group"
      aria-label={`第 ${props.index + 1} 行`}
      onKeyDown={(event) => rowKeys(event, props)}
      sx={{
        px: 1,
        py: 0.75,
        borderBottom: '1px solid',
        borderColor: 'var(--line-soft)',
        '&:last-of-type': { borderBottom: 0 },
      }}
    >
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: gridOf(props.fields.length, props.fixed),
          gap: 1,
          alignItems: 'start',
        }}
      >
        <Box sx={{ color: 'var(--ink3)', fontSize: '0.8125rem', lineHeight: '36px', textAlign: 'center' }}>
          {props.index + 1}
        </Box>
        {props.fields.map((field) => (
          <RowCell key={field.name} props={props} field={field} named={false} />
        ))}
        {props.fixed !== 'all' && <RowActions {...props} />}
      </Box>
      {faults.length > 0 && <Box sx={{ color: 'error.main', fontSize: '0.75rem', pl: 4.5 }}>{faults.join('；')}</Box>}
    </Box>
  );
}

function rowKeys(event: KeyboardEvent, props: RowProps): void {
  if (props.fixed !== 'all' && event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    event.preventDefault();
    props.onMove(event.key === 'ArrowUp' ? -1 : 1);
    return;
  }
  const last = props.fields.at(-1);
  const inLast = event.target instanceof HTMLElement && event.target.id === `${props.id}_${last?.name ?? ''}`;
  const plainEnter =
    event.key === 'Enter' &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.nativeEvent.isComposing &&
    !event.defaultPrevented;
  if (plainEnter && inLast && props.index === props.count - 1 && event.target instanceof HTMLInputElement) {
    event.preventDefault();
    props.onAddBelow();
  }
}
