// A row on the phone: a card with its fields one below the other.
import Box from '@mui/material/Box';
import { FieldLabel } from '../FieldLabel.tsx';
import { RowActions } from './RowActions.tsx';
import { RowCell } from './RowCells.tsx';
import { rowFaults, type RowProps } from './row_props.ts';

export function RowCard(props: RowProps) {
  const faults = rowFaults(props.faults);
  return (
    <Box
      role="group"
      aria-label={`第 ${props.index + 1} 行`}
      sx={{ border: '1px solid', borderColor: 'divider', borderRadius: '8px', p: 1.5 }}
    >
      <Box sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center', mb: 1 }}>
        <Box sx={{ fontWeight: 600 }}>第 {props.index + 1} 行</Box>
        {props.fixed !== 'all' && <RowActions {...props} />}
      </Box>
      <Box sx={{ display: 'grid', gap: 1.5 }}>
        {props.fields
          .filter((field) => !props.hidden.has(field.name))
          .map((field) => (
            <Box key={field.name}>
              <FieldLabel id={`${props.id}_${field.name}`} field={field} required={props.required.has(field.name)} />
              <RowCell props={props} field={field} named />
            </Box>
          ))}
      </Box>
      {faults.length > 0 && <Box sx={{ color: 'error.main', fontSize: '0.75rem', pt: 1 }}>{faults.join('；')}</Box>}
    </Box>
  );
}
