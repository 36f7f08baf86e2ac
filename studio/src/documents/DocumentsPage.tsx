// 文档: every document as text, with what the kernel says of it while it is written.
import { lazy, useEffect, useMemo, useState } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { Link, useSearchParams } from 'react-router-dom';
import { EmptyState, ErrorState, PageHeader, PageSkeleton, RowsSkeleton, usePhone } from '@shijian/screens/kit';
import type { DocumentChange } from '../client/types.ts';
import { merged, useWorkingDraft } from '../drafts/WorkingDraft.tsx';
import { useChecked } from '../kernel/useChecked.ts';
import { DocumentTree } from './DocumentTree.tsx';
import { FindingsList } from './FindingsList.tsx';
import { documentPath } from './paths.ts';
import styles from './Documents.module.css';

const DocumentView = lazy(() => import('./DocumentView.tsx'));

export default function DocumentsPage() {
  const phone = usePhone();
  const working = useWorkingDraft();
  const [query, setQuery] = useSearchParams();
  const path = query.get('path');
  const past = Number(query.get('rev')) || null;
  const taken = query.get('draft');
  const { choose } = working;
  useEffect(() => {
    if (taken === null) return;
    choose(taken);
    const left = (before: URLSearchParams) => {
      before.delete('draft');
      return before;
    };
    setQuery(left, { replace: true });
  }, [choose, setQuery, taken]);
  // What is typed and not yet in the draft is checked with it.
  const [typed, setTyped] = useState<DocumentChange | null>(null);
  const changes = useMemo(() => {
    if (past !== null) return NONE;
    return typed ? merged(working.changes, [typed]) : working.changes;
  }, [past, typed, working.changes]);
  const { sources, checked, error, retry } = useChecked(
    past ?? working.rev,
    changes,
    past === null ? working.draft : null,
  );
  if (error) return <ErrorState error={error} onRetry={retry} />;
  if (taken !== null || working.pending) return <PageSkeleton />;
  const tree = checked ? (
    <DocumentTree documents={checked.documents} open={path} past={past} />
  ) : (
    <RowsSkeleton rows={14} height={32} />
  );
  if (phone && path === null) {
    return (
      <>
        <PageHeader title="文档" />
        {past !== null && <Past rev={past} path={null} />}
        {tree}
      </>
    );
  }
  return (
    <div className={styles['page']}>
      {!phone && <div className={styles['tree']}>{tree}</div>}
      <div className={styles['work']}>
        {past !== null && <Past rev={past} path={path} />}
        {path === null || !sources || !checked ? (
          path === null ? (
            <Welcome />
          ) : (
            <PageSkeleton />
          )
        ) : (
          <DocumentView
            key={`${past ?? ''} ${path}`}
            path={path}
            past={past}
            line={Number(query.get('line')) || null}
            sources={sources}
            checked={checked}
            onType={setTyped}
          />
        )}
        {checked && past === null && <FindingsList findings={checked.findings} open={path} />}
      </div>
    </div>
  );
}

const NONE: readonly DocumentChange[] = [];

/** Whoever looks at what was must not take it for what is. */
function Past(props: { rev: number; path: string | null }) {
  return (
    <Alert
      severity="info"
      action={
        <Button
          size="small"
          variant="outlined"
          component={Link}
          to={props.path === null ? '/documents' : documentPath(props.path)}
        >
          回到现在
        </Button>
      }
    >
      这是第 {props.rev} 版时的文档，只能看。
    </Alert>
  );
}

function Welcome() {
  return (
    <>
      <PageHeader title="文档" sub="本局用的每一份配置，都可以看到原文" />
      <EmptyState
        title="从左边选一份文档"
        text="业务包的文档只能看；点“改成本局的”，会替本局写一份调整，业务包升级时不会丢。"
      />
    </>
  );
}
