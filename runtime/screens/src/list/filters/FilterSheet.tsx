// The phone's filters: one line a field, opened one at a time, with a big button that says how many there are.
import { useState } from 'react';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import { useModel } from '../../client/index.ts';
import type { Total, WireEntity } from '../../client/index.ts';
import { countText } from '../../parts/index.ts';
import { resolveColumn } from '../columns.ts';
import { conditionLabel } from '../conditions.ts';
import type { ListColumn } from '../columns.ts';
import { ConditionEditor } from './ConditionEditor.tsx';
import type { Conditions } from './useConditions.ts';
import { useValueLabel } from './useValueLabel.ts';
import styles from './Editors.module.css';

export function FilterSheet(props: {
  open: boolean;
  entity: WireEntity;
  paths: string[];
  conditions: Conditions;
  total: Total | null;
  onClose: () => void;
  onClear: () => void;
}) {
  const model = useModel();
  const [path, setPath] = useState<string | null>(null);
  const columns = props.paths.flatMap((name) => resolveColumn(model, props.entity, name) ?? []);
  return (
    <Drawer
      anchor="bottom"
      open={props.open}
      onClose={props.onClose}
      slotProps={{
        paper: {
          className: styles['sheet'],
          role: 'dialog',
          'aria-label': '筛选',
          sx: { borderRadius: '12px 12px 0 0' },
        },
      }}
    >
      <div>
        {columns.map((column) => (
          <Section
            key={column.path}
            column={column}
            open={path === column.path}
            conditions={props.conditions}
            onToggle={() => setPath(path === column.path ? null : column.path)}
          />
        ))}
      </div>
      <div className={styles['bottom']}>
        <Button variant="outlined" onClick={props.onClear}>
          清除
        </Button>
        <Button variant="contained" onClick={props.onClose}>
          {props.total ? `看 ${countText(props.total)} 条` : '完成'}
        </Button>
      </div>
    </Drawer>
  );
}

function Section(props: { column: ListColumn; open: boolean; conditions: Conditions; onToggle: () => void }) {
  const { column, open } = props;
  const condition = props.conditions.of(column.path);
  const label = useValueLabel(column.field, condition);
  return (
    <div className={styles['section']}>
      <button type="button" aria-expanded={open} onClick={props.onToggle}>
        {column.label}
        {condition && <b>{conditionLabel(condition, label, column.field.unit ?? '')}</b>}
      </button>
      {open && (
        <ConditionEditor
          field={column.field}
          condition={condition}
          onChange={(next) => props.conditions.set(column.path, next)}
        />
      )}
    </div>
  );
}
