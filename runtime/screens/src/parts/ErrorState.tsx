// Something failed: what it was, its code for the one who is asked about it, and a way to try again.
import type { ReactNode } from 'react';
import Button from '@mui/material/Button';
import ErrorIcon from '@mui/icons-material/ErrorOutlineOutlined';
import { problemCode, problemTitle } from '../client/index.ts';
import styles from './States.module.css';

export function ErrorState(props: { error: unknown; onRetry?: () => void; actions?: ReactNode; compact?: boolean }) {
  return (
    <div className={`${styles['state']} ${props.compact ? styles['compact'] : ''}`} role="alert">
      {!props.compact && (
        <span className={styles['icon']} aria-hidden>
          <ErrorIcon />
        </span>
      )}
      <p className={styles['title']}>{problemTitle(props.error)}</p>
      <p className={styles['code']}>{problemCode(props.error)}</p>
      <div className={styles['actions']}>
        {props.onRetry && (
          <Button variant="outlined" onClick={props.onRetry}>
            重试
          </Button>
        )}
        {props.actions}
      </div>
    </div>
  );
}
