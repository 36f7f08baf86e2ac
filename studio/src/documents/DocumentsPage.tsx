// 文档: every document as text, with what the kernel says of it while it is written.
import { lazy, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { EmptyState, ErrorState, PageHeader, PageSkeleton, RowsSkeleton, usePhone } from '@shijian/screens/kit';
import type { DocumentChange } from '../client/types.ts';
import { merged, useWorkingDraft } from '../drafts/WorkingDraft.tsx';
import { useChecked } from '../kernel/useChecked.ts';
import { DocumentTree } from './DocumentTree.tsx';
import { FindingsList } from './FindingsList.tsx';
import styles from './Documents.module.css';

const DocumentView = lazy(() => import('./DocumentView.tsx'));

export default function DocumentsPage() {
  const phone = usePhone();
  const working = useWorkingDraft();
  const [query] = useSearchParams();
  const path = query.get('path');
  // What is typed and not yet in the draft is checked with it.
  const [typed, setTyped] = useState<DocumentChange | null>(null);
  const changes = useMemo(() => (typed ? merged(working.changes, [typed]) : working.changes), [typed, working.changes]);
  const { sources, checked, error, retry } = useChecked(working.rev, changes);
  if (error) return <ErrorState error={error} onRetry={retry} />;
  const tree = checked ? (
    <DocumentTree documents={checked.documents} open={path} />
  ) : (
    <RowsSkeleton rows={14} height={32} />
  );
  if (phone && path === null) {
    return (
      <>
        <PageHeader title="文档" />
        {tree}
      </>
    );
  }
  return (
    <div className={styles['page']}>
      {!phone && <div className={styles['tree']}>{tree}</div>}
      <div className={styles['work']}>
        {path === null || !sources || !checked ? (
          path === null ? (
            <Welcome />
          ) : (
            <PageSkeleton />
          )
        ) : (
          <DocumentView
            key={path}
            path={path}
            line={Number(query.get('line')) || null}
            sources={sources}
            checked={checked}
            onType={setTyped}
          />
        )}
        {checked && <FindingsList findings={checked.findings} open={path} />}
      </div>
    </div>
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
