// 草稿: what is being prepared, waits for approval, or was published.
import { useState } from 'react';
import Button from '@mui/material/Button';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import {
  Chip,
  EmptyState,
  ErrorState,
  PageHeader,
  RowsSkeleton,
  recentTime,
  serverNow,
  useModel,
} from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import { useDoor } from '../client/DoorProvider.tsx';
import type { Draft } from '../client/types.ts';
import { isUnfinished, kindOf, stateOf } from './draft_words.ts';
import styles from './Drafts.module.css';

type Which = 'unfinished' | 'applied' | 'all';

const within: Record<Which, (draft: Draft) => boolean> = {
  unfinished: isUnfinished,
  applied: ({ state }) => state === 'applied',
  all: () => true,
};

export default function DraftsPage() {
  const model = useModel();
  const door = useDoor();
  const [which, setWhich] = useState<Which>('unfinished');
  const query = useQuery({ queryKey: doorKeys.drafts, queryFn: () => doorApi.drafts(), refetchOnWindowFocus: true });
  const all = query.data?.items ?? [];
  const shown = all.filter(within[which]);
  return (
    <>
      <PageHeader title="草稿" sub="改动先存在草稿里，看过计划、批准之后才发布" />
      <ToggleButtonGroup
        size="small"
        exclusive
        value={which}
        onChange={(_, next: Which | null) => next && setWhich(next)}
        aria-label="看哪些草稿"
        className={styles['filters'] ?? ''}
      >
        <ToggleButton value="unfinished">未完成 {all.filter(within.unfinished).length}</ToggleButton>
        <ToggleButton value="applied">已发布</ToggleButton>
        <ToggleButton value="all">全部</ToggleButton>
      </ToggleButtonGroup>
      {query.isPending && <RowsSkeleton rows={6} height={56} />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && shown.length === 0 && (
        <EmptyState
          title={{ unfinished: '没有未完成的草稿', applied: '还没有发布过草稿', all: '还没有草稿' }[which]}
          text={door.rights.write ? '在“文档”里改动任何一份文档，就会存成一份草稿。' : '同事起草的改动会列在这里。'}
          actions={
            door.rights.write && (
              <Button variant="contained" component={Link} to="/documents">
                去改文档
              </Button>
            )
          }
        />
      )}
      {shown.length > 0 && (
        <ul className={styles['list']}>
          {shown.map((draft) => {
            const { label, tone } = stateOf(draft);
            return (
              <li key={draft.id}>
                <Link to={`/drafts/${draft.id}`} className={styles['row']}>
                  <span>
                    <span className={styles['name']}>{draft.title}</span>
                    <span className={styles['line']}>
                      {kindOf(draft)} · {draft.author_name} · 改动 {draft.documents} 份文档
                    </span>
                  </span>
                  {draft.behind ? <Chip label="落后于现行版本" tone="warn" /> : <span />}
                  <Chip label={label} tone={tone} />
                  <span className={styles['when']}>
                    {recentTime(draft.updated_at, serverNow(), model.tenant.time_zone)}
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
