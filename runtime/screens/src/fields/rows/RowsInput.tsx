// Rows inside a record: a table to type into at the desk, a card a row on the phone. Add, copy, move, remove with undo.
import { useRef, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import AddIcon from '@mui/icons-material/AddRounded';
import { usePhone } from '../../theme/usePhone.ts';
import type { WidgetProps } from '../contract.ts';
import { RowCard } from './RowCard.tsx';
import { RowLine } from './RowLine.tsx';
import { gridOf } from './row_props.ts';
import { useRowFrames, type RowFrames } from './useRowFrames.ts';
import { copyRow, emptyRow, moveRow, mostRows, removeRow, setCell, type Row } from './row_moves.ts';

const NOTHING: ReadonlySet<string> = new Set();

export function RowsInput(props: WidgetProps) {
  const { field, id } = props;
  const rows: Row[] = Array.isArray(props.value) ? props.value.filter(isRow) : [];
  const stored: Row[] = Array.isArray(props.stored) ? props.stored.filter(isRow) : [];
  const [removed, setRemoved] = useState<{ row: Row; key: number; index: number } | null>(null);
  const keys = useRowKeys(rows.length);
  const phone = usePhone();
  const frame = useRef<HTMLDivElement>(null);
  const frameOf = useRowFrames(field, rows, props.beside);
  const { fields, given, fixed } = frameOf;
  const most = mostRows(field);
  const full = most !== null && rows.length >= most;

  const focusRow = (index: number) => {
    requestAnimationFrame(() => document.getElementById(`${id}_${index}_${fields[0]?.name ?? ''}`)?.focus());
  };
  const add = () => {
    if (full || fixed !== 'none') return;
    keys.insert(rows.length);
    props.onChange([...rows, emptyRow(fields)]);
    focusRow(rows.length);
  };
  const handlers = (index: number) => ({
    onCell: (name: string, value: unknown) => props.onChange(setCell(rows, index, name, value)),
    onCopy: () => {
      keys.insert(index + 1);
      props.onChange(copyRow(rows, index, fields));
      focusRow(index + 1);
    },
    onRemove: () => {
      const row = rows[index];
      if (row !== undefined) setRemoved({ row, key: keys.remove(index), index });
      props.onChange(removeRow(rows, index));
      focusRow(Math.min(index, rows.length - 2));
    },
    onMove: (step: -1 | 1) => {
      keys.move(index, step);
      props.onChange(moveRow(rows, index, step));
      requestAnimationFrame(() =>
        document.getElementById(`${id}_${index + step}_${step === -1 ? 'up' : 'down'}`)?.focus(),
      );
    },
    onAddBelow: add,
  });
  const undo = () => {
    if (removed === null) return;
    keys.insert(removed.index, removed.key);
    props.onChange([...rows.slice(0, removed.index), removed.row, ...rows.slice(removed.index)]);
    setRemoved(null);
  };

  const Line = phone ? RowCard : RowLine;
  return (
    <Box ref={frame} id={id} tabIndex={-1} role="group" aria-label={field.label} sx={{ outline: 'none' }}>
      {rows.length > 0 && (
        <Box
          sx={
            phone
              ? { display: 'grid', gap: 1.5 }
              : { border: '1px solid', borderColor: 'divider', borderRadius: '8px', overflowX: 'auto' }
          }
        >
          <Box sx={phone ? { display: 'grid', gap: 1.5 } : { minWidth: 60 + fields.length * 148 + 120 }}>
            {!phone && <Heads {...frameOf} />}
            {rows.map((row, index) => (
              <Line
                key={keys.at(index)}
                id={`${id}_${index}`}
                index={index}
                count={rows.length}
                fields={fields}
                row={row}
                stored={stored.find((old) => old['id'] !== undefined && old['id'] === row['id'])}
                disabled={props.disabled}
                full={full}
                faults={props.faultsBelow?.[String(index)]}
                record={props.beside}
                given={given}
                fixed={fixed}
                hidden={frameOf.rows[index]?.hidden ?? NOTHING}
                required={frameOf.rows[index]?.required ?? NOTHING}
                nested={props.nested}
                shown={props.shown}
                onBlur={props.onBlur}
                {...handlers(index)}
              />
            ))}
          </Box>
        </Box>
      )}
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 1.5, mt: rows.length > 0 ? 1 : 0 }}>
        {fixed === 'none' && (
          <Button variant="outlined" startIcon={<AddIcon />} onClick={add} disabled={props.disabled || full}>
            添加一行
          </Button>
        )}
        {full && fixed === 'none' && <Box sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>最多 {most} 行</Box>}
        {rows.length === 0 && removed === null && (
          <Box sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>{frameOf.empty}</Box>
        )}
        <Box role="status" sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>
          {removed !== null && (
            <>
              已去掉第 {removed.index + 1} 行
              <Button size="small" onClick={undo}>
                撤销
              </Button>
            </>
          )}
        </Box>
      </Box>
    </Box>
  );
}

function Heads({ fields, given, fixed }: RowFrames) {
  return (
    <Box
      aria-hidden
      sx={{
        display: 'grid',
        gridTemplateColumns: gridOf(fields.length, fixed),
        gap: 1,
        px: 1,
        bgcolor: 'var(--head)',
        borderBottom: '1px solid',
        borderColor: 'divider',
        fontSize: '0.8125rem',
        color: 'var(--ink3)',
        lineHeight: '34px',
      }}
    >
      <span />
      {fields.map((child) => (
        <span key={child.name}>
          {child.label}
          {child.required === true && !given.has(child.name) && <span style={{ color: 'var(--bad)' }}> *</span>}
          {child.unit !== null && `（${child.unit}）`}
        </span>
      ))}
      {fixed !== 'all' && <span />}
    </Box>
  );
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys that stay with a row while it moves, so that no input loses its text. */
function useRowKeys(count: number) {
  const keys = useRef<number[]>([]);
  const next = useRef(0);
  while (keys.current.length < count) keys.current.push(next.current++);
  if (keys.current.length > count) keys.current.length = count;
  return {
    at: (index: number) => keys.current[index],
    insert: (index: number, key?: number) => {
      keys.current.splice(index, 0, key ?? next.current++);
    },
    remove: (index: number): number => keys.current.splice(index, 1)[0] ?? 0,
    move: (index: number, step: -1 | 1) => {
      keys.current = moveRow(keys.current, index, step);
    },
  };
}
