// Nothing here, and what to do about it.
import type { ReactNode } from 'react';
import InboxIcon from '@mui/icons-material/InboxOutlined';
import styles from './States.module.css';

export function EmptyState(props: {
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  icon?: ReactNode;
  compact?: boolean;
}) {
  return (
    <div className={`${styles['state']} ${props.compact ? styles['compact'] : ''}`}>
      {!props.compact && (
        <span className={styles['icon']} aria-hidden>
          {props.icon ?? <InboxIcon />}
        </span>
      )}
      <p className={styles['title']}>{props.title}</p>
      {props.text && <p className={styles['text']}>{props.text}</p>}
      {props.actions && <div className={styles['actions']}>{props.actions}</div>}
    </div>
  );
}
