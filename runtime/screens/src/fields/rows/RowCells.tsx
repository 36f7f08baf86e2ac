// The inputs of one row.
import Box from '@mui/material/Box';
import type { FieldModel } from '@shijian/kernel';
import { cellFaults, type RowProps } from './row_props.ts';

/** One input of a row with its fault below. */
export function RowCell({ props, field, named }: { props: RowProps; field: FieldModel; named: boolean }) {
  const Input = props.nested;
  const id = `${props.id}_${field.name}`;
  if (props.hidden.has(field.name)) return <Box />;
  if (props.given.has(field.name)) {
    const Shown = props.shown;
    return (
      <Box id={id} sx={{ minWidth: 0, minHeight: 36, display: 'flex', alignItems: 'center', overflowWrap: 'anywhere' }}>
        <Shown field={field} record={props.row} compact />
      </Box>
    );
  }
  const faults = cellFaults(props.faults, field.name);
  return (
    <Box sx={{ minWidth: 0 }}>
      <Input
        id={id}
        field={field}
        value={props.row[field.name]}
        stored={props.stored?.[field.name]}
        onChange={(value) => props.onCell(field.name, value)}
        onBlur={() => props.onBlur(`[${props.index}].${field.name}`)}
        {...(named ? {} : { label: `第 ${props.index + 1} 行 ${field.label}` })}
        required={props.required.has(field.name)}
        disabled={props.disabled || field.editable === false}
        faults={faults}
        describedBy={faults.length > 0 ? `${id}__fault` : undefined}
        beside={{ ...props.row, _refs: rowRefs(props.row) }}
      />
      {faults.length > 0 && (
        <Box id={`${id}__fault`} sx={{ color: 'error.main', fontSize: '0.75rem', lineHeight: 1.4, pt: 0.25 }}>
          {faults.join('；')}
        </Box>
      )}
    </Box>
  );
}

function rowRefs(row: RowProps['row']): RowProps['record']['_refs'] {
  const refs = row['_refs'];
  // The server puts titles beside a row just as it does beside a record.
  return typeof refs === 'object' && refs !== null ? (refs as RowProps['record']['_refs']) : undefined;
}
