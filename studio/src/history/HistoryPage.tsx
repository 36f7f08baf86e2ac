// 历史: every revision, what differs between any two, and the way back.
import { lazy, Suspense, useState } from 'react';
import Button from '@mui/material/Button';
import Radio from '@mui/material/Radio';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import {
  Chip,
  ConfirmDialog,
  EmptyState,
  ErrorState,
  PageHeader,
  RowsSkeleton,
  TextSkeleton,
  recentTime,
  serverNow,
  useModel,
  useToast,
} from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import { useDoor } from '../client/DoorProvider.tsx';
import type { DocumentDiff, Revision } from '../client/types.ts';
import { kindWords } from '../drafts/draft_words.ts';
import styles from './History.module.css';

const Diff = lazy(() => import('../drafts/Diff.tsx'));

export default function HistoryPage() {
  const door = useDoor();
  const [query, setQuery] = useSearchParams();
  const list = useInfiniteQuery({
    queryKey: doorKeys.revisions,
    queryFn: ({ pageParam }) => doorApi.revisions(pageParam),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const all = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const to = Number(query.get('to')) || door.rev;
  const from = Number(query.get('from')) || (all.find(({ rev }) => rev === to)?.parent ?? null);
  const choose = (which: 'from' | 'to', rev: number) => {
    const next = { from: from ?? rev, to, [which]: rev };
    setQuery({ from: String(next.from), to: String(next.to) }, { replace: true });
  };
  return (
    <>
      <PageHeader title="历史" sub="每一次发布都在这里；选两版可以比较" />
      {list.isPending && <RowsSkeleton rows={8} height={52} />}
      {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {all.length > 0 && (
        <div className={styles['page']}>
          <div className={styles['list']}>
            <div className={styles['columns']} aria-hidden>
              <span>旧</span>
              <span>新</span>
            </div>
            <ul>
              {all.map((revision) => (
                <RevisionRow
                  key={revision.rev}
                  revision={revision}
                  from={from === revision.rev}
                  to={to === revision.rev}
                  onChoose={choose}
                />
              ))}
            </ul>
            {list.hasNextPage && (
              <Button fullWidth disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                更早的版本
              </Button>
            )}
          </div>
          <div className={styles['diff']}>
            {from === null ? (
              <EmptyState compact title="这是第一版" text="在左边选两个不同的版本来比较。" />
            ) : (
              <Between from={from} to={to} />
            )}
          </div>
        </div>
      )}
    </>
  );
}

function RevisionRow(props: {
  revision: Revision;
  from: boolean;
  to: boolean;
  onChoose: (which: 'from' | 'to', rev: number) => void;
}) {
  const { revision } = props;
  const { tenant } = useModel();
  const [title = '', ...message] = revision.note.split('\n');
  const approved = revision.approved_by === null ? '' : ` · ${revision.approved_by} 批准`;
  return (
    <li className={styles['row']}>
      <Radio
        size="small"
        checked={props.from}
        onChange={() => props.onChoose('from', revision.rev)}
        slotProps={{ input: { 'aria-label': `第 ${revision.rev} 版作为旧的一版` } }}
      />
      <Radio
        size="small"
        checked={props.to}
        onChange={() => props.onChoose('to', revision.rev)}
        slotProps={{ input: { 'aria-label': `第 ${revision.rev} 版作为新的一版` } }}
      />
      <div className={styles['what']}>
        <b>第 {revision.rev} 版</b> {revision.current && <Chip small tone="good" label="现行" />}
        <div title={message.join('\n')}>{title || kindWords[revision.kind]}</div>
        <div className={styles['small']}>
          {recentTime(revision.at, serverNow(), tenant.time_zone)} · {kindWords[revision.kind]}
          {revision.by_name && revision.by_name !== 'boot' ? ` · ${revision.by_name}` : ''}
          {approved}
        </div>
      </div>
    </li>
  );
}

function Between(props: { from: number; to: number }) {
  const { from, to } = props;
  const door = useDoor();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const query = useQuery({
    queryKey: doorKeys.diff(from, to),
    queryFn: () => doorApi.diff(from, to),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const back = from === door.rev ? to : from;
  return (
    <>
      <div className={styles['head']}>
        <h2>
          第 {from} 版 → 第 {to} 版
        </h2>
        <span className={styles['end']}>
          <Button size="small" variant="outlined" component={Link} to={`/documents?rev=${to}`}>
            看第 {to} 版的文档
          </Button>
          <Button
            size="small"
            variant="outlined"
            href={doorApi.exportUrl(to)}
            download={`${door.tenant.name}-${to}.json`}
          >
            下载第 {to} 版
          </Button>
          {door.rights.write && back !== door.rev && (
            <Button size="small" variant="outlined" onClick={() => setAsking(true)}>
              退回到第 {back} 版
            </Button>
          )}
        </span>
      </div>
      {query.isPending && <TextSkeleton lines={8} />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />}
      {query.data?.documents.length === 0 && <EmptyState compact title="两版的文档相同" />}
      {query.data && query.data.changes.length > 0 && (
        <section className={styles['changes']} aria-label="改了什么">
          <ul>
            {query.data.changes.map((change) => (
              <li key={`${change.does} ${change.kind} ${change.name} ${change.address}`}>{change.text}</li>
            ))}
          </ul>
        </section>
      )}
      {query.data?.documents.map((document) => (
        <DocumentDiffPanel key={document.path} document={document} />
      ))}
      <ConfirmDialog
        open={asking}
        title={`退回到第 ${back} 版？`}
        confirm="看退回的计划"
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          const { draft } = await doorApi.rollBack(back);
          await client.invalidateQueries({ queryKey: doorKeys.drafts });
          toast({ text: '已写成一份退回的草稿，看过计划再发布' });
          navigate(`/drafts/${draft.id}?tab=plan`);
        }}
      >
        现在还不会改变什么：先写成一份草稿，看过计划、批准后才发布。退回会成为新的一版，历史不会丢。
      </ConfirmDialog>
    </>
  );
}

const changeWords = { added: '新增', removed: '删除', changed: '修改' } as const;

function DocumentDiffPanel(props: { document: DocumentDiff }) {
  const { document } = props;
  const [open, setOpen] = useState(document.own);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className={styles['document']}>
      <summary>
        <Chip small tone={document.change === 'removed' ? 'bad' : 'info'} label={changeWords[document.change]} />
        <span className={styles['path']}>{document.path}</span>
        {!document.own && <Chip small label="业务包" />}
      </summary>
      {open && (
        <Suspense fallback={<TextSkeleton lines={4} />}>
          <Diff label={`${document.path} 的改动`} before={document.before ?? ''} after={document.after ?? ''} />
        </Suspense>
      )}
    </details>
  );
}
