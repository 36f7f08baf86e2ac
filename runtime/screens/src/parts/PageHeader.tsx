// Title of a page, what is said beside it, and its actions at the right. Also names the browser's tab.
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import styles from './PageHeader.module.css';

export function PageHeader(props: { title: string; sub?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${props.title} · 市监`;
  }, [props.title]);
  return (
    <div className={styles['header']}>
      <h1 className={styles['title']}>{props.title}</h1>
      {props.children}
      {props.sub && <span className={styles['sub']}>{props.sub}</span>}
      {props.actions && <div className={`${styles['actions']} sj-no-print`}>{props.actions}</div>}
    </div>
  );
}
