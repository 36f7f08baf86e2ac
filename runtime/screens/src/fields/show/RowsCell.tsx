// Rows of children: a count on one line, a small table where there is room.
import Box from '@mui/material/Box';
import type { RowJson } from '../../client/index.ts';
import { NOTHING } from '../cell_text.ts';
import type { CellProps } from '../contract.ts';

export function RowsCell(props: CellProps) {
  const Value = props.nested;
  const rows: RowJson[] = Array.isArray(props.value) ? props.value : [];
  if (rows.length === 0) return <span>{NOTHING}</span>;
  if (props.compact) return <span>{rows.length} 条</span>;
  return (
    <Box
      tabIndex={0}
      role="region"
      aria-label={props.field.label}
      sx={{ overflowX: 'auto', border: '1px solid', borderColor: 'divider', borderRadius: '8px' }}
    >
      <Box
        component="table"
        sx={{
          width: '100%',
          borderCollapse: 'collapse',
          fontSize: '0.8125rem',
          '& th, & td': {
            textAlign: 'left',
            px: 1.5,
            height: 36,
            whiteSpace: 'nowrap',
            borderBottom: '1px solid',
            borderColor: 'var(--line-soft)',
          },
          '& th': { bgcolor: 'var(--head)', color: 'var(--ink3)', fontWeight: 500 },
          '& tr:last-of-type td': { borderBottom: 0 },
        }}
      >
        <thead>
          <tr>
            {props.field.fields.map((child) => (
              <th key={child.name} scope="col">
                {child.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={typeof row['id'] === 'string' ? row['id'] : index}>
              {props.field.fields.map((child) => (
                <td key={child.name}>
                  <Value field={child} record={row} compact />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Box>
    </Box>
  );
}
