// What the kernel finds, this document's first; each leads to its place.
import { Link } from 'react-router-dom';
import { Chip } from '@shijian/screens/kit';
import type { Finding } from '../kernel/messages.ts';
import { documentPath, fileName } from './paths.ts';
import styles from './Documents.module.css';

const MOST = 200;

export function FindingsList(props: { findings: readonly Finding[]; open: string | null }) {
  const errors = props.findings.filter(({ severity }) => severity === 'error').length;
  const shown = [...props.findings]
    .sort((a, b) => Number(b.path === props.open) - Number(a.path === props.open) || rank(a) - rank(b))
    .slice(0, MOST);
  return (
    <section className={styles['findings']} aria-label="检查结果">
      <div className={styles['findingsHead']} role="status">
        {errors > 0 ? <Chip tone="bad" label={`${errors} 处错误`} /> : <Chip tone="good" label="检查通过" />}
        {props.findings.length > errors && <Chip tone="warn" label={`${props.findings.length - errors} 处提醒`} />}
        {errors > 0 && <span className={styles['hint']}>有错误时不能发布，点一条可以跳到那一行</span>}
      </div>
      {shown.length > 0 && (
        <ul>
          {shown.map((finding) => (
            <li key={`${finding.code} ${finding.path} ${finding.line} ${finding.col} ${finding.at}`}>
              <Link to={documentPath(finding.path, finding.line)} className={styles['finding']}>
                <span className={finding.severity === 'error' ? styles['error'] : styles['warning']}>
                  {finding.severity === 'error' ? '错误' : '提醒'}
                </span>
                <span className={styles['says']}>
                  {finding.at && <code>{finding.at}</code>} {finding.says}
                </span>
                <span className={styles['where']}>
                  {fileName(finding.path)}:{finding.line} · {finding.code}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const rank = (finding: Finding): number => (finding.severity === 'error' ? 0 : 1);
