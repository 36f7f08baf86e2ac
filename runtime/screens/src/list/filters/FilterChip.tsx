// One condition as a chip: its field, what it asks, a cross; a click opens the editor that fits the field.
import { useEffect, useId, useRef, useState } from 'react';
import Popover from '@mui/material/Popover';
import { useModel } from '../../client/index.ts';
import type { WireEntity } from '../../client/index.ts';
import { resolveColumn } from '../columns.ts';
import { conditionLabel } from '../conditions.ts';
import type { Condition } from '../conditions.ts';
import { ConditionEditor } from './ConditionEditor.tsx';
import { useValueLabel } from './useValueLabel.ts';
import styles from '../List.module.css';

export function FilterChip(props: {
  entity: WireEntity;
  path: string;
  condition: Condition | undefined;
  /** Just added: the editor opens by itself. */
  openAtOnce: boolean;
  onChange: (condition: Condition | null) => void;
  onClosed: () => void;
}) {
  const { condition, openAtOnce } = props;
  const model = useModel();
  const column = resolveColumn(model, props.entity, props.path);
  const label = useValueLabel(column?.field ?? null, condition);
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (openAtOnce) setOpen(true);
  }, [openAtOnce]);
  if (!column) return null;
  const { field } = column;
  const text = condition ? conditionLabel(condition, label, field.unit ?? '') : null;
  return (
    <span className={`${styles['filter']} ${condition ? styles['on'] : ''}`} ref={anchor}>
      <button type="button" aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
        {column.label}
        {text !== null && <b>{text}</b>}
      </button>
      {condition && (
        <button
          type="button"
          className={styles['off']}
          aria-label={`去掉条件：${column.label}`}
          onClick={() => props.onChange(null)}
        >
          ✕
        </button>
      )}
      <Popover
        open={open}
        anchorEl={anchor.current}
        onClose={() => {
          setOpen(false);
          props.onClosed();
        }}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{ paper: { sx: { mt: 0.5, width: 300 }, role: 'dialog', 'aria-labelledby': titleId } }}
      >
        <span id={titleId} className="sj-sr-only">
          {`条件：${column.label}`}
        </span>
        <ConditionEditor
          field={field}
          condition={condition}
          onChange={props.onChange}
          onDone={() => {
            setOpen(false);
            props.onClosed();
          }}
        />
      </Popover>
    </span>
  );
}
