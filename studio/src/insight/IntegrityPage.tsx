// 体检: what compiles and is still not well, the bureau's own documents first.
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { Chip, EmptyState, ErrorState, PageHeader, RowsSkeleton } from '@shijian/screens/kit';
import type { Tone } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import { useDoor } from '../client/DoorProvider.tsx';
import type { IntegrityFinding } from '../client/types.ts';
import { documentPath } from '../documents/paths.ts';
import styles from './Insight.module.css';

const severities: Record<IntegrityFinding['severity'], { label: string; tone: Tone }> = {
  error: { label: '要改', tone: 'bad' },
  warning: { label: '留意', tone: 'warn' },
  notice: { label: '建议', tone: 'info' },
};

export default function IntegrityPage() {
  const door = useDoor();
  const query = useQuery({ queryKey: doorKeys.integrity(door.rev), queryFn: () => doorApi.integrity() });
  const findings = query.data?.findings ?? [];
  const own = findings.filter((finding) => finding.own);
  return (
    <>
      <PageHeader
        title="体检"
        sub="配置能用，但可能有疏漏的地方"
        actions={
          <Button variant="outlined" disabled={query.isFetching} onClick={() => void query.refetch()}>
            {query.isFetching ? '正在体检…' : '重新体检'}
          </Button>
        }
      />
      {query.isPending && <RowsSkeleton rows={8} height={56} />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && findings.length === 0 && (
        <EmptyState title="一切正常" text="没有发现无人能用的权限、打不开的菜单这类疏漏。" />
      )}
      <Findings title="本局的文档" findings={own} />
      <Findings
        title="业务包的文档"
        hint="本局改不了原文，可以用“改成本局的”调整，或向开发单位反映"
        findings={findings.filter((finding) => !finding.own)}
      />
    </>
  );
}

function Findings(props: { title: string; hint?: string; findings: readonly IntegrityFinding[] }) {
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
          <li key={`${finding.code} ${finding.path} ${finding.line} ${finding.address}`} className={styles['finding']}>
            <Chip {...severities[finding.severity]} />
            <div>
              {finding.says}
              {finding.remedy && <div className={styles['small']}>{finding.remedy}</div>}
            </div>
            <Link to={documentPath(finding.path, finding.line)} className={styles['where']}>
              {finding.path}:{finding.line}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
