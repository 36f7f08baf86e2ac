// One draft: what it changes, what publishing it will do, and who decides.
import { lazy, Suspense, useEffect, useState } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import TextField from '@mui/material/TextField';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { Chip, ConfirmDialog, ErrorState, PageHeader, PageSkeleton, TextSkeleton } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import { useDoor } from '../client/DoorProvider.tsx';
import type { Draft } from '../client/types.ts';
import { useSources } from '../kernel/useChecked.ts';
import { DecideBar } from '../plan/DecideBar.tsx';
import { PlanPanel } from '../plan/PlanPanel.tsx';
import planStyles from '../plan/Plan.module.css';
import { usePublish } from '../plan/usePublish.ts';
import { ConflictDesk, useConflicts } from '../packages/ConflictDesk.tsx';
import { DraftHealth } from '../insight/DraftHealth.tsx';
import { DraftChanges } from './DraftChanges.tsx';
import { isUnfinished, kindOf, stateOf } from './draft_words.ts';
import { useDraftActs } from './useDraftActs.ts';
import { useWorkingDraft } from './WorkingDraft.tsx';
import styles from './Drafts.module.css';

const WAITING_MS = 5_000;

const RebaseDialog = lazy(() => import('./RebaseDialog.tsx'));

export default function DraftPage() {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: doorKeys.draft(id),
    queryFn: () => doorApi.draft(id),
    refetchOnWindowFocus: true,
    // Somebody else writes or decides, and who waits wants to see it.
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data) ? WAITING_MS : false),
  });
  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return query.data ? <DraftDetail key={id} draft={query.data} /> : <PageSkeleton />;
}

