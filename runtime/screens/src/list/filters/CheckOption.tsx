// One line with a box to tick.
import type { ReactNode } from 'react';
import Checkbox from '@mui/material/Checkbox';
import styles from './Editors.module.css';

export function CheckOption(props: {
  label: ReactNode;
  note?: string | undefined;
  checked: boolean;
  onToggle: () => void;
  children?: ReactNode;
}) {
  return (
    <div className={styles['option']}>
      <label>
        <Checkbox size="small" checked={props.checked} onChange={props.onToggle} />
        <span>
          {props.label} {props.note && <small>{props.note}</small>}
        </span>
      </label>
      {props.children}
    </div>
  );
}
