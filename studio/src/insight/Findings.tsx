// What the integrity rules found, each with its place.
import { Link } from 'react-router-dom';
import { Chip } from '@shijian/screens/kit';
import type { Tone } from '@shijian/screens/kit';
import type { IntegrityFinding } from '../client/types.ts';
import { documentPath } from '../documents/paths.ts';
import styles from './Insight.module.css';

const severities: Record<IntegrityFinding['severity'], { label: string; tone: Tone }> = {
  error: { label: '要改', tone: 'bad' },
  warning: { label: '留意', tone: 'warn' },
  notice: { label: '建议', tone: 'info' },
};

/** Nothing at all where nothing was found. */
export function Findings(props: {
  title: string;
  hint?: string;
  findings: readonly IntegrityFinding[];
  /** The draft whose documents they are found in. */
  draft?: string;
}) {
  if (props.findings.length === 0) return null;
  return (
    <section className={styles['panel']} aria-label={props.title}>
      <div className={styles['head']}>
        <h2>
          {props.title} {props.findings.length}
        </h2>
        {props.hint && <span>{props.hint}</span>}
      </div>
      <ul>
        {props.findings.map((finding) => (
          <li key={`${keyOf(finding)} ${finding.path} ${finding.line}`} className={styles['finding']}>
            <Chip {...severities[finding.severity]} />
            <div>
              {finding.says}
              {finding.remedy && <div className={styles['small']}>{finding.remedy}</div>}
            </div>
            <Link to={documentPath(finding.path, finding.line, { draft: props.draft })} className={styles['where']}>
              {finding.path}:{finding.line}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One and the same finding, whatever line and version it is in. */
export function keyOf({ code, document, address }: IntegrityFinding): string {
  return `${code} ${document} ${address}`;
}