function DraftDetail(props: { draft: Draft }) {
  const { draft } = props;
  const door = useDoor();
  const navigate = useNavigate();
  const working = useWorkingDraft();
  const acts = useDraftActs(draft);
  const [query, setQuery] = useSearchParams();
  const [editing, setEditing] = useState(false);
  const [dropping, setDropping] = useState(false);
  const [moving, setMoving] = useState(false);
  const unfinished = isUnfinished(draft);
  const sources = useSources(draft.base_rev);
  const plan = useQuery({
    queryKey: doorKeys.plan(draft.id, draft.version),
    queryFn: () => doorApi.plan(draft.id),
    enabled: unfinished && draft.documents > 0,
    staleTime: 0,
  });
  const { publishing, progress, failure, publish } = usePublish(draft.id, unfinished ? draft.job : null);
  const asked = query.get('tab');
  const conflicts = useConflicts(draft.id, draft.kind === 'upgrade').data;
  const desk = (conflicts?.items.length ?? 0) > 0;
  const open = unfinished ? (conflicts?.open ?? 0) : 0;
  const tabs = ['changes', ...(desk ? ['conflicts'] : []), ...(unfinished ? ['plan', 'health'] : [])];
  const tab = asked !== null && tabs.includes(asked) ? asked : 'changes';
  const { label, tone } = stateOf(draft);
  const chosen = working.draft?.id === draft.id;
  const { choose } = working;
  useEffect(() => {
    if (!unfinished && chosen) choose(null);
  }, [choose, chosen, unfinished]);
  return (
    <>
      <PageHeader
        title={draft.title}
        sub={`${kindOf(draft)} · ${draft.author_name} · 基于第 ${draft.base_rev} 版`}
        actions={
          <>
            {draft.can.edit && !chosen && (
              <Button
                variant="outlined"
                onClick={() => {
                  choose(draft.id);
                  navigate('/documents');
                }}
              >
                继续改文档
              </Button>
            )}
            {draft.can.edit && (
              <Button variant="outlined" onClick={() => setEditing(true)}>
                改标题和说明
              </Button>
            )}
            {draft.can.drop && (
              <Button variant="outlined" onClick={() => setDropping(true)}>
                放弃
              </Button>
            )}
          </>
        }
      >
        <Chip label={label} tone={tone} />
      </PageHeader>
      {draft.message && <p className={styles['message']}>{draft.message}</p>}
      <div className={styles['notices']}>
        {draft.state === 'rejected' && draft.comment && (
          <Alert severity="warning">
            {draft.decided_name} 退回：{draft.comment}
          </Alert>
        )}
        {draft.approved && draft.comment && (
          <Alert severity="success">
            {draft.decided_name} 批准：{draft.comment}
          </Alert>
        )}
        {draft.behind && (
          <Alert
            severity="warning"
            action={
              draft.can.edit && (
                <Button size="small" variant="outlined" onClick={() => setMoving(true)}>
                  移到现行版本
                </Button>
              )
            }
          >
            本局已经发布到第 {door.rev} 版，这份草稿还基于第 {draft.base_rev} 版。移到现行版本上再看计划。
          </Alert>
        )}
        {failure !== null && (
          <Alert severity="error">
            没有发布：{failure}
            <br />
            本局仍按第 {door.rev} 版办理，改好后可以再发布。
          </Alert>
        )}
        {draft.applied_rev !== null && (
          <Alert
            severity="success"
            action={
              door.rights.revisions && (
                <Button size="small" variant="outlined" component={Link} to={`/history?to=${draft.applied_rev}`}>
                  看这一版改了什么
                </Button>
              )
            }
          >
            已发布为第 {draft.applied_rev} 版。
          </Alert>
        )}
      </div>
      {progress && (
        <div className={planStyles['progress']} role="status">
          <span>{progress.message || '正在发布…'}</span>
          <LinearProgress
            aria-label="发布进度"
            {...(progress.total ? { variant: 'determinate', value: (100 * progress.done) / progress.total } : {})}
          />
          <span className={styles['line']}>可以离开这一页，发布会继续。</span>
        </div>
      )}
      <Tabs
        value={tab}
        onChange={(_, next: string) => setQuery(next === 'changes' ? {} : { tab: next }, { replace: true })}
        aria-label="草稿"
        variant="scrollable"
        scrollButtons={false}
        sx={{ mt: 1.5, borderBottom: '1px solid var(--line)' }}
      >
        <Tab value="changes" id="tab-changes" aria-controls="panel-draft" label={`改动 ${draft.documents}`} />
        {desk && (
          <Tab
            value="conflicts"
            id="tab-conflicts"
            aria-controls="panel-draft"
            label={open > 0 ? `冲突台 · ${open} 处待定` : '冲突台'}
          />
        )}
        {unfinished && <Tab value="plan" id="tab-plan" aria-controls="panel-draft" label={planLabel(plan.data)} />}
        {unfinished && <Tab value="health" id="tab-health" aria-controls="panel-draft" label="体检" />}
      </Tabs>
      <div role="tabpanel" id="panel-draft" aria-labelledby={`tab-${tab}`} style={{ paddingTop: 12 }}>
        {tab === 'changes' &&
          (sources.data && draft.changes ? (
            <DraftChanges
              draft={draft.id}
              changes={draft.changes}
              sources={sources.data}
              onUndo={draft.can.edit ? (path) => void acts.undo(path) : undefined}
            />
          ) : sources.error ? (
            <ErrorState error={sources.error} onRetry={() => void sources.refetch()} compact />
          ) : (
            <TextSkeleton />
          ))}
        {tab === 'conflicts' &&
          (sources.data ? <ConflictDesk draft={draft} sources={sources.data} /> : <TextSkeleton lines={6} />)}
        {tab === 'health' && <DraftHealth draft={draft} />}
        {tab === 'plan' &&
          unfinished &&
          (draft.documents === 0 ? (
            <DraftChanges
              draft={draft.id}
              changes={[]}
              sources={sources.data ?? { rev: 0, packages: [], tenant: NOTHING }}
            />
          ) : plan.error ? (
            <ErrorState error={plan.error} onRetry={() => void plan.refetch()} compact />
          ) : plan.data ? (
            <PlanPanel
              draft={draft.id}
              plan={plan.data}
              onAnswer={draft.can.edit ? (changes, said) => void acts.add(changes, `已按“${said}”写进草稿`) : undefined}
            />
          ) : (
            <TextSkeleton lines={6} />
          ))}
      </div>
      {unfinished && (
        <DecideBar
          draft={draft}
          plan={plan.data ?? null}
          fourEyes={door.four_eyes}
          conflicts={open}
          acts={acts}
          publishing={publishing}
          onPublish={publish}
        />
      )}
      {moving && (
        <Suspense fallback={null}>
          <RebaseDialog draft={draft} onClose={() => setMoving(false)} />
        </Suspense>
      )}
      <EditText draft={draft} open={editing} acts={acts} onClose={() => setEditing(false)} />
      <ConfirmDialog
        open={dropping}
        title={`放弃“${draft.title}”？`}
        confirm="放弃草稿"
        danger
        onClose={() => setDropping(false)}
        onConfirm={async () => {
          if (!(await acts.drop())) return;
          if (chosen) choose(null);
          navigate('/drafts');
        }}
      >
        草稿里的 {draft.documents} 份改动不会再发布，以后仍可在“全部”里看到。
      </ConfirmDialog>
    </>
  );
}

const NOTHING = { kind: 'tenant' as const, name: '', files: [] };

function planLabel(plan: { steps: { risk: string }[]; ok: boolean } | undefined): string {
  if (!plan) return '计划';
  const confirm = plan.steps.filter(({ risk }) => risk === 'confirm').length;
  if (!plan.ok) return '计划 · 不能执行';
  return confirm > 0 ? `计划 · ${confirm} 条需确认` : '计划 · 安全';
}

function EditText(props: { draft: Draft; open: boolean; acts: ReturnType<typeof useDraftActs>; onClose: () => void }) {
  const { draft, acts } = props;
  const [title, setTitle] = useState(draft.title);
  const [message, setMessage] = useState(draft.message);
  const save = async () => {
    if (title.trim() !== '' && (await acts.rename(title.trim(), message))) props.onClose();
  };
  return (
    <Dialog open={props.open} onClose={props.onClose} aria-labelledby="draft-text" maxWidth="sm" fullWidth>
      <DialogTitle id="draft-text">标题和说明</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2, pt: '8px !important' }}>
        <TextField label="标题" value={title} onChange={(event) => setTitle(event.target.value)} required />
        <TextField
          label="说明：为什么改、依据什么"
          value={message}
          onChange={(event) => setMessage(event.target.value)}
          multiline
          minRows={3}
        />
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={props.onClose}>
          取消
        </Button>
        <Button variant="contained" disabled={acts.busy || title.trim() === ''} onClick={() => void save()}>
          保存
        </Button>
      </DialogActions>
    </Dialog>
  );
}
